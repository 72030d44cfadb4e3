"""Why each article is in an edition, or is not: what the assembly found, and what an editor decided since.

A verdict says what the assembly found last; keeping a draft current writes it anew, except about what an
editor has decided (`editions.keeping_up`). An editor's decision shows in the stories: what was chosen and has
no story was dropped; what was not chosen and has one was brought in; what is not where the assembly put it
was moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import QuerySet

from roundup.articles.models import Article
from roundup.core.newsroom_language import tell
from roundup.core.verdicts import REASON_WORDS, Reason
from roundup.editions.layout import opens_edition
from roundup.editions.models import Edition, Story, Verdict

# A list shows none of these, and each may be long.
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


def reason_words(reason: str, detail: str, perhaps_same_as: str = "") -> str:
    """Return a reason as an editor reads it: `already sent: edition 12`."""
    words = tell(REASON_WORDS[Reason(reason)]) if reason in list(Reason) else reason
    words = tell("%(reason)s: %(detail)s", reason=words, detail=detail) if detail else words
    if not perhaps_same_as:
        return words
    return tell("%(reason)s; perhaps the same as %(other)s", reason=words, other=perhaps_same_as)


def article_reasons(edition: Edition) -> list[ArticleReason]:
    """Return a reason for every article that was considered or brought in; those that are in come first."""
    found = [*_considered(edition), *_brought_in_since(edition)]
    return sorted(found, key=lambda each: not each.is_in)


def why_in(edition: Edition) -> dict[int, str]:
    """Return why each of an edition's stories is in it, where it stands now; in words, by article."""
    stories = _stories_by_article(edition)
    rows = edition.verdicts.filter(article__in=stories).values_list(
        "article_id", "perhaps_same_as", "chosen", "reason", "detail"
    )
    found = {row[0]: row[1:] for row in rows}
    words = {}
    for pk, story in stories.items():
        perhaps, chosen, reason, detail = found.get(pk, ("", False, "", ""))
        words[pk] = reason_words(*_reason_in(edition, story, chosen, reason, detail), perhaps)
    return words


def _considered(edition: Edition) -> Iterator[ArticleReason]:
    stories = _stories_by_article(edition)
    for verdict in _verdicts(edition):
        found = verdict.chosen, verdict.reason, verdict.detail
        story = stories.get(verdict.article_id)
        reason = _reason_in(edition, story, *found) if story else reason_out(*found)
        yield ArticleReason(verdict.article, story is not None, *reason, verdict.perhaps_same_as)


def _stories_by_article(edition: Edition) -> dict[int, Story]:
    return {story.article_id: story for story in edition.stories.all()}


def _verdicts(edition: Edition) -> QuerySet[Verdict]:
    deferred = [f"article__{name}" for name in _LONG_TEXTS]
    return edition.verdicts.select_related("article").defer(*deferred).order_by("pk")


def reason_out(chosen: bool, reason: str, detail: str) -> tuple[str, str]:
    """Return the reason that counts, and its detail, for an article without a story."""
    return (Reason.DROPPED, "") if chosen else (reason, detail)


def _reason_in(edition: Edition, story: Story, chosen: bool, reason: str, detail: str) -> tuple[str, str]:
    """Return the reason that counts, and its detail, for an article that has a story."""
    opens, was_lead = opens_edition(story, edition), chosen and reason == Reason.LEAD
    if opens and not was_lead:
        return Reason.MADE_LEAD, ""
    if not chosen:
        return Reason.BROUGHT_IN, ""
    if was_lead and not opens:
        return Reason.WAS_LEAD, ""
    return (reason, detail) if detail == story.section_name else (Reason.MOVED, "")


def _brought_in_since(edition: Edition) -> Iterator[ArticleReason]:
    """Return the stories' articles that were found after the draft was made."""
    stories = _stories_by_article(edition)
    since = Article.objects.filter(pk__in=stories)
    for article in since.exclude(pk__in=edition.verdicts.values("article_id")).defer(*_LONG_TEXTS):
        yield ArticleReason(article, True, *_reason_in(edition, stories[article.pk], False, "", ""))
