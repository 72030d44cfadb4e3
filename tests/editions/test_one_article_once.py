"""Weeks of an ordinary magazine: whatever its feeds do, each story is told once, or an alarm says why not.

A row is a sentence, the looks of each week (what a source shows, in order), and the headlines that each
edition tells. Everything is read, stored, assembled and mailed by the real services.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from roundup.articles.models import Source
from roundup.articles.source_management import add_source, remove_source
from roundup.articles.store import store_reading
from roundup.core.articles import FoundArticle, Reading
from roundup.editions.assembling import assemble_edition
from roundup.editions.ending import skip_edition
from roundup.editions.lifecycle import mark_mailed
from roundup.editions.models import Edition
from roundup.editions.reasons import article_reasons
from roundup.publications.models import Alarm, Publication
from tests.making import make_publication

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
SITE = "https://quay.example"
STANDFIRST = (
    "Every Friday our writers choose the best that they have seen, read and heard along the coast. " * 2
)
FERRY = "The ferry company that sold its islands one by one"
WHOLE = " ".join(f"Sentence {number} of what they found out about it." for number in range(30))
BASE = "What everybody knew before"


def story(title: str, day: float = 0, at: str = "", **fields: object) -> FoundArticle:
    """Return a story as a feed shows it, of that many days after the first Monday."""
    path = at or title.lower().replace(" ", "-")
    usual = {"guid": path, "dek": f"{title}, in one line.", "published_at": MONDAY + day * DAY}
    return FoundArticle(f"{SITE}/{path}", title, **(usual | fields))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Look:
    """What one source shows, so many days after the first Monday. Without articles, it is removed."""

    day: float
    articles: Sequence[FoundArticle] = ()
    source: str = "feed"


@dataclass(frozen=True)
class Row:
    """`told` has the headlines of each week's edition; None stands for a week that is skipped."""

    looks: Sequence[Look]
    told: Sequence[set[str] | None]
    alarm: str = ""
    marked: frozenset[str] = frozenset()


def column(weeks: int, title: str = "", text: str = "") -> list[Look]:
    return [
        Look(1 + 7 * n, [story(title or f"Picks {n}", 7 * n, f"picks/{n}", dek=text or f"This is week {n}.")])
        for n in range(weeks)
    ]


ARCHIVE = [story(f"Old story {n}", -n, dek="A line.") for n in range(5)]
MOVED = [replace(old, url=f"https://new.example/{n}", guid=f"n{n}") for n, old in enumerate(ARCHIVE)]
RENEWED = [replace(old, published_at=MONDAY + 8 * DAY) for old in ARCHIVE]
# Older than all that the feed had room for, and dated anew with the rest.
UNEARTHED = [story(f"Unearthed {n}", 8, updated_at=MONDAY + 8 * DAY) for n in range(40)]
LATER = [replace(old, published_at=MONDAY + 8 * DAY) for old in MOVED]
MAILED = {old.title for old in ARCHIVE}
EPISODES = [story(f"Episode {n}", 2 * n, "show", guid=f"e{n}") for n in range(4)]
NOTES = [story(f"Note {n}", 0, f"notes#n{n}") for n in range(3)]

