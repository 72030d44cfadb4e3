"""Reserves an edition's articles, gives them back, and spends them.

At most one edition of a week holds an article. A released entry stays as a row, so that an edition that takes
the article again also takes its copies again. The best of a month has no entries: its readers get no other
edition, so it and the other editions may tell the same articles.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q

from roundup.articles.models import Article
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.verdicts import Reason
from roundup.editions.layout import is_told
from roundup.editions.models import Edition, LedgerEntry

State = LedgerEntry.State
_TAKEN = {
    State.RESERVED.value: tell_later("Edition %(number)s has reserved “%(title)s”."),
    State.SPENT.value: tell_later("Edition %(number)s has already used “%(title)s”."),
}
_REASONS = {State.RESERVED: Reason.RESERVED, State.SPENT: Reason.ALREADY_SENT}


def edition_holding(article_id: int, edition: Edition) -> LedgerEntry | None:
    """Return the live entry by which another edition holds this article, or None."""
    live = LedgerEntry.objects.filter(article=article_id).exclude(state=State.RELEASED)
    return live.exclude(edition=edition).select_related("edition").first()


def reserve_article(edition: Edition, article: Article) -> None:
    """Reserve an article for an edition, and the copies of it that no other edition has taken.

    Raises Refused if another edition has the article. The caller holds the lock on the edition.
    """
    if edition.month:
        return
    # Another edition that wants it at the same moment waits here, and then sees that it is taken.
    Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    if taken := edition_holding(article.pk, edition):
        raise Refused(tell(_TAKEN[taken.state], number=taken.edition.number, title=article.title))
    try:
        with transaction.atomic():
            LedgerEntry.objects.update_or_create(
                edition=edition, article=article, defaults={"state": State.RESERVED, "copy_of": None}
            )
    except IntegrityError:
        raise Refused(tell("Another edition has just taken “%(title)s”.", title=article.title)) from None
    for copy in edition.ledger.filter(copy_of=article, state=State.RELEASED):
        if edition_holding(copy.article_id, edition) is None:
            copy.state = State.RESERVED
            copy.save(update_fields=["state"])


def leave_article(edition: Edition, article: Article) -> None:
    """Record that another edition has this article now, and that no editor of this edition gave it up.

    If the article becomes free again, it may come back.
    """
    edition.ledger.filter(Q(article=article) | Q(copy_of=article)).delete()
    if holding := edition_holding(article.pk, edition):
        reason = _REASONS[State(holding.state)]
        detail = tell("edition %(number)s", number=holding.edition.number)
        edition.verdicts.filter(article=article).update(
            chosen=False, reason=reason, detail=detail, proposed=None
        )


def release_articles(edition: Edition, article_ids: Iterable[int]) -> None:
    """Release these articles and their copies for other editions."""
    ids = list(article_ids)
    mine = Q(article__in=ids) | Q(copy_of__in=ids)
    edition.ledger.filter(mine, state=State.RESERVED).update(state=State.RELEASED)


def release_all_articles(edition: Edition) -> None:
    """Release all articles that an edition has reserved, so that other editions may take them."""
    edition.ledger.filter(state=State.RESERVED).update(state=State.RELEASED)


def spend_articles(edition: Edition) -> None:
    """Spend the articles that readers got; those of a left-out section become free for other editions."""
    untold = [story.article_id for story in edition.stories.all() if not is_told(story, edition)]
    release_articles(edition, untold)
    edition.ledger.filter(state=State.RESERVED).update(state=State.SPENT)
