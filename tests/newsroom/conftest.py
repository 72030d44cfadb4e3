"""A newsroom on a Wednesday: one publication with a draft, an editor and an admin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from roundup.editions.models import Edition
from roundup.editors.accounts import ADMIN, EDITOR, add_user
from roundup.publications.models import Publication
from tests.making import NOW, make_edition, make_publication, make_readers
from tests.newsroom.brackets import brackets, speaks_brackets  # noqa: F401 - fixtures
from tests.newsroom.rich_field import field, opened  # noqa: F401 - fixtures
from tests.newsroom.visiting import visit  # noqa: F401 - a fixture

PASSWORD = "low tide at nine"


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
def editor(db: None) -> User:
    return add_user("ana@quay.example.org", EDITOR, PASSWORD)


@pytest.fixture
def admin(db: None) -> User:
    return add_user("bo@quay.example.org", ADMIN, PASSWORD)


@pytest.fixture
def desk(editor: User) -> Client:
    """The browser of an editor who has signed in."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def office(admin: User) -> Client:
    """The browser of an admin who has signed in."""
    client = Client()
    client.force_login(admin)
    return client
