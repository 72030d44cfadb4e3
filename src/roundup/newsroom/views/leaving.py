"""Approving an edition, choosing its hour, and stopping it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from roundup.core.dates import FIRST_YEAR, LAST_YEAR
from roundup.core.errors import Refused
from roundup.core.lines import one_line
from roundup.core.moments_and_counts import day_words, moment_words
from roundup.core.newsroom_language import tell
from roundup.editions import ending, lifecycle
from roundup.editions.approvals import local_day_of
from roundup.editions.models import Edition
from roundup.editions.sponsors import sponsor_change
from roundup.newsroom.audience import current_audience
from roundup.newsroom.doors import attempt, editors_only, words
from roundup.newsroom.page import show
from roundup.newsroom.states import mailing_of, stage_of, state_of, tally
from roundup.newsroom.window import Window, leaves_if_sent, new_day, what_happens_next, window_of
from roundup.sending import control
from roundup.sending.audience_counts import current_count, forecast_of
from roundup.sending.hindrances import hindrances_of_mailing, hindrances_of_start
from roundup.sending.undo import undo_sending


def _act(
    request: HttpRequest, edition_id: int, act: Callable[[Edition, datetime], object], done: str
) -> HttpResponse:
    edition = get_object_or_404(Edition, pk=edition_id)
    back = reverse("newsroom:edition", args=[edition_id])
    return attempt(request, lambda: act(edition, timezone.now()), done, back, edition=edition)


@require_POST
@editors_only
def approve(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Approve the proof that was seen: the form names its hash, and any other is refused.

    If it has errors, the form gives the reason why it may go out nevertheless. If its hour has passed, it
    leaves as soon as the undo window is over.
    """

    def act(edition: Edition, now: datetime) -> None:
        lifecycle.approve_and_release(
            edition,
            words(request, "hash"),
            request.user,
            now,
            wait=edition.publication.undo_window,
            override=words(request, "override"),
            readers=forecast_of(current_count(edition, now)).readers,
            may_drop="may_drop" in request.POST,
        )
        messages.success(request, " ".join((tell("Approved."), what_happens_next(edition, now))).strip())
        if current_audience(edition, now).is_nobody:
            messages.warning(
                request, tell("As things stand, nobody would get it. See who is left out, and why.")
            )

    return _act(request, edition_id, act, "")


