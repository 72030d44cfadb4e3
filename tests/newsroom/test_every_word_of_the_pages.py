"""Every word of the pages around the editions comes from the catalogue.

What an editor or a source wrote is Greek here: any Latin word outside of the brackets is one of ours.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from roundup.articles.models import Source
from roundup.editions.assembling import assemble_edition
from roundup.editions.editing import set_words
from roundup.editions.lifecycle import hold_edition
from roundup.editions.models import Contributor, Edition
from roundup.editors import passwords
from roundup.editors.accounts import ADMIN, EDITOR
from roundup.providers.outbox import list_messages
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Alarm, Publication, Section
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.outlet import build_provider
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from roundup.subscribers.models import Subscriber
from tests.making import FRIDAY, NOW, approved, make_article, make_publication, make_readers
from tests.newsroom.brackets import untold
from tests.newsroom.conftest import PASSWORD
from tests.newsroom.test_sources import feed  # noqa: F401 - a fixture
from tests.sending.steps import submit_batch

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("speaks_brackets")]

HOME = "/newsroom/publications/quay/"
SOURCES = HOME + "sources/"
CONTRIBUTORS = HOME + "contributors/"
ACCOUNTS = "/newsroom/accounts/"
# Of time zones, whose names are the same everywhere.
_CHOICES = re.compile(r"<option.*?</option>")


@pytest.fixture
def publication(db: None) -> Publication:
    publication = make_publication(name="Η Προβλήτα", postal_address="Οδός Νερού")
    for key, name in {"world": "Κόσμος", "culture": "Τέχνες"}.items():
        Section.objects.filter(publication=publication, key=key).update(name=name, words=[name])
    make_readers(publication, ["ada", "bo", "cleo"])
    Subscriber.objects.update(name="Άννα")
    return publication


@pytest.fixture
def edition(publication: Publication) -> Edition:
    for number in range(1, 4):
        make_article(
            publication,
            number,
            title=f"Νέο {number}",
            summary="Τι.",
            section="Κόσμος",
            authors=[],
            image=None,
        )
    edition = assemble_edition(publication, NOW)
    set_words(edition, subject="Νέα.", preheader="Και άλλα", note="", note_signature="", now=NOW)
    edition.refresh_from_db()
    return edition


def leaks(response: HttpResponse) -> list[str]:
    return untold(response.content.decode())


def test_the_first_page_of_a_new_installation(office: Client, desk: Client) -> None:
    assert untold(_CHOICES.sub("", office.get("/newsroom/").content.decode())) == []
    assert leaks(desk.get("/newsroom/")) == []


def test_an_empty_newsroom(office: Client, desk: Client, publication: Publication) -> None:
    for client in (office, desk):
        assert leaks(client.get(HOME)) == []
    Source.objects.create(publication=publication, url="https://quay.example.org/feed")
    assert leaks(desk.get(HOME)) == []


def test_a_newsroom_with_an_alarm_and_a_second_publication(office: Client, edition: Edition) -> None:
    make_publication(name="Ο Φάρος", slug="faros")
    raise_alarm(edition.publication, "source:1", "Τίποτα.", NOW)

    assert leaks(office.get(HOME)) == []
    alarm = Alarm.objects.get()
    for act in ("take", "release", "dismiss", "show-again", "dismiss"):
        assert leaks(office.post(f"/newsroom/alarms/{alarm.pk}/{act}/", follow=True)) == []
    clear_alarm(edition.publication, "source:1", NOW)
    assert leaks(office.get("/newsroom/alarms/")) == []


def test_editions_in_each_state(desk: Client, edition: Edition, clock: time_machine.Coordinates) -> None:
    def page() -> list[str]:
        clock.move_to(NOW)
        desk.force_login(User.objects.get())
        return leaks(desk.get(HOME))

    assert page() == []
    Publication.objects.update(at_deadline="send")
    assert page() == []
    assert leaks(desk.post(HOME + "assemble/", follow=True)) == []
    approved(edition)
    assert page() == []
    for reason in ("", "Γιατί."):
        hold_edition(edition, reason, NOW)
        assert page() == []
    Edition.objects.update(held_at=None)
    for status in (Edition.Status.MAILED, Edition.Status.SKIPPED, Edition.Status.CANCELLED):
        Edition.objects.update(status=status)
        assert page() == []
        desk.post(HOME + "assemble/")
        # What is proposed to an edition without stories is in the readers' language.
        Edition.objects.update(subject=edition.subject)
        assert leaks(desk.get(HOME)) == []
    Edition.objects.update(status=Edition.Status.DRAFT, subject="", send_at=NOW)
    assert page() == []


def test_the_draft_is_made_by_a_press(desk: Client, publication: Publication) -> None:
    make_article(publication, 1, title="Νέο", summary="", section="Κόσμος", authors=[], image=None)

    assert leaks(desk.get(HOME)) == []
    assert leaks(desk.post(HOME + "assemble/", follow=True)) == []


def test_the_contributors(desk: Client, edition: Edition) -> None:
    Contributor.objects.create(publication=edition.publication, name="Άννα", about="Γράφει.")
    shown = {"contributors-INITIAL_FORMS": "0", "contributors-TOTAL_FORMS": "2"}
    twice = {f"contributors-{number}-name": "Ελένη" for number in range(2)}
    approved(edition)

    assert leaks(desk.get(CONTRIBUTORS)) == []
    assert leaks(desk.post(CONTRIBUTORS, shown | twice)) == []
    assert leaks(desk.post(CONTRIBUTORS, shown | {"contributors-0-name": "Ελένη"}, follow=True)) == []


@pytest.mark.parametrize("health", Source.Health.values)
def test_the_sources(health: str, office: Client, desk: Client, publication: Publication) -> None:
    source = Source.objects.create(
        publication=publication, url="https://quay.example.org/feed", section="Κόσμος", health=health
    )
    assert leaks(office.get(SOURCES)) == []
    assert leaks(desk.post(f"/newsroom/sources/{source.pk}/fetch/", follow=True)) == []
    Source.objects.update(failures=4, last_problem="Τίποτα.", read_as="page", last_fetched_at=NOW)
    assert leaks(office.get(SOURCES)) == []
    assert leaks(desk.post(f"/newsroom/sources/{source.pk}/fetch/", follow=True)) == []
    Source.objects.update(next_fetch_at=FRIDAY)
    assert leaks(office.get(SOURCES)) == []
    assert leaks(office.get(f"/newsroom/sources/{source.pk}/section/")) == []
    always = {"section": "Κόσμος", "section_overrides": "on"}
    assert leaks(office.post(f"/newsroom/sources/{source.pk}/section/", always, follow=True)) == []
    assert leaks(office.get(f"/newsroom/sources/{source.pk}/remove/")) == []
    assert leaks(office.post(f"/newsroom/sources/{source.pk}/remove/", follow=True)) == []
    assert leaks(desk.get(SOURCES)) == []


def test_adding_a_source(office: Client, publication: Publication, feed: str) -> None:  # noqa: F811
    found = leaks(office.post(SOURCES + "check/", {"url": feed, "section": ""}))
    # The title of the feed and of its article.
    assert set(" ".join(found).split()) <= {"The", "Quay's", "feed", "Tides", "turn"}
    assert leaks(office.post(SOURCES + "add/", {"url": feed, "section": ""}, follow=True)) == []
    assert leaks(office.post(SOURCES + "add/", {"url": feed, "section": ""})) == []


@pytest.mark.parametrize("url", ["ftp://quay.example.org/", "http://127.0.0.1:9/feed", "https://10.0.0.1/"])
def test_an_address_that_is_refused(url: str, office: Client, publication: Publication) -> None:
    for act in ("check/", "add/"):
        found = leaks(office.post(SOURCES + act, {"url": url, "section": ""}))
        assert found == []


def test_the_accounts(office: Client, desk: Client, editor: User, admin: User) -> None:
    assert leaks(office.get(ACCOUNTS)) == []
    assert leaks(desk.get(ACCOUNTS)) == []
    for email, role in (("new@quay.example.org", ADMIN), (editor.username, EDITOR)):
        assert leaks(office.post(ACCOUNTS + "invite/", {"email": email, "role": role}, follow=True)) == []
    assert leaks(office.post(f"{ACCOUNTS}{editor.pk}/role/", {"role": "king"}, follow=True)) == []
    assert leaks(office.post(f"{ACCOUNTS}{admin.pk}/role/", {"role": EDITOR}, follow=True)) == []
    for act in ("role", "sign-out", "disable", "enable"):
        sent = office.post(f"{ACCOUNTS}{editor.pk}/{act}/", {"role": EDITOR}, follow=True)
        assert leaks(sent) == []
    assert leaks(office.post(f"{ACCOUNTS}{admin.pk}/disable/", follow=True)) == []
    assert leaks(office.get(f"{ACCOUNTS}{editor.pk}/remove/")) == []
    assert leaks(office.post(f"{ACCOUNTS}{editor.pk}/remove/", follow=True)) == []


def test_passwords(client: Client, office: Client, desk: Client, editor: User) -> None:
    for each in (office, desk):
        assert leaks(each.get("/newsroom/account/")) == []
    changed = {
        "old_password": PASSWORD,
        "new_password1": "high tide at ten",
        "new_password2": "high tide at ten",
    }
    assert leaks(desk.post("/newsroom/account/", changed, follow=True)) == []
    assert leaks(client.get("/newsroom/password/")) == []
    assert leaks(client.post("/newsroom/password/", {"email": editor.username})) == []
    for _ in range(passwords.MOST_OF_NETWORK):
        answer = client.post("/newsroom/password/", {"email": editor.username})
    assert leaks(answer) == []
    assert leaks(client.get("/newsroom/password/abc/")) == []
    editor.refresh_from_db()
    link = passwords.link_for(editor, passwords.RESET).partition("/newsroom/")[2]
    assert leaks(client.get(f"/newsroom/{link}")) == []
    chosen = {"new_password1": "new tide at ten", "new_password2": "new tide at ten"}
    assert leaks(client.post(f"/newsroom/{link}", chosen, follow=True)) == []


def test_a_password_that_is_wrong(client: Client, editor: User) -> None:
    for _ in range(6):
        answer = client.post("/newsroom/login/", {"username": editor.username, "password": "no"})
        assert leaks(answer) == []


def test_somebody_without_a_role(client: Client, db: None) -> None:
    client.force_login(User.objects.create(username="x@quay.example.org"))

    assert leaks(client.get("/newsroom/")) == []


def test_pages_for_errors(client: Client, office: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    for answer in (client.get("/newsroom/nowhere/"), strict.post("/newsroom/login/")):
        assert leaks(answer) == []


def test_the_gallery(desk: Client, publication: Publication) -> None:
    def found(page: str) -> list[str]:
        # A look is called by the beginning of its label, so its bracket is never closed.
        return [left for left in leaks(desk.get(page)) if not left.startswith("⟦")]

    assert found("/newsroom/gallery/?publication=quay") == []
    publication.delete()
    assert found("/newsroom/gallery/") == []


def test_the_outbox(desk: Client, edition: Edition, settings: object, tmp_path: Path) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    assert leaks(desk.get("/newsroom/outbox/")) == []
    approved(edition)
    (mailing,) = start_due_mailings(FRIDAY)
    while not prepare_step(mailing.pk, FRIDAY):
        pass
    while lease := claim_batch(FRIDAY):
        submit_batch(lease, build_provider(), FRIDAY)

    assert leaks(desk.get("/newsroom/outbox/")) == []
    page = desk.get(f"/newsroom/outbox/{list_messages(tmp_path)[0].id}/").content.decode()
    # The names of headers, and what stands in them, is for programs.
    assert untold(re.sub(r"<dl.*?</dl>", "", page, flags=re.DOTALL)) == []
    assert leaks(desk.get(HOME)) == []
