"""The descriptions of all providers that a batch can be handed to. Each provider has its own folder.

`base` says what a provider offers, and what its description contains. Providers that write a whole message
for each reader use `reader_messages` and `mark_filling`; those that are called over HTTP use `wire` and
`http_answers`, and `message_fields` for what they hand over; hooks use `posted_json` and `posted_form`. `dns`
looks up what a sender's domain says about mail.
"""

from __future__ import annotations

from collections.abc import Mapping

from roundup.core.outlets import is_stand_in, provider_of
from roundup.providers.base import (
    ChecksMessages,
    Hook,
    InboundMail,
    KeepsSuppressions,
    MailHook,
    NoMail,
    NoReports,
    Provider,
    ProviderDescription,
    ReportedEvent,
    ReportedSuppression,
    Values,
)
from roundup.providers.outbox.description import DESCRIPTION as OUTBOX
from roundup.providers.sendgrid.description import DESCRIPTION as SENDGRID
from roundup.providers.smtp.description import DESCRIPTION as SMTP

__all__ = [
    "PROVIDERS",
    "ChecksMessages",
    "Hook",
    "InboundMail",
    "KeepsSuppressions",
    "MailHook",
    "NoMail",
    "NoReports",
    "Provider",
    "ProviderDescription",
    "ReportedEvent",
    "ReportedSuppression",
    "Values",
    "stays_here",
]

PROVIDERS: Mapping[str, ProviderDescription] = {one.name: one for one in (OUTBOX, SENDGRID, SMTP)}


def stays_here(outlet: str) -> bool:
    """Say whether an outlet keeps all mail on this machine, because its provider does or is a stand-in."""
    provider = PROVIDERS.get(provider_of(outlet))
    return bool(provider and provider.keeps_here) or is_stand_in(outlet)
