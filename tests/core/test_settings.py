"""How a setting is read."""

from __future__ import annotations

import pytest

from roundup.core.settings import host_of_header


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://news.example.org", "news.example.org"),
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("http://[2001:db8::1]:8000", "[2001:db8::1]"),
    ],
)
def test_a_host_is_named_as_a_header_names_it(address: str, host: str) -> None:
    assert host_of_header(address) == host
