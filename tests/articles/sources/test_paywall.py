"""An article that is not free to read is told apart, in whatever words its publisher says so."""

from __future__ import annotations

import json

import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.paywall import closes_article
from roundup.articles.sources.registry import read_here
from tests.articles.sources.feed.feeds import article
from tests.articles.sources.samples import FEED, PAGE, POST


def closed(content: str) -> bool:
    return read_here(Document("https://x.example/1", content.encode())).articles[0].paywalled


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("isAccessibleForFree", "False", True),
        ("isAccessibleForFree", "no", True),
        ("isAccessibleForFree", 0, True),
        ("schema:isAccessibleForFree", "https://schema.org/False", True),
        ("isAccessibleForFree", True, False),
        ("isAccessibleForFree", "premium", False),
        ("is_free", "0", True),
        ("free", "yes", False),
        ("paywall", "true", True),
        ("is-paywalled", 1, True),
        ("paywall", "false", False),
        ("paywall", "", False),
        ("subscribers_only", "Yes", True),
        ("accessRights", "subscriber-only", True),
        ("accessRights", "public", False),
        ("visibility", "members", True),
        ("title", "premium", False),
    ],
)
def test_a_name_and_its_value_close_an_article(name: str, value: object, meant: bool) -> None:
    assert closes_article(name, value) is meant


@pytest.mark.parametrize(
    ("item", "meant"),
    [
        ("<isAccessibleForFree>False</isAccessibleForFree>", True),
        (
            '<schema:isAccessibleForFree xmlns:schema="https://schema.org/">0</schema:isAccessibleForFree>',
            True,
        ),
        ("<paywall>true</paywall>", True),
        ("<premium>yes</premium>", True),
        ("<paywall>false</paywall><isAccessibleForFree>true</isAccessibleForFree>", False),
    ],
)
def test_an_item_of_a_feed_can_be_closed(item: str, meant: bool) -> None:
    assert article(item).paywalled is meant


def test_json_can_close_an_article() -> None:
    first, *rest = FEED["items"]  # type: ignore[misc]

    for stated in ({"isAccessibleForFree": False}, {"_quay": {"paywall": "true"}}, {"premium": 1}):
        assert closed(json.dumps({**FEED, "items": [{**first, **stated}, *rest]}))
        assert closed(json.dumps([{**POST, **({"meta": stated["_quay"]} if "_quay" in stated else stated)}]))
    assert not closed(json.dumps(FEED))
    assert not closed(json.dumps([POST]))


@pytest.mark.parametrize(
    "mark",
    [
        '<meta itemprop="isAccessibleForFree" content="False">',
        '<link itemprop="isAccessibleForFree" href="http://schema.org/False">',
        '<meta name="isAccessibleForFree" content="no">',
        '<meta property="article:content_tier" content="LOCKED">',
    ],
)
def test_a_page_can_close_its_article(mark: str) -> None:
    assert not closed(PAGE)
    assert closed(PAGE.replace("<title>", f"{mark}<title>"))
