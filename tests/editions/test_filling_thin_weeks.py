"""A thin week is filled with older articles if the publication wants that: with what was never mailed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roundup.articles.models import Article
from roundup.editions.assembling import assemble_edition
from roundup.editions.editing import drop_story, rewrite_story
from roundup.editions.ending import skip_edition
from roundup.editions.form_versions import drop_version
from roundup.editions.keeping_up import keep_up
from roundup.editions.lifecycle import mark_mailed
from roundup.editions.models import Edition
from roundup.editions.reasons import why_in
from roundup.publications.models import Alarm, Publication
from tests.making import NOW, approved, make_article, make_edition, make_publication

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def publication() -> Publication:
    return make_publication(thin_week="fill", least_stories=3)


def make_old(publication: Publication, number: int, days: int, **fields: object) -> Article:
    then = NOW - days * DAY
    return make_article(publication, number, published_at=then, first_seen_at=then, **fields)


def filled_with(edition: Edition) -> list[Article]:
    return [story.article for story in edition.stories.filter(section_key="from-the-archive")]


def test_the_newest_of_the_older_articles_take_the_places_that_are_lacking(publication: Publication) -> None:
    old = [make_old(publication, number, number) for number in (60, 50, 40, 30)]

    edition = make_edition(publication, articles=1)

    assert filled_with(edition) == [old[3], old[2]]
    assert {story.section_name for story in edition.stories.filter(article__in=old)} == {"From the archive"}
    assert why_in(edition)[old[3].pk].words.startswith("an older article, because the week is thin")
    assert not Alarm.objects.open().exists()


@pytest.mark.parametrize(("policy", "articles"), [("wait", 1), ("send", 1), ("skip", 1), ("fill", 3)])
def test_no_older_article_comes_in_otherwise(policy: str, articles: int, publication: Publication) -> None:
    Publication.objects.update(thin_week=policy)
    publication.refresh_from_db()
    make_old(publication, 60, 60)

    assert filled_with(make_edition(publication, articles)) == []


def test_the_heading_is_in_the_language_of_the_publication(publication: Publication) -> None:
    Publication.objects.update(language="de")
    publication.refresh_from_db()
    make_old(publication, 60, 60)

    edition = make_edition(publication, articles=1)

    assert edition.stories.get(section_key="from-the-archive").section_name == "Aus dem Archiv"


def test_what_is_still_too_thin_raises_the_alarm(publication: Publication) -> None:
    make_old(publication, 60, 60)

    edition = make_edition(publication, articles=1)

    assert edition.stories.count() == 2
    assert Alarm.objects.open().get().about == f"edition:{edition.pk}:thin"


def test_an_article_older_than_a_year_does_not_come_in(publication: Publication) -> None:
    make_old(publication, 60, 366)

    assert filled_with(make_edition(publication, articles=1)) == []


def test_what_was_mailed_or_taken_out_by_an_editor_never_comes_again(publication: Publication) -> None:
    told, dropped = make_old(publication, 60, 9), make_old(publication, 61, 9)
    earlier = assemble_edition(publication, NOW - 7 * DAY)
    stories = list(earlier.stories.all())
    story = next(each for each in stories if each.article == dropped)
    drop_story(earlier, story.pk, NOW - 7 * DAY, seen=drop_version(stories, story))
    mark_mailed(approved(earlier, NOW - 7 * DAY).pk, NOW - 6 * DAY)

    edition = make_edition(publication, articles=1)

    assert filled_with(edition) == []
    assert not edition.stories.filter(article=told).exists()


def test_a_copy_of_what_was_mailed_does_not_come_in(publication: Publication) -> None:
    make_old(publication, 60, 8, title="Who owns the old lighthouse at the quay?")
    earlier = assemble_edition(publication, NOW - 7 * DAY)
    mark_mailed(approved(earlier, NOW - 7 * DAY).pk, NOW - 6 * DAY)
    make_old(publication, 61, 8, title="Who owns the old lighthouse at the quay?")
    Article.objects.update(summary="It has stood empty for years, and now three families want it.")

    assert filled_with(make_edition(publication, articles=1)) == []


def test_what_a_skipped_edition_had_can_come_again(publication: Publication) -> None:
    old = make_old(publication, 60, 60)
    skip_edition(make_edition(publication, articles=1), NOW)

    assert filled_with(assemble_edition(publication, NOW + 7 * DAY)) == [old]


def test_news_takes_the_place_of_older_articles(publication: Publication) -> None:
    old = [make_old(publication, number, number) for number in (40, 50)]
    edition = make_edition(publication, articles=1)
    assert filled_with(edition) == old

    for number in (11, 12, 13):
        make_article(publication, number, first_seen_at=NOW, published_at=NOW)
    keep_up(edition, NOW + timedelta(hours=1))

    assert filled_with(edition) == []
    assert not edition.ledger.filter(article__in=old).exists()


def test_what_an_editor_drops_stays_out_and_what_they_reword_stays(publication: Publication) -> None:
    reworded, dropped, other = [make_old(publication, number, number) for number in (40, 50, 60)]
    edition = make_edition(publication, articles=1)
    stories = {story.article_id: story for story in edition.stories.all()}
    rewrite_story(edition, stories[reworded.pk].pk, headline="As it was then", now=NOW)
    story = stories[dropped.pk]
    drop_story(edition, story.pk, NOW, seen=drop_version(list(edition.stories.all()), story))

    keep_up(edition, NOW + timedelta(hours=1))

    assert filled_with(edition) == [reworded, other]


def test_without_any_news_an_older_article_is_the_lead(publication: Publication) -> None:
    make_old(publication, 40, 40, image=None)
    with_picture = make_old(publication, 50, 50)

    edition = make_edition(publication, articles=0)

    assert edition.stories.get(place="lead").article == with_picture


@pytest.mark.parametrize("left_over", [False, True], ids=["found late", "left over"])
def test_news_that_is_older_than_the_week_is_told_once(left_over: bool, publication: Publication) -> None:
    news = make_article(publication, 60, published_at=NOW - 9 * DAY, first_seen_at=NOW)
    if left_over:
        skip_edition(assemble_edition(publication, NOW), NOW)
    old = make_old(publication, 61, 20)

    edition = assemble_edition(publication, NOW + 7 * DAY) if left_over else make_edition(publication, 1)

    assert edition.stories.filter(article=news).count() == 1
    assert old in filled_with(edition)
    assert news not in filled_with(edition)


def test_a_notice_does_not_come_in(publication: Publication) -> None:
    make_old(publication, 40, 40, title="Sponsored: the best boats of the year")

    assert filled_with(make_edition(publication, articles=1)) == []
