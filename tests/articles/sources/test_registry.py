"""Whatever the outside sends, there is a reading that keeps its promises, or a sentence."""

from __future__ import annotations

import ast
import gzip
import re
from datetime import timedelta
from importlib import import_module
from inspect import isclass
from pkgutil import walk_packages

import pytest

from roundup.articles import sources
from roundup.articles.sources.base import Document
from roundup.articles.sources.reader import read_document
from roundup.articles.sources.registry import KINDS, is_page_kind, read_here
from roundup.core.articles import FoundArticle, Reading
from roundup.core.errors import SourceError
from roundup.core.urls import is_web_url
from tests.articles.sources.feed.feeds import ADDRESS, document, rss
from tests.articles.sources.samples import BROKEN, SAMPLES, WRITERS
from tools.catalogues import ROOT, newsroom_words

HOSTILE = {
    "nothing": b"",
    "white space": b" \n\t ",
    "zeros": b"\x00" * 100,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "no letters": bytes(range(128, 256)) * 50,
    "cut gzip": gzip.compress(b"<rss>" * 1000)[:40],
    "gzip of nothing": gzip.compress(b""),
    "empty object": b"{}",
    "empty list": b"[]",
    "null": b"null",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"items":' * 100_000,
    "deep json feed": b'{"version":"https://jsonfeed.org/version/1","items":'
    + b"[" * 5000
    + b"]" * 5000
    + b"}",
    "odd json feed": b'{"version":"https://jsonfeed.org/version/1","items":[null,1,"x",[],{"id":{}},{"id":"1","url":"//"}]}',
    "half a surrogate": b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"\\ud800"}]}',
    "deep elements": b"<rss><channel><item>" + b"<a>" * 100_000,
    "deep markup": rss("<description>" + "&lt;div&gt;" * 50_000 + "</description>").encode(),
    "deep page": b"<html><body>" + b"<div>" * 50_000,
    "many attributes": b"<rss><channel><item "
    + b" ".join(b'a%d="x"' % n for n in range(50_000))
    + b"/></channel></rss>",
    "many laughs": b'<!DOCTYPE r [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (n + 1, b"&%c;" % n * 10) for n in range(97, 107))
    + b"]><rss><channel><item><title>&k;</title></item></channel></rss>",
    "quadratic entity": b'<!DOCTYPE r [<!ENTITY a "'
    + b"A" * 50_000
    + b'">]><rss><channel><item><title>'
    + b"&a;" * 50_000,
    "outside entity": b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><channel><item><title>&a;</title>',
    "nul in a feed": rss("<title>a\x00b</title>").encode(),
    "wrong utf-8": rss("<title>a</title>").encode().replace(b">a<", b">\xff\xfe\xc3(<"),
    "utf-7": b'<?xml version="1.0" encoding="utf-7"?>'
    b"<rss><channel><item><title>+ADw-script+AD4-</title></item></channel></rss>",
    "unclosed": b"<rss><channel><item><title><![CDATA[",
    "only an opening": b"<rss",
    "comment without end": b"<!--" * 10_000,
    "two roots": rss("<title>a</title>").encode() * 2,
    "markup everywhere": rss(
        "<title>&lt;script&gt;x&lt;/script&gt;&lt;b onclick=y&gt;T&lt;/b&gt; \u202ex</title>"
        "<link>javascript:alert(1)</link><dc:creator>&lt;i&gt;Jane&lt;/i&gt; jane@x.example</dc:creator>"
        "<category>&lt;u&gt;War&lt;/u&gt;</category><pubDate>Thu, 31 Dec 9999 23:59:59 -1200</pubDate>"
        '<enclosure url="javascript:x" type="image/png"/><description>&lt;img src="data:x"&gt;</description>'
    ).encode(),
    "comments before a feed": b"<!--a-->" * 60 + b"<x/>",
    "instructions before a feed": b"<?a?>" * 60 + b"<x/>",
    "comments and blanks before no doctype": b"<!--a--> " * 2_000 + b"<!DOCTYPE",
    "declarations before a feed": b"<!a>" * 5_000,
    "comments in comments": b"<!-- <!--a " * 5_000 + b"-->" * 10,
    "unclosed cdata": b"<rss>&" + b"<![CDATA[" * 20_000,
    "dots for an author": b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","author":{"name":"'
    + b"a." * 40_000
    + b'"}}]}',
    "blanks for an author": b'[{"title":{"rendered":"a"},"date":"","_embedded":{"author":[{"name":"a'
    + b"\xc2\xa0" * 40_000
    + b'"}]}}]',
    "ats for an author": rss(f"<dc:creator>{'a@' * 40_000}</dc:creator>").encode(),
    "commas for an author": rss(f"<dc:creator>{'A, ' * 40_000}</dc:creator>").encode(),
    "authors of a page": b'<html><script type="application/ld+json">{"@type":"NewsArticle","headline":"a",'
    b'"author":"' + b"a." * 40_000 + b'"}</script><h1>a</h1>' + b"<p class=byline>by a</p>" * 5_000,
    "tags without an end": b"<html><h1>a</h1>" + b"<a b='" * 20_000,
    "an instruction that another byte cuts": b'<?\xc0;xml version="1.0" encoding="UTF-8"?>'
    + rss("").encode(),
    "wordpress of odd types": b'[{"title":{"rendered":"a"},"date":5,"link":[],'
    b'"_embedded":{"author":5,"wp:term":[5,[5]]}}]',
}


