"""An emoji that came in two halves is whole again, and half of one stops nobody's reading."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.articles.sources.base import Document
from roundup.articles.sources.json_text import parse_json
from roundup.articles.sources.registry import read_here
from roundup.articles.sources.text.clean import clean_html
from roundup.articles.sources.text.plain import plain_text
from roundup.articles.sources.text.surrogates import join_surrogates
from roundup.core.errors import SourceError
from tests.articles.sources.feed.feeds import atom, document, rss

SMILE = "\U0001f600"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("&#55357;&#56832;", SMILE),
        ("&#xD83D;&#xDE00;", SMILE),
        ("&#xd83d;&#056832;", SMILE),
        ("&#X00D83D;&#XDE00;", SMILE),
        ("&#xD800;", "\ufffd"),
        ("&#57343;", "\ufffd"),
        ("&#56832;&#55357;", "\ufffd\ufffd"),
        ("&#xD800;&#55357;&#56832;", f"\ufffd{SMILE}"),
        ("&#55357; &#56832;", "\ufffd \ufffd"),
        ("&#55295;&#57344;", "&#55295;&#57344;"),
    ],
)
def test_references_to_halves_are_joined_or_lost(written: str, meant: str) -> None:
    assert join_surrogates(f"a {written} b") == f"a {meant} b"


@given(st.lists(st.integers(0xD7F0, 0xE010), max_size=6))
def test_no_half_is_left_of_any_numbers(numbers: list[int]) -> None:
    text = join_surrogates("".join(f"&#{number};" for number in numbers))

    for made in (text, plain_text(text), clean_html(text)):
        assert made.encode().decode() == made


@pytest.mark.parametrize("half", ["&#55357;&#56832;", "&#xD800;", "&#xDFFF;&#xD800;", "&amp;#xD800;"])
@pytest.mark.parametrize("place", ["title", "description", "category", "author", "guid", "link"])
def test_a_feed_with_halves_is_read(half: str, place: str) -> None:
    content = rss(f"<{place}>High {half} tide</{place}><title>Tides</title><link>https://x.example/a</link>")

    (article,) = read_here(document(content)).articles

    assert article.url or place == "link"
    assert SMILE in repr(article) or half != "&#55357;&#56832;" or place == "link"


def test_so_is_an_entry_of_atom_and_one_in_cdata() -> None:
    entry = "<title>a</title><content type='html'><![CDATA[<p>&#55357;&#56832;</p>]]></content>"

    (article,) = read_here(document(atom(entry))).articles

    assert article.content_html == f"<p>{SMILE}</p>"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (rb'"\ud83d\ude00"', SMILE),
        (rb'"\ud800"', "\ufffd"),
        (rb'"\uDE00\uD83D"', "\ufffd\ufffd"),
        (rb'"\\ud800 \ud800"', "\\ud800 \ufffd"),
        (rb'"\ud83d\ud83d\ude00"', f"\ufffd{SMILE}"),
        (rb'{"\ud800":"\udfff\n"}', {"\ufffd": "\ufffd\n"}),
    ],
)
def test_json_with_halves_is_read(written: bytes, meant: object) -> None:
    assert parse_json(Document("https://x.example/1", written)) == (meant, ())


@pytest.mark.parametrize("half", ["&#55357;&#56832;", "&#xD800;", "&#56832;"])
def test_a_page_with_halves_is_read(half: str) -> None:
    html = f"<html><head><title>Tides {half}</title></head><body><article><h1>Tides {half}</h1><p>{half}</p>"

    (article,) = read_here(Document("https://x.example/2026/tides", html.encode())).articles

    assert article.title == f"Tides {SMILE if '55357' in half else chr(0xFFFD)}"


@pytest.mark.parametrize(
    "start",
    [
        "<rdf:RDF x",
        "<rdf:RDF x>",
        "<a:rss",
        "<x:y:rss version='2.0'>",
        "<rss:channel><a:item>",
        "<a:feed b:c='",
    ],
)
def test_a_prefix_that_nothing_declares_ends_in_a_reading_or_a_sentence(start: str) -> None:
    with contextlib.suppress(SourceError):
        assert read_here(document(start), "feed").kind == "feed"
