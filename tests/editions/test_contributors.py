"""Contributors whose names are in an edition's bylines are introduced below it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from roundup.articles.pictures import copying
from roundup.articles.pictures.files import CutName
from roundup.articles.sources.fetch import Fetcher
from roundup.core.content import Contributors
from roundup.core.preferences import Preferences
from roundup.editions import editing
from roundup.editions.arranging import leave_out
from roundup.editions.assembling import assemble_edition
from roundup.editions.composing import Composer, stories_of
from roundup.editions.models import Contributor, Edition
from roundup.editions.pictures import copy_pictures, drafts_lacking_pictures, link_pictures
from roundup.editions.proof import proof_of
from tests.articles.pictures.samples import photograph, written
from tests.articles.web import PATIENT, running_web
from tests.making import NOW, THURSDAY, approved, make_edition, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    edition = make_edition(make_publication())
    for number, byline in enumerate(
        ["Ines Falk", "By OREN  VALE and Teo Brandt", "june abara, Ines Falk", "June Abara & Oren Vale"],
        start=1,
    ):
        story = edition.stories.get(headline__endswith=f" {number}")
        editing.rewrite_story(edition, story.pk, byline=byline, now=NOW)
    for story in edition.stories.filter(headline__regex="[56]$"):
        editing.rewrite_story(edition, story.pk, byline="Staff", now=NOW)
    for name in ("June Abara", "Oren Vale", "Nobody Here"):
        Contributor.objects.create(publication=edition.publication, name=name, about=f"About {name}.")
    return edition


def people(edition: Edition, preferences: Preferences | None = None) -> list[str]:
    blocks = proof_of(edition, preferences).content.blocks
    return [person.name for block in blocks if isinstance(block, Contributors) for person in block.people]


def test_whoever_is_named_is_listed_once_in_order_of_appearance(edition: Edition) -> None:
    assert people(edition) == ["June Abara", "Oren Vale"]


def test_a_part_of_a_name_is_nobody(edition: Edition) -> None:
    Contributor.objects.create(publication=edition.publication, name="Oren")
    Contributor.objects.create(publication=edition.publication, name="Vale")

    assert set(people(edition)) == {"Oren Vale", "June Abara"}


def test_who_is_named_in_a_spanish_byline_is_found(edition: Edition) -> None:
    story = edition.stories.order_by("position")[0]
    editing.rewrite_story(edition, story.pk, byline="Nobody Here y June Abara", now=NOW)

    assert people(edition)[:2] == ["Nobody Here", "June Abara"]


def test_a_reader_meets_who_wrote_what_they_get_in_their_own_order(edition: Edition) -> None:
    assert people(edition, Preferences(frozenset({"culture"}))) == ["Oren Vale", "June Abara"]


def test_the_block_can_be_left_out(edition: Edition) -> None:
    leave_out(edition, "contributors", NOW)

    assert people(edition) == []


def test_without_anybody_known_there_is_no_block(edition: Edition) -> None:
    Contributor.objects.all().delete()

    assert [block.kind for block in Composer(edition).compose(stories_of(edition)).blocks][-1] == "footer"
    assert people(edition) == []


def test_contributors_of_another_publication_are_strangers(edition: Edition) -> None:
    other = make_publication(name="The Pier", slug="pier")
    Contributor.objects.update(publication=other)

    assert people(edition) == []


def test_a_name_is_there_once(edition: Edition) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contributor.objects.create(publication=edition.publication, name="JUNE ABARA")


def test_the_title_is_in_the_publication_s_language(edition: Edition) -> None:
    edition.publication.language = "de"
    edition.publication.save()

    block = next(b for b in proof_of(edition).content.blocks if isinstance(b, Contributors))
    assert block.title == "Wer diese Woche geschrieben hat"


def faces(edition: Edition) -> list[str]:
    blocks = proof_of(edition).content.blocks
    found = [p.image for b in blocks if isinstance(b, Contributors) for p in b.people]
    return [image.url for image in found if image]


def test_a_photo_is_shown_as_our_square_copy_and_never_from_elsewhere(edition: Edition) -> None:
    edition.stories.update(image=None)
    with running_web() as web:
        url = web.serve("/june.jpg", written(photograph(600, 900), "JPEG"))
        Contributor.objects.filter(name="June Abara").update(image_url=url)
        assert faces(edition) == []
        assert drafts_lacking_pictures(NOW) == [edition.pk]

        copied = copy_pictures(edition, NOW, Fetcher(["127.0.0.0/8"], "tests", timeouts=PATIENT))

    assert copied.kept == 1
    assert [("-face-" in url) for url in faces(edition)] == [True]
    name = CutName.read(faces(edition)[0].rpartition("/")[2])
    assert name is not None
    path = copying.picture_files().cut(name)
    assert path is not None
    assert drafts_lacking_pictures(NOW) == []


def test_a_photo_that_comes_late_changes_no_approved_edition(edition: Edition) -> None:
    approved(edition)
    later = assemble_edition(edition.publication, THURSDAY + timedelta(days=1))
    with running_web() as web:
        url = web.serve("/june.jpg", written(photograph(600, 900), "JPEG"))
        Contributor.objects.filter(name="June Abara").update(image_url=url)
        hash_before = proof_of(edition).hash
        copying.copy_picture(url, NOW, Fetcher(["127.0.0.0/8"], "tests", timeouts=PATIENT))

        link_pictures(later)

    assert proof_of(edition).hash == hash_before
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.MAILED)
    link_pictures(later)
    assert Contributor.objects.get(name="June Abara").picture is not None
