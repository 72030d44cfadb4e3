"""The secret that signs readers' links: made once, kept, and never silently replaced."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from roundup.core.errors import Refused
from roundup.core.settings import MAKE_SECRET, STRONG, BadSetting, is_guessable

FILE = "secret-key"
DATABASE = "roundup.sqlite3"


def ready_folder(data: Path) -> None:
    """Make the data folder if there is none, for its owner only: it contains addresses and the secret."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        wanted = f"a folder that can be created ({error.strerror})"
        raise BadSetting("ROUNDUP_DATA", str(data), wanted) from None


def kept_secret(data: Path) -> str:
    """Return the installation's own secret, made when first needed and readable only by its owner.

    Raises Refused if it existed once and is lost or cut short: a new one would end every link that was ever
    mailed, and only a person may decide that.
    """
    kept = data / FILE
    try:
        # In this order: a process that starts at the same time makes the secret before the database.
        is_used = (data / DATABASE).exists()
        is_new = not kept.exists()
        if is_new and is_used:
            raise _lost(f"{data} holds a database, but its file {FILE!r} is gone")
        if is_new:
            _make(kept)
        found = kept.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise Refused(f"The secret key in {kept} cannot be read or created: {_why(error)}.") from None
    if is_guessable(found):
        raise _lost(f"{kept} holds no secret key ({STRONG})")
    return found


def _lost(what: str) -> Refused:
    return Refused(
        f"{what}. Put the file back from a backup, or set ROUNDUP_SECRET_KEY to what it was. A new one "
        f"breaks every link that was mailed; only if you accept that, write the output of `{MAKE_SECRET}` "
        "there."
    )


def _make(kept: Path) -> None:
    fresh = kept.with_name(f".{FILE}-{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())  # An empty file after a power cut would be a lost secret.
        os.link(fresh, kept)  # If two start at once, the first one's secret stays.
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _why(error: Exception) -> str:
    return error.strerror or "an error" if isinstance(error, OSError) else "it is not text"