@pytest.mark.process
@pytest.mark.parametrize("kind", ["", *KINDS])
@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_gives_anything_but_a_reading_or_a_sentence(name: str, kind: str) -> None:
    outcome = outcome_of(HOSTILE[name], kind)

    if isinstance(outcome, SourceError):
        assert re.fullmatch(r"[a-z-]+", outcome.code)
        assert not outcome.code.endswith("-here")
        assert re.fullmatch(r"[A-Z].{20,}\.", str(outcome), re.DOTALL)
    else:
        assert_promises(outcome)


def outcome_of(content: bytes, kind: str) -> Reading | SourceError:
    # A hostile feed can stall a process; of the other kinds one reading costs less than the start of a child.
    read = read_document if kind in ("", "feed") else read_here
    try:
        return read(document(content), kind)
    except SourceError as refused:
        return refused


def assert_promises(found: Reading) -> None:
    """Hold a reading against what `core.articles` says of it."""
    assert found.kind in KINDS
    assert found.url == "" or is_web_url(found.url)
    assert_plain(found.title)
    for article in found.articles:
        assert_article(article)
    for problem in found.problems:
        assert re.fullmatch(r"[a-z-]+", problem.code)
        assert_plain(problem.message)


def assert_article(article: FoundArticle) -> None:
    for text in (
        article.title,
        article.dek,
        article.summary,
        article.section,
        article.kicker,
        *article.authors,
        *article.tags,
    ):
        assert_plain(text)
    assert not any("@" in name for name in article.authors)
    assert re.fullmatch(r"[^\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e]{0,1000}", article.guid)
    addresses = [article.url, article.canonical_url, article.image.url if article.image else ""]
    assert all(address == "" or is_web_url(address) for address in addresses)
    assert not re.search(
        r"<(?:script|iframe|style|form)|<[^<>]*\son\w+=|<[^<>]*\s(?:href|src)=\"(?!https?://)",
        article.content_html,
    )
    for moment in (article.published_at, article.updated_at):
        assert moment is None or moment.utcoffset() == timedelta(0)
    if article.image:
        for text in (article.image.alt, article.image.caption, article.image.credit):
            assert_plain(text)


def assert_plain(text: str) -> None:
    """One line without control characters, entities or the tags of HTML."""
    assert text == " ".join(text.split())
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e]", text)
    assert not re.search(r"</?(?:p|b|i|a|em|br|div|span|img|script)(?:\s[^<>]*)?/?>", text, re.IGNORECASE)


@pytest.mark.process
@pytest.mark.parametrize(
    ("content", "kind"), [(content, kind) for kind in KINDS for content in SAMPLES.get(kind, [])]
)
def test_a_document_finds_its_kind_by_content(content: bytes, kind: str) -> None:
    misleading = Document(url=ADDRESS, content=content, media_type="application/octet-stream")

    assert read_here(misleading).kind == kind


