"""The form of the settings of the week: on which days an edition goes out, when its draft is made, and how
much is in it."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms

from roundup.core.newsroom_language import tell, tell_later
from roundup.newsroom.settings_forms import SettingsForm
from roundup.publications.models import Publication
from roundup.publications.schedule_fields import Scheduled, Weekday, leaves_before_it_is_made

_TICKS: Final = {f"on_{day.value}": day.value for day in Weekday}
_OF_MONTH: Final = "month_weekday"


def _tick(day: Weekday) -> forms.BooleanField:
    return forms.BooleanField(required=False, label=day.label)


class WeekForm(SettingsForm):
    """When a draft is made and when it goes out, and how much is in it."""

    on_0 = _tick(Weekday.MONDAY)
    on_1 = _tick(Weekday.TUESDAY)
    on_2 = _tick(Weekday.WEDNESDAY)
    on_3 = _tick(Weekday.THURSDAY)
    on_4 = _tick(Weekday.FRIDAY)
    on_5 = _tick(Weekday.SATURDAY)
    on_6 = _tick(Weekday.SUNDAY)
    month_weekday = forms.TypedChoiceField(choices=Weekday.choices, coerce=int, label=tell_later("Weekday"))

    class Meta:
        model = Publication
        fields: ClassVar = [
            *("recurs", "recurs_every", "month_place", "month_day", "send_time"),
            *("assemble_days_before", "assemble_time"),
            *("max_stories", "least_stories", "thin_week", "max_age_days"),
        ]
        labels: ClassVar = {
            "recurs": tell_later("How it recurs"),
            "recurs_every": tell_later("Every so many weeks or months"),
            "month_place": tell_later("Which one"),
            "month_day": tell_later("Day of the month"),
            "send_time": tell_later("Hour"),
            "assemble_days_before": tell_later("Days before"),
            "assemble_time": tell_later("Hour"),
            "max_stories": tell_later("Stories, at most"),
            "least_stories": tell_later("Stories, at least"),
            "thin_week": tell_later("An edition with fewer stories"),
            "max_age_days": tell_later("Days after which an article is too old"),
        }
        help_texts: ClassVar = {
            "recurs_every": tell_later("1: every week or month. 2: every second one."),
            "month_day": tell_later("Shorter months use their last day, so 31 is always the last."),
            "least_stories": tell_later("With fewer, the week is thin."),
            "thin_week": tell_later(
                "Older articles appear under “From the archive”. If there are too few even with them, the "
                "edition waits."
            ),
            "max_age_days": tell_later(
                "Older articles are no longer news, even if they were found only now. A thin week may be "
                "filled with them."
            ),
        }
        widgets: ClassVar = {
            "assemble_time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "send_time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, day in _TICKS.items():
            self.fields[name].initial = day in self.instance.send_weekdays
        self.fields[_OF_MONTH].initial = min(self.instance.send_weekdays)

    @property
    def ticks(self) -> list[forms.BoundField]:
        """The fields of the days of the week."""
        return [self[name] for name in _TICKS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        weekdays = self._weekdays(cleaned)
        if weekdays:
            self.instance.send_weekdays = weekdays
        else:
            self.add_error("recurs", tell("Choose at least one day of the week."))
        if self._leaves_before_it_is_made(cleaned):
            self.add_error("assemble_time", tell("The draft must be made before it goes out."))
        return cleaned

    def _weekdays(self, cleaned: dict[str, Any]) -> list[int]:
        if cleaned.get("recurs") == Scheduled.Recurs.WEEKDAY:
            return [cleaned.get(_OF_MONTH, Weekday.FRIDAY.value)]
        if cleaned.get("recurs") == Scheduled.Recurs.WEEKS:
            return [day for name, day in _TICKS.items() if cleaned.get(name)]
        return list(self.instance.send_weekdays)

    def _leaves_before_it_is_made(self, cleaned: dict[str, Any]) -> bool:
        days, made, sent = (
            cleaned.get(name) for name in ("assemble_days_before", "assemble_time", "send_time")
        )
        if days is None or made is None or sent is None:
            return False
        return leaves_before_it_is_made(days, made, sent)

    def _columns(self) -> list[str]:
        return sorted({*self.changed - _TICKS.keys() - {_OF_MONTH}, "send_weekdays"})
