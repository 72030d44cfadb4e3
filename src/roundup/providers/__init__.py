"""The descriptions of all providers that a batch can be handed to. Each has a folder of its own.

`base` says what a provider offers, and what its description contains. Providers that write a whole message
for each reader use `reader_messages` and `mark_filling`. `dns` looks up what a sender's domain says about
mail.
"""

from __future__ import annotations

from collections.abc import Mapping

from roundup.providers.base import (
    ChecksMessages,
    Hook,
    KeepsSuppressions,
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
    "KeepsSuppressions",
    "Provider",
    "ProviderDescription",
    "ReportedEvent",
    "ReportedSuppression",
    "Values",
]

PROVIDERS: Mapping[str, ProviderDescription] = {one.name: one for one in (OUTBOX, SENDGRID, SMTP)}
