"""Past editions are made once more by other rules, from what was known at their time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from roundup.articles.models import Article
from roundup.core.ranking import Weights
from roundup.editions.assembling import assemble_edition
from roundup.editions.composing import stories_of
from roundup.editions.draft_rules import rules_of
from roundup.editions.models import Edition
from roundup.editions.replay import EDITIONS, Replay, replay_editions
from roundup.publications.models import Publication
from tests.making import NOW, make_publication

pytestmark = pytest.mark.django_db
TOPICS = ("Ferry", "Glass", "Orchestra", "Tram", "Library", "Chess")


@pytest.fixture
def publication() -> Publication:
    made = make_publication()
    made.max_stories = 3
    made.save()
    return made


def article(publication: Publication, topic: str, week: int, seen_at: datetime, **more: object) -> Article:
    name = f"{topic}{'abcdefghijklmnopqrstuvwxyz'[week]}"
    return Article.objects.create(
        publication=publication,
        url=f"https://quay.example/{name}",
        url_key=f"quay.example/{name}",
        title=f"{name} opens {name[::-1]} again",
        summary=f"What {name} did, and what {name[::-1]} said.",
        section="World",
        published_at=seen_at,
        first_seen_at=seen_at,
        **more,
    )


def weeks(publication: Publication, count: int) -> list[Edition]:
    """Make editions of so many weeks; in each the library's article is the oldest and has no room."""
    made = []
    for week in range(count):
        at = NOW + timedelta(days=7 * week)
        for age, topic in enumerate(TOPICS):
            article(publication, topic, week, at - timedelta(hours=10 * age + 5))
        made.append(assemble_edition(publication, at))
    return made


def replay(publication: Publication, **weights: object) -> list[Replay]:
    saved = rules_of(publication)
    return replay_editions(publication, saved, replace(saved, weights=replace(Weights(), **weights)))


def test_by_the_same_rules_each_edition_is_as_it_was_made(publication: Publication) -> None:
    editions = weeks(publication, 3)

    found = replay(publication)

    assert [each.edition for each in found] == editions[::-1]
    for each in found:
        assert len(each.saved) == 3
        made = {story.headline for story in stories_of(each.edition)}
        assert {story.headline for story in each.saved} == made
        assert each.saved == each.tried
        assert each.changes == 0


def test_a_favoured_word_changes_every_edition_that_has_it(publication: Publication) -> None:
    weeks(publication, 3)
    words = frozenset({f"Chess{'abc'[week]}" for week in range(3)})

    found = replay(publication, pinned_words=words, pinned=10)

    for each in found:
        assert any(story.headline.startswith("Chess") and story.differs for story in each.tried)
        assert not any(story.headline.startswith("Chess") for story in each.saved)
        assert each.changes


def test_what_was_found_later_takes_no_part(publication: Publication) -> None:
    (edition,) = weeks(publication, 1)
    article(publication, "Late", 25, edition.assembled_at + timedelta(hours=1))

    (found,) = replay(publication)

    assert not any("Late" in story.headline for story in found.tried)


def test_what_a_later_edition_has_was_free_then_and_what_an_earlier_one_has_was_not(
    publication: Publication,
) -> None:
    first, second = weeks(publication, 2)
    told = {story.headline for story in stories_of(first)}

    newest, oldest = replay(publication)

    assert {story.headline for story in oldest.tried} == told
    assert not told & {story.headline for story in newest.tried}
    assert newest.edition == second


def test_at_most_a_quarter_of_a_year_is_shown(publication: Publication) -> None:
    weeks(publication, EDITIONS + 1)

    assert len(replay(publication)) == EDITIONS


def test_nothing_is_written(publication: Publication) -> None:
    weeks(publication, 1)
    before = list(Edition.objects.values()), Article.objects.count()

    replay(publication, recency=0)

    assert (list(Edition.objects.values()), Article.objects.count()) == before
