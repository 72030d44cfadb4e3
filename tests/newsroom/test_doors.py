"""Every page of the newsroom: strangers stay out, looking changes nothing, and a button needs its token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, reverse

from roundup.core.errors import Refused
from roundup.editions import editing
from roundup.editions.models import Edition
from roundup.newsroom import doors
from roundup.newsroom.urls import urlpatterns
from roundup.publications.models import Alarm
from roundup.sending.models import Batch, Mailing, Variant
from tests.making import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OPEN_TO_ALL = {"login", "logout", "sign_in_again", "ask_password", "choose_password"}
FOR_ADMINS = {
    *(
        "settings",
        "settings_page",
        "sections",
        "begin",
        "check_source",
        "add_source",
        "remove_source",
        "source_section",
        "make_usual",
    ),
    *("accounts", "invite", "account_role", "disable_account", "enable_account", "sign_out_account"),
    *("remove_account", "checks"),
}


@pytest.fixture
def places(edition: Edition) -> dict[str, Any]:
    """Something real for each part of a path."""
    publication = edition.publication
    editing.set_words(edition, note="Good morning.", now=NOW)
    mailing = Mailing.objects.create(edition=edition, audience_bound=9, started_at=NOW)
    variant = Variant.objects.create(mailing=mailing, key="all", stories=[], subject="", html="", text="")
    Batch.objects.create(mailing=mailing, variant=variant, seq=1, state=Batch.State.UNCERTAIN)
    alarm = Alarm.objects.create(publication=publication, about="source:1", message="Quiet.", raised_at=NOW)
    return {
        "slug": publication.slug,
        "page": "week",
        "edition_id": edition.pk,
        "story_id": edition.stories.all()[0].pk,
        "article_id": edition.stories.all()[0].article_id,
        "source_id": publication.sources.get().pk,
        "alarm_id": alarm.pk,
        "account_id": User.objects.create_user("dee@quay.example.org", is_staff=True).pk,
        "token": "a:b:c",
        "batch": "1-1",
        "attempt": "abc",
        "number": "0001",
        "seq": 1,
        "word": "again",
        "kind": "block",
        "name": "lead",
        "revision": edition.revisions.latest("number").number,
    }


def address(pattern: URLPattern, places: dict[str, Any]) -> str:
    names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
    return reverse(f"newsroom:{pattern.name}", kwargs={name: places[name] for name in names})


def everything() -> dict[str, list[dict[str, Any]]]:
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in apps.get_models()}


def guarded(places: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and address of every path that is not for strangers."""
    for pattern in urlpatterns:
        if pattern.name not in OPEN_TO_ALL:
            yield str(pattern.name), address(pattern, places)


def test_a_stranger_is_asked_to_sign_in(places: dict[str, Any], client: Client) -> None:
    before = everything()

    for name, where in guarded(places):
        for answer in (client.get(where), client.post(where)):
            asked = answer.status_code == 302 and answer["Location"].startswith("/newsroom/login/?next=")
            assert asked or answer.status_code in (401, 405), name
    assert everything() == before


def test_an_account_without_a_role_is_told_so(places: dict[str, Any], client: Client) -> None:
    client.force_login(User.objects.create_user("cleo@quay.example.org"))
    before = everything()

    for name, where in guarded(places):
        for answer in (client.get(where), client.post(where)):
            assert answer.status_code in (403, 405), name
    assert everything() == before


def test_sources_and_settings_are_for_admins(places: dict[str, Any], desk: Client) -> None:
    refused = {
        name
        for name, where in guarded(places)
        if 403 in (desk.get(where).status_code, desk.post(where).status_code)
    }

    assert refused == FOR_ADMINS


def test_looking_changes_nothing(places: dict[str, Any], office: Client) -> None:
    # Whoever looks at who gets an edition has that counted, if nobody has a moment ago.
    office.get(reverse("newsroom:audience", args=[places["edition_id"]]))
    before = everything()

    for name, where in guarded(places):
        # What has nothing to ask about leads back to its edition.
        assert office.get(where).status_code in (200, 302, 404, 405), name
        assert everything() == before, name


def test_a_button_without_its_token_does_nothing(places: dict[str, Any], admin: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin)
    before = everything()

    for name, where in guarded(places):
        assert strict.post(where).status_code in (403, 405), name
    assert everything() == before


def test_no_page_is_kept_by_the_browser(places: dict[str, Any], office: Client) -> None:
    for name, where in guarded(places):
        answer = office.get(where)
        assert answer.status_code != 200 or "no-store" in answer["Cache-Control"], name


@pytest.mark.parametrize("typed", ["", "x", "1.5", "²", "9" * 20, "1\x00"])
def test_a_number_that_is_none_is_refused(typed: str, rf: Any) -> None:
    with pytest.raises(Refused):
        doors.number(rf.post("/", {"step": typed}), "step")
