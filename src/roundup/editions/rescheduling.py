"""Plans what a change of a publication's schedule means for its editions, and then does what was shown.

The open edition keeps its place: the new schedule begins after it, so that no change gives a week two
editions or none. `newsroom` shows the plan before anything is saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.recurrence import Recurrence
from roundup.core.schedule import Schedule, Slot
from roundup.editions.approvals import take_back_what_changed
from roundup.editions.due_drafts import tell_lost_weeks
from roundup.editions.lifecycle import schedule_edition
from roundup.editions.models import Edition, EditionsQuerySet
from roundup.publications.models import Publication
from roundup.publications.schedule_fields import leaves_before_it_is_made

Status = Edition.Status

_PATTERN: Final = ("recurs", "recurs_every", "send_weekdays", "month_place", "month_day")
SCHEDULE_FIELDS: Final = (*_PATTERN, "timezone", "send_time", "assemble_days_before", "assemble_time")
_SHOWN: Final = 4
# This many slots around an hour always contain the nearest one.
_NEAR: Final = 12


@dataclass(frozen=True, slots=True)
class OpenEdition:
    """An edition that is not out yet, and its hour in the new schedule; None if it has none there."""

    edition: Edition
    new_hour: datetime | None

    def hour_after(self, *, moves: bool) -> datetime:
        """Return when it goes out after the change: at its new hour if it `moves`, else at its old one."""
        return self.new_hour if moves and self.new_hour else self.edition.send_at


@dataclass(frozen=True, slots=True)
class ScheduleChange:
    """What becomes of the open editions: they move or, if not `moves`, keep their hours.

    `coming` are the next four slots after them; the first of these is on `first_day`. `before` is the
    publication as it was.
    """

    open: tuple[OpenEdition, ...]
    moves: bool
    first_day: date
    coming: tuple[Slot, ...]
    before: Publication

    @property
    def digest(self) -> str:
        """Identifies what was shown; if it differs when the change is saved, the change is shown again."""
        hours = [(each.edition.pk, each.edition.send_at, each.new_hour) for each in self.open]
        shown = repr((hours, self.moves, [(slot.period.end, slot.send_at) for slot in self.coming]))
        return sha256(shown.encode()).hexdigest()[:16]


def is_rescheduled(before: Publication, after: Publication) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in SCHEDULE_FIELDS)


def plan_change(before: Publication, after: Publication, now: datetime, *, moves: bool) -> ScheduleChange:
    """Return what becomes of the editions if the publication changes from `before` to `after`.

    The first edition of the new schedule goes out at least half its shortest gap after the edition before it,
    and its draft is made on a later day. If only hours change, the counting of every n weeks continues.
    """
    wanted = _unbounded(before, after)
    editions = Edition.objects.of_weeks().filter(publication=before).select_related("publication")
    opened = _open_editions(editions, wanted, now)
    last = editions.order_by("-period").first()
    earliest = _earliest(last, opened if moves else (), wanted.recurrence, now)
    first_day = _first_day(wanted, earliest, last, now)
    recurrence = replace(after.recurrence, counted_from=first_day)
    following = replace(wanted, since=first_day, recurrence=recurrence).slots_from(first_day)
    return ScheduleChange(opened, moves and bool(opened), first_day, tuple(islice(following, _SHOWN)), before)


def preview_schedule(
    publication: Publication, wanted: Mapping[str, Any], now: datetime, *, moves: bool
) -> ScheduleChange | None:
    """Return what new values of the `SCHEDULE_FIELDS` would do; None if they change nothing.

    Raises Refused for values that make no sense.
    """
    saved = copy(publication)
    after = copy(publication)
    for name, value in wanted.items():
        setattr(after, name, value)
    _require_sense(after)
    return plan_change(saved, after, now, moves=moves) if is_rescheduled(saved, after) else None


def save_schedule(
    publication: Publication,
    wanted: Mapping[str, Any],
    now: datetime,
    user: Any = None,
    *,
    moves: bool,
    seen: str,
) -> None:
    """Save new values of the `SCHEDULE_FIELDS`, and do what was shown: the change whose digest is `seen`.

    Raises Refused if they would now do something else.
    """
    with transaction.atomic():
        locked = Publication.objects.select_for_update().get(pk=publication.pk)
        change = preview_schedule(locked, wanted, now, moves=moves)
        if change is None or change.digest != seen:
            raise Refused(
                tell("Something has changed since this was shown, so nothing was saved. Look again.")
            )
        for name, value in wanted.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(wanted))
        apply_change(change, locked, now, user)
    take_back_what_changed(publication, tell_later("The publication’s settings were changed."), now, user)


def _require_sense(publication: Publication) -> None:
    others = [field.name for field in publication._meta.fields if field.name not in SCHEDULE_FIELDS]
    try:
        publication.clean_fields(exclude=others)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    days, made, sent = publication.assemble_days_before, publication.assemble_time, publication.send_time
    if leaves_before_it_is_made(days, made, sent):
        raise Refused(tell("The draft must be made before it goes out."))


def apply_change(change: ScheduleChange, publication: Publication, now: datetime, user: Any) -> None:
    """Do what was planned, on the locked publication, which has its new fields.

    Weeks that the old schedule has lost are told first, because the new one does not know that they were
    planned.
    """
    tell_lost_weeks(change.before, now)
    publication.first_day = change.first_day
    publication.save(update_fields=["first_day"])
    for each in change.open if change.moves else ():
        if each.new_hour and each.new_hour != each.edition.send_at:
            schedule_edition(each.edition, each.new_hour, now, user)


def _unbounded(before: Publication, after: Publication) -> Schedule:
    """Return the new schedule with every day on which it could begin."""
    recurrence = after.recurrence
    if any(getattr(before, name) != getattr(after, name) for name in _PATTERN):
        recurrence = replace(recurrence, every=1, counted_from=None)
    return replace(after.schedule, recurrence=recurrence, since=None)


def _open_editions(editions: EditionsQuerySet, wanted: Schedule, now: datetime) -> tuple[OpenEdition, ...]:
    waiting = editions.filter(status__in=(Status.DRAFT, Status.APPROVED), send_at__gt=now)
    opened: list[OpenEdition] = []
    for edition in waiting.filter(mailing__isnull=True).order_by("period"):
        earliest = max(now, _hour_before(edition, editions, opened) + _least_apart(wanted.recurrence))
        opened.append(OpenEdition(edition, _nearest_hour(wanted, edition.send_at, earliest)))
    return tuple(opened)


def _hour_before(edition: Edition, editions: EditionsQuerySet, moved: Sequence[OpenEdition]) -> datetime:
    """Return when the edition before this one goes out, or went out."""
    if moved:
        return moved[-1].new_hour or moved[-1].edition.send_at
    earlier = editions.filter(period__lt=edition.period).exclude(
        status__in=(Status.SKIPPED, Status.CANCELLED)
    )
    before = earlier.order_by("-period").first()
    return before.send_at if before else edition.period_start


def _least_apart(recurrence: Recurrence) -> timedelta:
    """Return the least time between an edition and the one before it."""
    return recurrence.shortest_gap / 2


def _nearest_hour(wanted: Schedule, hour: datetime, earliest: datetime) -> datetime | None:
    """Return the sending after `earliest` that is nearest to an edition's hour, or None."""
    first = max(wanted.local_day(hour - wanted.recurrence.usual_gap), wanted.local_day(earliest))
    hours = (slot.send_at for slot in islice(wanted.slots_from(first), _NEAR) if slot.send_at > earliest)
    return min(hours, key=lambda each: abs(each - hour), default=None)


def _earliest(
    last: Edition | None, moved: Sequence[OpenEdition], recurrence: Recurrence, now: datetime
) -> datetime:
    """Return the moment after which the first edition of the new schedule may go out."""
    if last is None:
        return now
    hours = {each.edition.pk: each.new_hour for each in moved}
    return max(now, (hours.get(last.pk) or last.send_at) + _least_apart(recurrence))


def _first_day(wanted: Schedule, earliest: datetime, last: Edition | None, now: datetime) -> date:
    """Return the day on which the new schedule begins, even in a pause without an end."""
    today = wanted.local_day(now)
    for schedule in (wanted, replace(wanted, breaks=())):
        for slot in schedule.slots_from(today):
            if _may_begin(slot, earliest, last):
                return slot.day
    return today


def _may_begin(slot: Slot, earliest: datetime, last: Edition | None) -> bool:
    return slot.send_at > earliest and (last is None or slot.period.key > last.period)
