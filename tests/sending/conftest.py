from __future__ import annotations

import pytest
from django.conf import settings

from roundup.articles.models import Picture
from roundup.editions.models import Contributor, Edition
from roundup.publications.models import Publication
from roundup.sending.preparing import freeze as preparation
from tests.making import NOW, approved, make_edition, make_publication, make_reader, make_readers


@pytest.fixture
def publication() -> Publication:
    """The Quay with five active readers."""
    publication = make_publication()
    make_readers(publication, ["ada", "bo", "cleo", "dag", "edda"])
    return publication


@pytest.fixture
def edition(publication: Publication) -> Edition:
    """Its edition of the week, approved."""
    return approved(make_edition(publication))


@pytest.fixture
def quiet_publication() -> Publication:
    """A publication with a privacy page, and without readers."""
    return make_publication(privacy_url="https://quay.example.org/privacy")


@pytest.fixture
def full_edition(quiet_publication: Publication) -> Edition:
    """An approved edition with everything in it, and readers with and without preferences."""
    make_reader(quiet_publication, "ada")
    make_reader(quiet_publication, "bo", sections=["culture"])
    make_reader(quiet_publication, "cleo", language="fr")
    make_reader(quiet_publication, "dag")
    found = make_edition(quiet_publication)
    for letter in "abc":
        Picture.objects.create(
            key=letter, url=letter, digest=letter * 64, kind="jpeg", width=1200, height=800, next_try_at=NOW
        )
    first, *_ = Picture.objects.order_by("pk")
    Contributor.objects.create(
        publication=quiet_publication,
        name="Ines Falk",
        about="Reports from the harbour.",
        url="https://quay.example.org/ines",
        image_url="https://quay.example.org/ines.jpg",
        picture=first,
    )
    said = {"label": "Sponsored", "headline": "Buy", "text": "Now", "url": "https://s.example.org/"}
    Edition.objects.filter(pk=found.pk).update(
        note="Hello.",
        note_signature="Ana",
        sponsor=said | {"image_url": "https://s.example.org/a.jpg", "image_alt": "A boat"},
        sponsor_picture=first,
    )
    found.stories.update(picture=first, kicker="Ports")
    found.stories.filter(place="lead").update(position=50)
    found.refresh_from_db()
    return approved(found)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Freeze one reader at a time, each in a batch of their own."""
    monkeypatch.setattr(preparation, "STEP", 1)
    monkeypatch.setattr(settings, "BATCH_SIZE", 1)
