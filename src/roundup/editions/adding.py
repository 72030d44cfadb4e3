"""Adds stories that no source brought: an article by its address, and a story by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from roundup.articles.models import Article, Sighting, Source
from roundup.articles.named_articles import known_article, read_address, read_article
from roundup.articles.sources.fetch import Fetcher
from roundup.articles.store import store_article
from roundup.core.articles import FoundArticle
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.sections import SectionRule
from roundup.editions.draft_changes import changing_draft, require_open, short_line
from roundup.editions.editing import BYLINE_MOST, add_last, bring_in
from roundup.editions.models import Edition, Story
from roundup.editions.pictures import link_pictures, show_picture
from roundup.editions.revisions import Act
from roundup.editions.story_sections import fitting_section, sections_of
from roundup.editions.taken import taken_elsewhere


def add_by_address(edition: Edition, typed: str, now: datetime, fetcher: Fetcher, *, by: Any = None) -> Story:
    """Bring the article at an address into the section that its labels name, or else into the first section.

    An article that we know is not read again. Reading takes as long as the fetcher allows, so do not call
    this in a transaction. Safe to run twice, at the same time or later: there is one article for an address,
    and one story for an article. Raises SourceError for a page that cannot be read as an article, and Refused
    if this edition or another one has the article.
    """
    require_open(edition)
    address = read_address(typed)
    article = known_article(edition.publication, address)
    if article is None or not article.title or not article.url:
        found = read_article(edition.publication, address, fetcher)
        article = store_article(edition.publication, found, now)
    _require_free(edition, article)
    return bring_in(edition, article.pk, _section_for(edition, article), now, by=by)


class ArticleKnown(Refused):
    """A story by hand leads to an article that we know, and the editor has not been told so yet."""

    def __init__(self, article: Article) -> None:
        super().__init__(
            tell(
                "We already know an article at this address: “%(title)s”. Use that article, or add your own "
                "words: then none of the article is shown.",
                title=article.title[:200],
            )
        )
        self.article = article


def add_by_hand(
    edition: Edition,
    *,
    headline: str,
    url: str,
    blurb: str = "",
    byline: str = "",
    section: str = "",
    image_url: str = "",
    image_alt: str = "",
    image_credit: str = "",
    known: int = 0,
    now: datetime,
    by: Any = None,
) -> Story:
    """Add a story in an editor's own words that leads to `url`; nothing is read from there.

    It shows what the editor gives and nothing else. An empty `section` means the one that the article's
    labels name, or else the first. Raises Refused without a headline, SourceError without an address (every
    story has a link), and ArticleKnown if we know an article at that address, unless its id is `known`.
    """
    require_open(edition)
    if not headline.strip():
        raise Refused(tell("A story needs a headline."))
    address = read_address(url)
    # A refused story leaves no article either: otherwise the next try would be told that we know it.
    with transaction.atomic():
        article = known_article(edition.publication, address)
        if article is None or not article.title:
            found = _written(edition, headline, address, blurb, section)
            article = store_article(edition.publication, found, now)
            known = article.pk
        _require_free(edition, article)
        if article.pk != known:
            raise ArticleKnown(article)
        act = Act(tell("Wrote a story: “%(headline)s”", headline=headline.strip()), now, by)
        with changing_draft(edition, act) as locked:
            story = add_last(locked, article, section or _section_for(edition, article), now)
            story.headline, story.blurb, story.kicker = short_line(headline, None), blurb.strip(), ""
            story.byline = short_line(byline, BYLINE_MOST)
            picture = {"image_url": image_url, "image_alt": image_alt, "image_credit": image_credit}
            show_picture(story, picture)
            story.save()
    link_pictures(edition)
    return edition.stories.get(pk=story.pk)


def _written(edition: Edition, headline: str, url: str, blurb: str, section: str) -> FoundArticle:
    """Return an editor's words in the form of an article, so that it can be dropped and brought in again."""
    names = {rule.key: rule.name for rule in sections_of(edition)}
    return FoundArticle(
        url=url,
        title=short_line(headline, None),
        dek=short_line(blurb, None),
        section=names.get(section, ""),
    )


def fitting_rules(articles: Sequence[Article], rules: Sequence[SectionRule]) -> dict[int, SectionRule]:
    """Return, by id, the section that each article goes into: one that fits it, or else the first."""
    seen = Sighting.objects.filter(article__in=[article.pk for article in articles])
    sources: dict[int, list[Source]] = {}
    for sighting in seen.exclude(source__section="").select_related("source").order_by("pk"):
        sources.setdefault(sighting.article_id, []).append(sighting.source)
    by_key = {rule.key: rule for rule in rules}
    return {
        article.pk: by_key.get(fitting_section(article, rules, sources.get(article.pk, [])), rules[0])
        for article in articles
    }


def _section_for(edition: Edition, article: Article) -> str:
    return fitting_rules([article], sections_of(edition))[article.pk].key


def _require_free(edition: Edition, article: Article) -> None:
    """Raise Refused, saying where it is, for an article that an edition already has."""
    if here := edition.stories.filter(article=article).first():
        raise Refused(
            tell(
                "This article is already in the edition: “%(headline)s”, in %(section)s.",
                headline=here.headline,
                section=here.section_name,
            )
        )
    if elsewhere := taken_elsewhere(edition, [article.pk]).get(article.pk):
        raise Refused(
            tell(
                "We already know this article, “%(title)s”: it is %(where)s.",
                title=article.title[:120],
                where=elsewhere,
            )
        )
