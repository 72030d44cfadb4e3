"""Makes the installation, by the old commit's commands, pages, worker and services."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import time
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.e2e.machine import Machine
from tools.upgrade import letters
from tools.upgrade import roster as r
from tools.upgrade.installation import (
    Installation,
    inside,
    readers,
    status,
    uncertain_readers,
    until_mailed,
    zone_of_noon,
)
from tools.upgrade.magazines import WEEKS, feed_path
from tools.upgrade.pages import Page
from tools.upgrade.verdicts import until

ADMIN, EDITOR, PASSWORD = "ida@harbour.example", "edda@harbour.example", "low tide at nine"
# How far ahead the approved edition's hour is when the old code stops.
_AHEAD = 30
_ACCEPTED, _LOST, _HANDED_OVER = 5, 7, 9
_CLI = (sys.executable, "-m", "roundup.config.cli")


@dataclass
class Before:
    """What the old code says about its installation when it stops."""

    readers: dict[str, dict[str, dict[str, str]]]
    census: dict[str, dict[str, list[Any]]]
    status: dict[tuple[str, int], dict[str, Any]]
    drafts: dict[str, dict[str, Any]]
    publications: list[dict[str, Any]]
    uncertain: dict[int, frozenset[str]]
    lost: frozenset[str]
    confirmations: dict[str, str]
    # Nothing of the approved edition may leave before this (Unix time).
    hour: float = 0.0
    # The bytes approved, by edition.
    approved: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)


def check_out(root: Path, commit: str, folder: Path) -> Path:
    """Write the files of a commit of the repository itself into `folder`, and return it."""
    folder.mkdir()
    command = ["git", "-c", f"safe.directory={root}", "-C", str(root), "archive", commit]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip()
        raise RuntimeError(f"Commit {commit} is not here ({why}): fetch the whole history.")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    describe(folder)
    return folder


def describe(checkout: Path) -> None:
    """Write a checkout's name and version next to its code, which asks for them, as installing it would."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]
    folder = checkout / "src" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    folder.mkdir()
    words = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (folder / "METADATA").write_text(words)


def found(house: Installation) -> Before:
    """Make the installation, stop at a moment when much is under way, and say what it contains."""
    founding = _Founding(house)
    founding.begin()
    with house.old.up():
        founding.mail()
        founding.act()
    founding.leave_halfway()
    before = founding.look()
    before.hour = time.time() + _AHEAD
    before.approved = founding.approved | {(r.HARBOUR, 4): founding.approve(r.HARBOUR, 4, seconds=_AHEAD)}
    return before


