"""What the Mail Send API refuses with 400, and in which words. Pure: a parsed body in, complaints out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from roundup.providers.sendgrid.standin.complaints import (
    SERVER_HEADERS,
    Complaint,
    complaint_under,
    headers_fault,
    mailbox_fault,
    send_at_fault,
    strings_fault,
    unknown_fault,
    valid_address,
)
from roundup.providers.sendgrid.standin.rows import personalizations_fault

__all__ = ["SERVER_HEADERS", "Complaint", "complaints_about"]

_KEYS = frozenset(
    [
        "personalizations",
        "from",
        "reply_to",
        "reply_to_list",
        "subject",
        "content",
        "attachments",
        "template_id",
        "headers",
        "categories",
        "custom_args",
        "send_at",
        "batch_id",
        "asm",
        "ip_pool_name",
        "mail_settings",
        "tracking_settings",
        "sections",
    ]
)


def complaints_about(body: Any, now: float) -> list[Complaint]:
    """Return what is wrong with `body`, or nothing; the first complaint of each part of it."""
    if not isinstance(body, dict):
        return [Complaint("Bad Request", "")]
    found = [personalizations_fault(body, now), *(check(body) for check in _CHECKS)]
    if "send_at" in body:
        found.append(complaint_under("send_at", send_at_fault(body["send_at"], now)))
    return [complaint for complaint in found if complaint is not None]


def _sender(body: dict[str, Any]) -> Complaint | None:
    sender = body.get("from")
    if not isinstance(sender, dict) or not valid_address(sender.get("email")):
        return Complaint(
            "The from object must be provided for every email send. It is an object that requires the email "
            "parameter, but may also contain a name parameter.",
            "from.email",
        )
    if not isinstance(sender.get("name", ""), str):
        return Complaint("The name must be a string.", "from.name")
    return None


def _reply_to(body: dict[str, Any]) -> Complaint | None:
    if "reply_to" in body and "reply_to_list" in body:
        return Complaint("Provide reply_to or reply_to_list, not both.", "reply_to_list")
    if "reply_to" in body:
        return complaint_under("reply_to", mailbox_fault(body["reply_to"]))
    people = body.get("reply_to_list", [])
    if not isinstance(people, list) or len(people) > 1000:
        return Complaint("Must be an array of at most 1000 objects.", "reply_to_list")
    faults = (
        complaint_under(f"reply_to_list.{number}", mailbox_fault(person))
        for number, person in enumerate(people)
    )
    return next((fault for fault in faults if fault), None)


def _subject(body: dict[str, Any]) -> Complaint | None:
    subject = body.get("subject")
    if subject is None and _each_has_a_subject(body.get("personalizations")):
        return None
    if not isinstance(subject, str) or not subject:
        return Complaint("The subject is required.", "subject")
    if "\n" in subject or "\r" in subject:
        return Complaint("The subject may not hold line breaks.", "subject")
    return None


def _each_has_a_subject(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) and "subject" in row for row in rows)


def _content(body: dict[str, Any]) -> Complaint | None:
    parts = body.get("content")
    if not isinstance(parts, list) or not parts:
        return Complaint(
            "Unless a valid template_id is provided, the content parameter is required.", "content"
        )
    for number, part in enumerate(parts):
        value = part.get("value") if isinstance(part, dict) else None
        if not isinstance(value, str) or not value:
            return Complaint(
                "The content value must be a string at least one character in length.",
                f"content.{number}.value",
            )
    return _kinds([part.get("type") for part in parts])


def _kinds(kinds: list[Any]) -> Complaint | None:
    if not all(isinstance(kind, str) and "/" in kind and not set(kind) & set(";,\r\n") for kind in kinds):
        return Complaint("The content type must be a MIME type without parameters.", "content")
    if len(set(kinds)) < len(kinds):
        return Complaint("If present, text/plain and text/html may only be provided once.", "content")
    if kinds != sorted(kinds, key=lambda kind: {"text/plain": 0, "text/html": 1}.get(kind, 2)):
        return Complaint("The order must be text/plain, text/html, then any other type.", "content")
    return None


def _categories(body: dict[str, Any]) -> Complaint | None:
    names = body.get("categories", [])
    if not isinstance(names, list) or len(names) > 10:
        return Complaint("You may not provide more than 10 categories.", "categories")
    if not all(isinstance(name, str) and 0 < len(name) <= 255 for name in names):
        return Complaint("Each category must be a string of at most 255 characters.", "categories")
    if len(set(names)) < len(names):
        return Complaint("The category list must be unique.", "categories")
    return None


def _attachments(body: dict[str, Any]) -> Complaint | None:
    rows = body.get("attachments", [])
    if not isinstance(rows, list):
        return Complaint("Must be an array of objects.", "attachments")
    for number, row in enumerate(rows):
        for name in ("content", "filename"):
            if not isinstance(row, dict) or not isinstance(row.get(name), str) or not row[name]:
                return Complaint(
                    f"The attachment {name} parameter is required.", f"attachments.{number}.{name}"
                )
    return None


def _template(body: dict[str, Any]) -> Complaint | None:
    if "template_id" in body:
        return Complaint("The template_id is not one of this account's templates.", "template_id")
    return None


def _asm(body: dict[str, Any]) -> Complaint | None:
    if "asm" not in body:
        return None
    asm = body["asm"]
    if not isinstance(asm, dict) or type(asm.get("group_id")) is not int:
        return Complaint("The asm group_id parameter is required and an integer.", "asm.group_id")
    groups = asm.get("groups_to_display", [])
    if not isinstance(groups, list) or len(groups) > 25 or any(type(group) is not int for group in groups):
        return Complaint("The groups to display are at most 25 integers.", "asm.groups_to_display")
    return None


def _switches(body: dict[str, Any]) -> Complaint | None:
    """Check the settings, each of which says whether it is on."""
    for kind in ("mail_settings", "tracking_settings"):
        settings = body.get(kind, {})
        if not isinstance(settings, dict):
            return Complaint("Must be an object.", kind)
        for name, setting in settings.items():
            enable = setting.get("enable", False) if isinstance(setting, dict) else None
            if not isinstance(enable, bool):
                return Complaint("The enable parameter must be a boolean.", f"{kind}.{name}.enable")
    bypasses = [name for name in body.get("mail_settings", {}) if name.startswith("bypass_")]
    if "bypass_list_management" in bypasses and len(bypasses) > 1:
        return Complaint("It cannot be combined with other bypasses.", "mail_settings.bypass_list_management")
    return None


def _names(body: dict[str, Any]) -> Complaint | None:
    pool = body.get("ip_pool_name", "pool")
    if not isinstance(pool, str) or not 2 <= len(pool) <= 64:
        return Complaint("The IP pool's name is 2 to 64 characters long.", "ip_pool_name")
    if not isinstance(body.get("batch_id", ""), str):
        return Complaint("The batch_id must be a string.", "batch_id")
    return None


def _common(body: dict[str, Any]) -> Complaint | None:
    if fault := headers_fault(body.get("headers", {})):
        return complaint_under("headers", fault)
    if fault := strings_fault(body.get("custom_args", {})):
        return complaint_under("custom_args", fault)
    if "sections" in body:
        return Complaint("The sections parameter has been removed.", "sections")
    return unknown_fault(body, _KEYS)


_CHECKS: tuple[Callable[[dict[str, Any]], Complaint | None], ...] = (
    _sender,
    _reply_to,
    _subject,
    _content,
    _categories,
    _attachments,
    _template,
    _asm,
    _switches,
    _names,
    _common,
)
