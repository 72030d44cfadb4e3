"""The articles of the week that are not in an edition: by reason, searched, a page at a time.

A week may have thousands. For most of them, only the fields that sort and find them are read; whole articles,
the ledger and the sections are read only for those that are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from roundup.articles.models import Article
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.sections import SectionRule, label_key
from roundup.core.verdicts import Reason
from roundup.editions.adding import fitting_rules
from roundup.editions.clusters import EditionClusters
from roundup.editions.models import Edition, Story
from roundup.editions.reasons import points_in_words, reason_out, reason_words
from roundup.editions.story_sections import sections_of
from roundup.editions.taken import taken_elsewhere

NEW: Final = "new"
_NEW_WORDS: Final = tell_later("found since the draft was made")
_ORDER: Final = (
    NEW,
    Reason.DROPPED,
    Reason.OVER_CAP,
    Reason.PARTED,
    Reason.ALSO,
    Reason.NOTICE,
    Reason.NO_SECTION,
    Reason.EARLIER,
    Reason.UNDATED,
)
_OLDER: Final = (Reason.EARLIER, Reason.TOO_OLD, Reason.UNDATED)
_FEW: Final = 10
_A_PAGE: Final = 50
_LONGEST_FIND: Final = 200
# A list shows neither, and both may be long.
_TEXTS: Final = ("content_html", "summary")
_COLUMNS: Final = ("title", "authors", "published_at", "first_seen_at")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see: words to find, the one reason to show in full, and which page of that.

    `into` is the article for which the page offers a choice of sections, and `join` the article for which it
    offers a choice of stories.
    """

    find: str = ""
    reason: str = ""
    page: int = 1
    into: int = 0
    join: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Asked:
        """Return what the query of an address asks for; parts of it that make no sense are ignored."""
        find = " ".join(query.get("find", "").split())[:_LONGEST_FIND]
        reason = query.get("reason", "")[:40]
        page, into, join = (_number(query, name) for name in ("page", "into", "join"))
        return cls(find, reason, max(1, page), into, join)


@dataclass(frozen=True, slots=True)
class Other:
    """One article, why it is out at this moment, what it scored, and the section that it would go into.

    `can_come` says whether it can be brought in. `told_by` is the story that covers its event.
    """

    article: Article
    reason: str
    why: str
    section: SectionRule
    can_come: bool
    points: tuple[tuple[str, float], ...] = ()
    told_by: Story | None = None


