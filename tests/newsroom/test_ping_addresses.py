"""The addresses of monitors outside, in the settings: only such as Roundup may ask for."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.publications.models import Publication
from tests.newsroom.filling_in import save
from tests.newsroom.pages import tree

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_addresses_of_monitors_are_kept(office: Client, publication: Publication) -> None:
    save(
        office,
        "sending/",
        draft_ping_url=" https://hc-ping.com/draft ",
        mailing_ping_url="https://hc-ping.com/mailing",
    )

    publication.refresh_from_db()
    assert publication.draft_ping_url == "https://hc-ping.com/draft"
    assert publication.mailing_ping_url == "https://hc-ping.com/mailing"


@pytest.mark.parametrize("field", ["draft_ping_url", "mailing_ping_url"])
@pytest.mark.parametrize(
    "typed",
    [
        "hc-ping.com/1",
        "ftp://hc-ping.com/1",
        "http://10.0.0.7/1",
        "http://localhost/",
        "https://me:pw@a.example/",
    ],
)
def test_what_must_not_be_asked_for_is_refused(
    typed: str, field: str, office: Client, publication: Publication
) -> None:
    assert tree(save(office, "sending/", **{field: typed})).xpath(f"//*[@id='id_{field}_error']")
    publication.refresh_from_db()
    assert getattr(publication, field) == ""


def test_one_that_was_allowed_once_keeps_no_other_setting_from_being_saved(
    office: Client, publication: Publication
) -> None:
    Publication.objects.update(draft_ping_url="http://10.0.0.7/1")
    save(office, "sending/", undo_minutes="7")

    publication.refresh_from_db()
    assert publication.undo_minutes == 7
