"""Looks for readers' addresses wherever none may be: logs, metrics, URLs, custom arguments."""

from __future__ import annotations

from collections.abc import Iterator

from tests.chaos.house import House

_MARKS = ("@readers.example", "%40readers.example", "@staging.example", "%40staging.example")


def leaks(house: House) -> Iterator[str]:
    """Yield each place that contains an address."""
    for place, text in _places(house):
        if any(mark in text.lower() for mark in _MARKS):
            yield place
    for accepted in house.provider.inbox.accepted():
        if b"@" in accepted.arguments or any("@" in name for name in accepted.categories):
            yield "custom arguments"
            return


def _places(house: House) -> Iterator[tuple[str, str]]:
    yield from ((path.name, text) for path, text in house.logs())
    yield "the metrics", house.ask("metrics")
    if house.webs:
        yield "the page of metrics", house.metrics()
    yield "a URL that the provider was asked", "\n".join(house.provider.paths)
