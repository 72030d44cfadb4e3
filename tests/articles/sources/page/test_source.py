"""A page gives one article: what is stated for machines first, nothing that is only guessed."""

from __future__ import annotations

import html
import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.articles.sources.base import Document
from roundup.articles.sources.page import PageSource
from roundup.core.articles import FoundArticle, Reading
from roundup.core.errors import SourceError

URL = "https://quay.example/2026/harbour-lights"
SENTENCE = "The lamps along the quay were lit one after another while the pilots waited for the tide. "
TEXT = "".join(f"<p>{SENTENCE * 2}</p>" for _ in range(4))


def page(
    head: str = "", body: str = f"<article><h1>Harbour lights</h1>{TEXT}</article>", lang: str = "en"
) -> str:
    title = "<title>Harbour lights | The Quay</title>"
    return f'<!doctype html><html lang="{lang}"><head>{title}{head}</head><body>{body}</body></html>'


def jsonld(**values: object) -> str:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Harbour lights",
        "url": URL,
        **values,
    }
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta(**values: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in values.items()
    )


def reading(html: str, url: str = URL) -> Reading:
    return PageSource().read(Document(url, html.encode()))


def read(html: str, url: str = URL) -> FoundArticle:
    return reading(html, url).articles[0]


def test_json_ld_is_believed_before_open_graph_before_what_is_seen() -> None:
    head = meta(
        og__description="A card.", article__published_time="2026-01-02T00:00:00Z", og__site_name="The Quay"
    )
    stated = jsonld(
        description="A dek.", datePublished="2026-01-01T10:00:00+02:00", author={"name": "Ada Aal"}
    )
    seen = f"<article><h1>Harbour lights</h1><p class=byline>By Someone Else</p>{TEXT}</article>"

    found = read(page(head + stated, seen))

    assert (found.title, found.dek, found.authors) == ("Harbour lights", "A dek.", ("Ada Aal",))
    assert found.published_at == datetime(2026, 1, 1, 8, tzinfo=UTC)


def test_the_text_is_kept_and_boxes_beside_it_are_not() -> None:
    aside = f"<div class=related-stories><p>{SENTENCE}Other.</p></div><p>Advertisement</p>"
    body = f"<article><h1>Harbour lights</h1>{TEXT}{aside}</article>"

    found = read(page(body=body))

    assert found.content_html.count("<p>") == 4
    assert "Other" not in found.content_html
    assert "Advertisement" not in found.content_html


@pytest.mark.parametrize("stated", [False, "False", "false", "https://schema.org/False"])
def test_what_is_not_free_is_marked_and_its_text_left_alone(stated: object) -> None:
    found = read(page(jsonld(isAccessibleForFree=stated, articleBody=SENTENCE, description="A teaser.")))

    assert found.paywalled
    assert found.content_html == ""
    assert found.summary == "A teaser."


def test_what_is_free_is_not_marked() -> None:
    assert not read(page(jsonld(isAccessibleForFree=True))).paywalled


def test_a_canonical_address_elsewhere_says_that_this_is_a_copy() -> None:
    found = read(page('<link rel="canonical" href="https://wire.example/lights">'))

    assert found.url == URL
    assert found.canonical_url == "https://wire.example/lights"


@pytest.mark.parametrize(
    "wrong", ["https://quay.example/", "/", "https://quay.example/index.html", "", "javascript:void(0)"]
)
def test_a_canonical_address_that_is_the_front_page_does_not_count(wrong: str) -> None:
    assert read(page(f'<link rel="canonical" href="{wrong}">')).canonical_url == ""


def test_a_relative_canonical_address_is_made_whole() -> None:
    assert read(page('<link rel="canonical" href="/2026/harbour-lights">')).canonical_url == URL


