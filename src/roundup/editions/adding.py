"""Stories that no source brought: an article added by its address, and one written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from roundup.articles.models import Article, Sighting
from roundup.articles.named_articles import known_article, read_address, read_article
from roundup.articles.sources.fetch import Fetcher
from roundup.articles.store import store_article
from roundup.core.articles import FoundArticle
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.sections import SectionRule
from roundup.editions.draft_changes import require_open, short_line
from roundup.editions.editing import bring_in, rewrite_story
from roundup.editions.models import Edition, Story
from roundup.editions.story_sections import fitting_section, sections_of
from roundup.editions.taken import taken_elsewhere


def add_by_address(edition: Edition, typed: str, now: datetime, fetcher: Fetcher, *, by: Any = None) -> Story:
    """Bring the article at an address into the section that its labels name, or else into the first one.

    An article that we know is not read again. Reading takes as long as the fetcher allows, so this must not
    be called in a transaction. Safe to do twice, at once or later: there is one article for an address, and
    one story for an article. Raises SourceError for what cannot be read as an article, and Refused if this
    edition or another one has it.
    """
    require_open(edition)
    address = read_address(typed)
    article = known_article(edition.publication, address)
    if article is None or not article.title or not article.url:
        found = read_article(edition.publication, address, fetcher)
        article = store_article(edition.publication, found, now)
    _require_free(edition, article)
    return bring_in(edition, article.pk, _section_for(edition, article), now, by=by)


def add_by_hand(
    edition: Edition,
    *,
    headline: str,
    url: str,
    blurb: str = "",
    byline: str = "",
    section: str = "",
    now: datetime,
    by: Any = None,
) -> Story:
    """Add a story in an editor's own words that leads to `url`; nothing is read from there.

    Its article is the one we know at that address, whose blurb and byline stay where none is given, or else
    a new one that says what the editor wrote. An empty `section` means the one that the article's labels
    name, or else the first. Raises Refused without a headline, and SourceError without an address: every
    story has a link.
    """
    require_open(edition)
    if not headline.strip():
        raise Refused(tell("A story needs a headline."))
    address = read_address(url)
    article = known_article(edition.publication, address)
    if article is None or not article.title:
        article = store_article(
            edition.publication, _written(edition, headline, address, blurb, section), now
        )
    _require_free(edition, article)
    with transaction.atomic():
        story = bring_in(edition, article.pk, section or _section_for(edition, article), now, by=by)
        rewrite_story(
            edition, story.pk, headline=headline, blurb=blurb or None, byline=byline or None, now=now, by=by
        )
    return edition.stories.get(pk=story.pk)


def _written(edition: Edition, headline: str, url: str, blurb: str, section: str) -> FoundArticle:
    """Return what an editor wrote as an article, so that it can be dropped and brought in again."""
    names = {rule.key: rule.name for rule in sections_of(edition)}
    return FoundArticle(
        url=url,
        title=short_line(headline, None),
        dek=short_line(blurb, None),
        section=names.get(section, ""),
    )


def fitting_rules(articles: Sequence[Article], rules: Sequence[SectionRule]) -> dict[int, SectionRule]:
    """Return, by id, the section that each article goes into: the one that fits it, or else the first."""
    bare = [article.pk for article in articles if not article.section]
    seen = Sighting.objects.filter(article__in=bare).exclude(source__section="").order_by("-pk")
    of_sources = dict(seen.values_list("article_id", "source__section"))
    by_key = {rule.key: rule for rule in rules}
    return {
        article.pk: by_key.get(fitting_section(article, rules, of_sources.get(article.pk, "")), rules[0])
        for article in articles
    }


def _section_for(edition: Edition, article: Article) -> str:
    return fitting_rules([article], sections_of(edition))[article.pk].key


def _require_free(edition: Edition, article: Article) -> None:
    """Raise Refused, with the whole truth, for an article that an edition has already."""
    if here := edition.stories.filter(article=article).first():
        raise Refused(
            tell(
                "This article is in the edition already: “%(headline)s”, in %(section)s.",
                headline=here.headline,
                section=here.section_name,
            )
        )
    if elsewhere := taken_elsewhere(edition, [article.pk]).get(article.pk):
        raise Refused(
            tell(
                "We know this article, “%(title)s”: it is %(where)s.",
                title=article.title[:120],
                where=elsewhere,
            )
        )
