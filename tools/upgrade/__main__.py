"""`make upgrade`: turns an old commit's installation into one of this checkout, on both databases.

Prints which promises were kept; exits 1 if one was not. ONLY=SQLite or ONLY=PostgreSQL tries one.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from roundup.providers.sendgrid.standin import StandIn
from tests.services.postgres import CannotRunError, running_postgres
from tools.upgrade import keeping, mailed, showing
from tools.upgrade.founder import check_out, found
from tools.upgrade.installation import Installation
from tools.upgrade.links import Links
from tools.upgrade.magazines import running_magazines
from tools.upgrade.verdicts import Verdicts, shown

ROOT = Path(__file__).resolve().parents[2]
# The commit whose installations are in use, and whose code `founding` knows.
COMMIT: Final = "c7aa0c5"
_BEGAN: Final = time.monotonic()
_LINES: Final = 400
DATABASES: Final = ("SQLite", "PostgreSQL")


def main() -> int:
    # So that when we are told to stop, our processes stop, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    only = os.environ.get("ONLY")
    found: dict[str, Verdicts] = {}
    with tempfile.TemporaryDirectory(prefix="upgrade-") as name:
        old = check_out(ROOT, COMMIT, Path(name) / "old")
        for database in DATABASES:
            if only in (None, "", database):
                found[database] = _tried(database, old, Path(name))
    print(f"\n{COMMIT} upgraded by `roundup up` of this checkout:\n\n{shown(found)}")
    return 1 if any(verdicts.broken for verdicts in found.values()) or not found else 0


def _tried(database: str, old: Path, folder: Path) -> Verdicts:
    verdicts = Verdicts()
    try:
        with _running(database, folder) as url:
            _upgrade(database, url, old, folder / database, verdicts)
    except CannotRunError as error:
        print(f"Not run on {database}: {error}.", file=sys.stderr)
    except Exception:
        traceback.print_exc()
        verdicts.found["The trial came to its end"] = "see its traceback above"
    _say(database, "done")
    return verdicts


@contextmanager
def _running(database: str, folder: Path) -> Iterator[str]:
    if database == "SQLite":
        yield f"sqlite:///{folder}/roundup.sqlite3"
        return
    with running_postgres() as url:
        yield url


def _upgrade(database: str, url: str, old: Path, folder: Path, verdicts: Verdicts) -> None:
    folder.mkdir()
    with StandIn() as provider, running_magazines(datetime.now(UTC)) as web:
        house = Installation(folder, url, web.base, provider, old=old, new=ROOT)
        _say(database, f"making an installation by {COMMIT} …")
        with _telling(house):
            before = found(house)
        _say(database, "upgrading it …")
        with _telling(house), house.new.up():
            keeping.judge(house, before, verdicts)
            mailed.judge_going(house, before, verdicts)
            keeping.judge_suppressed(house, verdicts)
            _say(database, "following the links of old mails …")
            Links(house, before, verdicts).judge()
            mailed.judge_settled(house, before, verdicts)
            showing.judge(house, before, verdicts)
            keeping.judge_newsroom(house, verdicts)
        if verdicts.broken:
            sys.stderr.writelines(house.new.said[-_LINES:])


@contextmanager
def _telling(house: Installation) -> Iterator[None]:
    """Show what the processes said if the block fails."""
    try:
        yield
    except Exception:
        sys.stderr.writelines([*house.old.said[-_LINES:], *house.new.said[-_LINES:]])
        raise


def _say(database: str, words: str) -> None:
    print(f"{database} {time.monotonic() - _BEGAN:4.0f} s: {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