ROWS = {
    "last week's story under a new address is not told again": Row(
        [Look(1, [story(FERRY, dek=WHOLE)]), Look(8, [story(FERRY, 7, "new/ferry", dek=WHOLE)])],
        [{FERRY}, set()],
    ),
    "last week's story, renamed in address, guid and headline, is known by its text and its moment": Row(
        [Look(1, [story(FERRY, dek=STANDFIRST)]), Look(8, [story("Islands for sale", dek=STANDFIRST)])],
        [{FERRY}, set()],
    ),
    "last week's story, renamed under its guid, is not told again": Row(
        [
            Look(1, [story(FERRY, dek=STANDFIRST)]),
            Look(8, [story("Islands for sale", 7, dek=STANDFIRST, guid=story(FERRY).guid)]),
        ],
        [{FERRY}, set()],
    ),
    "a site that moved tells nothing twice, and an alarm says so": Row(
        [Look(1, ARCHIVE), Look(8, MOVED)], [MAILED, set()], alarm="new addresses"
    ),
    "a site that moved and dated everything anew tells nothing twice, and an alarm says so": Row(
        [Look(1, ARCHIVE), Look(9, LATER)], [MAILED, set()], alarm="new addresses"
    ),
    "the feed of the new site, in place of the old one, tells nothing twice, and an alarm says so": Row(
        [Look(1, ARCHIVE), Look(7), Look(9, LATER, "new")], [MAILED, set()], alarm="new addresses"
    ),
    "the feed of the new site beside the old one tells nothing twice": Row(
        [Look(1, ARCHIVE), Look(9, MOVED, "new")], [MAILED, set()]
    ),
    "new guids for everything tell nothing twice, and an alarm says so": Row(
        [Look(1, ARCHIVE), Look(8, [replace(old, guid=f"again-{old.guid}") for old in ARCHIVE])],
        [MAILED, set()],
        alarm="new guids",
    ),
    "a re-dated archive is not news, and an alarm says so": Row(
        [Look(1, ARCHIVE), Look(9, RENEWED)], [MAILED, set()], alarm="later dates"
    ),
    "what was never seen of a re-dated archive is not news either, however often it is shown": Row(
        [
            Look(1, ARCHIVE),
            Look(7, [story("Before", 6), *ARCHIVE]),
            Look(9, [*UNEARTHED, story("Before", 6), *RENEWED]),
            Look(9.2, [story("After", 9.1), *(replace(old, kicker="New") for old in (*UNEARTHED, *RENEWED))]),
        ],
        [MAILED, {"Before", "After"}],
        alarm="later dates",
    ),
    "a second source that shows the re-dated archive brings none of it": Row(
        [
            Look(1, ARCHIVE),
            Look(2, ARCHIVE, "section"),
            Look(9, [*UNEARTHED, *RENEWED]),
            Look(9.1, [*UNEARTHED, *RENEWED], "section"),
        ],
        [MAILED, set()],
        alarm="later dates",
    ),
    "many articles at once are news where no known one is dated anew": Row(
        [Look(1, ARCHIVE), Look(9, [*(story(f"Special {n}", 8) for n in range(12)), *ARCHIVE])],
        [MAILED, {f"Special {n}" for n in range(12)}],
    ),
    "episodes that share the show's link are all told": Row(
        [Look(1, EPISODES[:2])], [{"Episode 0", "Episode 1"}]
    ),
    "an episode of the next week is told, though its link was mailed": Row(
        [Look(1, EPISODES[:1]), Look(9, EPISODES[:0:-1])],
        [{"Episode 0"}, {"Episode 1", "Episode 2", "Episode 3"}],
    ),
    "a show that lists only its newest episode tells each": Row(
        [Look(3, EPISODES[:2]), Look(5, EPISODES[2:3]), Look(8, EPISODES[3:])],
        [{"Episode 0", "Episode 1"}, {"Episode 2", "Episode 3"}],
    ),
    "notes on one page, told apart by the fragment, are all told": Row(
        [Look(1, NOTES)], [{"Note 0", "Note 1", "Note 2"}]
    ),
    "a weekly column under one headline is told every week": Row(
        column(5, "What we are reading this week at the Quay"),
        [{"What we are reading this week at the Quay"}] * 5,
    ),
    "a weekly column under one standfirst is told every week": Row(
        column(5, text=STANDFIRST), [{f"Picks {n}"} for n in range(5)]
    ),
    "a weekly column under one headline and one standfirst is told every week": Row(
        column(5, "What we are reading this week at the Quay", STANDFIRST),
        [{"What we are reading this week at the Quay"}] * 5,
    ),
    "a site's own description in every item makes no copies": Row(
        [Look(1, [story(f"Story {n}", n / 9, dek=STANDFIRST) for n in range(4)])],
        [{f"Story {n}" for n in range(4)}],
    ),
    "one story of two sources is told once": Row(
        [
            Look(1, [story("Fog", dek="Thick as never before.")]),
            Look(2, [story("Fog", 0.1, "wire/fog", dek="Thick as never before.")], "wire"),
        ],
        [{"Fog"}],
    ),
    "two sources that differ over one address tell it once": Row(
        [Look(1, [story("Fog")]), Look(2, [story("The fog", at="fog", guid="9", dek="Thick.")], "wire")],
        [{"Fog"}],
    ),
    "a slug corrected in mid-week tells one story": Row(
        [
            Look(1, [story("Night trains", at="2026/night-train", dek="Two a night.")]),
            Look(2, [story("Night trains", at="2026/night-trains", dek="Two a night.")]),
        ],
        [{"Night trains"}],
    ),
    "a slug corrected after the mailing tells nothing again": Row(
        [
            Look(1, [story("Night trains", at="2026/night-train", dek="Two a night.")]),
            Look(5, [story("Night trains", at="2026/night-trains", dek="Two a night.")]),
        ],
        [{"Night trains"}, set()],
    ),
    "a guid that is reused for another article tells both": Row(
        [Look(1, [story("Seven knots", guid="42")]), Look(8, [story("Ten knots", 7, guid="42")])],
        [{"Seven knots"}, {"Ten knots"}],
    ),
    "an article that its source shows late is told by the next edition": Row(
        [Look(1, [story("Early")]), Look(5, [story("Late", 1)])], [{"Early"}, {"Late"}]
    ),
    "a source that is removed and added again tells its articles once, undated ones too": Row(
        [
            Look(1, [story("Dated")]),
            Look(2, [story("Undated", published_at=None)]),
            Look(2.2),
            Look(2.5, [story("Dated"), story("Undated", published_at=None), story("Fresh", 2.3)]),
            Look(4),
            Look(8, [story("Dated"), story("Undated", published_at=None)]),
        ],
        [{"Dated", "Undated", "Fresh"}, set()],
    ),
    "two skipped weeks leave all their stories to the next edition": Row(
        [
            Look(1, [story("Zero")]),
            Look(4, [story("One", 4)]),
            Look(15, [story("Two", 14)]),
            Look(22, [story("Three", 21)]),
        ],
        [{"Zero"}, None, None, {"One", "Two", "Three"}],
    ),
    "a live blog that was mailed is not told again": Row(
        [
            Look(1, [story("Storm: day one", at="storm", guid="1")]),
            Look(8, [story("Storm: day two", 7, "storm", guid="2")]),
        ],
        [{"Storm: day one"}, set()],
    ),
    "a long headline that returns above another text is told, and marked": Row(
        [
            Look(1, [story(FERRY, dek="How it began.")]),
            Look(8, [story(FERRY, 7, "ferry/2", dek="How it ended.")]),
        ],
        [{FERRY}, {FERRY}],
        marked=frozenset({FERRY}),
    ),
}


