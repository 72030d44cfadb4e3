"""One installation, run by the code of either checkout, and a provider that counts copies."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from roundup.providers.sendgrid.standin import ReceivedMail, StandIn
from tests.e2e.machine import Machine
from tests.services.ports import reserved_port
from tools.upgrade import letters
from tools.upgrade.pages import Site
from tools.upgrade.roster import HAFEN, HARBOUR, name_of
from tools.upgrade.verdicts import until

_HERE = Path(__file__).parent
_PATIENCE = 240
BATCH_SIZE = 8


class Installation:
    """`old` and `new` run the two checkouts on the same data, database, port and provider."""

    def __init__(self, folder: Path, database: str, magazine: str, provider: StandIn, old: Path, new: Path):
        self.folder, self.magazine, self.provider = folder, magazine, provider
        port = reserved_port()
        self.base = f"http://127.0.0.1:{port}"
        provider.webhook.aim(f"{self.base}/hooks/sendgrid/")
        settings = {
            "DATABASE_URL": database,
            "ROUNDUP_BASE_URL": self.base,
            "ROUNDUP_PROVIDER": "sendgrid",
            "ROUNDUP_BATCH_SIZE": str(BATCH_SIZE),
            "SENDGRID_API_KEY": provider.key,
            "SENDGRID_HOST": provider.url,
            "SENDGRID_WEBHOOK_KEY": provider.webhook_key,
        }
        self.old, self.new = (
            Machine(folder / "data", new=True, **settings, PYTHONPATH=str(checkout / "src"))
            for checkout in (old, new)
        )
        self.old.port = self.new.port = port

    def visitor(self) -> Site:
        return Site(self.base)

    def mails(self) -> list[ReceivedMail]:
        return self.provider.inbox.mails()

    def copies(self, publication: str, edition: int) -> dict[str, list[ReceivedMail]]:
        """Return the copies of an edition that reached each reader."""
        found: dict[str, list[ReceivedMail]] = {}
        for mail in self.mails():
            if letters.edition_of(mail.html, self.magazine) == (publication, edition):
                found.setdefault(name_of(mail.address), []).append(mail)
        return found

    def counts(self, publication: str, edition: int) -> Counter[str]:
        return Counter({name: len(mails) for name, mails in self.copies(publication, edition).items()})

    def confirmations(self) -> dict[str, str]:
        """Return the link of everybody's confirmation mail."""
        found = {name_of(mail.address): letters.own_links(mail.text, self.base) for mail in self.mails()}
        return {name: links["c"] for name, links in found.items() if "c" in links}


def readers(machine: Machine) -> dict[str, dict[str, dict[str, str]]]:
    """Return what `roundup export` says about everybody, by publication and name."""

    def exported(publication: str) -> dict[str, dict[str, str]]:
        lines = csv.DictReader(io.StringIO(machine.run("export", "--publication", publication)))
        return {name_of(line["email"]): line for line in lines}

    with ThreadPoolExecutor() as pool:
        return dict(zip((HARBOUR, HAFEN), pool.map(exported, (HARBOUR, HAFEN)), strict=True))


def status(machine: Machine, publication: str, edition: int) -> dict[str, Any]:
    told: dict[str, Any] = machine.json("status", str(edition), "--publication", publication)
    return told


def until_mailed(machine: Machine, publication: str, edition: int) -> None:
    def awaited() -> str:
        said = status(machine, publication, edition)
        return "" if said["status"] == "mailed" else f"the end of {said}"

    until(awaited, every=2)


def uncertain_readers(machine: Machine, edition: int, told: dict[str, Any]) -> dict[int, frozenset[str]]:
    """Return who is in each uncertain batch of a Harbour edition; `told` is the edition's status."""
    found = {}
    for each in told["uncertain"]:
        command = ("settle", str(edition), str(each["batch"]), "--list", "--publication", HARBOUR)
        lines = csv.DictReader(io.StringIO(machine.run(*command)))
        found[each["batch"]] = frozenset(name_of(line["email"]) for line in lines)
    return found


def inside(machine: Machine, script: str, *arguments: str, asked: object = None) -> Any:
    """Run one of our scripts inside the code that the machine runs, and return what it says."""
    done = subprocess.run(
        [sys.executable, "-P", str(_HERE / script), *arguments],
        env=machine.environment,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{script} {' '.join(arguments)} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)


def zone_of_noon(now: datetime) -> str:
    """Return a time zone where it is about noon, so that all of a trial's hours fall on its edition's day."""
    return f"Etc/GMT{now.hour - 12:+d}" if now.hour != 12 else "Etc/GMT"
