"""Checks, by the provider's inbox, that everybody due got one copy of what was approved, and nobody two."""

from __future__ import annotations

from collections import Counter

from roundup.providers.sendgrid.standin import ReceivedMail
from tools.upgrade import roster as r
from tools.upgrade.founder import Before
from tools.upgrade.installation import Installation, status, uncertain_readers, until_mailed
from tools.upgrade.letters import shared
from tools.upgrade.verdicts import Verdicts, until

_TOLD = "have changed since"
HALF, APPROVED = (r.HARBOUR, 3), (r.HARBOUR, 4)


def judge_going(house: Installation, before: Before, verdicts: Verdicts) -> None:
    """Wait until everything under way and everything approved is out, then count."""
    with verdicts.about("The half-sent mailing goes on to everybody who is still due") as problems:
        due = r.DUE[HALF] - before.lost
        _wait(house, HALF, due)
        problems += wrong(house.counts(*HALF), due)
    with verdicts.about("Its uncertain batches stay uncertain, and nobody of them is mailed") as problems:
        told = status(house.new, *HALF)
        if uncertain_readers(house.new, 3, told) != before.uncertain:
            problems.append("other readers are uncertain than before")
        arrived = set(house.counts(*HALF)) & before.lost
        problems += [f"{name} was mailed without evidence" for name in sorted(arrived)]
    with verdicts.about("Editors hear at once if an approved edition would look different") as problems:
        _approve_if_different(house, before)
    with verdicts.about("The approved edition goes out to everybody due, once") as problems:
        _wait(house, APPROVED, r.DUE[APPROVED])
        until_mailed(house.new, *APPROVED)
        counts = house.counts(*APPROVED)
        del counts[r.ORPHAN]
        problems += wrong(counts, r.DUE[APPROVED])
        early = [
            m for mails in house.copies(*APPROVED).values() for m in mails if m.received_at < before.hour
        ]
        problems += [f"{len(early)} copies left before its hour"] if early else []
    with verdicts.about("Who followed only a removed section is mailed again") as problems:
        if house.counts(*APPROVED)[r.ORPHAN] != 1:
            problems.append(f"{r.ORPHAN} got {house.counts(*APPROVED)[r.ORPHAN]} copies")
    with verdicts.about("What arrived is what was approved, byte for byte") as problems:
        for edition in (HALF, APPROVED):
            problems += _unlike(house, before, edition)


def _approve_if_different(house: Installation, before: Before) -> None:
    """Approve the edition again if the new templates make something else of it, once an alarm has said so."""
    shown = _proof(house, APPROVED)
    if shared(shown["html"], house.base) == shared(before.approved[APPROVED]["html"], house.base):
        return
    until(lambda: "" if _TOLD in house.new.run("alarms") else "the alarm that its templates have changed")
    # Checks that are newer than the edition, such as those of pictures' descriptions, may find errors in it.
    why = ("--override", "An upgrade was tried.")
    house.new.run("approve", str(APPROVED[1]), "--publication", APPROVED[0], *why)
    if status(house.new, *APPROVED)["status"] == "held":
        house.new.run("resume", str(APPROVED[1]), "--publication", APPROVED[0])
    before.approved[APPROVED] = shown


def _proof(house: Installation, edition: tuple[str, int]) -> dict[str, str]:
    publication, number = edition
    folder = house.folder / "proof"
    said = house.new.json("proof", str(number), "--out", str(folder), "--publication", publication)
    html, text = ((folder / f"edition.{end}").read_text() for end in ("html", "txt"))
    return {"subject": said["subject"], "html": html, "text": text}


def judge_settled(house: Installation, before: Before, verdicts: Verdicts) -> None:
    """Settle what was uncertain, with the provider's events and a person's decision."""
    with verdicts.about("With evidence the half-sent mailing ends, everybody mailed once") as problems:
        lost = [str(batch) for batch, names in before.uncertain.items() if names <= before.lost]
        for batch in lost:
            house.new.run("settle", "3", batch, "--again", "--publication", r.HARBOUR)
        house.provider.webhook.release()
        until_mailed(house.new, *HALF)
        problems += wrong(house.counts(*HALF), r.DUE[HALF])
    with verdicts.about(
        "Nobody has two copies of any edition, and old ones are not mailed again"
    ) as problems:
        for edition, due in r.DUE.items():
            counts = house.counts(*edition)
            problems += [f"{n} got {edition} {many} times" for n, many in counts.items() if many > 1]
            if edition not in (HALF, APPROVED):
                problems += wrong(counts, due)
        twice = house.provider.inbox.duplicates().total()
        problems += [f"{twice} mails too many in all"] if twice else []
    with verdicts.about("Every account closes, and says what arrived") as problems:
        for edition in r.DUE:
            account = status(house.new, *edition)["account"]
            rest = account["refused"] + account["uncertain"] + account["pending"]
            mailed = account["accepted"] + sum(account["excluded"].values())
            if rest or mailed != account["candidates"] or account["accepted"] != len(house.copies(*edition)):
                problems.append(f"{edition[0]} {edition[1]}: {account}")


def wrong(counts: Counter[str], due: frozenset[str]) -> list[str]:
    """Return who got too many copies or too few."""
    found = [f"{name} got {counts[name]} copies" for name in sorted(due) if counts[name] != 1]
    return found + [f"{name} was mailed and is not due" for name in sorted((+counts).keys() - due)]


def _wait(house: Installation, edition: tuple[str, int], due: frozenset[str]) -> None:
    until(lambda: ", ".join(sorted(due - house.counts(*edition).keys())))


def _unlike(house: Installation, before: Before, edition: tuple[str, int]) -> list[str]:
    """Say whose copy differs from the approved bytes, among those who get all of it."""
    wanted = {part: shared(text, house.base) for part, text in before.approved[edition].items()}
    copies = house.copies(*edition)
    found = []
    for name in sorted(r.WHOLE & copies.keys()):
        got = _parts(copies[name][0])
        found += [f"{name}'s {part}" for part in wanted if shared(got[part], house.base) != wanted[part]]
    return [f"edition {edition[1]}: {', '.join(found[:5])} of {len(found)}"] if found else []


def _parts(mail: ReceivedMail) -> dict[str, str]:
    return {"subject": mail.subject, "html": mail.html, "text": mail.text}
