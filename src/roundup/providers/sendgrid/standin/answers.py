"""Calls of the API and its answers, in SendGrid's form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import orjson

from roundup.core.errors import Refused
from roundup.providers.sendgrid.standin.complaints import Complaint


@dataclass(frozen=True, slots=True)
class Call:
    """A request with its body. `names` are the variable parts of its path."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    names: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """Return a header by its lower-case name, or "" if there is none."""
        return next((value for given, value in self.headers.items() if given.lower() == name), "")

    def number(self, name: str, default: int) -> int:
        """Return a parameter that is a whole number of 0 or more. Raises Refused."""
        text = parse_qs(self.query).get(name, [str(default)])[-1]
        if not text.isascii() or not text.isdigit() or len(text) > 15:
            raise Refused(f"{name} must be a whole number.")
        return int(text)

    def document(self) -> dict[str, Any]:
        """Return the body, a JSON object; an empty body counts as an empty object. Raises Refused."""
        try:
            found = orjson.loads(self.body or b"{}")
        except orjson.JSONDecodeError as wrong:
            raise Refused("The body is not JSON.") from wrong
        if not isinstance(found, dict):
            raise Refused("The body is not a JSON object.")
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(found: Any, status: int = 200) -> Answer:
    """Return an answer in JSON."""
    return Answer(status, orjson.dumps(found), _json({}))


def error_answer(status: int, message: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer whose one error names no field."""
    errors = [{"message": message, "field": None, "help": None}]
    return Answer(status, orjson.dumps({"errors": errors}), _json(headers or {}))


def bad_request(complaints: Iterable[Complaint]) -> Answer:
    errors = [complaint.as_json() for complaint in complaints]
    return Answer(400, orjson.dumps({"errors": errors}), _json({}))


def accepted_answer(request_id: str) -> Answer:
    return Answer(202, b"", {"X-Message-Id": request_id})


def _json(headers: Mapping[str, str]) -> dict[str, str]:
    return {"Content-Type": "application/json", **headers}
