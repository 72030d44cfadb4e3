"""JSON-LD is read in all the shapes in which publishers write it."""

from __future__ import annotations

import json

import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.page.authors import authors_of
from roundup.articles.sources.page.document import Page, page_of
from roundup.articles.sources.page.jsonld import json_values

URL = "https://quay.example/2026/lights"
WEEK = {
    "@type": "NewsArticle",
    "headline": "Lights",
    "url": URL,
    "publisher": {"@type": "Organization", "name": "The Quay"},
}


def page(*nodes: object, extra: str = "") -> Page:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    return page_of(
        Document(URL, f"<html><head>{scripts}{extra}</head><body><h1>Lights</h1></body></html>".encode())
    )


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ada Aal", ("Ada Aal",)),
        ("By Ada Aal and Bo Berg", ("Ada Aal", "Bo Berg")),
        (["Ada Aal", "Bo Berg"], ("Ada Aal", "Bo Berg")),
        ({"@type": "Person", "name": "Ada Aal"}, ("Ada Aal",)),
        ({"@type": "Person", "name": ["Ada Aal", "Bo Berg"]}, ("Ada Aal", "Bo Berg")),
        ([{"name": "Ada Aal"}, {"name": "ADA AAL"}], ("Ada Aal",)),
        ({"@type": "Person", "givenName": "Ada", "familyName": "Aal"}, ("Ada Aal",)),
        ({"@id": "#ada"}, ("Ada Aal",)),
        ([{"@id": "#ada"}, {"@type": "Organization", "name": "The Quay"}], ("Ada Aal",)),
        ({"@type": "Organization", "name": "The Quay"}, ()),
        ("https://facebook.com/quay", ()),
        ("Staff", ()),
        (None, ()),
        ([[], {}, 7, ""], ()),
    ],
)
def test_authors_are_read_in_every_shape(author: object, expected: tuple[str, ...]) -> None:
    ada = {"@type": "Person", "@id": "#ada", "name": "Ada Aal"}

    assert authors_of(page({"@graph": [{**WEEK, "author": author}, ada]})) == expected


@pytest.mark.parametrize(
    ("language", "raw", "expected"),
    [
        ("da", "Ada Aal og Bo Berg", ("Ada Aal", "Bo Berg")),
        ("de", "Von Ada Aal", ("Ada Aal",)),
        ("es", "Ana Ortega y Luis Gasset", ("Ana Ortega", "Luis Gasset")),
    ],
)
def test_names_are_joined_in_the_language_of_the_page(
    language: str, raw: str, expected: tuple[str, ...]
) -> None:
    assert authors_of(page({**WEEK, "author": raw}), language) == expected


def test_a_house_that_is_declared_a_person_counts_where_nobody_else_is_named() -> None:
    assert authors_of(page({**WEEK, "author": {"@type": "Person", "name": "The Quay"}})) == ("The Quay",)


def test_a_list_of_teasers_describes_no_page() -> None:
    teasers = [
        {"@type": "NewsArticle", "headline": f"Story {n}", "url": f"https://quay.example/{n}"}
        for n in range(3)
    ]

    assert page(teasers).article == {}


def test_the_article_that_names_the_address_is_taken_from_among_others() -> None:
    other = {**WEEK, "url": "https://quay.example/other", "headline": "Other"}

    assert page([other, WEEK, other]).article["headline"] == "Lights"


def test_the_page_fills_in_for_its_article() -> None:
    around = {"@type": "WebPage", "@id": URL, "datePublished": "2026-01-01"}

    assert page({"@graph": [around, WEEK]}).article["datePublished"] == "2026-01-01"


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '<!-- {"a": 1} -->',
        '//<![CDATA[\n{"a": 1}\n//]]>',
        '{"a": 1,}',
        '{"a": 1};',
        '\n{"a": 1}\n{"b": 2}',
    ],
)
def test_wrapping_and_spare_commas_are_forgiven(text: str) -> None:
    assert json_values(text)[0] == {"a": 1}


def test_a_line_break_inside_a_text_is_forgiven() -> None:
    assert json_values('{"a": "one\ntwo"}') == [{"a": "one\ntwo"}]


@pytest.mark.parametrize("text", ['{"a": ', "{'a': 1}", "[" * 100_000, "", "null,"])
def test_what_is_broken_beyond_that_is_left_out(text: str) -> None:
    assert [value for value in json_values(text) if value] == []


def test_a_comma_inside_a_text_is_never_touched() -> None:
    assert json_values('{"a": "x,]", "b": [1,2]}') == [{"a": "x,]", "b": [1, 2]}]
