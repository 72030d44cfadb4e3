"""Why each article is in an edition, or is not: what the assembly found, and what an editor decided since.

A verdict says what the assembly found and is never rewritten. An editor's decision shows in the stories:
what was chosen and has no story was dropped; what was not chosen and has one was brought in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import QuerySet

from roundup.articles.models import Article
from roundup.core.assembly import REASON_WORDS, Reason
from roundup.core.newsroom_language import tell
from roundup.editions.models import Edition, Verdict

# A list shows none of these, and each may be long.
_LONG_TEXTS = ("content_html", "summary")


class ArticleReason(NamedTuple):
    """Why an article has a story in an edition (`is_in`), or has none."""

    article: Article
    is_in: bool
    reason: str
    detail: str

    @property
    def words(self) -> str:
        return reason_words(self.reason, self.detail)


def reason_words(reason: str, detail: str) -> str:
    """Return a reason as an editor reads it: `already sent: edition 12`."""
    words = tell(REASON_WORDS[Reason(reason)]) if reason in list(Reason) else reason
    return tell("%(reason)s: %(detail)s", reason=words, detail=detail) if detail else words


def article_reasons(edition: Edition) -> list[ArticleReason]:
    """Return a reason for every article that was considered or brought in; those that are in come first."""
    found = [*_considered(edition), *_brought_in_since(edition)]
    return sorted(found, key=lambda each: not each.is_in)


def why_in(edition: Edition) -> dict[int, str]:
    """Return why each of an edition's stories is in it, in words, by article."""
    told = list(edition.stories.values_list("article_id", flat=True))
    rows = edition.verdicts.filter(article__in=told).values_list("article_id", "chosen", "reason", "detail")
    chosen = {pk: reason_words(reason, detail) for pk, is_chosen, reason, detail in rows if is_chosen}
    return {pk: chosen.get(pk, reason_words(Reason.BROUGHT_IN, "")) for pk in told}


def _considered(edition: Edition) -> Iterator[ArticleReason]:
    told = set(edition.stories.values_list("article_id", flat=True))
    for verdict in _verdicts(edition):
        is_in = verdict.article_id in told
        reason, detail = decided_reason(verdict.chosen, verdict.reason, verdict.detail, is_in=is_in)
        yield ArticleReason(verdict.article, is_in, reason, detail)


def _verdicts(edition: Edition) -> QuerySet[Verdict]:
    deferred = [f"article__{name}" for name in _LONG_TEXTS]
    return edition.verdicts.select_related("article").defer(*deferred).order_by("pk")


def decided_reason(chosen: bool, reason: str, detail: str, *, is_in: bool) -> tuple[str, str]:
    """Return the reason and its detail that count, by a verdict and whether the article has a story."""
    if chosen == is_in:
        return reason, detail
    return (Reason.BROUGHT_IN if is_in else Reason.DROPPED), ""


def _brought_in_since(edition: Edition) -> Iterator[ArticleReason]:
    """Return the stories' articles that were found after the draft was made."""
    since = Article.objects.filter(stories__edition=edition)
    for article in since.exclude(pk__in=edition.verdicts.values("article_id")).defer(*_LONG_TEXTS):
        yield ArticleReason(article, True, Reason.BROUGHT_IN, "")
