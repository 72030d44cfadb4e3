"""Says which installation this is, and by which outlet its mail leaves.

Both are stored in the database, and every mailing names them: a worker with other settings finds nothing to
claim. Workers never state them. `roundup up` does if nobody has. It also replaces the outbox or a stand-in by
itself, but never goes back to the outbox; an operator must decide everything else (`accept_outlet`). So a
process started without its settings can never make the whole installation fill its outbox.

The identity is also kept in the data folder. A database that is opened at another address, with a folder
that does not know it, is a copy of another installation's: it gets a new identity, and mails nobody until a
person has looked.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from roundup.core.newsroom_language import tell, tell_later
from roundup.providers import stays_here
from roundup.sending.models import Batch, Installation, Mailing
from roundup.sending.outlet import our_outlet, our_provider
from roundup.sending.safety import fence
from roundup.sending.transactions import write_transaction

_BYTES = 6
_LETTERS = 8
_IN_DOUBT = (Batch.State.LEASED, Batch.State.POSTING, Batch.State.UNCERTAIN)
_STATED = ("identity", "outlet", "base_url")
_COPIED = tell_later("The database is a copy of another installation's.")
_COPIED_MORE = tell_later(
    "Nothing leaves by itself, so that no reader gets anything twice: see what is approved and on its way, "
    "then run `roundup doctor --accept-restore`."
)


def is_at_home() -> bool:
    """Say whether this process has the settings that the installation states, if it states any.

    If not, it hands over no mail, and neither reads nor clears the provider's lists.
    """
    row = fence.installation()
    return not row.identity or (row.outlet, row.base_url) == (our_outlet(), settings.BASE_URL)


def has_its_address(now: datetime) -> bool:
    """Say whether this process has the address at which readers reach the installation."""
    return stated_installation(now).base_url in ("", settings.BASE_URL)


def our_mailings() -> QuerySet[Mailing]:
    """Return the mailings that this process may prepare, hand over and settle."""
    row = fence.installation()
    found = Mailing.objects.filter(installation=row.identity, outlet=our_outlet())
    return found if row.base_url == settings.BASE_URL else found.none()


def stated_installation(now: datetime) -> Installation:
    """Return the installation; if nothing was stated or mailed yet, state our own settings."""
    row = fence.installation()
    if not row.identity and not Mailing.objects.exists():
        return state_installation(now, others_at_work=False)
    return row


def state_installation(now: datetime, *, others_at_work: bool) -> Installation:
    """State who we are and where mail leaves, unless only a person may decide that.

    `others_at_work` says that other machines use this database. Then it is not a copy, and nothing that
    concerns them is changed here.
    """
    with write_transaction():
        row = _locked()
        if row.identity and others_at_work:
            return row
        is_copy = _is_copy(row)
        if is_copy or not row.identity:
            _name(row)
        if is_copy or not row.outlet or _moves_on(row.outlet):
            row.outlet = our_outlet()
        row.base_url = settings.BASE_URL
        row.save(update_fields=_STATED)
    _keep(row.identity)
    if is_copy:
        fence.put_up(now, tell(_COPIED), tell(_COPIED_MORE))
    return row


def _moves_on(outlet: str) -> bool:
    """Say whether a trial's outlet gives way to ours.

    It never gives way to a provider that keeps mail here: the outbox is the default without settings.
    """
    return stays_here(outlet) and not our_provider().keeps_here


def accept_outlet() -> Installation:
    """State that mail leaves as this process is set up, because an operator says so."""
    with write_transaction():
        row = _locked()
        if not row.identity:
            _name(row)
        row.outlet, row.base_url = our_outlet(), settings.BASE_URL
        row.save(update_fields=_STATED)
    _keep(row.identity)
    return row


def _locked() -> Installation:
    fence.installation()
    return Installation.objects.select_for_update().get(pk=1)


def bind_mailing(mailing: Mailing, now: datetime) -> None:
    """Let a mailing that a person resumes leave by the outlet that the installation states now.

    While part of it is uncertain, this changes nothing: another outlet would say that it never had that part.
    """
    if not mailing.batches.filter(state__in=_IN_DOUBT).exists():
        row = stated_installation(now)
        mailing.installation, mailing.outlet = row.identity, row.outlet


def _name(row: Installation) -> None:
    """Give the installation an identity; mailings from before there were identities get the first one."""
    was, row.identity = row.identity, _kept() or secrets.token_urlsafe(_BYTES)
    if not was:
        Mailing.objects.filter(installation="").update(installation=row.identity, outlet=our_outlet())


def _is_copy(row: Installation) -> bool:
    is_elsewhere = bool(row.base_url) and row.base_url != settings.BASE_URL
    return is_elsewhere and _kept() != row.identity


def _path() -> Path:
    return Path(settings.DATA) / "identity"


def _kept() -> str:
    """Return the identity that the data folder knows, or '' if there is none or it is invalid."""
    try:
        written = _path().read_text("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    return written if len(written) == _LETTERS and written.isprintable() else ""


def _keep(identity: str) -> None:
    """Write the identity into the data folder. A folder that cannot be written keeps what it had."""
    if _kept() == identity:
        return
    with suppress(OSError):
        _path().parent.mkdir(parents=True, exist_ok=True)
        beside = _path().with_suffix(f".{os.getpid()}")
        beside.write_text(f"{identity}\n", "ascii")
        beside.replace(_path())
