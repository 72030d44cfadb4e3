"""Readers' and editors' pages, as a browser without script sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    body: str
    location: str = ""

    @property
    def form(self) -> Form:
        return read_form(self.body)


class Site:
    """One visitor of an installation, with the cookies that it set. Redirects are not followed."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._cookies: dict[str, str] = {}

    def get(self, url: str) -> Page:
        return self._ask("GET", url, "")

    def post(self, url: str, fields: list[tuple[str, str]]) -> Page:
        return self._ask("POST", url, urlencode(fields))

    def _ask(self, method: str, url: str, body: str) -> Page:
        parts = urlsplit(self.base + url.removeprefix(self.base))
        headers = {"Origin": self.base, "Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = HTTPConnection(parts.hostname or "", parts.port, timeout=_SECONDS)
        try:
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            line.request(method, path, body, headers)
            answer = line.getresponse()
            for given in answer.headers.get_all("Set-Cookie") or []:
                self._cookies |= {name: kept.value for name, kept in SimpleCookie(given).items()}
            text = answer.read().decode(errors="replace")
            return Page(answer.status, text, answer.headers.get("Location", ""))
        finally:
            line.close()


@dataclass(slots=True)
class Form:
    """The first form with fields on a page: what it would send as it is."""

    fields: list[tuple[str, str]] = field(default_factory=list)

    def all(self, name: str) -> frozenset[str]:
        return frozenset(value for key, value in self.fields if key == name)

    def one(self, name: str) -> str:
        return next((value for key, value in self.fields if key == name), "")

    def with_(self, **values: list[str]) -> list[tuple[str, str]]:
        """Return the fields with the named ones replaced."""
        kept = [(key, value) for key, value in self.fields if key not in values]
        return kept + [(key, value) for key, given in values.items() for value in given]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.forms.append(Form())
        elif tag == "select":
            self._select = name
        elif not self.forms:
            return
        elif tag == "option" and "selected" in given:
            self.forms[-1].fields.append((self._select, value))
        elif tag == "button" and name and given.get("type", "submit") == "submit":
            self._press(name, value)
        elif (
            tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given)
        ):
            self.forms[-1].fields.append((name, value))

    def _press(self, name: str, value: str) -> None:
        """Press the first button of a form, but no other with the same name."""
        if not self.forms[-1].all(name):
            self.forms[-1].fields.append((name, value))


def read_form(html: str) -> Form:
    reader = _Reader()
    reader.feed(html)
    return next((form for form in reader.forms if form.fields), Form())
