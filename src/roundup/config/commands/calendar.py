"""`roundup calendar`, and what can be done with its dates: skip one, add one, pause."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from roundup.config.commands.argument_types import read_calendar_day
from roundup.config.commands.output import Commands, add_command, on_publication, print_answer
from roundup.config.tables import update_tables

if TYPE_CHECKING:
    from roundup.publications.models import Publication


def register(commands: Commands) -> None:
    calendar = add_command(commands, "calendar", _calendar, "list past and planned editions", json=True)
    on_publication(calendar)
    skip = add_command(commands, "skip", _skip, "skip the edition that is planned for a day", json=True)
    skip.add_argument("day", type=read_calendar_day, metavar="DAY", help="the day on which it would go out")
    on_publication(skip)
    pause = add_command(
        commands, "pause", _pause, "send nothing for some days; articles are still collected", json=True
    )
    pause.add_argument("first", type=read_calendar_day, metavar="FIRST", help="the first day")
    pause.add_argument(
        "last",
        type=read_calendar_day,
        metavar="LAST",
        nargs="?",
        help="the last day; without it, the pause has no end",
    )
    on_publication(pause)
    unpause = add_command(commands, "unpause", _unpause, "end a pause, or take back a skipped day", json=True)
    unpause.add_argument("first", type=read_calendar_day, metavar="FIRST", help="the day on which it begins")
    on_publication(unpause)
    add = add_command(
        commands, "add-date", _add_date, "plan an extra edition on a day of your choice", json=True
    )
    add.add_argument("day", type=read_calendar_day, metavar="DAY")
    add.add_argument("--undo", action="store_true", help="take back a day that was added")
    on_publication(add)


def _calendar(arguments: argparse.Namespace) -> None:
    _show(arguments, _publication(arguments))


def _skip(arguments: argparse.Namespace) -> None:
    from roundup.editions.schedule_breaks import skip_day

    publication = _publication(arguments)
    skip_day(publication, arguments.day, timezone.now())
    _show(arguments, publication)


def _pause(arguments: argparse.Namespace) -> None:
    from roundup.editions.schedule_breaks import begin_pause

    publication = _publication(arguments)
    begin_pause(publication, arguments.first, arguments.last, timezone.now())
    _show(arguments, publication)


def _unpause(arguments: argparse.Namespace) -> None:
    from roundup.editions.schedule_breaks import end_break

    publication = _publication(arguments)
    end_break(publication, arguments.first, timezone.now())
    _show(arguments, publication)


def _add_date(arguments: argparse.Namespace) -> None:
    from roundup.editions.schedule_breaks import add_day, remove_day

    publication = _publication(arguments)
    if arguments.undo:
        remove_day(publication, arguments.day, timezone.now())
    else:
        add_day(publication, arguments.day, timezone.now())
    _show(arguments, publication)


def _publication(arguments: argparse.Namespace) -> Publication:
    from roundup.publications.directory import find_publication

    update_tables()
    return find_publication(arguments.publication)


def _show(arguments: argparse.Namespace, publication: Publication) -> None:
    from roundup.editions.calendar import calendar_of

    dates = [_described(each, publication) for each in calendar_of(publication, timezone.now())]
    lines = [
        f"{each['hour']:%a %Y-%m-%d %H:%M}  {each['state']:10} {each['edition'] or ''}" for each in dates
    ]
    if not any(each["state"] == "planned" for each in dates):
        lines.append("No more editions are planned.")
    print_answer(arguments, dates, "\n".join(line.rstrip() for line in lines))


def _described(date: Any, publication: Publication) -> dict[str, Any]:
    edition = date.edition
    state = edition.status if edition else "skipped" if date.skipped_by else "planned"
    return {
        "hour": date.hour.astimezone(publication.zone),
        "state": state,
        "edition": edition.number if edition else None,
        "draft": date.slot.period.end if date.slot else edition.assembled_at,
    }
