"""The programs that check: where they are, how to get them, and what they say."""

from __future__ import annotations

import email
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from tools.check_email.mails import Mail

ROOT: Final = Path(__file__).resolve().parents[2]
CHECKER: Final = "26.9.27"
_PLACE: Final = ROOT / ".cache" / "check-email"
_JAR: Final = _PLACE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
_PREFERENCES: Final = "use_bayes 0\nadd_header all Rules _TESTSSCORES(,)_\n"


def missing_for_markup() -> str:
    """Return what to install for the Nu HTML checker, or nothing; npm then fetches the checker itself."""
    if not shutil.which("java"):
        return "Java is not installed: apt-get install default-jre-headless"
    if not _JAR.is_file() and not shutil.which("npm"):
        return "npm, which fetches the Nu HTML checker, is not installed: apt-get install npm"
    return "" if _JAR.is_file() or _fetched() else f"npm could not fetch vnu-jar {CHECKER}: try again later"


def _fetched() -> bool:
    _PLACE.mkdir(parents=True, exist_ok=True)
    # The package contains the program; none of its scripts needs to run.
    asked = ["npm", "install", "--silent", "--no-save", "--ignore-scripts", "--prefix", str(_PLACE)]
    subprocess.run([*asked, f"vnu-jar@{CHECKER}"], check=False)
    return _JAR.is_file()


def missing_for_spam() -> str:
    found = shutil.which("spamassassin")
    return "" if found else "SpamAssassin is not installed: apt-get install spamassassin"


def markup(mails: Iterable[Mail]) -> dict[str, list[str]]:
    """Return what the Nu HTML checker says about each mail, by the mail's name."""
    with tempfile.TemporaryDirectory(prefix="roundup-markup-") as place:
        files = {Path(place) / f"{number}.html": mail for number, mail in enumerate(mails)}
        for path, mail in files.items():
            path.write_text(mail.html, encoding="utf-8")
        asked = ["java", "-jar", str(_JAR), "--format", "json", "--stdout", "--exit-zero-always"]
        told = subprocess.run([*asked, *map(str, files)], capture_output=True, check=True)
        said: dict[str, list[str]] = {mail.name: [] for mail in files.values()}
        for each in json.loads(told.stdout)["messages"]:
            said[files[Path(each["url"].removeprefix("file:"))].name].append(each["message"])
    return said


def spam(mail: Mail) -> tuple[float, Mapping[str, float]]:
    """Return the score by SpamAssassin's own rules, without the network, and what each rule adds to it."""
    with tempfile.TemporaryDirectory(prefix="roundup-spam-") as home:
        preferences = Path(home) / "preferences"
        preferences.write_text(_PREFERENCES)
        told = subprocess.run(
            [shutil.which("spamassassin") or "", "--local", "--prefspath", str(preferences)],
            input=mail.whole,
            capture_output=True,
            check=True,
            env=os.environ | {"HOME": home},
        )
    return read_spam(told.stdout)


def read_spam(message: bytes) -> tuple[float, Mapping[str, float]]:
    """Read the rules that SpamAssassin wrote into the headers, and add up their scores to three decimals."""
    listed = "".join(str(email.message_from_bytes(message)["X-Spam-Rules"]).split())
    rules = {name: float(score) for name, _, score in (each.partition("=") for each in listed.split(","))}
    return round(sum(rules.values()), 3), rules