def test_every_kind_has_documents_to_be_tried_on() -> None:
    assert set(SAMPLES) == set(WRITERS) == set(KINDS)
    assert set(BROKEN) == {name for name in KINDS if not is_page_kind(name)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_tried_on_what_is_hostile_in_its_own_form(kind: str) -> None:
    assert any(KINDS[kind].recognises(document(content)) for content in HOSTILE.values()), (
        "put documents into HOSTILE that it recognises: deep, endless, of odd types"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_one_article_and_any_other_kind_lists_several(kind: str) -> None:
    most = max(len(read_here(document(content), kind).articles) for content in SAMPLES[kind])

    assert (most == 1) is is_page_kind(kind)


@pytest.mark.parametrize(("content", "kind"), [(c, kind) for kind in KINDS for c in SAMPLES.get(kind, [])])
def test_a_document_is_claimed_by_its_kind_alone_or_by_pages_that_come_later(
    content: bytes, kind: str
) -> None:
    claiming = {name for name in KINDS if KINDS[name].recognises(document(content))}

    assert not [name for name in claiming - {kind} if not is_page_kind(name)]


# What people paste by mistake, or what a server answers in place of articles.
NO_ARTICLES = {
    "a mail": b"From: a@example.org\nSubject: Tides\nDate: Fri, 20 Nov 2026 07:00:00 +0000\n\nGood day.\n",
    "Markdown": b"---\ntitle: Tides\ndate: 2026-11-20\n---\n# Tides\n\n- one\n- two\n",
    "a log": b"2026-11-20 07:00:00 INFO web: GET /feed 200\n2026-11-20 07:00:01 INFO web: GET / 200\n",
    "a table": b"email,name,status\na@example.org,Ann,active\n",
    "settings": b"title = Tides\n[server]\nport = 8000\n",
    "JSON": b'{"title": "Tides", "url": "https://quay.example.org/1", "items": 3}',
    "a calendar": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Tides\nURL:https://quay.example.org/1\nEND:VEVENT\n",
}


@pytest.mark.parametrize("content", NO_ARTICLES.values(), ids=NO_ARTICLES)
def test_a_document_of_another_form_is_claimed_by_no_kind(content: bytes) -> None:
    assert not [name for name in KINDS if KINDS[name].recognises(document(content))]


@pytest.mark.process
def test_a_compressed_document_is_opened() -> None:
    packed = Document(url=ADDRESS, content=gzip.compress(rss("<title>a</title>").encode()))

    assert [article.title for article in read_here(packed).articles] == ["a"]


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [(b"", "", "empty"), (b"hm", "", "unrecognised"), (b"x", "cdf", "unknown-kind")],
)
def test_what_cannot_be_read_says_why(content: bytes, kind: str, code: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_here(document(content), kind)

    assert refused.value.code == code


def test_whatever_reads_documents_is_registered() -> None:
    written = {
        found
        for module in walk_packages(sources.__path__, f"{sources.__name__}.")
        for found in vars(import_module(module.name)).values()
        if isclass(found) and {"name", "recognises", "read"} <= set(vars(found))
    }

    assert written == {type(kind) for kind in KINDS.values()}


def test_what_a_kind_is_called_can_be_translated() -> None:
    known = {message.id for message in newsroom_words()}

    assert {words for kind in KINDS.values() for words in (kind.name, kind.called)} <= known, "use tell_later"


def test_what_is_wrong_with_a_source_can_be_translated() -> None:
    untold = [
        f"{path.name}:{call.lineno}"
        for path in sorted((ROOT / "src/roundup/articles/sources").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in ("SourceError", "Problem") and len(call.args) > 1
        if isinstance(call.args[1], ast.Constant | ast.JoinedStr)
    ]

    assert not untold, "say the sentence by tell"


def test_kinds_have_names_of_their_own_and_pages_come_last() -> None:
    assert all(kind.name == name for name, kind in KINDS.items())
    pages = [kind.is_page for kind in KINDS.values()]
    assert pages == sorted(pages)
    assert [name for name in KINDS if is_page_kind(name)] == [name for name in KINDS if KINDS[name].is_page]
    assert not is_page_kind("")
