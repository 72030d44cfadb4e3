"""The providers that a batch can be handed to, each in a folder of its own, by their descriptions.

`base` says what a provider offers, and what its description holds. For those that write a whole message for
each reader there are `reader_messages` and `mark_filling`. `dns` asks what a sender's domain says of mail.
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
