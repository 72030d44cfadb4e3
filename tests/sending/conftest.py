from __future__ import annotations

import pytest

from roundup.editions.models import Edition
from roundup.publications.models import Publication
from tests.making import approved, make_edition, make_publication, make_readers


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