@dataclass(frozen=True, slots=True)
class Pile:
    """The articles that are out for one reason: `count` of them, of which `shown` are listed.

    `page` says which of the `pages` they are; 0 if only the first few are listed.
    """

    key: str
    words: str
    count: int
    shown: tuple[Other, ...]
    is_open: bool
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Everything left out: `count` articles. `older` of them are older news; `found` match the search."""

    asked: Asked
    count: int
    older: int
    found: int
    piles: tuple[Pile, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """The fields by which an article is sorted and found."""

    id: int
    reason: str
    detail: str
    perhaps_same_as: str
    title: str
    authors: Sequence[str]
    moment: datetime

    @property
    def why(self) -> str:
        return _why(self.reason, self.detail, self.perhaps_same_as)

    @property
    def rank(self) -> tuple[int, float, int]:
        place = _ORDER.index(self.reason) if self.reason in _ORDER else len(_ORDER)
        return place, -self.moment.timestamp(), self.id

    def has(self, terms: Sequence[str]) -> bool:
        said = label_key(" ".join([self.title, *map(str, self.authors), self.why]))
        return all(term in said for term in terms)


def left_out_of(edition: Edition, asked: Asked) -> LeftOut:
    """Return every article that was considered and not chosen, and those found since, by reason.

    Newest first within a reason; reasons in the order in which an editor may want to overrule them. Words
    are found in headline, authors and reason, whatever their case and accents.
    """
    clusters = EditionClusters.of(edition)
    rows = sorted(_rows(edition, clusters), key=lambda row: row.rank)
    terms = [key for word in asked.find.split() if (key := label_key(word))]
    found = [row for row in rows if row.has(terms)] if terms else rows
    piles: dict[str, list[_Row]] = {}
    for row in found:
        piles.setdefault(row.reason, []).append(row)
    shown = {key: _part(key, members, asked) for key, members in piles.items()}
    others = _others(edition, clusters, [row for part in shown.values() for row in part])
    return LeftOut(
        asked,
        len(rows),
        sum(row.reason in _OLDER for row in rows),
        len(found),
        tuple(
            _pile(key, members, [others[row.id] for row in shown[key]], asked)
            for key, members in piles.items()
        ),
    )


def _number(query: Mapping[str, str], name: str) -> int:
    raw = query.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 18 else 0


def _rows(edition: Edition, clusters: EditionClusters) -> Iterator[_Row]:
    columns = [f"article__{name}" for name in _COLUMNS]
    rows = edition.verdicts.values_list(
        "article_id", "perhaps_same_as", "chosen", "reason", "detail", *columns
    )
    for pk, perhaps, chosen, reason, detail, *about in rows:
        if pk not in clusters.stories:
            yield _row(pk, (*reason_out(clusters, pk, chosen, reason, detail), perhaps), *about)
    for pk, title, authors, published_at, first_seen_at in _found_since(edition):
        is_of_the_week = published_at is None or published_at > edition.news_since
        reason = NEW if is_of_the_week else Reason.EARLIER.value
        why = (*reason_out(clusters, pk, False, reason, ""), "")
        yield _row(pk, why, title, authors, published_at, first_seen_at)


def _found_since(edition: Edition) -> Iterable[Sequence[Any]]:
    """Return the articles found since a draft was made or last brought up to date, up to the end of its week.

    For an edition that has left, there are none.
    """
    if edition.status not in (Edition.Status.DRAFT, Edition.Status.APPROVED):
        return []
    later = Article.objects.filter(
        publication_id=edition.publication_id,
        first_seen_at__gt=edition.assembled_at,
        first_seen_at__lte=max(edition.send_at, edition.period_end),
    ).exclude(pk__in=edition.verdicts.values("article_id"))
    return later.exclude(pk__in=edition.stories.values("article_id")).values_list("pk", *_COLUMNS)


def _row(
    pk: int,
    why: tuple[str, str, str],
    title: str,
    authors: Sequence[str],
    published_at: datetime | None,
    first_seen_at: datetime,
) -> _Row:
    return _Row(pk, *why, title, authors, published_at or first_seen_at)


def _part(key: str, members: Sequence[_Row], asked: Asked) -> Sequence[_Row]:
    """Return the rows of a pile that are listed."""
    if key != asked.reason:
        return members[:_FEW]
    first = (min(asked.page, _pages(members)) - 1) * _A_PAGE
    return members[first : first + _A_PAGE]


def _pages(members: Sequence[_Row]) -> int:
    return -(-len(members) // _A_PAGE)


def _pile(key: str, members: Sequence[_Row], shown: Sequence[Other], asked: Asked) -> Pile:
    is_asked = key == asked.reason
    return Pile(
        key,
        _why(key),
        len(members),
        tuple(shown),
        is_open=is_asked or key == NEW or bool(asked.find),
        page=min(asked.page, _pages(members)) if is_asked else 0,
        pages=_pages(members),
    )


def _others(edition: Edition, clusters: EditionClusters, rows: Sequence[_Row]) -> dict[int, Other]:
    articles = Article.objects.defer(*_TEXTS).in_bulk([row.id for row in rows])
    fitting = fitting_rules(list(articles.values()), sections_of(edition))
    taken = taken_elsewhere(edition, list(articles))
    points = dict(edition.verdicts.filter(article__in=articles).values_list("article_id", "points"))
    others = {row.id: _other(row, articles[row.id], fitting[row.id], taken.get(row.id, "")) for row in rows}
    return {
        pk: replace(other, points=points_in_words(points.get(pk, {})), told_by=clusters.told_by(pk))
        for pk, other in others.items()
    }


def _other(row: _Row, article: Article, section: SectionRule, taken: str) -> Other:
    """Return an article with its current reason, which other editions may have changed."""
    why = taken or row.why
    if row.reason == Reason.RESERVED and not taken:
        why = tell(
            "it was in another draft when this one was made (%(which)s), and is free now", which=row.detail
        )
    is_whole = bool(article.title and article.url)
    return Other(
        article,
        row.reason,
        why,
        section,
        can_come=is_whole and not taken and row.reason != Reason.ALREADY_SENT,
    )


def _why(reason: str, detail: str = "", perhaps_same_as: str = "") -> str:
    return tell(_NEW_WORDS) if reason == NEW else reason_words(reason, detail, perhaps_same_as)
