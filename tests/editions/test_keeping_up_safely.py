"""News comes into open drafts only, once, and whole, whatever happens meanwhile."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from roundup.core.errors import Refused
from roundup.editions import ending, lifecycle
from roundup.editions.description import edition_document
from roundup.editions.keeping_up import drafts_to_keep_up, keep_up
from roundup.editions.models import Edition
from roundup.editions.revisions import edition_content
from roundup.publications.models import Publication
from tests.making import FRIDAY, NOW, approved, make_article, make_edition, make_publication

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def publication() -> Publication:
    return make_publication(max_stories=6)


@pytest.fixture
def edition(publication: Publication) -> Edition:
    return make_edition(publication, 8)


def news(publication: Publication) -> None:
    make_article(publication, 90, published_at=LATER, first_seen_at=LATER)


def told(edition: Edition) -> list[int]:
    return [int(story.article.url.rpartition("/")[2]) for story in edition.stories.order_by("position")]


@pytest.mark.parametrize("what", ["approved", "held", "late", "skipped"])
def test_no_news_comes_into_what_is_no_open_draft(
    publication: Publication, edition: Edition, what: str
) -> None:
    now = LATER
    if what == "approved":
        approved(edition)
    elif what == "held":
        lifecycle.hold_edition(edition, "Wait", NOW)
    elif what == "skipped":
        ending.skip_edition(edition, NOW)
    else:
        now = FRIDAY
    news(publication)
    before = told(edition)

    with pytest.raises(Refused):
        keep_up(edition, now)

    assert told(edition) == before
    assert drafts_to_keep_up(now) == []


def test_a_draft_is_looked_at_every_ten_minutes_and_by_one_worker(edition: Edition) -> None:
    minutes = [timedelta(minutes=count) for count in (9, 10, 11, 20)]

    assert [len(drafts_to_keep_up(NOW + each)) for each in minutes] == [0, 1, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_each_story_comes_in_once(publication: Publication, edition: Edition) -> None:
    news(publication)
    barrier, failed = Barrier(2), []

    def run() -> None:
        barrier.wait()
        try:
            keep_up(edition, LATER)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert told(edition).count(90) == 1
    assert edition.revisions.count() == 2


def test_nothing_is_lost_if_the_worker_dies_in_between(
    publication: Publication, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    news(publication)
    before, document = edition_content(edition), edition_document(edition)

    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("roundup.editions.keeping_up.propose_anew", die)
        with pytest.raises(SystemExit):
            keep_up(edition, LATER)
    edition.refresh_from_db()
    assert (edition_content(edition), edition_document(edition)) == (before, document)

    assert keep_up(edition, LATER).coming
