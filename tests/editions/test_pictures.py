"""A draft's stories show our copies of their pictures; what is approved stays as it was approved."""

from __future__ import annotations

import io
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from PIL import Image

from roundup.articles.models import Article, Picture
from roundup.articles.pictures.copying import copy_picture, picture_key
from roundup.articles.sources.fetch import Fetcher
from roundup.core.content import Lead, Stories
from roundup.editions import pictures
from roundup.editions.assembling import assemble_edition
from roundup.editions.composing import Composer, stories_of
from roundup.editions.lifecycle import approve_edition
from roundup.editions.models import Contributor, Edition
from roundup.editions.pictures import copy_pictures, drafts_lacking_pictures, link_pictures
from roundup.editions.proof import proof_of
from tests.articles.pictures.samples import photograph, written
from tests.articles.web import PATIENT, Web, running_web
from tests.making import NOW, make_articles, make_publication

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(["127.0.0.0/8"], "roundup tests", timeouts=PATIENT)


def _edition(web: Web) -> Edition:
    publication = make_publication()
    for number, article in enumerate(make_articles(publication, 4), start=1):
        url = web.serve(f"/{number}.jpg", written(photograph(900 + number, 600), "JPEG"))
        Article.objects.filter(pk=article.pk).update(image={"url": url, "alt": "A quay", "credit": "A. Lens"})
    return assemble_edition(publication, NOW)


def _shown(edition: Edition) -> list[str]:
    content = Composer(edition).compose(stories_of(edition))
    told = [story for block in content.blocks if isinstance(block, Stories) for story in block.stories]
    told += [block.story for block in content.blocks if isinstance(block, Lead)]
    return [story.image.url for story in told if story.image]


def test_every_story_shows_our_own_copy(fetcher: Fetcher) -> None:
    with running_web() as web:
        edition = _edition(web)
        copied = copy_pictures(edition, NOW, fetcher)

    assert copied.kept == 4
    assert all("/pictures/" in url for url in _shown(edition))


def test_the_lead_shows_its_picture_wide_and_the_others_small(fetcher: Fetcher) -> None:
    with running_web() as web:
        edition = _edition(web)
        copy_pictures(edition, NOW, fetcher)

    assert sorted("-wide-" in url for url in _shown(edition)) == [False, False, False, True]


def test_the_lead_may_be_copied_when_the_rest_cannot(fetcher: Fetcher) -> None:
    with running_web() as web:
        edition = _edition(web)
        for path in list(web.answers)[1:]:
            web.serve(path, status=404)
        copied = copy_pictures(edition, NOW, fetcher)

    assert (copied.kept, len(copied.problems)) == (1, 3)
    assert sorted("/pictures/" in url for url in _shown(edition)) == [False, False, False, True]


def test_an_approved_edition_keeps_the_pictures_that_it_was_approved_with(fetcher: Fetcher) -> None:
    with running_web() as web:
        edition = _edition(web)
        approve_edition(edition, proof_of(edition).hash, None, NOW)
        copy_pictures(edition, NOW, fetcher)

    assert proof_of(edition).hash == edition.approval.hash
    assert not any("/pictures/" in url for url in _shown(edition))


def test_copying_touches_no_draft_and_twice_changes_nothing(fetcher: Fetcher) -> None:
    with running_web() as web:
        edition = _edition(web)
        copy_pictures(edition, NOW, fetcher)
        before = proof_of(edition).hash
        copy_pictures(edition, NOW + timedelta(hours=1), fetcher)
        link_pictures(edition)
        visits = len(web.visits)

    edition.refresh_from_db()
    assert visits == 4
    assert edition.touched_at is None
    assert proof_of(edition).hash == before


def test_a_picture_that_is_known_is_shown_from_the_first_moment(fetcher: Fetcher) -> None:
    with running_web() as web:
        edition = _edition(web)
        copy_pictures(edition, NOW, fetcher)
        publication = edition.publication
        edition.delete()
        again = assemble_edition(publication, NOW)

    assert all("/pictures/" in url for url in _shown(again))


def test_only_drafts_with_something_to_copy_are_looked_at_again(fetcher: Fetcher) -> None:
    with running_web() as web:
        edition = _edition(web)
        assert drafts_lacking_pictures(NOW) == [edition.pk]
        copy_pictures(edition, NOW, fetcher)

    assert drafts_lacking_pictures(NOW + timedelta(days=1)) == []


def test_who_goes_on_to_a_proof_waits_for_what_another_is_copying(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_web() as web:
        edition = _edition(web)
        urls = [story.image["url"] for story in edition.stories.all() if story.image]
        for url in urls:
            Picture.objects.create(key=picture_key(url), url=url, next_try_at=NOW + timedelta(minutes=5))

        def copied_meanwhile(seconds: float) -> None:
            Picture.objects.update(next_try_at=NOW)
            for url in urls:
                copy_picture(url, NOW, fetcher)

        # This module's clock only: waiting for a child that copies sleeps, too.
        clock = SimpleNamespace(sleep=copied_meanwhile, monotonic=time.monotonic)
        monkeypatch.setattr(pictures, "time", clock)
        copy_pictures(edition, NOW, fetcher, wait=True)

    assert all("/pictures/" in url for url in _shown(edition))


def test_a_cut_that_a_story_shows_is_made_when_it_is_asked_for(fetcher: Fetcher, client: Client) -> None:
    with running_web() as web:
        edition = _edition(web)
        copy_pictures(edition, NOW, fetcher)
    story = edition.stories.all()[1]
    story.focus = "nw"
    story.save()
    assert story.picture is not None

    def size(cut: str) -> tuple[int, int]:
        answer = client.get(f"/pictures/{story.picture.digest}-{cut}.jpg")  # type: ignore[union-attr]
        return Image.open(io.BytesIO(answer.content)).size

    assert size("story-nw") == (672, 448)
    assert size("small-nw") == (432, 288)
    assert client.get(f"/pictures/{story.picture.digest}-story-se.jpg").status_code == 404


def test_a_cut_that_a_contributor_or_a_sponsor_shows_is_made(fetcher: Fetcher, client: Client) -> None:
    with running_web() as web:
        edition = _edition(web)
        files = [written(photograph(600 + n, 600), "JPEG") for n in (1, 2)]
        made = [copy_picture(web.serve(f"/{n}.jpg", file), NOW, fetcher) for n, file in enumerate(files)]
    Contributor.objects.create(publication=edition.publication, name="Ines Falk", picture=made[0])
    Edition.objects.filter(pk=edition.pk).update(sponsor_picture=made[1])

    asked = [f"{one.digest}-{cut}.jpg" for one in made for cut in ("face-c", "wide-c", "wide-n", "story-n")]
    found = [client.get(f"/pictures/{name}").status_code for name in asked]

    assert found == [200, 200, 404, 404, 404, 200, 404, 404]
