"""What the benchmark of editors' weeks counts, and what it says where it cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks import editors_weeks
from benchmarks.editors_weeks import (
    WEEKS,
    Count,
    Week,
    count,
    feed_order,
    newest_first,
    our_draft,
    read_week,
    readings_of,
)
from roundup.core.articles import FoundArticle, Reading
from roundup.editions.models import Edition, Verdict
from tests.corpus import corpus_dir

pytestmark = pytest.mark.one_database
AT = datetime(2026, 11, 19, 14, tzinfo=UTC)
HOME = "https://quay.example.org"
INVENTED = f"""
publication = "The Quay"
language = "en"
zone = "Europe/London"
made_at = 2026-11-19T14:00:00Z
stories = 4
in_front = 2
must = ["{HOME}/1", "{HOME}/2", "{HOME}/5"]
front = ["{HOME}/2"]
junk = ["{HOME}/3", "{HOME}/4"]
[[feeds]]
path = "world.xml"
section = "World"
[[feeds]]
path = "culture.xml"
section = "Culture"
"""


def urls(*numbers: int) -> list[str]:
    return [f"{HOME}/{number}" for number in numbers]


def found(number: int, hours: int | None) -> FoundArticle:
    date = AT - timedelta(hours=hours) if hours is not None else None
    return FoundArticle(f"{HOME}/{number}", f"The headline of number {number}", published_at=date)


def feed_of(*numbers: int) -> str:
    told = "".join(
        f"<item><title>The harbour has news of its own kind, number {n}</title><link>{HOME}/{n}</link>"
        f"<pubDate>{AT - timedelta(hours=n):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>The Quay</title>{told}</channel></rss>"


def lines_of(printed: str) -> list[str]:
    return [" ".join(line.split()) for line in printed.splitlines()]


@pytest.fixture
def week(tmp_path: Path) -> Week:
    path = tmp_path / "quay-2026.toml"
    path.write_text(INVENTED)
    return read_week(path)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "world.xml").write_text(feed_of(1, 2, 3))
    (tmp_path / "culture.xml").write_text(feed_of(4, 5, 6))
    return tmp_path


def test_what_an_editor_wants_and_does_not_want_is_counted(week: Week) -> None:
    assert count(week, urls(2, 3, 1, 9)) == Count(must=2, front=1, junk=1, junk_in_front=1)
    assert count(week, urls(1, 9, 2, 4)) == Count(must=2, front=0, junk=1, junk_in_front=0)
    assert count(week, []) == Count(must=0, front=0, junk=0, junk_in_front=0)


def test_stories_beyond_the_edition_do_not_count(week: Week) -> None:
    assert count(week, urls(9, 8, 7, 6, 1, 2, 3)) == Count(must=0, front=0, junk=0, junk_in_front=0)


def test_an_address_counts_however_it_is_written(week: Week) -> None:
    assert count(week, [f"{HOME}/2/?utm_source=feed"]).front == 1


def test_feed_order_takes_turns_among_the_feeds_and_tells_each_article_once(week: Week) -> None:
    world = Reading("feed", articles=(found(1, 5), found(2, 1)))
    culture = Reading("feed", articles=(found(4, 3), found(1, 5), found(5, 2)))

    assert feed_order(week, [world, culture]) == urls(1, 4, 2, 5)


def test_the_newest_come_first(week: Week) -> None:
    world = Reading("feed", articles=(found(1, 5), found(2, 1)))
    culture = Reading("feed", articles=(found(4, 3),))

    assert newest_first(week, [world, culture]) == urls(2, 4, 1)


def test_only_articles_of_the_week_are_in_the_plain_drafts(week: Week) -> None:
    reading = Reading("feed", articles=(found(1, 0), found(2, 24 * 7), found(3, -1), found(4, None)))

    assert feed_order(week, [reading]) == newest_first(week, [reading]) == urls(1)


@pytest.mark.django_db
def test_our_draft_is_the_one_that_the_product_assembles(week: Week, corpus: Path) -> None:
    draft = our_draft(week, readings_of(week, corpus))

    edition = Edition.objects.get()
    assert draft == [story.article.url for story in edition.stories.order_by("position")]
    assert len(set(draft) & set(urls(1, 2, 3, 4, 5, 6))) == 4
    assert (edition.period_start, edition.assembled_at) == (AT - timedelta(days=7), AT)
    assert Verdict.objects.count() == 6


@pytest.mark.django_db
def test_three_drafts_are_compared(week: Week, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    editors_weeks.compare([week], corpus)

    lines = lines_of(capsys.readouterr().out)
    assert lines[0] == "quay-2026: The Quay, 6 articles"
    assert any(line.startswith("ours ") for line in lines)
    assert lines[3:] == ["feed order 3 of 3 0 of 1 1 1", "newest first 2 of 3 1 of 1 2 0"]


@pytest.mark.django_db
def test_several_weeks_are_summed_up(week: Week, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    editors_weeks.compare([week, replace(week, publication="The Bay", junk=frozenset())], corpus)

    lines = lines_of(capsys.readouterr().out)
    assert "newest first 4 of 6 2 of 2 2 0" in lines[lines.index("all 2 weeks") :]


@pytest.mark.django_db
def test_a_week_that_nobody_has_judged_is_not_counted(
    week: Week, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = frozenset[str]()
    editors_weeks.compare([replace(week, must=nobody, front=nobody, junk=nobody)], corpus)

    assert capsys.readouterr().out == "quay-2026: The Quay, 6 articles: nobody has judged it yet\n"


@pytest.mark.django_db
def test_an_address_that_the_week_does_not_have_is_refused(week: Week, corpus: Path) -> None:
    wrong = replace(week, junk=frozenset(urls(7)))

    with pytest.raises(SystemExit, match=f"quay-2026 judges {HOME}/7, which is not in its feeds that week"):
        editors_weeks.compare([wrong], corpus)


def test_without_the_corpus_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROUNDUP_CORPUS", str(tmp_path / "nowhere"))

    assert editors_weeks.main([]) == 0
    assert "skipped: the shared corpus is not here" in capsys.readouterr().out


def test_a_week_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ROUNDUP_CORPUS", str(tmp_path))

    with pytest.raises(SystemExit, match=r"no such week: quay-2026\. There are .*guardian-2019"):
        editors_weeks.main(["quay-2026"])


@pytest.mark.corpus
@pytest.mark.skipif(corpus_dir() is None, reason="the shared corpus is not here")
@pytest.mark.parametrize("path", WEEKS, ids=lambda path: path.stem)
def test_every_week_has_enough_to_choose_from(path: Path) -> None:
    folder = corpus_dir()
    assert folder is not None
    week = read_week(path)

    assert len(newest_first(week, readings_of(week, folder))) >= 30
    assert (week.stories, week.in_front) == (12, 4)
