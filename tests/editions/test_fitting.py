"""Sixty stories of real feeds fit into one mail, and the proof says what that took."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from django.conf import settings

from roundup.articles.sources.base import Document
from roundup.articles.sources.feed.reading import read_feed
from roundup.core.articles import FoundArticle
from roundup.core.content import Briefs, Lead, Stories
from roundup.core.personal_links import personalise_html
from roundup.core.tokens import PersonalTokens, longest_value
from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition
from roundup.editions.proof import Proof, proof_of
from roundup.publications.models import Section
from roundup.rendering.shortening import Step
from roundup.rendering.size import CLIP, ROOM
from roundup.subscribers.links import nobodys_links
from tests.corpus import corpus_dir
from tests.making import NOW, make_article, make_edition, make_publication

pytestmark = pytest.mark.django_db
# Real magazines and papers, each item with a picture of its own.
FEEDS = (
    "abc.net.au--*",
    "aljazeera.com--*",
    "bbc.co.uk--*",
    "boston.com--*",
    "dw.com--*",
    "english.elpais.com--*",
)
LONGEST_LINK = 600


@pytest.fixture
def sixty() -> Edition:
    """An edition of sixty real stories."""
    corpus = corpus_dir()
    if corpus is None:
        pytest.skip("the corpus of real feeds is not here: set ROUNDUP_CORPUS")
    publication = make_publication(max_stories=60)
    Section.objects.update(cap=60)
    folder = corpus / "feeds" / "kagi-2026-02"
    found = [
        article for name in FEEDS for path in folder.glob(name) for article in articles_in(path.read_bytes())
    ]
    for number, article in enumerate(found):
        make_article(
            publication,
            number,
            url=article.url,
            title=article.title,
            summary=article.summary,
            content_html=article.content_html,
            authors=list(article.authors),
            image=asdict(article.image) if article.image else None,
            published_at=NOW,
            first_seen_at=NOW,
        )
    return assemble_edition(publication, NOW)


def articles_in(feed: bytes) -> tuple[FoundArticle, ...]:
    return read_feed(Document(url="https://corpus.example/feed", content=feed)).articles


def as_tracked(edition: Edition, shown: Proof) -> str:
    """Return a reader's copy after click tracking has rewritten every link at its longest."""
    links = nobodys_links(1)
    values = PersonalTokens(edition.token_prefix).values_for_nobody(links)
    html = personalise_html(shown.rendered.html, values)
    return re.sub(r'href="(https?://[^"]*)"', lambda found: f'href="{tracked(found[1])}"', html)


def tracked(url: str) -> str:
    start = "https://u1234567.ct.sendgrid.net/ls/click?upn=u001."
    return start + ("unsubscribe" if "/u/" in url else "").ljust(LONGEST_LINK - len(start), "x")


def test_room_is_kept_for_links_as_long_as_they_are() -> None:
    assert {len(link) for link in nobodys_links(1).values()} == {longest_value(settings.BASE_URL)}


@pytest.mark.corpus
def test_sixty_real_stories_fit_after_link_tracking_with_leaving_above_the_cut(sixty: Edition) -> None:
    shown = proof_of(sixty)

    html = as_tracked(sixty, shown).encode()

    assert sixty.stories.count() == 60
    assert shown.size < ROOM
    assert len(html) <= CLIP
    assert b"u001.unsubscribe" in html[:CLIP]
    assert dict(shown.shortened).keys() >= {Step.BLURB, Step.PICTURE, Step.STORY}


@pytest.mark.corpus
def test_sixty_real_stories_are_all_told_or_counted_in_their_order(sixty: Edition) -> None:
    shown = proof_of(sixty)

    blocks = shown.content.blocks
    sections = [block for block in blocks if isinstance(block, Stories | Briefs)]
    order = [str(pk) for pk in sixty.stories.order_by("position").values_list("pk", flat=True)]
    told = [story.id for block in blocks if isinstance(block, Lead) for story in [block.story]]
    told += [story.id for block in sections for story in block.stories]
    assert len(told) + sum(block.more for block in sections) == 60
    assert [pk for pk in order if pk in told] == told
    assert dict(shown.shortened)[Step.STORY] == sum(block.more for block in sections)


def test_an_edition_that_fits_goes_out_as_the_editor_arranged_it() -> None:
    shown = proof_of(make_edition(make_publication()))

    assert shown.shortened == ()
    assert all(block.more == 0 for block in shown.content.blocks if isinstance(block, Stories | Briefs))
