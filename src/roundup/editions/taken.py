"""Says, in words, which articles cannot come into an edition because another has them."""

from __future__ import annotations

from collections.abc import Collection

from roundup.core.moments_and_counts import day_words
from roundup.core.newsroom_language import tell
from roundup.editions.models import Edition, LedgerEntry
from roundup.editions.state_words import state_in_words

_SPENT = LedgerEntry.State.SPENT


def taken_elsewhere(edition: Edition, article_ids: Collection[int]) -> dict[int, str]:
    """Return, by id, the articles that another edition has at this moment, and how it has them.

    A verdict says how this was when the draft was made; here is how it is now. For the best of a month, all
    articles are free.
    """
    if edition.month:
        return {}
    living = LedgerEntry.objects.filter(article__in=article_ids).exclude(edition=edition)
    rows = living.exclude(state=LedgerEntry.State.RELEASED).select_related("edition__publication")
    return {row.article_id: _words(row) for row in rows}


def _words(entry: LedgerEntry) -> str:
    other = entry.edition
    if entry.state != _SPENT:
        return tell(
            "in edition %(number)s, which is %(state)s", number=other.number, state=state_in_words(other)
        )
    if other.mailed_at is None:
        return tell("already sent in edition %(number)s", number=other.number)
    sent_on = other.mailed_at.astimezone(other.publication.zone).date()
    return tell("already sent in edition %(number)s, on %(day)s", number=other.number, day=day_words(sent_on))
