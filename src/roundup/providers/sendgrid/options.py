"""How SendGrid is called: with which key, where, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, field

from roundup.providers.sendgrid.settings import PUBLIC_HOST
from roundup.providers.wire import CallTimes


@dataclass(frozen=True, slots=True, kw_only=True)
class SendGridOptions(CallTimes):
    api_key: str = field(default="", repr=False)
    host: str = PUBLIC_HOST
    click_tracking: bool = False
    open_tracking: bool = False
