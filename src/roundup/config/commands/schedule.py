"""`roundup set-schedule`: changes when editions go out. It shows the effect before it saves the change."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from roundup.config.commands.argument_types import read_hour, read_time_zone, read_weekdays
from roundup.config.commands.output import Commands, add_command, on_publication, print_answer
from roundup.config.tables import update_tables
from roundup.core.errors import Refused
from roundup.core.moments_and_counts import moment_words

if TYPE_CHECKING:
    from roundup.editions.rescheduling import ScheduleChange

_PLACES: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_COLUMNS: Final = (
    *("recurs", "recurs_every", "send_weekdays", "month_place", "month_day", "send_time"),
    *("assemble_days_before", "assemble_time", "timezone"),
)


def register(commands: Commands) -> None:
    parser = add_command(commands, "set-schedule", _set, "change when editions go out", json=True)
    add = parser.add_argument
    add("--recurs", choices=("weeks", "weekday", "day", "never"), help="by days of the week, …")
    add("--every", type=int, dest="recurs_every", metavar="N", help="every so many weeks or months")
    add("--weekdays", type=read_weekdays, dest="send_weekdays", metavar="DAYS", help="like mon,thu")
    add("--which", choices=_PLACES, dest="month_place", help="which of these weekdays of the month")
    add("--month-day", type=int, metavar="DAY", help="the day of the month; 31 is always the last")
    add("--send-time", type=read_hour, metavar="HH:MM", help="when it goes out")
    add("--days-before", type=int, dest="assemble_days_before", metavar="N", help="when the draft is made")
    add("--draft-time", type=read_hour, dest="assemble_time", metavar="HH:MM", help="at which hour")
    add("--timezone", type=read_time_zone, metavar="ZONE", help="the time zone of all hours")
    add("--move-open", action="store_true", help="move the open edition to its new hour, too")
    add("--save", metavar="CODE", help="save the change that was shown with this code")
    on_publication(parser)


def _set(arguments: argparse.Namespace) -> None:
    from roundup.editions.rescheduling import preview_schedule, save_schedule
    from roundup.publications.directory import find_publication

    update_tables()
    publication, wanted, now = find_publication(arguments.publication), _wanted(arguments), timezone.now()
    if not wanted:
        raise Refused("Say what to change: --weekdays, --send-time or another switch. See --help.")
    change = preview_schedule(publication, wanted, now, moves=arguments.move_open)
    if change is None:
        print_answer(arguments, {"changes": False}, "The schedule is already like that.")
        return
    is_saved = arguments.save is not None
    zone = ZoneInfo(wanted.get("timezone", publication.timezone))
    document, text = _document(change, is_saved), _told(change, is_saved, zone)
    if is_saved:
        save_schedule(publication, wanted, now, moves=arguments.move_open, seen=arguments.save)
    print_answer(arguments, document, text)


def _wanted(arguments: argparse.Namespace) -> dict[str, Any]:
    given = {name: getattr(arguments, name) for name in _COLUMNS}
    wanted = {name: value for name, value in given.items() if value is not None}
    return wanted | ({"month_place": _PLACES[given["month_place"]]} if given["month_place"] else {})


def _document(change: ScheduleChange, is_saved: bool) -> dict[str, Any]:
    return {
        "changes": True,
        "saved": is_saved,
        "code": change.digest,
        "open": [
            {"edition": each.edition.number, "hour": each.hour_after(moves=change.moves)}
            for each in change.open
        ],
        "coming": [{"draft": slot.period.end, "hour": slot.send_at} for slot in change.coming],
    }


def _told(change: ScheduleChange, is_saved: bool, zone: ZoneInfo) -> str:
    head = "Saved:" if is_saved else "Nothing is saved yet. This is what the new schedule does:"
    hours = [(each, each.hour_after(moves=change.moves)) for each in change.open]
    open_editions = [
        f"No. {each.edition.number}, which is open, "
        f"{'keeps its hour' if hour == each.edition.send_at else 'moves'}: {moment_words(hour, zone)}"
        for each, hour in hours
    ]
    coming = [
        f"{moment_words(slot.send_at, zone)} (draft made {moment_words(slot.period.end, zone)})"
        for slot in change.coming
    ]
    way = [] if is_saved else [f"To save exactly this, repeat the command with --save {change.digest}."]
    return "\n".join([head, *open_editions, *(coming or ["No more editions are planned."]), *way])
