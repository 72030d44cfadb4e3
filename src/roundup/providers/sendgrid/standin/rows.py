"""What the Mail Send API refuses in the personalizations: the readers and their own values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from roundup.providers.sendgrid.standin.complaints import (
    Complaint,
    complaint_under,
    headers_fault,
    mailbox_fault,
    send_at_fault,
    strings_fault,
)
from roundup.providers.sendgrid.standin.usual import surely_fine

MAX_PERSONALIZATIONS = 1000
_PEOPLE = frozenset(["to", "cc", "bcc"])
_PARTS: Mapping[str, Callable[[Any], Complaint | None]] = {
    "substitutions": strings_fault,
    "custom_args": strings_fault,
    "headers": headers_fault,
    "from": mailbox_fault,
}


def personalizations_fault(body: dict[str, Any], now: float) -> Complaint | None:
    rows = body.get("personalizations")
    if not isinstance(rows, list) or not rows:
        return Complaint("You must have at least one personalization.", "personalizations")
    if len(rows) > MAX_PERSONALIZATIONS:
        return Complaint(
            f"The personalization block is limited to 1000 personalizations per API request. You have "
            f"provided {len(rows)} personalizations.",
            "personalizations",
        )
    if surely_fine(rows):
        return None
    seen: set[str] = set()
    for index, row in enumerate(rows):
        if fault := row_fault(row, seen, now):
            return complaint_under(f"personalizations.{index}", fault)
    if len(seen) > MAX_PERSONALIZATIONS:
        return Complaint(
            "There is a limit of 1000 total recipients (to + cc + bcc) per request.", "personalizations"
        )
    return None


def row_fault(row: Any, seen: set[str], now: float) -> Complaint | None:
    if not isinstance(row, dict):
        return Complaint("Each personalization must be an object.", "")
    if not isinstance(row.get("to"), list) or not row["to"]:
        return Complaint("The to array is required for all personalization objects.", "to")
    for name, part in row.items():
        if name in _PEOPLE:
            fault = _people_fault(name, part, seen)
        elif check := _PARTS.get(name):
            fault = check(part)
        else:
            fault = _rare_fault(name, part, now)
        if fault:
            return fault if name in _PEOPLE else complaint_under(name, fault)
    return None


def _rare_fault(name: str, part: Any, now: float) -> Complaint | None:
    if name == "send_at":
        return send_at_fault(part, now)
    if name == "dynamic_template_data":
        return Complaint("Dynamic template data needs a template.", "")
    if name != "subject":
        return Complaint("The parameter is not a known one.", "")
    if not isinstance(part, str) or not part or "\n" in part or "\r" in part:
        return Complaint("The subject must be a string on one line.", "")
    return None


def _people_fault(kind: str, people: Any, seen: set[str]) -> Complaint | None:
    if not isinstance(people, list):
        return Complaint("Must be an array of objects with an email.", kind)
    for number, person in enumerate(people):
        if fault := mailbox_fault(person):
            return complaint_under(f"{kind}.{number}", fault)
        if (address := person["email"].lower()) in seen:
            return Complaint(
                "Each email address in the personalization block should be unique between to, cc, and "
                f"bcc. We found the first duplicate instance of [{address}] in the {kind} field.",
                "",
            )
        seen.add(address)
    return None
