"""How SendGrid is called: with which key, where, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, field

from roundup.providers.base import TOTAL_TIMEOUT
from roundup.providers.sendgrid.settings import PUBLIC_HOST


@dataclass(frozen=True, slots=True, kw_only=True)
class SendGridOptions:
    """Times are in seconds. `total_timeout` ends a call even if data still arrive."""

    api_key: str = field(default="", repr=False)
    host: str = PUBLIC_HOST
    connect_timeout: float = 5.0
    write_timeout: float = 20.0
    read_timeout: float = 30.0
    total_timeout: float = TOTAL_TIMEOUT
    click_tracking: bool = False
    open_tracking: bool = False
