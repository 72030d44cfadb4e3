"""What an edition's page shows: all of it, or the parts that are exchanged after a press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roundup.core.moments_and_counts import local_input
from roundup.editions.approvals import lost_approval
from roundup.editions.composing import all_stories
from roundup.editions.form_versions import layout_version, order_version
from roundup.editions.look_consequences import drops_possible
from roundup.editions.models import Edition, Story
from roundup.editions.policies import outlook_words
from roundup.editions.revisions import revision_number, revision_to_redo_to, revision_to_undo_to
from roundup.editions.sponsors import days_in_words
from roundup.editions.state_words import kind_in_words
from roundup.editions.story_sections import sections_of
from roundup.newsroom.audience import last_audience
from roundup.newsroom.blocks import rows_of
from roundup.newsroom.desk import cards_of, listed_blocks
from roundup.newsroom.news import news_of
from roundup.newsroom.page import show
from roundup.newsroom.sheets import sheet_of
from roundup.newsroom.states import mailing_of, stage_of, state_of
from roundup.newsroom.window import date_if_sent, if_resumed, window_of

_OPEN = (Edition.Status.DRAFT, Edition.Status.APPROVED)


def is_exchange(request: HttpRequest) -> bool:
    """Say whether the page's script asks, and wants only the parts that change."""
    return "HX-Request" in request.headers


def desk_of(edition: Edition, sheet: str, now: datetime) -> dict[str, Any]:
    """Return what the bar, the list and a sheet show. It counts no readers and renders nothing."""
    stories = all_stories(edition)
    return _bar_and_sheet(edition, stories, sheet, now) | {"blocks": listed_blocks(edition, stories)}


def _bar_and_sheet(edition: Edition, stories: Sequence[Story], sheet: str, now: datetime) -> dict[str, Any]:
    mailing = mailing_of(edition)
    undo, redo = revision_to_undo_to(edition), revision_to_redo_to(edition)
    return {
        "edition": edition,
        "kind": kind_in_words(edition),
        "mailing": mailing,
        "now": now,
        "state": state_of(edition, mailing, now),
        "stage": stage_of(edition, now),
        "can_edit": edition.status in _OPEN and mailing is None,
        "outlook": outlook_words(edition),
        "approval": edition.approval,
        "lost_approval": lost_approval(edition),
        "new_date": date_if_sent(edition, now),
        "resumed": if_resumed(edition, now),
        "sponsor_days": days_in_words(edition.sponsor),
        "window": window_of(edition, now),
        "is_late": edition.send_at <= now,
        "drops_possible": drops_possible(edition.publication),
        "send_input": local_input(edition.send_at, edition.publication.zone),
        "story_count": len(stories),
        "sections": sections_of(edition),
        "order_version": order_version(stories),
        "layout_version": layout_version(edition),
        "edition_revision": revision_number(edition),
        "can_undo": edition.revision.what if undo and edition.revision else "",
        "can_redo": redo.what if redo else "",
        **sheet_of(edition, stories, sheet),
    }


def answer_exchange(
    request: HttpRequest,
    edition: Edition,
    *,
    about: str = "",
    offers_undo: bool = True,
    others: Sequence[str] | None = None,
) -> HttpResponse:
    """Answer with the bar, the list and the result of a press, and have the letter drawn again.

    `about` is the part of the letter that changed (`story:12`). The open sheet comes as it is now; the page's
    script keeps what is being typed in it. `offers_undo` says whether the report offers to undo the change;
    `others` is who else has the page open, if that is known.
    """
    fresh = _fresh(edition)
    matter = {"others": others, "news": news_of(fresh)} if others is not None else {}
    now = timezone.now()
    matter |= desk_of(fresh, _open_sheet(request), now) | {"audience": last_audience(fresh, now)}
    return _exchange(request, fresh, about, offers_undo=offers_undo, **matter)


def answer_typed(request: HttpRequest, edition: Edition, about: str) -> HttpResponse:
    """Answer typed words with the bar, and with only those parts of the list that they change.

    Exchanging a long list takes longer than drawing the letter.
    """
    fresh = _fresh(edition)
    stories = all_stories(fresh)
    told = [story for story in stories if about == f"story:{story.pk}"]
    matter = _bar_and_sheet(fresh, stories, _open_sheet(request), timezone.now())
    matter["card"] = next(iter(cards_of(fresh, stories, told)), None)
    matter["rows"] = [row for row in rows_of(fresh, stories) if about == f"block:{row.key}"]
    return _exchange(request, fresh, about, offers_undo=True, **matter)


def _open_sheet(request: HttpRequest) -> str:
    return request.POST.get("sheet", "")


def _fresh(edition: Edition) -> Edition:
    return Edition.objects.select_related("publication", "revision").get(pk=edition.pk)


def _exchange(request: HttpRequest, edition: Edition, about: str, /, **matter: Any) -> HttpResponse:
    with_sheet = bool(_open_sheet(request))
    answer = show(request, "edition_exchange", edition.publication, with_sheet=with_sheet, **matter)
    answer["HX-Trigger"] = orjson.dumps({"letter-changed": {"about": about}}).decode()
    return answer
