"""Recognises articles that come back at new addresses with new guids, as when a site moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from roundup.core.article_identity import letters_and_digits, same_site, texts_agree
from roundup.core.articles import FoundArticle

# One article that looks like another proves nothing; several in one look do.
SEVERAL: Final = 3
_SAME_DAY: Final = timedelta(hours=12)
# Longer than the standfirst that a column repeats.
_WHOLE_TEXT: Final = 400


def returned_articles(shown: Sequence[FoundArticle], known: Sequence[FoundArticle]) -> list[tuple[int, int]]:
    """Return the indexes in `shown` and `known` of each article that came back; none unless several did.

    `shown` are articles of one reading at unknown addresses; `known` are those that the same source showed
    before and no longer shows.
    """
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for place, article in enumerate(known):
        waiting[letters_and_digits(article.title)].append(place)
    pairs: list[tuple[int, int]] = []
    for place, article in enumerate(shown):
        offers = waiting.get(letters_and_digits(article.title), [])
        if (before := _which(article, known, offers)) is not None:
            offers.remove(before)
            pairs.append((place, before))
    return pairs if len(pairs) >= SEVERAL else []


def _which(shown: FoundArticle, known: Sequence[FoundArticle], offers: Sequence[int]) -> int | None:
    """Return which of `offers` is this article; if several have its headline, the date decides."""
    fitting = [before for before in offers if _is_same(known[before], shown)]
    dated = [before for before in fitting if _same_day(known[before], shown)]
    return next(iter(dated or (fitting if len(offers) == 1 else [])), None)


def _is_same(known: FoundArticle, shown: FoundArticle) -> bool:
    was, now = _text(known), _text(shown)
    if was == now and len(was) >= _WHOLE_TEXT:
        return True
    is_placed = _same_day(known, shown) or not same_site(known.url, shown.url)
    return is_placed and (was == now or texts_agree(was, now))


def _same_day(known: FoundArticle, shown: FoundArticle) -> bool:
    dates = known.published_at, shown.published_at
    return dates[0] is not None and dates[1] is not None and abs(dates[0] - dates[1]) <= _SAME_DAY


def _text(found: FoundArticle) -> str:
    return letters_and_digits(found.summary or found.dek)
