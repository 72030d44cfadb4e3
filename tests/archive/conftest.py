"""A publication with a draft and three readers, on a Wednesday; and that edition once it is mailed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from roundup.editions.models import Edition
from roundup.publications.models import Publication
from tests.making import NOW, make_edition, make_publication, make_readers
from tests.newsroom.mailings import begin, go
from tests.sending.post import Post


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def publication(db: None) -> Publication:
    publication = make_publication(timezone="Europe/Berlin")
    make_readers(publication, ["ada", "bo", "cleo"])
    return publication


@pytest.fixture
def edition(publication: Publication) -> Edition:
    return make_edition(publication)


@pytest.fixture
def mailed(edition: Edition) -> Edition:
    begin(edition)
    go(Post())
    edition.refresh_from_db()
    return edition