@require_POST
@editors_only
def schedule(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Choose another hour; it is read in the publication's zone."""

    def act(edition: Edition, now: datetime) -> None:
        leaves = local_moment(words(request, "send_at"), edition.publication.zone)
        day = local_day_of(edition, leaves)
        sponsor, dated = sponsor_change(edition, day), edition.dated
        lifecycle.schedule_edition(edition, leaves, now, request.user)
        said = [tell("The hour is changed.")]
        if day != dated:
            said.append(tell("The newsletter is now dated %(day)s.", day=day_words(day)))
        messages.success(request, " ".join(said))
        if sponsor:
            messages.warning(request, sponsor)

    return _act(request, edition_id, act, "")


def local_moment(raw: str, zone: ZoneInfo) -> datetime:
    """Return the moment of a `datetime-local` field. Raises Refused for anything else.

    An hour that the clocks skip is refused; if they repeat an hour, the first one is taken.
    """
    try:
        typed = datetime.fromisoformat(raw)
    except ValueError:
        raise Refused(tell("This is not a day and an hour: use the form's own picker.")) from None
    if typed.tzinfo or not FIRST_YEAR < typed.year < LAST_YEAR:
        raise Refused(tell("This day and hour cannot be used: choose them with the form's own picker."))
    local = typed.replace(tzinfo=zone)
    if local.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused(tell("The clocks go forward then, and skip this hour: choose another."))
    return local.astimezone(ZoneInfo("UTC"))


@require_POST
@editors_only
def hold(request: HttpRequest, edition_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        control.hold_sending(edition, one_line(words(request, "reason"))[:300], now, request.user)

    return _act(request, edition_id, act, tell("Held: nothing more leaves until somebody resumes it."))


@require_POST
@editors_only
def resume(request: HttpRequest, edition_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        control.resume_sending(
            edition, now, request.user, wait=edition.publication.undo_window, seen=words(request, "hash")
        )
        next_ = "" if edition.is_on_its_way else what_happens_next(edition, now)
        messages.success(request, " ".join((tell("Resumed."), next_)).strip())

    return _act(request, edition_id, act, "")


@require_POST
@editors_only
def undo(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Stop an edition that is about to leave, and give it back the hour that it had before."""

    def act(edition: Edition, now: datetime) -> None:
        undo_sending(edition, now, request.user)
        messages.success(request, " ".join((tell("Undone: nothing has left."), _after_undo(edition))))

    return _act(request, edition_id, act, "")


def _after_undo(edition: Edition) -> str:
    if edition.held_at:
        return tell("It is still approved, and held until you resume it.")
    hour = moment_words(edition.send_at, edition.publication.zone)
    if edition.status == Edition.Status.APPROVED:
        return tell("It is still approved, and goes out %(hour)s as before.", hour=hour)
    return tell(
        "Its hour is %(hour)s again, but it is no longer what was approved for that day: look at it, and "
        "approve it again.",
        hour=hour,
    )


@require_POST
@editors_only
def skip(request: HttpRequest, edition_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        ending.skip_edition(edition, now, request.user)

    return _act(request, edition_id, act, tell("Skipped: there is no newsletter this week."))


@require_POST
@editors_only
def take_up(request: HttpRequest, edition_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        for lost in ending.take_up_edition(edition, now, request.user):
            messages.warning(request, lost)

    return _act(request, edition_id, act, tell("Taken up again, as it was."))


@require_http_methods(["GET", "POST"])
@editors_only
def send_now(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Ask once more (GET), then let an approved edition go once its undo window has passed (POST)."""

    def act(edition: Edition, now: datetime) -> None:
        control.send_now(
            edition, now, request.user, wait=edition.publication.undo_window, seen=words(request, "hash")
        )
        messages.success(request, what_happens_next(edition, now))

    if request.method == "POST":
        return _act(request, edition_id, act, "")
    edition, now = _found(edition_id), timezone.now()
    leaves = leaves_if_sent(edition, now)
    audience = current_audience(edition, now, leaves)
    return _confirm(request, edition, "send", audience=audience, new_day=new_day(edition, leaves))


@require_http_methods(["GET", "POST"])
@editors_only
def cancel(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Ask once more (GET), then stop an edition for good (POST)."""

    def act(edition: Edition, now: datetime) -> None:
        control.cancel_sending(edition, now, request.user)

    if request.method == "POST":
        return _act(request, edition_id, act, tell("Cancelled."))
    return _confirm(request, _found(edition_id), "cancel")


def _found(edition_id: int) -> Edition:
    return get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)


def _confirm(request: HttpRequest, edition: Edition, act: str, **matter: Any) -> HttpResponse:
    return show(
        request,
        f"confirm_{act}",
        edition.publication,
        here="editions",
        edition=edition,
        tally=tally(edition),
        **matter,
    )


@require_GET
@editors_only
def progress(request: HttpRequest, edition_id: int) -> JsonResponse:
    """Say how far an edition has got, even before its mailing exists.

    `stage` changes when the page should be loaded again. `leaves` is there while sending can be undone; its
    `seconds` are counted here, because the browser's clock may be wrong.
    """
    edition = _found(edition_id)
    mailing, now = mailing_of(edition), timezone.now()
    found, window = tally(edition), window_of(edition, now)
    waits = hindrances_of_mailing(mailing, now) if mailing else hindrances_of_start(edition, now)
    return JsonResponse(
        {
            "stage": stage_of(edition, now),
            "state": state_of(edition, mailing, now).key,
            "leaves": _leaves(edition, window) if window else None,
            "done": found.done if found else 0,
            "all": found.all if found else 0,
            "words": found.words if found else window.words if window else "",
            "figures": {line.key: line.count for line in found.lines} if found else {},
            "waits": waits,
        }
    )


def _leaves(edition: Edition, window: Window) -> dict[str, object]:
    undo_path = reverse("newsroom:undo_sending", args=[edition.pk])
    return {
        "at": window.at.isoformat(),
        "seconds": window.seconds,
        "words": window.words,
        "undo": undo_path,
    }
