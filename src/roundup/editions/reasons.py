"""Why each article is in an edition or not: what the assembly found, and what an editor decided since.

A verdict says what the assembly found last; keeping a draft up to date writes it again, except about what an
editor has decided (`editions.keeping_up`). An editor's decision shows in the stories. An article that was
chosen but has no story was dropped, or another covers its event; an article that was not chosen but has a
story was brought in, or is used instead of another; one that is not where the assembly put it was moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import QuerySet

from roundup.articles.models import Article
from roundup.core.newsroom_language import tell, tell_count
from roundup.core.ranking import SIGN_NAMES, SIGN_WORDS, Sign, Weights, clear_signs, weights_from
from roundup.core.verdicts import REASON_WORDS, Reason
from roundup.editions.clusters import EditionClusters
from roundup.editions.layout import opens_edition
from roundup.editions.models import Edition, Story, Verdict

# A sentence names no more signs than this; the points show all.
_MOST_SIGNS = 3
# A list shows neither of these, and each may be long.
_LONG_TEXTS = ("content_html", "summary")


class ArticleReason(NamedTuple):
    """Why an article has a story in an edition (`is_in`), or has none."""

    article: Article
    is_in: bool
    reason: str
    detail: str
    perhaps_same_as: str = ""

    @property
    def words(self) -> str:
        return reason_words(self.reason, self.detail, self.perhaps_same_as)


class Because(NamedTuple):
    """Why a story is in an edition, in words, and what it scored: pairs of a name and points.

    `short` is for a list in which the story's place already shows that it is the lead, or which section it is
    in.
    """

    words: str
    short: str
    points: tuple[tuple[str, float], ...] = ()


class _Found(NamedTuple):
    """What the assembly found about an article; empty for an article that was found later."""

    chosen: bool = False
    reason: str = ""
    detail: str = ""
    points: Mapping[str, float] = MappingProxyType({})
    perhaps_same_as: str = ""


def reason_words(reason: str, detail: str, perhaps_same_as: str = "") -> str:
    """Return a reason in an editor's words: `already sent: edition 12`."""
    words = tell(REASON_WORDS[Reason(reason)]) if reason in list(Reason) else reason
    words = tell("%(reason)s: %(detail)s", reason=words, detail=detail) if detail else words
    return _marked(words, perhaps_same_as)


def _marked(words: str, perhaps_same_as: str) -> str:
    if not perhaps_same_as:
        return words
    return tell("%(reason)s; perhaps the same as %(other)s", reason=words, other=perhaps_same_as)


def points_in_words(points: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the name of each sign with the points that it gave, the most first."""
    given = [(tell(SIGN_NAMES[sign]), points[sign]) for sign in Sign if sign in points]
    return tuple(sorted(given, key=lambda each: -abs(each[1])))


def article_reasons(edition: Edition) -> list[ArticleReason]:
    """Return a reason for every article that was considered or brought in, those with a story first."""
    clusters = EditionClusters.of(edition)
    found = [*_considered(edition, clusters), *_brought_in_since(edition, clusters)]
    return sorted(found, key=lambda each: not each.is_in)


def why_in(edition: Edition, clusters: EditionClusters | None = None) -> dict[int, Because]:
    """Return, by article, why each of an edition's stories is in it and has its present place."""
    clusters = clusters or EditionClusters.of(edition)
    rows = edition.verdicts.filter(article__in=clusters.stories).values_list("article_id", *_Found._fields)
    found = {pk: _Found(*verdict) for pk, *verdict in rows}
    return {
        pk: _because(edition, story, clusters, found.get(pk, _Found()))
        for pk, story in clusters.stories.items()
    }


def _because(edition: Edition, story: Story, clusters: EditionClusters, found: _Found) -> Because:
    reason, detail = _reason_in(edition, story, clusters, found)
    words = reason_words(reason, detail, found.perhaps_same_as)
    short = _marked(detail, found.perhaps_same_as) if detail else words
    return Because(words, short, points_in_words(found.points))


def _considered(edition: Edition, clusters: EditionClusters) -> Iterator[ArticleReason]:
    for verdict in _verdicts(edition):
        found = _Found(*(getattr(verdict, name) for name in _Found._fields))
        if story := clusters.stories.get(verdict.article_id):
            reason = _reason_in(edition, story, clusters, found)
        else:
            reason = reason_out(clusters, verdict.article_id, found.chosen, found.reason, found.detail)
        yield ArticleReason(verdict.article, story is not None, *reason, found.perhaps_same_as)


def _verdicts(edition: Edition) -> QuerySet[Verdict]:
    deferred = [f"article__{name}" for name in _LONG_TEXTS]
    return edition.verdicts.select_related("article").defer(*deferred).order_by("pk")


def reason_out(
    clusters: EditionClusters, article_id: int, chosen: bool, reason: str, detail: str
) -> tuple[str, str]:
    """Return the reason that counts, and its detail, for an article without a story."""
    if story := clusters.told_by(article_id):
        return Reason.ALSO, story.headline[:200]
    if chosen:
        return Reason.DROPPED, ""
    if reason == Reason.ALSO and clusters.is_parted(article_id):
        return Reason.PARTED, ""
    return reason, detail


def _reason_in(edition: Edition, story: Story, clusters: EditionClusters, found: _Found) -> tuple[str, str]:
    """Return the reason that counts, and its detail, for an article that has a story."""
    opens, was_lead = opens_edition(story, edition), found.chosen and found.reason == Reason.LEAD
    if not found.chosen and story.article_id in clusters.edits.told:
        return Reason.TOLD_INSTEAD, ""
    if opens and not was_lead:
        return Reason.MADE_LEAD, ""
    if not found.chosen:
        return Reason.BROUGHT_IN, ""
    if was_lead and not opens:
        return Reason.WAS_LEAD, ""
    if found.detail != story.section_name:
        return Reason.MOVED, ""
    size = len(clusters.members(story.article_id))
    signs = _signs(found.points, weights_from(edition.publication.weights), size)
    return found.reason, ", ".join(signs) or found.detail


def _signs(points: Mapping[str, float], weights: Weights, size: int) -> Iterator[str]:
    """Yield, in words, what speaks most clearly for a story; `size` articles cover its event."""
    if size > 1:
        yield tell_count("%(n)s article covers it", "%(n)s articles cover it", size)
    others = [sign for sign in clear_signs(points, weights) if sign is not Sign.EVENT]
    yield from (tell(SIGN_WORDS[sign]) for sign in others[:_MOST_SIGNS])


def _brought_in_since(edition: Edition, clusters: EditionClusters) -> Iterator[ArticleReason]:
    """Yield the reasons of stories whose articles were found after the draft was made."""
    since = Article.objects.filter(pk__in=clusters.stories)
    for article in since.exclude(pk__in=edition.verdicts.values("article_id")).defer(*_LONG_TEXTS):
        story = clusters.stories[article.pk]
        yield ArticleReason(article, True, *_reason_in(edition, story, clusters, _Found()))
