"""The domain to which readers write to leave: only where its mail comes to us, and only one that exists."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from roundup.publications.models import Publication
from tests.newsroom.filling_in import save
from tests.newsroom.pages import text, tree
from tests.providers.set_up import give

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_a_domain_for_leaving_by_mail_is_kept_as_servers_write_it(
    office: Client, publication: Publication, settings: Any
) -> None:
    give(settings, SENDGRID_INBOUND_KEY="a key")
    save(office, "sending/", leave_domain=" Leave.Büro.example.org ")

    publication.refresh_from_db()
    assert publication.leave_domain == "leave.xn--bro-hoa.example.org"


def test_where_no_mail_comes_in_no_domain_for_leaving_is_promised_but_one_may_be_taken_away(
    office: Client, publication: Publication
) -> None:
    said = text(save(office, "sending/", leave_domain="leave.quay.example.org"))
    assert "This installation does not receive mail yet" in said

    Publication.objects.update(leave_domain="leave.quay.example.org")
    save(office, "sending/", undo_minutes="7")
    assert Publication.objects.values_list("leave_domain", "undo_minutes").get()[1] == 7
    save(office, "sending/", leave_domain="")
    publication.refresh_from_db()
    assert publication.leave_domain == ""


@pytest.mark.parametrize(
    "typed",
    ["a@b.org", "leave", "localhost", "leave example.org", "x>.org", f"{'a.' * 94}org", "[192.0.2.1]"],
)
def test_what_is_no_domain_is_refused(
    typed: str, office: Client, publication: Publication, settings: Any
) -> None:
    give(settings, SENDGRID_INBOUND_KEY="a key")

    assert tree(save(office, "sending/", leave_domain=typed)).xpath("//*[@id='id_leave_domain_error']")
    assert not Publication.objects.exclude(leave_domain="").exists()
