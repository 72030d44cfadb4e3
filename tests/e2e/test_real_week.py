"""A week of real news feeds becomes a draft with a reason for every article, and a proof that holds."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from lxml import html

from roundup.articles.fetching import fetch_source
from roundup.articles.models import Article, Source
from roundup.articles.source_management import add_source
from roundup.articles.sources.fetch import Fetcher
from roundup.config.cli import main
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from tests.articles.web import Web, running_web
from tests.corpus import corpus_dir

pytestmark = [pytest.mark.corpus, pytest.mark.django_db]

FEEDS = (
    "abc.net.au--5357198d.xml",
    "aljazeera.com--3f9eeff5.xml",
    "bbc.co.uk--1796df62.xml",
    "boston.com--d2a188f2.xml",
    "dw.com--14dda539.xml",
    "english.elpais.com--660a52f7.xml",
    "japantoday.com--18138c71.xml",
    "washingtonpost.com--4bf53cb6.xml",
)
AT = datetime(2026, 2, 17, 18, tzinfo=UTC)


@pytest.fixture
def feeds() -> Path:
    corpus = corpus_dir()
    if corpus is None:
        pytest.skip("the corpus of real feeds is not here: set ROUNDUP_CORPUS")
    return corpus / "feeds" / "kagi-2026-02"


@pytest.fixture
def publication(feeds: Path) -> Publication:
    publication = Publication.objects.create(name="The Quay", slug="quay", postal_address="1 Quay Steps")
    with running_web() as web:
        _fetch_all(publication, web, feeds)
    return publication


def _fetch_all(publication: Publication, web: Web, feeds: Path) -> None:
    fetcher = Fetcher(["127.0.0.0/8"])
    for name in FEEDS:
        url = web.serve(f"/{name}", (feeds / name).read_bytes(), content_type="application/rss+xml")
        source = add_source(publication, url)
        # Their pages are on hosts that this machine does not reach.
        Source.objects.filter(pk=source.pk).update(fills_from_page=False)
        assert not fetch_source(source.pk, AT, fetcher).failed


def printed(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, object]:
    assert main([*argv, "--json"]) == 0
    return dict(orjson.loads(capsys.readouterr().out))


def test_real_feeds_become_a_draft(publication: Publication, capsys: pytest.CaptureFixture[str]) -> None:
    draft = printed(capsys, "assemble", "--at", AT.isoformat())

    chosen = [story for section in draft["sections"] for story in section["stories"]]
    considered = draft["articles"]
    urls = [article["url"] for article in considered]
    # Eight sites name their sections in eight ways, so the week is one list.
    assert [section["name"] for section in draft["sections"]] == ["Lead", "This week"]
    assert len(chosen) >= 12
    assert all(section["stories"] for section in draft["sections"])
    assert len(considered) == Article.objects.count() >= 80
    assert all(article["reason"] for article in considered)
    assert len(set(urls)) == len(urls)
    assert len({story["headline"].casefold() for story in chosen}) == len(chosen)
    assert {story["url"] for story in chosen} == {article["url"] for article in considered if article["in"]}
    assert printed(capsys, "assemble", "--at", AT.isoformat()) == draft


def test_its_proof_holds(
    publication: Publication, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    draft = printed(capsys, "assemble", "--at", AT.isoformat())
    printed(capsys, "proof", str(draft["id"]), "--out", str(tmp_path))

    markup = (tmp_path / "edition.html").read_text()
    text = (tmp_path / "edition.txt").read_text()
    raw = (tmp_path / "edition.eml").read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert len(markup.encode()) < 80_000
    assert not any(sign in markup for sign in ("<mj-", "{{", "{%", Edition.objects.get().token_prefix))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert not message.defects
    assert not any(part.defects for part in message.walk())
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith("<http")
    _check_stories(Edition.objects.get(), markup, " ".join(text.split()))


def _check_stories(edition: Edition, markup: str, text: str) -> None:
    page = html.fromstring(markup)
    pictures = page.xpath("//img")
    shown = [story for story in edition.stories.all() if story.image and story.section_style == "stories"]
    for story in edition.stories.select_related("article"):
        assert " ".join(story.headline.split()) in text
        assert story.article.url in text
    for story in shown:
        (picture,) = [each for each in pictures if each.get("src") == story.image["url"]]
        assert picture.get("width", "").isdigit()
        assert picture.get("alt")