@pytest.mark.parametrize(
    ("url", "head", "body"),
    [
        ("https://quay.example/", "", f"<h1>The Quay</h1>{TEXT}"),
        (
            "https://quay.example/tag/ports/",
            '<script type="application/ld+json">{"@type":"CollectionPage"}</script>',
            TEXT,
        ),
        (
            "https://quay.example/news",
            "",
            "".join(f"<article><h2><a href=/{n}>Story {n}</a></h2></article>" for n in range(6)),
        ),
        ("https://quay.example/empty", "", "<div></div>"),
    ],
)
def test_a_page_that_is_not_an_article_is_refused_with_a_sentence(url: str, head: str, body: str) -> None:
    with pytest.raises(SourceError, match="give the address of one article") as refused:
        read(page(head, body), url)
    assert refused.value.code == "not-an-article"


def test_a_page_without_a_date_says_so_and_guesses_none() -> None:
    foot = "<footer><time datetime=2019-01-01></footer>"
    told = reading(page(body=f"<article><h1>Harbour lights</h1>{TEXT}</article>{foot}"))

    assert told.articles[0].published_at is None
    assert [problem.code for problem in told.problems] == ["no-date"]


def test_a_date_without_a_zone_is_taken_in_the_magazines() -> None:
    html = page(jsonld(datePublished="2026-07-01 23:30:00"))
    there = Document(URL, html.encode(), zone="America/New_York")

    found = PageSource().read(there).articles[0]

    assert found.published_at == datetime(2026, 7, 2, 3, 30, tzinfo=UTC)


def test_another_sources_zone_is_believed_for_the_same_moment() -> None:
    head = jsonld(datePublished="2026-07-01 23:30:00") + meta(
        article__published_time="2026-07-01T23:30:00+02:00"
    )

    assert read(page(head)).published_at == datetime(2026, 7, 1, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("root", "stated", "expected"), [("de-CH", "", "de-CH"), ("", "pt_BR", "pt-BR"), ("x y", "", "")]
)
def test_the_language_is_a_tag(root: str, stated: str, expected: str) -> None:
    assert read(page(meta(og__locale=stated) if stated else "", lang=root)).language == expected


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (
            "<html><meta charset=windows-1251><body><h1>Огни гавани</h1></body>".encode("cp1251"),
            "",
        ),
        ("<html><body><h1>Огни гавани</h1></body>".encode("koi8-r"), "koi8-r"),
        ("<html><meta charset=us-ascii><body><h1>Огни гавани</h1></body>".encode(), "us-ascii"),
        ("\ufeff<html><body><h1>Огни гавани</h1></body>".encode("utf-16-le"), ""),
        ("<html><meta charset=base64><body><h1>Огни гавани</h1></body>".encode(), "rot13"),
    ],
)
def test_the_alphabet_is_found(content: bytes, charset: str) -> None:
    source, document = PageSource(), Document(URL, content, charset=charset)

    assert source.recognises(document)
    assert source.read(document).articles[0].title == "Огни гавани"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<rss version='2.0'><channel><description>&lt;p></description></channel></rss>",
        b'{"a": "<p>"}',
        b"plain",
        b"\x89PNG<p>",
    ],
)
def test_what_is_not_a_page_is_not_recognised(content: bytes) -> None:
    assert not PageSource().recognises(Document(URL, content))


def test_xhtml_is_a_page() -> None:
    assert PageSource().recognises(
        Document(URL, b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC ''><html><body></body></html>")
    )


@pytest.mark.parametrize("written", ["a{}", "a{}=1", "a{}='x y'", 'a{}="x>y"', " /a{}"])
def test_a_tag_that_would_stall_the_parser_is_refused(written: str) -> None:
    crowd = " ".join(written.format(number) for number in range(200_000))

    with pytest.raises(SourceError) as refused:
        read(page(body=f"<div {crowd}>x</div>"))
    assert refused.value.code == "not-readable"


def test_a_page_of_more_than_ten_megabytes_is_refused() -> None:
    with pytest.raises(SourceError) as refused:
        PageSource().read(Document(URL, b"<html>" + b" " * (10 * 2**20)))
    assert refused.value.code == "too-large"


@pytest.mark.parametrize(
    "part",
    ["<div>", "<p>", "<b a=1 ", "<table><tr><td>", "&lt;&amp;", '<script type="application/ld+json">['],
)
def test_a_hostile_page_is_read_or_refused_but_never_crashes(part: str) -> None:
    with suppress(SourceError):
        assert read(page(body=part * 20_000)).url == URL


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "shift_jis", "nonsense"]))
def test_any_bytes_are_read_or_refused(content: bytes, charset: str) -> None:
    document = Document(URL, b"<html>" + content, charset=charset)

    assert PageSource().recognises(document)
    with suppress(SourceError):
        assert len(PageSource().read(document).articles) == 1


