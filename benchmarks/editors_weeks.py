"""How near our draft comes to what an editor would want, in real weeks of six publications.

`python -m benchmarks editors_weeks [WEEK…]`. A week is a file in `tests/data/editors_weeks`: feeds of the
shared corpus, the moment of assembling, and three lists of addresses by which somebody judged its articles:
what the edition must have, what belongs in front, and what is junk. Three drafts are compared: ours, as the
product assembles it for a new publication; the feeds in their own order; and the newest first.
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.databases import new_sqlite
from roundup.articles.sources.base import Document
from roundup.articles.sources.reader import read_document
from roundup.core.articles import FoundArticle, Reading
from roundup.core.urls import url_key
from tests.corpus import corpus_dir

WEEKS = sorted((Path(__file__).parents[1] / "tests/data/editors_weeks").glob("*.toml"))
_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """A week, and what an editor wants of it. `feeds` are paths in the corpus, with the section of each.

    `stories` is the size of the edition, and `in_front` how many of them are in front.
    """

    name: str
    publication: str
    language: str
    zone: str
    made_at: datetime
    stories: int
    in_front: int
    feeds: tuple[tuple[str, str], ...]
    must: frozenset[str]
    front: frozenset[str]
    junk: frozenset[str]

    @property
    def judged(self) -> frozenset[str]:
        return self.must | self.front | self.junk


class Count(NamedTuple):
    """What is in a draft: of `must` and `junk` in the edition, of `front` and of junk in its first places."""

    must: int
    front: int
    junk: int
    junk_in_front: int


def read_week(path: Path) -> Week:
    told: dict[str, Any] = tomllib.loads(path.read_text())
    feeds = tuple((feed["path"], feed["section"]) for feed in told.pop("feeds"))
    lists: dict[str, Any] = {name: frozenset(told.pop(name)) for name in ("must", "front", "junk")}
    return Week(name=path.stem, feeds=feeds, **lists, **told)


def readings_of(week: Week, corpus: Path) -> list[Reading]:
    """Return what the product's own readers find in the feeds of a week."""
    documents = [Document(name, (corpus / name).read_bytes(), zone=week.zone) for name, _ in week.feeds]
    return [read_document(document) for document in documents]


def count(week: Week, urls: Sequence[str]) -> Count:
    """Count what an editor wants and does not want in a draft; what is beyond the edition does not count."""
    edition = {url_key(url) for url in urls[: week.stories]}
    front = {url_key(url) for url in urls[: min(week.in_front, week.stories)]}
    must, wanted, junk = ({url_key(url) for url in urls} for urls in (week.must, week.front, week.junk))
    return Count(len(must & edition), len(wanted & front), len(junk & edition), len(junk & front))


def feed_order(week: Week, readings: Iterable[Reading]) -> list[str]:
    """Return the articles of the week as their feeds show them; several feeds take turns."""
    turns = zip_longest(*(_of_the_week(week, reading) for reading in readings))
    return _addresses(found for found in chain.from_iterable(turns) if found)


def newest_first(week: Week, readings: Iterable[Reading]) -> list[str]:
    found = chain.from_iterable(_of_the_week(week, reading) for reading in readings)
    return _addresses(sorted(found, key=_date, reverse=True))


def our_draft(week: Week, readings: Iterable[Reading]) -> list[str]:
    """Return the stories of the edition that the product assembles for a new publication, in their order."""
    from roundup.articles.models import Source
    from roundup.articles.store import store_reading
    from roundup.editions.assembling import assemble_edition
    from roundup.editions.composing import stories_of
    from roundup.publications.directory import add_publication

    # Its week ends when the edition is made.
    ends = week.made_at.astimezone(ZoneInfo(week.zone))
    publication = add_publication(
        week.publication,
        language=week.language,
        timezone=week.zone,
        send_weekdays=[(ends.weekday() + 1) % 7],
        assemble_time=ends.time(),
        max_stories=week.stories,
    )
    for (path, section), reading in zip(week.feeds, readings, strict=True):
        source = Source.objects.create(publication=publication, url=path, section=section)
        store_reading(source, reading, week.made_at)
    return [story.article.url for story in stories_of(assemble_edition(publication, week.made_at))]


def compare(weeks: Iterable[Week], corpus: Path) -> None:
    """Print what three drafts of each week have of what an editor wants, and the sums."""
    counted = [each for week in weeks if (each := _counts(week, readings_of(week, corpus)))]
    if len(counted) > 1:
        print(f"all {len(counted)} weeks")
        drafts = counted[0][1]
        sums = {name: _sum(counts[name] for _, counts in counted) for name in drafts}
        _print(_sum(wanted for wanted, _ in counted), sums)


def _sum(counts: Iterable[Count]) -> Count:
    return Count(*map(sum, zip(*counts, strict=True)))


def _counts(week: Week, readings: Sequence[Reading]) -> tuple[Count, dict[str, Count]] | None:
    """Print how the drafts of a week do; return what there was to find and what they have.

    Returns None if nobody has judged the week.
    """
    plain = feed_order(week, readings)
    head = f"{week.name}: {week.publication}, {len(plain)} articles"
    if not week.judged:
        print(f"{head}: nobody has judged it yet")
        return None
    print(head)
    _refuse_strangers(week, plain)
    drafts = {
        "ours": our_draft(week, readings),
        "feed order": plain,
        "newest first": newest_first(week, readings),
    }
    wanted = Count(len(week.must), len(week.front), len(week.junk), len(week.junk))
    counts = {name: count(week, urls) for name, urls in drafts.items()}
    _print(wanted, counts)
    return wanted, counts


def _print(wanted: Count, counts: dict[str, Count]) -> None:
    print(f"  {'':12}  {'must':>9}  {'front':>9}  {'junk':>5}  {'junk in front':>13}")
    for name, has in counts.items():
        must, front = f"{has.must} of {wanted.must}", f"{has.front} of {wanted.front}"
        print(f"  {name:12}  {must:>9}  {front:>9}  {has.junk:>5}  {has.junk_in_front:>13}")


def _refuse_strangers(week: Week, urls: Iterable[str]) -> None:
    known = {url_key(url) for url in urls}
    for url in sorted(week.judged):
        if url_key(url) not in known:
            raise SystemExit(f"{week.name} judges {url}, which is not in its feeds that week")


def _of_the_week(week: Week, reading: Reading) -> list[FoundArticle]:
    since, until = week.made_at - _DAYS, week.made_at
    return [
        found for found in reading.articles if found.url and found.title and since < _date(found) <= until
    ]


def _date(found: FoundArticle) -> datetime:
    """Return the date of an article; one without a date is of no week."""
    return found.published_at or datetime.min.replace(tzinfo=UTC)


def _addresses(articles: Iterable[FoundArticle]) -> list[str]:
    """Return the addresses of `articles`, each article once, in their order."""
    first: dict[str, str] = {}
    for found in articles:
        first.setdefault(url_key(found.url), found.url)
    return list(first.values())


def main(argv: Sequence[str]) -> int:
    corpus = corpus_dir()
    if corpus is None:
        print("editors_weeks: skipped: the shared corpus is not here (set ROUNDUP_CORPUS)")
        return 0
    if strange := set(argv) - {path.stem for path in WEEKS}:
        raise SystemExit(f"no such week: {', '.join(strange)}. There are {', '.join(p.stem for p in WEEKS)}.")
    weeks = [read_week(path) for path in WEEKS if not argv or path.stem in argv]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data:
        new_sqlite(data)
        compare(weeks, corpus)
    return 0
