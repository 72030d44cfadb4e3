"""A picture is fetched once and kept in our own files; a sentence says why if that is impossible."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from roundup.articles.models import Picture
from roundup.articles.pictures.copying import (
    MOST_TRIES,
    copy_picture,
    image_at_our_address,
    kept_pictures,
    picture_files,
    picture_key,
    urls_to_copy,
)
from roundup.articles.pictures.shapes import Focus, Shape
from roundup.articles.sources.fetch import Fetcher
from roundup.core.articles import Image
from tests.articles.pictures.samples import opened, photograph, written
from tests.articles.web import Web

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
JPEG = written(photograph(), "JPEG")


def _path(url: str) -> str:
    return "/pictures/" + url.rpartition("/")[2]


def _shown(picture: Picture, shape: Shape = Shape.WIDE, focus: Focus = Focus.CENTRE) -> Image:
    return image_at_our_address(
        Image("https://quay.example.org/1.jpg", alt="A quay", credit="A. Lens"), picture, shape, focus
    )


def test_a_picture_is_fetched_once_however_often_it_is_wanted(web: Web, fetcher: Fetcher) -> None:
    url = web.serve("/1.jpg", JPEG, content_type="image/jpeg")

    copy_picture(url, NOW, fetcher)
    copy_picture(url, NOW + timedelta(days=1), fetcher)

    assert web.paths == ["/1.jpg"]
    assert list(kept_pictures([url])) == [url]


def test_a_copy_outlives_the_address_that_it_came_from(web: Web, fetcher: Fetcher, client: Client) -> None:
    url = web.serve("/1.jpg?expires=soon", JPEG)
    picture = copy_picture(url, NOW, fetcher)
    web.answers.clear()

    answer = client.get(_path(_shown(picture).url))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert "immutable" in answer["Cache-Control"]
    assert opened(answer.content).size == (1200, 750)


def test_what_the_publisher_says_of_a_picture_travels_with_it(web: Web, fetcher: Fetcher) -> None:
    image = _shown(copy_picture(web.serve("/1.jpg", JPEG), NOW, fetcher))

    assert (image.alt, image.credit) == ("A quay", "A. Lens")
    assert (image.width, image.height) == (1200, 750)


@pytest.mark.parametrize("cut", ["story-nw", "story-se", "face-n", "small-w", "wide-e"])
def test_strangers_make_no_cut_that_nothing_of_ours_shows(
    cut: str, web: Web, fetcher: Fetcher, client: Client, settings: Settings
) -> None:
    picture = copy_picture(web.serve("/1.jpg", JPEG), NOW, fetcher)
    before = sorted(settings.DATA.rglob("*.jpg"))

    assert client.get(f"/pictures/{picture.digest}-{cut}.jpg").status_code == 404
    assert sorted(settings.DATA.rglob("*.jpg")) == before


def test_a_browser_that_has_the_picture_is_not_sent_it_again(
    web: Web, fetcher: Fetcher, client: Client
) -> None:
    path = _path(_shown(copy_picture(web.serve("/1.jpg", JPEG), NOW, fetcher)).url)

    assert client.get(path, headers={"If-None-Match": client.get(path)["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "x.jpg",
        "..%2F..%2Fetc%2Fpasswd",
        "0" * 32 + "-wide-c.jpg",
        "0" * 32 + "-huge-c.jpg",
        "0" * 32 + "-wide-c.exe",
    ],
)
def test_any_other_name_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/pictures/{name}").status_code == 404


def test_what_is_not_a_picture_is_reported_and_tried_only_a_few_times(web: Web, fetcher: Fetcher) -> None:
    url = web.serve("/1.jpg", b"<html>Please subscribe</html>", content_type="image/jpeg")
    now, tries = NOW, 0
    while urls_to_copy([url], now) and tries < 20:
        picture = copy_picture(url, now, fetcher)
        now, tries = now + timedelta(days=3), tries + 1

    assert "a type that mail programs cannot show" in picture.problem
    assert tries == MOST_TRIES == len(web.visits)


def test_a_picture_that_failed_is_left_alone_for_a_while(web: Web, fetcher: Fetcher) -> None:
    url = web.serve("/1.jpg", status=503)
    copy_picture(url, NOW, fetcher)

    assert urls_to_copy([url], NOW + timedelta(minutes=1)) == []
    assert urls_to_copy([url], NOW + timedelta(hours=1)) == [url]


def test_a_picture_that_is_being_copied_is_not_fetched_by_another(web: Web, fetcher: Fetcher) -> None:
    url = web.url("/1.jpg")
    web.answers["/1.jpg"] = lambda visit: visit.answer(200, JPEG)
    Picture.objects.create(key=picture_key(url), url=url, next_try_at=NOW + timedelta(minutes=5))

    copy_picture(url, NOW, fetcher)

    assert web.visits == []


def test_the_same_picture_at_two_addresses_is_kept_once(web: Web, fetcher: Fetcher) -> None:
    copy_picture(web.serve("/1.jpg", JPEG), NOW, fetcher)
    copy_picture(web.serve("/2.jpg", JPEG), NOW, fetcher)

    assert len({row.digest for row in Picture.objects.all()}) == 1
    assert len(list((picture_files()._folder / "masters").rglob("*.jpg"))) == 1


def test_a_disk_without_room_is_told_counts_as_no_try_and_leaves_nothing_behind(
    web: Web, fetcher: Fetcher, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        self.open("wb").close()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    url = web.serve("/1.jpg", JPEG)
    picture = copy_picture(url, NOW, fetcher)

    assert "No space left on device" in picture.problem
    assert picture.tries == 0
    assert not [path for path in settings.DATA.rglob("*") if path.is_file()]
    assert urls_to_copy([url], NOW + timedelta(hours=1)) == [url]


def test_a_cut_that_is_kept_is_shown_without_the_database(
    web: Web, fetcher: Fetcher, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = _path(_shown(copy_picture(web.serve("/1.jpg", JPEG), NOW, fetcher)).url)

    with django_assert_num_queries(0):
        assert client.get(path).status_code == 200