INTRODUCTION = "The pilots of the old harbour have been waiting for the tide since Monday, and nobody"


@pytest.mark.parametrize(
    ("stated", "printed", "expected"),
    [
        (INTRODUCTION, f"{INTRODUCTION} knows why.", f"{INTRODUCTION} knows why."),
        (INTRODUCTION[:-3], f"{INTRODUCTION} knows why.", f"{INTRODUCTION} knows why."),
        (INTRODUCTION, f"BERGEN – {INTRODUCTION} knows why.", f"{INTRODUCTION} knows why."),
        (f"Harbour: {INTRODUCTION}", f"{INTRODUCTION} knows why.", f"{INTRODUCTION} knows why."),
        (f"{INTRODUCTION}…", f"{INTRODUCTION} knows why.", f"{INTRODUCTION}…"),
        (INTRODUCTION, f"{INTRODUCTION}. By Ada Aal", INTRODUCTION),
        (INTRODUCTION, f"{INTRODUCTION} knows why. {SENTENCE * 8}", INTRODUCTION),
        (INTRODUCTION, SENTENCE, INTRODUCTION),
    ],
)
def test_a_dek_cut_within_a_sentence_is_completed_from_the_paragraph_it_was_cut_from(
    stated: str, printed: str, expected: str
) -> None:
    body = f"<article><h1>Harbour lights</h1><p>{printed}</p>{TEXT}</article>"

    assert read(page(jsonld(description=stated), body)).dek == expected


def test_links_to_more_by_a_writer_and_months_are_not_names() -> None:
    linked = "<a rel=author href=/a>Ada Aal</a> <a rel=author href=/a>Zeige alle Beiträge von Ada Aal →</a>"
    spoken = "<p class=byline>By Ada Aal, Bo Berg, October 5</p>"

    assert read(page(body=f"<h1>Harbour lights</h1>{linked}{TEXT}")).authors == ("Ada Aal",)
    assert read(page(body=f"<h1>Harbour lights</h1>{spoken}{TEXT}")).authors == ("Ada Aal", "Bo Berg")


@pytest.mark.parametrize(
    "words", ["Why <canvas> & 1 < 2 matter so much", "AT&T; or Vec<T>, and what comes next"]
)
def test_plain_words_for_machines_keep_their_signs(words: str) -> None:
    told = html.escape(words)
    stated = jsonld(description=words, author={"name": "Ada <canvas> Aal"})

    assert read(page(meta(og__description=told, article__tag="Vec&lt;T&gt;"))).dek == words
    assert read(page(meta(article__tag="Vec&lt;T&gt;"))).tags == ("Vec<T>",)
    assert (read(page(stated)).dek, read(page(stated)).authors) == (words, ("Ada canvas Aal",))


def test_markup_for_machines_is_still_none() -> None:
    found = read(
        page(meta(og__description="War &amp;amp; &lt;b&gt;peace&lt;/b&gt; on the quay of the town."))
    )

    assert found.dek == "War & peace on the quay of the town."


@pytest.mark.parametrize(
    ("letters", "charset", "told"),
    [
        ("Café".encode(), "", []),
        ("Café".encode("latin-1"), "", []),
        ("Café".encode("cp1251", "replace"), "windows-1251", []),
        (b"Caf\x81", "", ["wrong-encoding"]),
        (b"Caf\xe9\xff", "ascii", []),
        (b"Caf\x80\xff\xff", "euc-kr", ["wrong-encoding"]),
    ],
)
def test_letters_that_cannot_be_decoded_are_told(letters: bytes, charset: str, told: list[str]) -> None:
    content = page(meta(article__published_time="2026-01-02T00:00:00Z")).encode() + letters

    assert [each.code for each in PageSource().read(Document(URL, content, charset=charset)).problems] == told
