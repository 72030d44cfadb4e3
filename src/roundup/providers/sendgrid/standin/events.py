"""The events of copies that were taken, as rows of the Event Webhook."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from roundup.providers.sendgrid.standin.fates import ARRIVES, FATES, Fate, Step
from roundup.providers.sendgrid.standin.inbox import Accepted


def event_rows(accepted: Accepted) -> Iterator[dict[str, Any]]:
    """Yield the events of all copies of a request, the first of each, then the second of each, ….

    The custom arguments are at the top level; SendGrid's own names take precedence.
    """
    copies = list(zip(accepted.addresses(), accepted.custom_args(), strict=True))
    fates = [FATES[accepted.fates.get(number, ARRIVES)] for number in range(accepted.count)]
    for place in range(max((len(fate.steps) for fate in fates), default=0)):
        for number, (address, arguments) in enumerate(copies):
            if place < len(fates[number].steps):
                yield _row(accepted, number, address, arguments, fates[number].steps[place])


def events_of(accepted: Accepted, number: int) -> list[dict[str, Any]]:
    """Return the events of one copy, in their order."""
    address, arguments = accepted.addresses()[number], accepted.custom_args()[number]
    return [_row(accepted, number, address, arguments, step) for step in fate_of(accepted, number).steps]


def fate_of(accepted: Accepted, number: int) -> Fate:
    return FATES[accepted.fates.get(number, ARRIVES)]


def renamed_event(row: dict[str, Any]) -> dict[str, Any]:
    """Return the same event under another event id, as repeats of it may have."""
    return {**row, "sg_event_id": event_id()}


def event_id() -> str:
    return secrets.token_urlsafe(16)


def _row(
    accepted: Accepted, number: int, address: str, arguments: dict[str, str], step: Step
) -> dict[str, Any]:
    row: dict[str, Any] = {
        **arguments,
        "email": address,
        "timestamp": int(accepted.received_at) + step.after,
        "event": step.kind,
        "sg_event_id": event_id(),
        **step.facts,
    }
    if not step.nameless:
        row["sg_message_id"] = accepted.message_id(number)
        row["smtp-id"] = f"<{accepted.request_id}@standin>"
    if accepted.categories:
        one = len(accepted.categories) == 1
        row["category"] = accepted.categories[0] if one else list(accepted.categories)
    return row
