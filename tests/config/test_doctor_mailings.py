"""The doctor reports copies that were dropped, and of those that left before a restore."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from roundup.config.doctor.examination import examine_installation
from roundup.editions.models import Edition
from roundup.sending.handing_over.nonces import edition_tag_of
from roundup.sending.models import Forgotten
from tests.newsroom.mailings import LATER, begin, dropped, go
from tests.sending.post import Post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _installed(settings: Settings) -> None:
    settings.DATA.mkdir()
    settings.REDIS_URL = ""


def told(name: str) -> str:
    """Return what the doctor says of one check, with its mark."""
    found = {verdict["check"]: verdict for verdict in examine_installation()}[name]
    mark = "BAD" if not found["ok"] else "see" if found["note"] else "ok"
    return f"{mark} {found['message']}"


def test_dropped_copies_are_told_with_the_command_that_helps(edition: Edition) -> None:
    dropped(edition)

    assert told("dropped").startswith("see The provider took and then dropped 1 copy of edition 1")
    assert "roundup redrive" in told("dropped")


def test_who_had_an_edition_before_a_restore_is_told_until_it_is_mailed(edition: Edition) -> None:
    mark = edition_tag_of(edition.publication_id, edition.period_name)
    Forgotten.objects.create(mark=mark, subscriber_id=1, at=LATER)
    assert "edition 1 of The Quay to 1 reader" in told("mailed-before")

    begin(edition)
    go(Post())
    assert told("mailed-before").startswith("ok")
