"""An article that an editor names by its address is read like a source's page, and is nobody's copy."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from roundup.articles.models import Article
from roundup.articles.named_articles import known_article, read_address, read_article
from roundup.articles.sources.base import SourceKind
from roundup.articles.sources.fetch import Fetcher
from roundup.articles.sources.registry import KINDS
from roundup.articles.store import store_article, store_reading
from roundup.core.errors import SourceError
from roundup.publications.directory import default_publication
from roundup.publications.models import Publication
from tests.articles.samples import SITE, THURSDAY, feed, found, item, reading, source
from tests.articles.sources.samples import WRITERS, Told
from tests.articles.web import Web

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = b"""<!doctype html><html lang="en"><head><title>Who reads the meters</title>
<meta property="og:type" content="article"><meta property="og:title" content="Who reads the meters">
<meta property="article:published_time" content="2026-10-07T08:00:00Z">
<meta property="article:section" content="Culture"></head>
<body><article><h1>Who reads the meters</h1><p>Nobody has read them since March.</p></article>
</body></html>"""


@pytest.fixture
def publication() -> Publication:
    return default_publication()


def refusal(publication: Publication, url: str, fetcher: Fetcher) -> SourceError:
    with pytest.raises(SourceError) as refused:
        read_article(publication, url, fetcher)
    return refused.value


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://quay.example/a", "https://quay.example/a"),
        ("  quay.example/a \n", "https://quay.example/a"),
        ("http://quay.example/a?utm_source=x&id=3", "http://quay.example/a?id=3"),
        ("quay.example:8080/a", "https://quay.example:8080/a"),
        ("https://meerblick.example/straße", "https://meerblick.example/straße"),
    ],
)
def test_an_address_is_taken_as_people_paste_it(typed: str, meant: str) -> None:
    assert read_address(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "the harbour story",
        "javascript:alert(1)",
        "data:text/html,<h1>x</h1>",
        "file:///etc/passwd",
        "ftp://quay.example/a",
        "mailto:ana@quay.example",
        "https://ana:secret@quay.example/a",
        "https://",
        "https://[::1",
        "https://quay.example\\@evil.example/",
        "https://" + "a" * 5000,
        "C:\\Users\\ana\\a.html",
        "\x00",
    ],
)
def test_what_is_not_an_address_is_refused_in_a_sentence_that_says_what_to_do(typed: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_address(typed)

    assert refused.value.code == "bad-address"
    assert "Copy the article’s address from the browser" in str(refused.value)


def test_a_page_is_read_with_all_that_it_says(publication: Publication, web: Web, fetcher: Fetcher) -> None:
    told = read_article(publication, web.serve("/a", PAGE, content_type="text/html"), fetcher)

    assert (told.title, told.section, told.paywalled) == ("Who reads the meters", "Culture", False)
    assert told.published_at is not None


def test_a_short_address_stands_for_where_it_leads(
    publication: Publication, web: Web, fetcher: Fetcher
) -> None:
    web.serve("/long?utm_source=x&id=1", PAGE, content_type="text/html")
    short = web.redirect("/s", web.url("/long?utm_source=x&id=1"))

    assert read_article(publication, short, fetcher).url == web.url("/long?id=1")


def test_a_page_that_readers_must_pay_for_says_so(
    publication: Publication, web: Web, fetcher: Fetcher
) -> None:
    closed = PAGE.replace(b"</head>", b'<meta property="article:content_tier" content="locked"></head>')

    assert read_article(publication, web.serve("/a", closed, content_type="text/html"), fetcher).paywalled


@pytest.mark.parametrize(
    ("body", "kind", "code", "words"),
    [
        (b"%PDF-1.7 \x00\x01", "application/pdf", "unrecognised", "This is a file (application/pdf)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png", "unrecognised", "This is a file (image/png)"),
        (b"PK\x03\x04" + b"\x00" * 50, "text/html", "unrecognised", "This is a file, not the page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>", "image/svg+xml", "", "file"),
        (b'{"ok": true}', "application/json", "unrecognised", "This is a file (application/json)"),
        (b"", "text/html", "empty", "There is nothing at this address."),
        (
            feed(item(f"{SITE}/1"), item(f"{SITE}/2")),
            "text/xml",
            "a-list",
            "This is a feed, with 2 articles.",
        ),
        (b"<html><body><div>x</div></body></html>", "text/html", "not-an-article", "a front page or a list"),
        (gzip.compress(b"\x00" * 40_000_000), "text/html", "", "MB"),
    ],
)
def test_what_is_not_an_article_is_called_what_it_is(
    body: bytes, kind: str, code: str, words: str, publication: Publication, web: Web, fetcher: Fetcher
) -> None:
    refused = refusal(publication, web.serve("/a", body, content_type=kind), fetcher)

    assert words in str(refused)
    assert code in ("", refused.code)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.is_page], ids=lambda k: k.name)
def test_a_list_is_called_by_its_kind(
    kind: SourceKind, publication: Publication, web: Web, fetcher: Fetcher
) -> None:
    url = web.serve("/a", WRITERS[kind.name]([Told()]))

    assert f"This is {kind.called}, with 1 article." in str(refusal(publication, url, fetcher))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "There is no page at this address (404)."),
        (410, "There is no page at this address (410)."),
        (401, "does not let programs read this page (401)"),
        (403, "does not let programs read this page (403)"),
        (429, "cannot show this page now (429)"),
        (503, "cannot show this page now (503)"),
    ],
)
def test_a_server_that_shows_no_page_is_told_by_what_to_do(
    status: int, words: str, publication: Publication, web: Web, fetcher: Fetcher
) -> None:
    assert words in str(refusal(publication, web.serve("/a", status=status), fetcher))


def test_a_server_that_does_not_answer_is_named(publication: Publication, web: Web, fetcher: Fetcher) -> None:
    web.answers["/a"] = lambda visit: visit.raw(b"no http\r\n")

    assert str(refusal(publication, web.url("/a"), fetcher)) == (
        "127.0.0.1 does not answer. Try again in a minute."
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/a",
        "http://0x7f000001/a",
        "http://2130706433/",
        "http://[::ffff:169.254.169.254]/latest/meta-data",
        "http://10.0.0.1/",
        "http://localhost/",
    ],
)
def test_a_private_address_is_never_read(url: str, publication: Publication) -> None:
    assert refusal(publication, url, Fetcher()).code == "private-address"


def test_nor_is_one_that_a_page_leads_to(publication: Publication, web: Web) -> None:
    # Only the port of the test's server is open: what it leads to is not.
    fetcher = Fetcher(["127.0.0.1"])
    leads = web.redirect("/s", "http://169.254.169.254/latest/meta-data")

    assert refusal(publication, leads, fetcher).code == "private-address"


def test_a_page_without_a_headline_is_left_to_the_editor(
    publication: Publication, web: Web, fetcher: Fetcher
) -> None:
    bare = b"<html><head><meta property='og:type' content='article'></head><body><p>A text.</p></body></html>"

    assert refusal(publication, web.serve("/a", bare, content_type="text/html"), fetcher).code == "no-title"


def test_an_address_we_know_is_found_however_it_is_written(publication: Publication) -> None:
    store_reading(source(), reading(found()), THURSDAY)
    article = Article.objects.get()

    for typed in (f"{SITE}/harbour/", "http://www.quay.example/harbour?utm_source=x#top"):
        assert known_article(publication, typed) == article
    assert known_article(publication, f"{SITE}/pier") is None


def test_so_is_one_by_the_address_that_its_publisher_calls_its_own(publication: Publication) -> None:
    store_reading(source(), reading(found(canonical_url=f"{SITE}/the-harbour")), THURSDAY)

    assert known_article(publication, f"{SITE}/the-harbour") == Article.objects.get()


def test_another_publication_knows_nothing_of_it(publication: Publication) -> None:
    store_reading(source(), reading(found()), THURSDAY)
    other = Publication.objects.create(name="The Pier", slug="pier")

    assert known_article(other, f"{SITE}/harbour") is None


def test_an_article_that_was_named_needs_no_source_and_is_stored_once(publication: Publication) -> None:
    first = store_article(publication, found(), THURSDAY)
    again = store_article(publication, found(url=f"{SITE}/harbour?utm_source=x"), THURSDAY)

    assert first == again
    assert not first.sightings.exists()


def test_a_feed_that_shows_it_later_finds_it_and_fills_what_it_lacks(publication: Publication) -> None:
    named = store_article(
        publication, found(url=f"{SITE}/harbour", guid="", dek="", published_at=None), THURSDAY
    )

    stored = store_reading(source(), reading(found(title="Another title")), THURSDAY + timedelta(days=1))

    assert (stored.new, stored.seen) == ((), (named.pk,))
    article = Article.objects.get()
    assert (article.title, article.dek) == (named.title, found().dek)
    assert article.sightings.count() == 1


def test_what_no_database_can_store_is_left_out(publication: Publication) -> None:
    assert store_article(publication, found(title="A\x00 \ud800 harbour"), THURSDAY).title == "A ? harbour"
