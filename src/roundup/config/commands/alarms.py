"""`roundup alarms`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from roundup.config.commands.output import Commands, add_command, print_answer
from roundup.config.tables import update_tables

if TYPE_CHECKING:
    from roundup.editors.models import EditorMail


def register(commands: Commands) -> None:
    alarms = add_command(commands, "alarms", _alarms, "list open alarms", json=True)
    alarms.add_argument(
        "--test-mail", metavar="ADDRESS", help="instead, send a mail to ADDRESS the way alarms are sent"
    )


def _alarms(arguments: argparse.Namespace) -> None:
    from roundup.publications.models import Alarm

    update_tables()
    if arguments.test_mail is not None:
        _test(arguments)
        return
    rows = Alarm.objects.open().select_related("publication").order_by("-raised_at", "pk")
    found = [_described(one) for one in rows]
    lines = [f"{one['raised_at']:%Y-%m-%d %H:%M} {one['publication']}: {one['message']}" for one in found]
    print_answer(arguments, found, "\n".join(lines) or "No alarm is open.")


def _described(alarm: Any) -> dict[str, Any]:
    names = ("about", "message", "raised_at", "told_at")
    return {"publication": alarm.publication.slug} | {name: getattr(alarm, name) for name in names}


def _test(arguments: argparse.Namespace) -> None:
    from roundup.core.errors import RoundupError
    from roundup.editors.editor_mail import send_test

    mail: EditorMail = send_test(arguments.test_mail)
    if mail.status != mail.Status.ACCEPTED:
        why = mail.error or "Nothing may leave at this moment: see what `roundup doctor` says about the gate."
        raise RoundupError(f"The mail is {mail.status}. {why}")
    print_answer(arguments, {"status": mail.status}, "The mail was taken: see whether it arrives.")
