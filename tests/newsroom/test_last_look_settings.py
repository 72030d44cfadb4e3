"""Admins set when sources are read once more, and what follows from what is found."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from roundup.core.last_look import Kind, Policy, policy_of
from roundup.publications.models import Publication
from tests.newsroom.pages import said, text, tree

pytestmark = pytest.mark.django_db
PAGE = "/newsroom/publications/quay/settings/last_look/"


def save(client: Client, **typed: str) -> HttpResponse:
    [form] = tree(client.get(PAGE)).xpath("//form[@method='post'][.//input[@name='last_looks']]")
    fields = {name: form.fields[name] or "" for name in form.fields if name}
    return client.post(PAGE, fields | typed, follow=True)


def test_the_hours_and_the_policies_are_saved(publication: Publication, office: Client) -> None:
    answer = save(office, last_looks="120, 10", policy_retracted="drop", policy_unread="hold")

    publication.refresh_from_db()
    assert said(answer) == ["The settings for the last look are saved, and take effect at once."]
    assert publication.minutes_of_looks == (120, 10)
    assert policy_of(Kind.RETRACTED, publication.look_policies) is Policy.DROP
    assert policy_of(Kind.UNREAD, publication.look_policies) is Policy.HOLD
    assert policy_of(Kind.GONE, publication.look_policies) is Policy.HOLD
    [chosen] = tree(office.get(PAGE)).xpath("//select[@name='policy_retracted']/option[@selected]/@value")
    assert chosen == "drop"


@pytest.mark.parametrize("typed", ["soon", "0", "5;6", "2000", "-5", "1,2,3,4,5,6", "٥"])
def test_what_is_no_list_of_minutes_is_refused_with_an_example(
    typed: str, publication: Publication, office: Client
) -> None:
    assert "separated by commas: 60, 5" in text(save(office, last_looks=typed))
    publication.refresh_from_db()
    assert publication.last_looks == ""


def test_a_policy_that_makes_no_sense_is_refused(publication: Publication, office: Client) -> None:
    assert "Nothing was changed" in text(save(office, policy_unread="drop"))
    publication.refresh_from_db()
    assert publication.look_policies == {}


def test_no_hours_mean_no_last_look(publication: Publication, office: Client) -> None:
    save(office, last_looks="5")
    save(office, last_looks="")
    publication.refresh_from_db()
    assert publication.minutes_of_looks == ()


def test_only_admins_may(publication: Publication, desk: Client) -> None:
    assert desk.get(PAGE).status_code == 403
