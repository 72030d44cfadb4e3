"""What all kinds of source do in the same way: they make articles and report problems."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from time import process_time
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from roundup.articles.sources.pictures import Offer, best_image, offers_in, without_leading_image
from roundup.articles.sources.text.clean import clean_html
from roundup.articles.sources.text.furniture import Around
from roundup.articles.sources.text.headline import headline_text
from roundup.articles.sources.text.labels import sort_labels
from roundup.articles.sources.text.plain import LONGEST_HTML, UNSEEN, plain_text, text_lines
from roundup.articles.sources.text.summary import summary_of
from roundup.core.articles import FoundArticle, Problem
from roundup.core.bylines import authors_from
from roundup.core.dates import names_zone, parse_moment
from roundup.core.newsroom_language import tell, tell_count

# Only this much of a text is searched for a summary.
_OPENING: Final = 30_000
LONGEST_TITLE: Final = 1000
_LONGEST_DEK: Final = 300
_LONGEST_GUID: Final = 1000
MOST_ARTICLES: Final = 1000
# More items than the longest feed that we are willing to load.
_MOST_LISTED: Final = 50_000
MOST_BYLINES: Final = 200
# Two dates no farther apart than this may be one moment in the local time of two places.
_SAME_MOMENT: Final = timedelta(hours=26)

_CUT_SHORT: Final = re.compile(
    r"(?:\[\s*(?:…|\.{3})\s*\]|…|\.{3}|\bread more|continue reading.*)\W*$", re.IGNORECASE
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")

_Item = TypeVar("_Item")
_Read = TypeVar("_Read")


def make_article(
    *,
    url: str,
    base: str,
    guid: str,
    title: str,
    body: str,
    short: str,
    bylines: Iterable[str],
    publisher_names: Iterable[str],
    labels: Iterable[str],
    published: Iterable[str],
    updated: Iterable[str],
    offers: Iterable[Offer],
    paywalled: bool,
    language: str,
    zone: str,
    canonical_url: str = "",
    body_base: str = "",
    short_base: str = "",
) -> tuple[FoundArticle, tuple[Problem, ...]]:
    """Return the article made from these parts, and any problems with its dates.

    `title`, `body`, `short`, `bylines`, `publisher_names` and `labels` are unchanged HTML; `url` and
    `canonical_url` are as `published_url` returns them; `guid` is plain text, which loses control characters
    here; `published` and `updated` are raw dates, of which the first readable one counts, in `zone` if it
    names no zone; `offers` are pictures besides those in `body`. An author with the publisher's name does not
    count. Addresses in `body` and `short` are relative to `body_base` and `short_base` if the publisher
    states these, else to the article's address.
    """
    place = url or base
    body_base, short_base = body_base or place, short_base or place
    body = body[:LONGEST_HTML]
    sites = tuple(plain_text(name) for name in publisher_names)
    authors = authors_from(map(plain_text, islice(bylines, MOST_BYLINES)), sites, language.strip())
    shown = (*offers, *offers_in(body, body_base), *offers_in(short[:LONGEST_HTML], short_base))
    image = best_image(offer for offer in shown if not offer.shows_one_of(authors))
    text = without_leading_image(body, image, body_base)
    told = without_leading_image(short[:LONGEST_HTML], image, short_base)
    kicker, section, tags = sort_labels(labels)
    (published_at, faults), (updated_at, more) = _moment(published, zone), _moment(updated, zone)
    headline = headline_text(title)[:LONGEST_TITLE]
    around = Around(headline, sites, authors)
    article = FoundArticle(
        url=url,
        title=headline,
        guid=" ".join(UNSEEN.sub("", guid).split())[:_LONGEST_GUID],
        canonical_url=canonical_url,
        dek=_dek_of(told, body),
        authors=authors,
        section=section,
        kicker=kicker,
        tags=tags,
        published_at=published_at,
        updated_at=updated_at,
        summary=_summary(told, around) or _summary(text, around),
        content_html=clean_html(text, body_base),
        image=image,
        paywalled=paywalled,
        language=language.strip() if _LANGUAGE.fullmatch(language.strip()) else "",
    )
    return article, tuple({problem.code: problem for problem in (*faults, *more)}.values())


def _summary(markup: str, around: Around) -> str:
    return summary_of(markup[:_OPENING], around=around)


def _dek_of(short: str, body: str) -> str:
    """Return the short text that came with the body if it is an independent line, or ''.

    A text that repeats the beginning of the body, or is cut off, is an excerpt and not a dek.
    """
    if len(short) > _OPENING:
        return ""
    lines = text_lines(short)
    if len(lines) != 1 or len(lines[0]) > _LONGEST_DEK or _CUT_SHORT.search(lines[0]):
        return ""
    start = plain_text(body[: 20 * _LONGEST_DEK]) if body != short else ""
    return (
        "" if start.startswith(lines[0][:60]) or summary_of(html.escape(lines[0])) != lines[0] else lines[0]
    )


def _moment(raw: Iterable[str], zone: str) -> tuple[datetime | None, list[Problem]]:
    """Return the first readable date or, if another date gives the same moment with its zone, that date."""
    stated = [text for text in raw if text]
    read = [(text, moment) for text in stated if (moment := parse_moment(text, ZoneInfo(zone)))]
    if not read:
        return None, [_unreadable(text) for text in stated[-1:]]
    text, first = read[0]
    for other, moment in read:
        if names_zone(other) and abs(moment - first) < _SAME_MOMENT:
            return moment, []
    return first, [_zoneless(text, zone)]


def _unreadable(date: str) -> Problem:
    return Problem(
        "unreadable-date",
        tell("The date “%(date)s” cannot be read with certainty.", date=plain_text(date)[:60]),
    )


def _zoneless(date: str, zone: str) -> Problem:
    return Problem(
        "no-time-zone",
        tell("The date “%(date)s” names no time zone; it was read as %(zone)s.", date=date[:60], zone=zone),
    )


def read_newest(
    items: Iterable[_Item],
    dates_of: Callable[[_Item], Iterable[str]],
    read: Callable[[_Item], _Read],
    cpu_seconds: float,
) -> tuple[list[_Read], int]:
    """Return what `read` makes of the newest items, in the source's order, and how many items it lists.

    Reads at most `MOST_ARTICLES`, the newest first, until this process has used `cpu_seconds` of computing
    time. An item without a readable date counts as equally old as the one before it.
    """
    listed = list(islice(items, _MOST_LISTED))
    moments = list(_moments_of(listed, dates_of, cpu_seconds / 2))
    newest = sorted(range(len(listed)), key=moments.__getitem__, reverse=True)[:MOST_ARTICLES]
    found = {
        place: read(listed[place]) for place in takewhile(lambda _: process_time() < cpu_seconds, newest)
    }
    return [found[place] for place in sorted(found)], len(listed)


def _moments_of(
    items: list[_Item], dates_of: Callable[[_Item], Iterable[str]], cpu_seconds: float
) -> Iterator[datetime]:
    """Yield the moment by which each item is ordered; once time is up, that of the item before it."""
    last = datetime.max.replace(tzinfo=UTC)
    for item in items:
        if process_time() < cpu_seconds:
            last = next(filter(None, map(parse_moment, dates_of(item))), last)
        yield last


def problems_of_all(articles: tuple[FoundArticle, ...], offered: int, broken: int = 0) -> tuple[Problem, ...]:
    """Return what an editor should know about the articles of one reading as a whole.

    `offered` is how many items the source lists; `broken` is how many others were left out because they are
    not articles.
    """
    return tuple(_about_all(articles, offered, broken))


def _about_all(articles: tuple[FoundArticle, ...], offered: int, broken: int) -> Iterable[Problem]:
    if not offered:
        yield Problem(
            "no-articles", tell("There are no articles in this source. Check that the address is right.")
        )
    if offered > len(articles):
        yield Problem("too-many", _cut_off(len(articles)))
    if broken:
        yield Problem("broken-items", _broken(broken))
    if unlinked := sum(not article.url for article in articles):
        yield Problem("no-link", _unlinked(unlinked, len(articles)))
    repeated = sum(count > 1 for guid, count in Counter(article.guid for article in articles).items() if guid)
    if repeated:
        yield Problem("repeated-guid", _repeated(repeated))


def _cut_off(read: int) -> str:
    return tell_count(
        "Only the newest article was read; there are more.",
        "Only the newest %(n)s articles were read; there are more.",
        read,
    )


def _broken(count: int) -> str:
    return tell_count(
        "%(n)s item is broken, and was left out.", "%(n)s items are broken, and were left out.", count
    )


def _unlinked(count: int, articles: int) -> str:
    return tell_count(
        "%(n)s of %(all)s articles has no usable address.",
        "%(n)s of %(all)s articles have no usable address.",
        count,
        all=articles,
    )


def _repeated(count: int) -> str:
    return tell_count(
        "%(n)s identifier (guid) stands for more than one item.",
        "%(n)s identifiers (guid) stand for more than one item each.",
        count,
    )


def gather_problems(per_article: Iterable[tuple[Problem, ...]]) -> tuple[Problem, ...]:
    """Return the problems of many articles: each code once, with the number of articles it concerns."""
    first: dict[str, Problem] = {}
    counts: dict[str, int] = {}
    for problem in (problem for problems in per_article for problem in problems):
        first.setdefault(problem.code, problem)
        counts[problem.code] = counts.get(problem.code, 0) + 1
    return tuple(_counted(problem, counts[problem.code]) for problem in first.values())


def _counted(problem: Problem, count: int) -> Problem:
    if count == 1:
        return problem
    concerns = tell_count(
        "This concerns %(n)s article in all.", "This concerns %(n)s articles in all.", count
    )
    return Problem(problem.code, tell("%(problem)s %(concerns)s", problem=problem.message, concerns=concerns))
