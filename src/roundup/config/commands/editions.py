"""`roundup assemble` and what can be done with an edition; the services behind the newsroom's buttons."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from roundup.config.commands.output import Commands, command, database, moment, on_publication, show, whole


def register(commands: Commands) -> None:
    assemble = command(commands, "assemble", _assemble, "make or show the draft of the period", json=True)
    assemble.add_argument("--at", type=moment, metavar="ISO_TIME", help="as if it were this moment")
    on_publication(assemble)

    proof = command(commands, "proof", _proof, "write the proof of an edition to a folder", json=True)
    proof.add_argument("edition", help="its number in the list, or `latest`")
    proof.add_argument("--out", required=True, metavar="DIR", type=Path)
    proof.add_argument("--subscriber", metavar="ADDRESS", help="as this reader gets it")

    for name, run, help in (
        ("send", _send, "send an approved edition now"),
        ("resume", _resume, "go on with an edition that is held"),
        ("cancel", _cancel, "stop an edition for good"),
        ("status", _status, "show the closed account of an edition"),
    ):
        command(commands, name, run, help, json=True).add_argument("edition")
    approve = command(commands, "approve", _approve, "approve an edition as its proof is now", json=True)
    approve.add_argument("edition")
    approve.add_argument("--override", default="", metavar="REASON", help="why it may go with errors")
    schedule = command(
        commands, "schedule", _schedule, "set the hour at which an edition goes out", json=True
    )
    schedule.add_argument("edition")
    schedule.add_argument("--at", type=moment, required=True, metavar="ISO_TIME")
    hold = command(commands, "hold", _hold, "let nothing of an edition leave", json=True)
    hold.add_argument("edition")
    hold.add_argument("--reason", default="")
    settle = command(commands, "settle", _settle, "say what became of an uncertain batch", json=True)
    settle.add_argument("edition")
    settle.add_argument("batch", help="its number, as `roundup status` shows it")
    choice = settle.add_mutually_exclusive_group(required=True)
    choice.add_argument(
        "--accepted", action="store_true", help="the provider took it: nobody is mailed again"
    )
    choice.add_argument("--again", action="store_true", help="send it again; people may get it twice")


def find_edition(named: str) -> Any:
    """Return the edition with this id, or the newest for `latest`."""
    from roundup.core.errors import Refused
    from roundup.editions.models import Edition

    database()
    if named == "latest":
        found = Edition.objects.order_by("-period", "-pk").first()
    else:
        found = Edition.objects.filter(pk=whole(named, "an edition")).first()
    if found is None:
        raise Refused(f"There is no edition {named!r}: `roundup assemble` makes one.")
    return found


def _assemble(arguments: argparse.Namespace) -> None:
    from roundup.editions.describe import described, in_words
    from roundup.editions.services import assemble
    from roundup.publications.services import find_publication

    database()
    edition = assemble(find_publication(arguments.publication), arguments.at or timezone.now())
    document = described(edition)
    show(arguments, document, in_words(document))


def _proof(arguments: argparse.Namespace) -> int:
    from roundup.sending.sample import write_proof

    report = write_proof(find_edition(arguments.edition), arguments.out, arguments.subscriber)
    findings = [f"{f['severity']}: {f['message']}" for f in report["checks"]]
    text = f"Proof {report['hash'][:12]} of {report['sizes']['html']:,} bytes in {arguments.out}"
    show(arguments, report, "\n".join([text, *findings]))
    return 0


def _approve(arguments: argparse.Namespace) -> None:
    from roundup.editions.life import approve
    from roundup.editions.proof import proof
    from roundup.newsroom.audience import audience_size

    edition, now = find_edition(arguments.edition), timezone.now()
    readers = audience_size(edition.publication, now)
    approve(edition, proof(edition).hash, None, now, override=arguments.override, readers=readers)
    text = f"Approved {edition.approved_hash[:12]}; it goes out at {edition.send_at:%Y-%m-%d %H:%M} UTC."
    show(arguments, _told(edition), text)


def _send(arguments: argparse.Namespace) -> None:
    from roundup.sending.control import send_now

    edition = find_edition(arguments.edition)
    send_now(edition, timezone.now())
    show(arguments, _told(edition), "It goes out now, as soon as a worker runs (`roundup up`).")


def _schedule(arguments: argparse.Namespace) -> None:
    from roundup.editions.life import schedule

    edition = find_edition(arguments.edition)
    schedule(edition, arguments.at, timezone.now())
    show(
        arguments,
        _told(edition),
        f"It goes out at {edition.send_at:%Y-%m-%d %H:%M} UTC, once it is approved.",
    )


def _hold(arguments: argparse.Namespace) -> None:
    from roundup.sending.control import hold

    edition = find_edition(arguments.edition)
    hold(edition, arguments.reason, timezone.now())
    show(arguments, _told(edition), "Held: nothing more leaves until `roundup resume`.")


def _resume(arguments: argparse.Namespace) -> None:
    from roundup.sending.control import resume

    edition = find_edition(arguments.edition)
    resume(edition, timezone.now())
    show(arguments, _told(edition), "Resumed.")


def _cancel(arguments: argparse.Namespace) -> None:
    from roundup.sending.control import cancel

    edition = find_edition(arguments.edition)
    cancel(edition, timezone.now())
    show(arguments, _told(edition), "Cancelled: what had not left stays here.")


def _status(arguments: argparse.Namespace) -> None:
    from roundup.events.insights import account_with_events
    from roundup.sending.progress import account_in_words

    document = account_with_events(find_edition(arguments.edition))
    show(arguments, document, account_in_words(document))


def _settle(arguments: argparse.Namespace) -> None:
    from roundup.core.errors import Refused
    from roundup.newsroom.doubts import settle
    from roundup.sending.progress import account

    edition = find_edition(arguments.edition)
    mailing = getattr(edition, "mailing", None)
    if mailing is None:
        raise Refused("This edition has no mailing yet, so nothing of it is uncertain.")
    seq = whole(arguments.batch, "a batch")
    settle(mailing, seq, taken=arguments.accepted, who="The operator", now=timezone.now())
    text = f"Batch {seq} counts as accepted." if arguments.accepted else f"Batch {seq} is handed over again."
    show(arguments, account(edition), text)


def _told(edition: Any) -> dict[str, Any]:
    from roundup.sending.progress import account

    told = account(edition)
    return {
        "edition": edition.pk,
        "status": told["status"],
        "send_at": edition.send_at.isoformat(),
        "hash": edition.approved_hash,
    }
