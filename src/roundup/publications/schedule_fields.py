"""The columns of a publication that say when it comes out."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from roundup.core.errors import RoundupError
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.recurrence import LAST, Recurrence, RecurrenceKind
from roundup.core.schedule import Break, LocalTime, Schedule


class Weekday(models.IntegerChoices):
    MONDAY = 0, tell_later("Monday")
    TUESDAY = 1, tell_later("Tuesday")
    WEDNESDAY = 2, tell_later("Wednesday")
    THURSDAY = 3, tell_later("Thursday")
    FRIDAY = 4, tell_later("Friday")
    SATURDAY = 5, tell_later("Saturday")
    SUNDAY = 6, tell_later("Sunday")


def validate_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(
            tell("%(name)s is not a time zone: use a name like Europe/Berlin or America/New_York.", name=name)
        )


def on_friday() -> list[int]:
    return [Weekday.FRIDAY.value]


class Scheduled(models.Model):
    """When drafts are made and editions go out, in the zone `timezone`.

    Days are kept as ISO dates; `breaks` are pairs of a first and a last day, which may be null.
    """

    class Recurs(models.TextChoices):
        WEEKS = RecurrenceKind.WEEKS.value, tell_later("On days of the week")
        WEEKDAY = RecurrenceKind.WEEKDAY_OF_MONTH.value, tell_later("On a weekday of the month")
        DAY = RecurrenceKind.DAY_OF_MONTH.value, tell_later("On a day of the month")
        NEVER = RecurrenceKind.NEVER.value, tell_later("Only on the days that are added below")

    class Place(models.IntegerChoices):
        FIRST = 1, tell_later("first")
        SECOND = 2, tell_later("second")
        THIRD = 3, tell_later("third")
        FOURTH = 4, tell_later("fourth")
        LAST = LAST, tell_later("last")

    timezone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    recurs = models.CharField(max_length=10, choices=Recurs.choices, default=Recurs.WEEKS)
    recurs_every = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="Every so many weeks or months, counted from `first_day`.",
    )
    send_weekdays = models.JSONField(default=on_friday, help_text="Monday is 0.")
    month_place = models.SmallIntegerField(choices=Place.choices, default=Place.FIRST)
    month_day = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text="Shorter months use their last day.",
    )
    send_time = models.TimeField(default=time(7, 0))
    assemble_days_before = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(14)])
    assemble_time = models.TimeField(default=time(14, 0))
    first_day = models.DateField(
        null=True, blank=True, help_text="When the present schedule begins; empty: it always was."
    )
    breaks = models.JSONField(default=list, blank=True)
    one_offs = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def zone(self) -> ZoneInfo:
        """The time zone. Raises RoundupError, which stops no other publication, if this machine lacks it."""
        try:
            return ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise RoundupError(
                tell(
                    "This machine does not know the time zone %(zone)s: choose another in the settings, or "
                    "install its tzdata.",
                    zone=self.timezone,
                )
            ) from None

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence(
            RecurrenceKind(self.recurs),
            self.recurs_every,
            tuple(sorted(self.send_weekdays)),
            self.month_place,
            self.month_day,
            self.first_day,
        )

    @property
    def schedule(self) -> Schedule:
        """The schedule that these fields describe. Raises RoundupError as `zone` does."""
        zone = self.zone.key
        return Schedule(
            self.recurrence,
            LocalTime(self.send_time, zone),
            LocalTime(self.assemble_time, zone),
            self.assemble_days_before,
            self.first_day,
            self._known_breaks,
            frozenset(date.fromisoformat(day) for day in self.one_offs),
        )

    @property
    def _known_breaks(self) -> tuple[Break, ...]:
        return tuple(_break_of(first, last) for first, last in self.breaks)

    def is_on_break(self, day: date) -> bool:
        """Say whether nothing goes out on that day because somebody has decided so."""
        return any(each.covers(day) for each in self._known_breaks)


def leaves_before_it_is_made(days_before: int, made: time, sent: time) -> bool:
    """Say whether an edition would go out before its draft is made, or at the same moment."""
    return days_before == 0 and made >= sent


def _break_of(first: str, last: str | None) -> Break:
    return Break(date.fromisoformat(first), date.fromisoformat(last) if last else None)
