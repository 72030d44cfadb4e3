"""The answers of the API, in SendGrid's form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import orjson

from roundup.providers.sendgrid.standin.rules import Complaint


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def error(status: int, message: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer whose one error names no field."""
    errors = [{"message": message, "field": None, "help": None}]
    return Answer(status, orjson.dumps({"errors": errors}), _json(headers or {}))


def bad_request(complaints: Iterable[Complaint]) -> Answer:
    errors = [complaint.as_json() for complaint in complaints]
    return Answer(400, orjson.dumps({"errors": errors}), _json({}))


def accepted(request_id: str) -> Answer:
    return Answer(202, b"", {"X-Message-Id": request_id})


def _json(headers: Mapping[str, str]) -> dict[str, str]:
    return {"Content-Type": "application/json", **headers}