def look(publication: Publication, each: Look) -> None:
    url = f"{SITE}/{each.source}.xml"
    found = Source.objects.filter(publication=publication, url=url).first()
    if not each.articles:
        assert found is not None
        remove_source(found)
        return
    source = found or add_source(publication, url)
    store_reading(source, Reading("feed", "The Quay", articles=tuple(each.articles)), MONDAY + each.day * DAY)


def mailed(publication: Publication, week: int, *, is_skipped: bool) -> Edition:
    """Assemble the edition of a week on its Thursday, and mail or skip it."""
    thursday = MONDAY + week * WEEK + 3.25 * DAY
    edition = assemble_edition(publication, thursday)
    if is_skipped:
        skip_edition(edition, thursday)
    else:
        Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.APPROVED)
        mark_mailed(edition.pk, thursday + DAY)
    return edition


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_each_story_is_told_once(row: Row) -> None:
    publication = make_publication()
    publication.sections.all().delete()
    # A source that was there before: whatever the row's first look shows is news.
    look(publication, Look(-9, [story(BASE, -90)]))
    told: list[set[str] | None] = []
    for week, expected in enumerate(row.told):
        first = MONDAY + week * WEEK - 3.75 * DAY
        for each in row.looks:
            if first <= MONDAY + each.day * DAY < first + WEEK:
                look(publication, each)
        edition = mailed(publication, week, is_skipped=expected is None)
        headlines = [story.headline for story in edition.stories.all()]
        assert len(headlines) == len(set(headlines))
        told.append(None if expected is None else set(headlines))

    assert told == list(row.told)
    marked = {each.article.title for each in article_reasons(edition) if each.is_in and each.perhaps_same_as}
    assert marked == row.marked
    alarms = Alarm.objects.filter(about__startswith="source:")
    assert bool(alarms) == bool(row.alarm)
    assert len(alarms) == len({alarm.about for alarm in alarms}), "each source is told of once"
    assert all(row.alarm in alarm.message for alarm in alarms)
