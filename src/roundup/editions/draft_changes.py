"""One change to a draft, under a lock. Every change voids an approval, because that was for other bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from roundup.articles.models import Article
from roundup.core.block_order import arranged_blocks
from roundup.core.errors import Refused
from roundup.core.lines import one_line
from roundup.core.newsroom_language import tell
from roundup.core.proposed_words import ProposedWords, kept_words, proposed_words
from roundup.core.sections import Style
from roundup.editions.approvals import EDITED, take_back_approval
from roundup.editions.article_ledger import release_articles
from roundup.editions.layout import blocks_of, told_stories
from roundup.editions.models import Edition, Story
from roundup.editions.revisions import Act, edition_content, is_same, record_revision
from roundup.editions.state_words import state_in_words


@contextmanager
def changing_draft(edition: Edition, act: Act) -> Iterator[Edition]:
    """Lock the edition for one change; if anything really changes, keep a revision and void the approval.

    Raises Refused if the edition has been mailed or is on its way.
    """
    with transaction.atomic():
        locked = lock_draft(edition)
        with recording_change(locked, act, save_changed):
            yield locked
    edition.refresh_from_db()


@contextmanager
def recording_change(
    locked: Edition, act: Act, save: Callable[[Edition, datetime, Any], None]
) -> Iterator[None]:
    """Keep a revision of what the `with` block changes in a locked edition, if anything; then `save` it."""
    before, proposed, order = edition_content(locked), proposals_of(locked), blocks_of(locked)
    yield
    propose_anew(locked, proposed)
    if locked.layout == before["layout"]:
        _keep_places(locked, order)
    if not is_same(before, after := edition_content(locked)):
        record_revision(locked, before, after, act)
        save(locked, act.now, act.by)


def lock_draft(edition: Edition) -> Edition:
    """Return the edition, locked. Raises Refused if it has been mailed or is on its way."""
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    require_open(locked)
    return locked


def save_changed(edition: Edition, now: datetime, by: Any = None) -> None:
    """Save a locked edition that was changed, without its approval, which was for other bytes."""
    take_back_approval(edition, EDITED, now, by)
    edition.touched_at = edition.touched_at or now
    edition.save()


def ordered_stories(edition: Edition) -> list[Story]:
    """Return all stories in the editor's present order."""
    return list(edition.stories.order_by("position", "pk"))


def take_out(locked: Edition, story: Story) -> None:
    """Take a story out of a locked edition; if it was the lead, the first told story becomes the lead."""
    was_lead = story.place == Story.Place.LEAD
    story.delete()
    release_articles(locked, [story.article_id])
    if was_lead and (heir := _first_told(locked)):
        heir.place = Story.Place.LEAD
        heir.save()


def _first_told(edition: Edition) -> Story | None:
    return next((s for s in ordered_stories(edition) if Style(s.section_style).is_told), None)


def find_story(edition: Edition, story_id: int) -> Story:
    """Return a story of an edition. Raises Refused if it is gone."""
    story = edition.stories.filter(pk=story_id).first()
    if story is None:
        raise Refused(
            tell("This story is no longer in the edition: somebody may have dropped it. Reload the page.")
        )
    return story


def find_article(edition: Edition, article_id: int) -> Article:
    """Return an article of the edition's publication. Raises Refused if there is none."""
    article = Article.objects.filter(pk=article_id, publication=edition.publication).first()
    if article is None:
        raise Refused(tell("There is no such article; it may have been removed. Reload the page."))
    return article


def short_line(text: str, most: int | None) -> str:
    """Return `text` on one line. Raises Refused for more than `most` characters; nothing is cut."""
    line = one_line(text)
    if most is not None and len(line) > most:
        raise Refused(
            tell(
                "“%(start)s…” has %(letters)s characters; at most %(most)s are allowed: shorten it.",
                start=line[:40],
                letters=f"{len(line):,}",
                most=most,
            )
        )
    return line


def require_open(edition: Edition) -> None:
    """Raise Refused if an edition has been mailed or is on its way, or was skipped or cancelled."""
    if edition.status not in (Edition.Status.DRAFT, Edition.Status.APPROVED):
        raise Refused(
            tell("This edition is %(state)s and can no longer be changed.", state=state_in_words(edition))
        )
    if edition.is_on_its_way:
        raise Refused(tell("This edition is on its way to its readers and can no longer be changed."))


def proposals_of(edition: Edition) -> list[ProposedWords]:
    """Return possible subjects and preheaders for the stories as they are now, the best first."""
    headlines = [story.headline for story in told_stories(ordered_stories(edition), edition)]
    return proposed_words(edition.publication.name, headlines)


def _keep_places(edition: Edition, order: list[str]) -> None:
    """Keep each block in its place, even an empty one: only an editor who moves it changes that."""
    if blocks_of(edition) != order:
        edition.layout = arranged_blocks(list(dict.fromkeys([*edition.layout, *order])), order)


def propose_anew(edition: Edition, before: list[ProposedWords]) -> None:
    """Propose a new subject and preheader unless an editor wrote them: neither may name a dropped story."""
    present = ProposedWords(edition.subject, edition.preheader)
    edition.subject, edition.preheader = kept_words(present, before, proposals_of(edition))
