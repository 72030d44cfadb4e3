"""The provider `outbox`: keeps every message as a file, for trials, proofs and tests."""

from roundup.providers.outbox.client import Outbox
from roundup.providers.outbox.kept_messages import (
    KeptMessage,
    MessageSummary,
    count_messages,
    find_messages,
    list_messages,
    read_message,
)

__all__ = [
    "KeptMessage",
    "MessageSummary",
    "Outbox",
    "count_messages",
    "find_messages",
    "list_messages",
    "read_message",
]
