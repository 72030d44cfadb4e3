"""`roundup assemble` and the commands for editions, which call the services behind the newsroom's buttons."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from roundup.config.commands.argument_types import read_moment, read_words
from roundup.config.commands.output import (
    Commands,
    Run,
    add_command,
    on_publication,
    print_answer,
    read_number,
    tell_progress,
)
from roundup.config.tables import update_tables

_EDITION = "its number in the newsroom, as `roundup assemble` prints it, or `latest` for the newest"


def register(commands: Commands) -> None:
    assemble = add_command(commands, "assemble", _assemble, "make or show the draft of the period", json=True)
    assemble.add_argument(
        "--at",
        type=read_moment,
        metavar="ISO_TIME",
        help="as if it were this time, from what is already known; without it, the sources are read first",
    )
    on_publication(assemble)

    proof = _of_edition(commands, "proof", _proof, "write the proof of an edition to a folder")
    proof.add_argument("--out", required=True, metavar="DIR", type=Path)
    proof.add_argument("--subscriber", metavar="ADDRESS", help="as this reader would get it")
    proof.add_argument(
        "--check-links", action="store_true", help="first check that the stories' pages answer"
    )

    approve = _of_edition(commands, "approve", _approve, "approve the current proof of an edition")
    approve.add_argument(
        "--override", default="", type=read_words(300), metavar="REASON", help="why it may go out with errors"
    )
    approve.add_argument(
        "--may-drop", action="store_true", help="it may leave without a story that is withdrawn"
    )
    schedule = _of_edition(commands, "schedule", _schedule, "set the hour at which an edition goes out")
    schedule.add_argument("--at", type=read_moment, required=True, metavar="ISO_TIME")
    _of_edition(commands, "send", _send, "send an approved edition now")
    hold = _of_edition(commands, "hold", _hold, "stop an edition for now")
    hold.add_argument("--reason", default="", type=read_words(300))
    _of_edition(commands, "resume", _resume, "continue an edition that is held")
    _of_edition(commands, "cancel", _cancel, "stop an edition for good")
    _of_edition(commands, "status", _status, "show the account of an edition's mailing")
    settle_by_person = _of_edition(
        commands, "settle", _settle, "say what became of an uncertain batch, or see who is in it"
    )
    settle_by_person.add_argument("batch", help="its number, as `roundup status` shows it")
    choice = settle_by_person.add_mutually_exclusive_group(required=True)
    choice.add_argument(
        "--accepted", action="store_true", help="the provider took it: nobody is mailed again"
    )
    choice.add_argument("--again", action="store_true", help="send it again; people may get it twice")
    choice.add_argument("--list", action="store_true", help="print who is in it as CSV, and decide nothing")
    _of_edition(commands, "redrive", _redrive, "mail the readers whose copies the provider dropped")


def _of_edition(commands: Commands, name: str, run: Run, help: str) -> argparse.ArgumentParser:
    """Add a command that does something with one edition of a publication."""
    parser = add_command(commands, name, run, help, json=True)
    parser.add_argument("edition", metavar="EDITION", help=_EDITION)
    on_publication(parser)
    return parser


def find_edition(arguments: argparse.Namespace) -> Any:
    """Return the edition with the given number in its publication, or the newest one for `latest`."""
    from roundup.core.errors import Refused
    from roundup.editions.models import Edition
    from roundup.publications.directory import find_publication

    update_tables()
    publication = find_publication(arguments.publication)
    mine, named = Edition.objects.filter(publication=publication), arguments.edition
    if named == "latest":
        found = mine.of_weeks().order_by("-number").first()
    else:
        found = mine.filter(number=read_number(named, "an edition")).first()
    if found is None:
        what = "no edition yet" if named == "latest" else f"no edition {named}"
        raise Refused(f"{publication} has {what}: `roundup assemble` makes one.")
    return found


def _assemble(arguments: argparse.Namespace) -> None:
    from roundup.articles.source_management import installed_fetcher
    from roundup.editions.assembling import assemble_edition
    from roundup.editions.description import draft_listing, edition_document
    from roundup.editions.pictures import copy_pictures
    from roundup.publications.directory import find_publication

    update_tables()
    publication = find_publication(arguments.publication)
    if arguments.at:
        edition = assemble_edition(publication, arguments.at)
    else:
        edition = _assemble_from_sources(publication, timezone.now())
    # Copied now, because no worker need run before the approval, after which pictures stay as they are.
    for problem in copy_pictures(edition, timezone.now(), installed_fetcher(), wait=True).problems:
        tell_progress(problem)
    document = edition_document(edition)
    print_answer(arguments, document, draft_listing(document))


def _assemble_from_sources(publication: Any, now: datetime) -> Any:
    """Make the draft from what the sources show now, as the scheduler does, or return the existing one."""
    from roundup.articles.source_management import installed_fetcher
    from roundup.editions.assembling import assemble_edition, is_assembled
    from roundup.editions.unread_sources import (
        look_before_assembling,
        tell_unread_sources,
        unread_sources,
    )

    if is_assembled(publication, now):
        return assemble_edition(publication, now)
    if not look_before_assembling(publication, now, installed_fetcher()):
        tell_progress("A worker is reading a source right now; its news will come into the draft later.")
    edition = assemble_edition(publication, now)
    tell_unread_sources(edition, now)
    for sentence in unread_sources(publication):
        tell_progress(sentence)
    return edition


def _proof(arguments: argparse.Namespace) -> int:
    from roundup.editions.description import edition_name
    from roundup.editions.link_checks import ask_links, asking_fetcher
    from roundup.sending.proof_files import write_proof_files

    edition = find_edition(arguments)
    if arguments.check_links:
        asked = ask_links(edition, timezone.now(), asking_fetcher(), anew=True)
        tell_progress(f"Checked {asked} of {edition.stories.count()} links.")
    report = write_proof_files(edition, arguments.out, arguments.subscriber)
    findings = [f"{f['severity']}: {f['message']}" for f in report["checks"]]
    sizes = f"{report['sizes']['html']:,} bytes in {arguments.out}"
    text = f"{edition_name(report)}: proof {report['hash'][:12]} of {sizes}"
    print_answer(arguments, report, "\n".join([text, *report["shortened"], *findings]))
    return 0


def _approve(arguments: argparse.Namespace) -> None:
    from roundup.editions.lifecycle import approve_edition
    from roundup.editions.proof import proof_of
    from roundup.sending.audience import forecast_audience

    edition, now = find_edition(arguments), timezone.now()
    readers = forecast_audience(edition, max(now, edition.send_at)).readers
    given = {"override": arguments.override, "may_drop": arguments.may_drop}
    approve_edition(edition, proof_of(edition).hash, None, now, readers=readers, **given)
    _say(arguments, edition, f"Approved as {edition.approval.hash[:12]}. {_when(edition, now)}")


def _when(edition: Any, now: datetime) -> str:
    """Say when an edition goes out, or what it waits for."""
    from roundup.editions.approvals import is_a_little_late

    hour = f"{edition.send_at:%Y-%m-%d %H:%M} UTC"
    if edition.approval is None:
        return f"It goes out at {hour}, once it is approved."
    if edition.held_at:
        return f"It is held: `roundup resume {edition.number}` lets it go out."
    if edition.send_at > now:
        return f"It goes out at {hour}."
    if is_a_little_late(edition, now):
        return f"Its hour was {hour}: it goes out as soon as a worker is running (`roundup up`)."
    return f"Its hour was {hour}, too long ago to go out by itself: use `roundup send {edition.number}`."


def _send(arguments: argparse.Namespace) -> None:
    from roundup.sending.control import send_now

    edition = find_edition(arguments)
    dated = edition.dated
    send_now(edition, timezone.now())
    text = "It goes out now, as soon as a worker is running (`roundup up`)."
    _say(arguments, edition, text + _new_date(edition, dated))


def _schedule(arguments: argparse.Namespace) -> None:
    from roundup.editions.lifecycle import schedule_edition

    edition, now = find_edition(arguments), timezone.now()
    was_approved = edition.approval is not None
    schedule_edition(edition, arguments.at, now)
    text = _when(edition, now)
    if was_approved and edition.approval is None:
        text += f" It is now dated {edition.dated:%-d %B}, so it needs a new approval."
    _say(arguments, edition, text)


def _hold(arguments: argparse.Namespace) -> None:
    from roundup.sending.control import hold_sending

    edition = find_edition(arguments)
    hold_sending(edition, arguments.reason, timezone.now())
    _say(arguments, edition, "Held: nothing more leaves until `roundup resume`.")


def _resume(arguments: argparse.Namespace) -> None:
    from roundup.sending.control import resume_sending

    edition = find_edition(arguments)
    dated = edition.dated
    resume_sending(edition, timezone.now())
    _say(arguments, edition, "Resumed." + _new_date(edition, dated))


def _new_date(edition: Any, before: Any) -> str:
    from roundup.editions.sponsors import absent_sponsor

    if edition.dated == before:
        return ""
    dated = f"It is now dated {edition.dated:%-d %B}, and approved with that date."
    return " ".join(filter(None, ("", dated, absent_sponsor(edition))))


def _cancel(arguments: argparse.Namespace) -> None:
    from roundup.sending.control import cancel_sending

    edition = find_edition(arguments)
    cancel_sending(edition, timezone.now())
    _say(arguments, edition, "Cancelled: nothing more will leave.")


def _status(arguments: argparse.Namespace) -> None:
    from roundup.events.mailing_totals import account_with_events
    from roundup.sending.account import account_in_words
    from roundup.sending.hindrances import hindrances_of_edition

    edition = find_edition(arguments)
    document = account_with_events(edition)
    hindrances = hindrances_of_edition(edition, timezone.now())
    document["note"] = " ".join(filter(None, [*hindrances, document["note"]]))
    print_answer(arguments, document, account_in_words(document))


def _settle(arguments: argparse.Namespace) -> None:
    from roundup.core.errors import Refused
    from roundup.sending.account import account_of
    from roundup.sending.settling.uncertain_batches import doubt_of, list_of, people_of, settle_by_person

    edition = find_edition(arguments)
    mailing = getattr(edition, "mailing", None)
    if mailing is None:
        raise Refused("This edition has no mailing yet, so none of its batches is uncertain.")
    seq = read_number(arguments.batch, "a batch")
    if arguments.list:
        batch, _ = doubt_of(mailing, seq)
        lines = "\n".join(line.rstrip() for line in list_of(batch))
        print_answer(arguments, {"batch": seq, "readers": [*people_of(batch)]}, lines)
        return
    settle_by_person(mailing, seq, taken=arguments.accepted, who="The operator", now=timezone.now())
    text = f"Batch {seq} counts as accepted." if arguments.accepted else f"Batch {seq} is handed over again."
    print_answer(arguments, account_of(edition), text)


def _redrive(arguments: argparse.Namespace) -> None:
    from roundup.events.dropped_copies import redrive_dropped
    from roundup.sending.account import account_of

    edition = find_edition(arguments)
    moved = redrive_dropped(edition, timezone.now())
    copies = "1 copy goes" if moved == 1 else f"{moved:,} copies go"
    text = f"{copies} out again, as soon as a worker is running (`roundup up`)."
    print_answer(arguments, account_of(edition) | {"redriven": moved}, text)


def _say(arguments: argparse.Namespace, edition: Any, sentence: str) -> None:
    """Say which edition it was, and what happened to it."""
    from roundup.editions.description import edition_identity, edition_name
    from roundup.sending.account import account_of

    document = edition_identity(edition) | {
        "status": account_of(edition)["status"],
        "send_at": edition.send_at.isoformat(),
        "hash": edition.approval.hash if edition.approval else "",
    }
    print_answer(arguments, document, f"{edition_name(edition_identity(edition))}: {sentence}")
