"""What a provider that reports events posts to its hook, by what it is believed, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from roundup.core.deliveries import EventKind
from roundup.providers import Hook, ReportedEvent
from tests.contracts.provider_case import Never
from tests.contracts.signed_post import SignedPost


@dataclass(frozen=True)
class ReportCase:
    """What a provider posts to its hook: rows that mean these kinds, and one of a word that nobody knows.

    `never` says of every other kind why this provider does not report it. All happened at `moment`. One of
    them bears the provider's own name for the event, `event_id`. `twins` are two events of one kind, about
    one copy, in one second: only their details tell them apart.

    Every field that the hook reads stands in one of the rows, so that odd values are tried in it. `bodies`
    writes rows as the provider posts them: all in one body, or a body for each. `headers` are those by which
    it shows that it posted a body. `signed` is such a post that no code of ours made, or says why nothing is
    signed: then the headers must hold the secrets themselves.
    `environment` holds the settings by which that is checked, and `others` another value for each of them.
    """

    environment: Mapping[str, str]
    others: Mapping[str, str]
    rows: Sequence[tuple[Mapping[str, Any], EventKind]]
    never: Mapping[EventKind, Never]
    moment: datetime
    event_id: str | Never
    twins: tuple[Mapping[str, Any], Mapping[str, Any]] | Never
    unknown: Mapping[str, Any]
    bodies: Callable[[Sequence[Any]], Sequence[bytes]]
    headers: Callable[[bytes], Mapping[str, str]]
    signed: SignedPost | Never

    def whole(self) -> Sequence[bytes]:
        return self.bodies([row for row, _ in self.rows])

    def quiet_rows(self, events: Sequence[ReportedEvent]) -> Iterator[Mapping[str, Any]]:
        """Yield the rows whose events suppress nobody; `events` are those of all rows."""
        return (row for (row, _), event in zip(self.rows, events, strict=True) if event.reason is None)

    def with_odd(self, odd: str) -> Iterator[Sequence[bytes]]:
        """Yield bodies for each value in each row, and each row, that is replaced by `odd` as it is.

        They end with the first row as it was.
        """
        for row, _ in self.rows:
            yield from self.odd_bodies(row, odd, self.rows[0][0])

    def odd_bodies(
        self, row: Mapping[str, Any], odd: str, *others: Mapping[str, Any]
    ) -> Iterator[Sequence[bytes]]:
        for changed in _marked(row):
            yield [_filled(body, odd) for body in self.bodies([changed, *others])]

    def lacking_bodies(self, row: Mapping[str, Any]) -> Iterator[Sequence[bytes]]:
        """Yield bodies of a row from which one value is left out, at any depth."""
        return (self.bodies([changed]) for changed in _lacking(row))


def _filled(body: bytes, odd: str) -> bytes:
    for marked in (f'"{_MARK}"', _MARK):
        body = body.replace(marked.encode(), odd.encode("utf-8", "surrogateescape"))
    return body


# What stands for an odd value until a body is written: no writer of JSON would write all of them.
_MARK = "what-is-odd"


def _marked(value: Any) -> Iterator[Any]:
    """Yield what becomes of a value with the mark in its place, and in the place of each value within."""
    yield _MARK
    places = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for place in places:
        for inner in _marked(value[place]):
            changed = value.copy()
            changed[place] = inner
            yield changed


def _lacking(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for left_out in value:
            yield {name: inner for name, inner in value.items() if name != left_out}
            for inner in _lacking(value[left_out]):
                yield value | {left_out: inner}


# A provider that reports, by its name.
Reporting = tuple[str, Hook, ReportCase]
