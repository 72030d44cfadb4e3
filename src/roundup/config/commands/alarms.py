"""`roundup alarms`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from roundup.config.commands.output import Commands, add_command, print_answer
from roundup.config.tables import update_tables

if TYPE_CHECKING:
    from roundup.editors.models import EditorMail
    from roundup.publications.models import Alarm


def register(commands: Commands) -> None:
    alarms = add_command(commands, "alarms", _alarms, "list open alarms", json=True)
    alarms.add_argument(
        "--all",
        action="store_true",
        help="also list dismissed ones, and those that ended in the last seven days",
    )
    instead = alarms.add_mutually_exclusive_group()
    instead.add_argument(
        "--test-mail", metavar="ADDRESS", help="instead, send a mail to ADDRESS the way alarms are sent"
    )
    instead.add_argument(
        "--test-webhook", action="store_true", help="instead, post a test to the webhook for alarms"
    )
    instead.add_argument(
        "--dismiss",
        metavar="NUMBER",
        type=int,
        help="instead, dismiss the alarm with this number, until it comes back or says something new",
    )


def _alarms(arguments: argparse.Namespace) -> None:
    update_tables()
    if arguments.test_mail is not None:
        _test_mail(arguments)
    elif arguments.test_webhook:
        _test_webhook(arguments)
    elif arguments.dismiss is not None:
        _dismiss(arguments)
    else:
        _list(arguments)


def _list(arguments: argparse.Namespace) -> None:
    from django.utils import timezone

    from roundup.publications.alarm_acts import list_alarms_once
    from roundup.publications.models import Alarm

    found = Alarm.objects.open()
    if arguments.all:
        found = Alarm.objects.filter(cleared_at=None) | Alarm.objects.over_lately(timezone.now())
    rows = found.select_related("publication", "taken_by").order_by("-raised_at", "pk")
    described = [_described(one) for one in list_alarms_once(rows)]
    print_answer(arguments, described, "\n".join(map(_line, described)) or "No alarm is open.")


def _described(alarm: Alarm) -> dict[str, Any]:
    from roundup.publications.alarm_kinds import kind_of_alarm

    kind = kind_of_alarm(alarm.about)
    names = ("about", "message", "raised_at", "told_at", "dismissed_at", "cleared_at")
    return {
        "number": alarm.pk,
        "publication": None if kind.is_whole else alarm.publication.slug,
        **{name: getattr(alarm, name) for name in names},
        "kind": kind.pattern,
        "title": kind.title,
        "what_to_do": kind.advice,
        "more": f"docs/OPERATIONS, {kind.heading}",
        "taken_by": alarm.taken_by.get_username() if alarm.taken_by else None,
    }


def _line(one: dict[str, Any]) -> str:
    states = (("over", one["cleared_at"]), ("dismissed", one["dismissed_at"]))
    state = next((f" ({word} {at:%Y-%m-%d %H:%M})" for word, at in states if at), "")
    where = one["publication"] or "the whole installation"
    taken = f" {one['taken_by']} is looking after it." if one["taken_by"] else ""
    return (
        f"{one['number']}  {one['raised_at']:%Y-%m-%d %H:%M} {where}{state}: {one['message']}{taken}\n"
        f"    {one['title']}. {one['what_to_do']} ({one['more']})"
    )


def _dismiss(arguments: argparse.Namespace) -> None:
    from django.utils import timezone

    from roundup.core.errors import Refused
    from roundup.publications.alarm_acts import dismiss_alarm
    from roundup.publications.models import Alarm

    alarm = Alarm.objects.open().filter(pk=arguments.dismiss).first()
    if alarm is None:
        raise Refused(f"No open alarm has the number {arguments.dismiss}: see `roundup alarms`.")
    dismiss_alarm(alarm, timezone.now())
    print_answer(arguments, {"dismissed": alarm.pk}, f"Dismissed: {alarm.message}")


def _test_webhook(arguments: argparse.Namespace) -> None:
    from roundup.editors.alarm_webhook import post_test

    post_test()
    print_answer(arguments, {"status": "taken"}, "The webhook took it: see whether it arrives.")


def _test_mail(arguments: argparse.Namespace) -> None:
    from roundup.core.errors import RoundupError
    from roundup.editors.editor_mail import send_test

    mail: EditorMail = send_test(arguments.test_mail)
    if mail.status != mail.Status.ACCEPTED:
        why = mail.error or "Nothing may leave right now: see what `roundup doctor` says about the gate."
        raise RoundupError(f"The mail is {mail.status}. {why}")
    print_answer(arguments, {"status": mail.status}, "The mail was taken: see whether it arrives.")
