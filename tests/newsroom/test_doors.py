"""Every page of the newsroom: strangers stay out, looking changes nothing, and a button needs its token."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, reverse

from roundup.core.errors import Refused
from roundup.editions.models import Edition
from roundup.newsroom import doors
from roundup.newsroom.urls import urlpatterns
from roundup.publications.models import Alarm
from tests.making import NOW

pytestmark = pytest.mark.django_db
OPEN_TO_ALL = {"login", "logout"}
FOR_ADMINS = {"settings", "sections", "begin", "check_source", "add_source", "remove_source"}


@pytest.fixture
def places(edition: Edition) -> dict[str, Any]:
    """Something real for each part of a path."""
    publication = edition.publication
    alarm = Alarm.objects.create(publication=publication, about="source:1", message="Quiet.", raised_at=NOW)
    return {
        "slug": publication.slug,
        "edition_id": edition.pk,
        "story_id": edition.stories.all()[0].pk,
        "article_id": edition.stories.all()[0].article_id,
        "source_id": publication.sources.get().pk,
        "alarm_id": alarm.pk,
        "batch": "1-1",
        "attempt": "abc",
        "number": "0001",
    }


def address(pattern: URLPattern, places: dict[str, Any]) -> str:
    names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
    return reverse(f"newsroom:{pattern.name}", kwargs={name: places[name] for name in names})


def everything() -> dict[str, list[dict[str, Any]]]:
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in apps.get_models()}


def guarded() -> list[Any]:
    return [pytest.param(each, id=str(each.name)) for each in urlpatterns if each.name not in OPEN_TO_ALL]


@pytest.mark.parametrize("pattern", guarded())
def test_a_stranger_is_asked_to_sign_in(pattern: URLPattern, places: dict[str, Any], client: Client) -> None:
    where = address(pattern, places)
    before = everything()

    for answer in (client.get(where), client.post(where)):
        assert answer.status_code == 405 or answer["Location"].startswith("/newsroom/login/?next=")
    assert everything() == before


@pytest.mark.parametrize("pattern", guarded())
def test_an_account_without_a_role_is_told_so(
    pattern: URLPattern, places: dict[str, Any], client: Client
) -> None:
    client.force_login(User.objects.create_user("cleo@quay.example.org"))
    where = address(pattern, places)

    for answer in (client.get(where), client.post(where)):
        assert answer.status_code in (403, 405)


@pytest.mark.parametrize("pattern", guarded())
def test_sources_and_settings_are_for_admins(
    pattern: URLPattern, places: dict[str, Any], desk: Client
) -> None:
    answers = {desk.get(address(pattern, places)).status_code, desk.post(address(pattern, places)).status_code}

    assert (403 in answers) == (pattern.name in FOR_ADMINS)


@pytest.mark.parametrize("pattern", guarded())
def test_looking_changes_nothing(pattern: URLPattern, places: dict[str, Any], office: Client) -> None:
    before = everything()

    answer = office.get(address(pattern, places))

    assert answer.status_code in (200, 404, 405)
    assert everything() == before


@pytest.mark.parametrize("pattern", guarded())
def test_a_button_without_its_token_does_nothing(
    pattern: URLPattern, places: dict[str, Any], admin: User
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin)
    before = everything()

    assert strict.post(address(pattern, places)).status_code in (403, 405)
    assert everything() == before


@pytest.mark.parametrize("pattern", guarded())
def test_no_page_is_kept_by_the_browser(pattern: URLPattern, places: dict[str, Any], office: Client) -> None:
    answer = office.get(address(pattern, places))

    if answer.status_code == 200:
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("typed", ["", "x", "1.5", "²", "9" * 20, "1\x00"])
def test_a_number_that_is_none_is_refused(typed: str, rf: Any) -> None:
    with pytest.raises(Refused):
        doors.number(rf.post("/", {"step": typed}), "step")
