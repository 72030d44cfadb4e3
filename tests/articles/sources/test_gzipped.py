"""Compressed sources are opened, and never further than the limit."""

from __future__ import annotations

import gzip

import pytest

from roundup.articles.sources.gzipped import gunzip_limited
from roundup.core.errors import SourceError

FEED = b"<rss/>" * 100


@pytest.mark.parametrize(
    "content",
    [
        FEED,
        gzip.compress(FEED),
        gzip.compress(gzip.compress(FEED)),
        gzip.compress(FEED[:60]) + gzip.compress(FEED[60:]),
    ],
)
def test_content_is_opened_by_what_it_is(content: bytes) -> None:
    assert gunzip_limited(content) == FEED


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(5_000_000))

    with pytest.raises(SourceError) as refused:
        gunzip_limited(bomb, limit=1_000_000)

    assert refused.value.code == "too-large"


def test_what_ends_early_gives_what_came() -> None:
    cut = gzip.compress(bytes(range(256)) * 400)[:-20]

    assert bytes(range(256)) * 400 == gunzip_limited(cut) or gunzip_limited(cut).startswith(bytes(range(256)))


def test_a_gzip_header_before_something_else_is_left_alone() -> None:
    assert gunzip_limited(b"\x1f\x8bplain") == b"\x1f\x8bplain"


def test_no_more_than_a_hundred_members_are_opened() -> None:
    assert gunzip_limited(gzip.compress(b"a") * 300) == b"a" * 100