class _Founding:
    def __init__(self, house: Installation) -> None:
        self.house, self.run = house, house.old.run
        self.approved: dict[tuple[str, int], dict[str, str]] = {}

    def begin(self) -> None:
        zone = zone_of_noon(datetime.now(UTC))
        for name, slug, language in (("The Harbour", r.HARBOUR, "en"), ("Der Hafen", r.HAFEN, "de")):
            sender = ("--sender-email", f"weekly@{slug}.example", "--postal-address", "1 Quay Steps, Aldmere")
            about = ("--url", f"https://{slug}.example", "--timezone", zone, "--language", language)
            self.run("publication", "add", name, *about, *sender)
            self.run("source", "add", self.house.magazine + feed_path(slug), "--publication", slug)
        self._stages(("ground", {"sections": r.SECTIONS}), ("stock", {"weeks": WEEKS}))
        self._add_users()
        self._import(r.HARBOUR, r.first_table())
        self._import(r.HAFEN, r.hafen_table())

    def _add_users(self) -> None:
        for email, role in ((ADMIN, "admin"), (EDITOR, "editor")):
            subprocess.run(
                [*_CLI, "user", "add", email, "--role", role, "--password-stdin"],
                env=self.house.old.environment,
                input=f"{PASSWORD}\n",
                text=True,
                check=True,
                capture_output=True,
            )

    def mail(self) -> None:
        """Mail one edition only to followers of sections, one to everybody, one of the other publication."""
        self._make((r.HARBOUR, 1), (r.HAFEN, 1))
        self._until_mailed(r.HARBOUR, 1)
        self._import(r.HARBOUR, r.second_table(datetime.now(UTC).date()))
        self._make((r.HARBOUR, 2))
        self._until_mailed(r.HARBOUR, 2)
        self._until_mailed(r.HAFEN, 1)

    def act(self) -> None:
        """Let readers ask, confirm, choose, pause, leave and come back, and let the provider report."""
        site = self.house.visitor()
        for name in (*r.ASKING, r.CONFIRMED):
            form = [("email", r.address(name)), ("name", name.title())]
            _answers(site.post(f"/subscribe/?publication={r.HARBOUR}", form))
        links = {
            name: letters.own_links(mails[0].text, self.house.base)
            for name, mails in self.house.copies(r.HARBOUR, 2).items()
        }
        wishes: dict[str, dict[str, list[str]]] = {
            r.CHOOSES: {"sections": ["culture"]},
            r.PAUSES: {"pause": ["8"]},
            r.SPEAKS: {"language": ["fr"]},
        }
        for name, chosen in wishes.items():
            _answers(site.post(links[name]["p"], site.get(links[name]["p"]).form.with_(**chosen)))
        for name in (r.LEFT, r.RETURNED):
            _answers(site.post(links[name]["u"], [("List-Unsubscribe", "One-Click")]))
        _answers(site.post(links[r.RETURNED]["p"], [("action", "return")]))
        asked = {*r.ASKING, r.CONFIRMED}
        until(lambda: ", ".join(sorted(asked - self.house.confirmations().keys())))
        _answers(site.post(self.house.confirmations()[r.CONFIRMED], []))
        self._import(r.HARBOUR, r.suppressed_table())
        parted = {"publication": r.HARBOUR, "erased": r.address(r.ERASED), "removed": r.REMOVED}
        self._stages(("partings", parted))
        until(self._still_mailable)

    def _still_mailable(self) -> str:
        """Return the readers for whom no event has been applied yet."""
        known = readers(self.house.old)[r.HARBOUR]
        mailable = [n for n in r.PROVIDER if known[n]["status"] == "active" and not known[n]["suppressed"]]
        return ", ".join(mailable)

    def leave_halfway(self) -> None:
        """Hand over a part: one batch gets no answer from the provider, and another never reaches it."""
        self.house.provider.webhook.outage()
        faults = self.house.provider.faults
        faults.behave(_ACCEPTED - 1)
        faults.disconnect(accepted=True)
        faults.behave(_LOST - _ACCEPTED - 1)
        faults.disconnect(accepted=False)
        self._make((r.HARBOUR, 3))
        late = {"publication": r.HARBOUR, "batches": _HANDED_OVER, "leaves": r.address(r.LATE)}
        drafts = ((r.HARBOUR, 4, 4), (r.HARBOUR, 5, WEEKS), (r.HAFEN, 2, WEEKS))
        self._stages(("halfway", late), *(_assembled(*draft) for draft in drafts))
        if faults.pending():
            raise RuntimeError("the provider was asked less often than planned")

    def look(self) -> Before:
        machine = self.house.old
        going = status(machine, r.HARBOUR, 3)
        uncertain = uncertain_readers(machine, 3, going)
        arrived = self.house.counts(r.HARBOUR, 3).keys()
        lost = frozenset().union(*uncertain.values()) - arrived
        if not (len(uncertain) == 2 and lost and going["account"]["pending"] and r.LATE not in arrived):
            raise RuntimeError(f"edition 3 is not half-sent as planned: {going}")
        mailed = [(r.HARBOUR, 1), (r.HARBOUR, 2), (r.HAFEN, 1)]
        return Before(
            readers=readers(machine),
            census=inside(machine, "census.py"),
            status={(r.HARBOUR, 3): going} | {each: status(machine, *each) for each in mailed},
            drafts={slug: draft(machine, slug) for slug in (r.HARBOUR, r.HAFEN)},
            publications=machine.json("publication", "list"),
            uncertain=uncertain,
            lost=lost,
            confirmations=self.house.confirmations(),
        )

    def approve(self, publication: str, edition: int, seconds: int) -> dict[str, str]:
        (shown,) = self._stages(_approved(publication, edition, seconds))
        return dict(shown)

    def _make(self, *editions: tuple[str, int]) -> None:
        """Assemble editions, each for the week with its number, and approve them to leave now."""
        stages = [
            stage for p, number in editions for stage in (_assembled(p, number, number), _approved(p, number))
        ]
        made = self._stages(*stages)
        self.approved |= dict(zip(editions, made[1::2], strict=True))

    def _until_mailed(self, publication: str, edition: int) -> None:
        due = r.DUE[publication, edition]
        until(lambda: ", ".join(sorted(due - self.house.counts(publication, edition).keys())))
        until_mailed(self.house.old, publication, edition)

    def _import(self, publication: str, table: str) -> None:
        file = self.house.folder / "readers.csv"
        file.write_text(table)
        self.run("import", str(file), "--publication", publication)

    def _stages(self, *stages: tuple[str, dict[str, Any]]) -> list[Any]:
        names, asked = zip(*stages, strict=True)
        done: list[Any] = inside(self.house.old, "founding.py", *names, asked=asked)
        return done


def _assembled(publication: str, edition: int, week: int) -> tuple[str, dict[str, Any]]:
    words = {"subject": f"Number {edition} of {publication}", "note": f"A word before number {edition}."}
    return "assembled", {
        "publication": publication,
        "edition": edition,
        "week": week,
        "weeks": WEEKS,
        "stories": len(r.SECTIONS),
        **words,
    }


def _approved(publication: str, edition: int, seconds: int = 0) -> tuple[str, dict[str, Any]]:
    asked = {"publication": publication, "edition": edition, "editor": EDITOR, "seconds": seconds}
    return "approved", asked


def draft(machine: Machine, publication: str) -> dict[str, Any]:
    """Return the draft of the current week."""
    made: dict[str, Any] = machine.json("assemble", "--publication", publication)
    return made


def _answers(page: Page) -> None:
    if page.status != 200:
        raise RuntimeError(f"a page of the old commit answered {page.status}: {page.body[:300]}")
