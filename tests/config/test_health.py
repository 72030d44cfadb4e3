"""A monitor outside learns whether anything is wrong, and is alarmed only then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from roundup.articles.models import Source
from roundup.editions.due_drafts import assemble_due_edition
from roundup.editors import editor_mail
from roundup.editors.models import EditorMail
from roundup.publications.alarms import raise_alarm
from roundup.publications.models import Alarm, Publication
from roundup.sending.handing_over import gate
from roundup.sending.models import Installation, Mailing, Marker
from roundup.sending.safety import fence
from tests.making import approved, make_edition, make_publication, make_readers

pytestmark = pytest.mark.django_db


def ticked(ago: timedelta) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"ticked_at": timezone.now() - ago})


WELL = {
    "status": "ok",
    "fenced": False,
    "held": 0,
    "gate": "open",
    "overdue": "",
    "alarms": 0,
    "editor_mail": 0,
    "parts": dict.fromkeys(
        (
            "worker",
            "broker",
            "web",
            "sources",
            "editions",
            "gate",
            "provider",
            "disk",
            "certificate",
            "pings",
        ),
        "ok",
    ),
}


@pytest.fixture(autouse=True)
def _folder(settings: Settings) -> None:
    settings.DATA.mkdir()


def with_work(ago: timedelta = timedelta(minutes=3)) -> None:
    """An edition whose hour has come."""
    publication = make_publication()
    make_readers(publication, ["ada"])
    edition = approved(make_edition(publication))
    Source.objects.all().delete()
    assemble_due_edition(publication, timezone.now())
    type(edition).objects.filter(pk=edition.pk).update(send_at=timezone.now() - ago)


def test_all_is_well(client: Client) -> None:
    ticked(timedelta(seconds=4))

    answer = client.get("/health/")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["status"], found["fenced"]) == ("ok", False)
    assert found["tick_age"] == pytest.approx(4, abs=3)


def test_before_the_first_look_there_is_no_age(client: Client) -> None:
    answer = client.get("/health/")

    found = answer.json()
    said = "No worker has looked for work yet. Is `roundup up` running? Nothing is waiting for it yet."
    assert found.pop("parts") == WELL["parts"] | {"worker": said}
    assert WELL | found == WELL | {"status": "stale", "tick_age": None}
    assert answer.status_code == 200


@pytest.mark.parametrize(("ago", "code"), [(0.5, 200), (1, 503)])
def test_silence_is_a_fault_while_work_waits(ago: float, code: int, client: Client) -> None:
    with_work()
    ticked(timedelta(minutes=ago))

    assert client.get("/health/").status_code == code


def test_work_that_was_just_asked_for_is_not_a_fault(client: Client) -> None:
    with_work(timedelta(seconds=20))

    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["status"]) == (200, "stale")


def test_a_fault_is_told_to_whoever_asks_and_not_logged_as_one_of_ours(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with_work()
    caplog.clear()

    assert client.get("/health/").status_code == 503
    assert not caplog.records


def test_silence_without_work_is_only_reported(client: Client) -> None:
    ticked(timedelta(hours=2))

    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["status"]) == (200, "stale")


def test_the_fence_is_told(client: Client) -> None:
    Publication.objects.create(name="The Quay", slug="quay")
    fence.note(Marker(1, 7))
    fence.check(timezone.now())

    assert client.get("/health/").json()["fenced"] is True


def test_a_database_that_is_away_is_told_without_a_trace(client: Client) -> None:
    def away(*_: object) -> None:
        raise OperationalError("connection refused")

    with connection.execute_wrapper(away):
        answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json() == dict.fromkeys(WELL) | {"status": "down", "tick_age": None}


def hold(status: str = "held") -> None:
    edition = approved(make_edition(make_publication()))
    Mailing.objects.create(edition=edition, status=status, audience_bound=0, started_at=timezone.now())
    ticked(timedelta(seconds=4))
    Source.objects.all().delete()
    assemble_due_edition(edition.publication, timezone.now())
    Alarm.objects.update(cleared_at=timezone.now())


def shut() -> None:
    ticked(timedelta(seconds=4))
    for _ in range(3):
        gate.doubted(timezone.now())


def alarm() -> None:
    ticked(timedelta(seconds=4))
    publication = Publication.objects.create(name="The Quay", slug="quay")
    raise_alarm(publication, "disk", "The disk is full.", timezone.now())


def mail_fails() -> None:
    """The mail server of the editors takes nothing: the channel of all alarms."""
    ticked(timedelta(seconds=4))
    editor_mail.put("key", "ana@quay.example.org", "Subject", "Text", timezone.now())
    EditorMail.objects.update(tries=1, error="The mail server cannot be reached.")


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (hold, {"held": 1}),
        (shut, {"gate": "shut"}),
        (alarm, {"alarms": 1}),
        (mail_fails, {"editor_mail": 1}),
    ],
)
def test_what_a_person_must_see_to_is_reported_and_is_503_when_asked_strictly(
    happens: Callable[[], None], told: dict[str, object], client: Client
) -> None:
    happens()

    answer, strict = client.get("/health/"), client.get("/health/?strict")
    found = {name: value for name, value in answer.json().items() if name not in ("tick_age", "parts")}
    assert WELL | found == WELL | told
    assert (answer.status_code, strict.status_code) == (200, 503)


def test_asked_strictly_a_healthy_installation_is_well(client: Client) -> None:
    ticked(timedelta(seconds=4))

    assert client.get("/health/?strict").status_code == 200


def test_a_draft_that_was_not_made_is_work_that_waits(client: Client) -> None:
    publication = make_publication()
    Publication.objects.filter(pk=publication.pk).update(created_at=timezone.now() - timedelta(days=30))
    ticked(timedelta(minutes=10))

    answer = client.get("/health/")
    assert answer.json()["overdue"] == "a draft has not been made at its hour"
    assert answer.status_code == 503


def test_no_answer_is_kept(client: Client) -> None:
    assert "no-store" in client.get("/health/")["Cache-Control"]


@pytest.mark.parametrize("path", ["/health", "/health/", "/health/live", "/health/ready", "/health/ready/"])
def test_each_question_is_answered_with_and_without_the_slash_and_under_any_name(
    path: str, client: Client
) -> None:
    assert client.get(path, headers={"Host": "10.0.0.7"}).status_code == 200


def test_a_process_that_lives_asks_no_database(client: Client) -> None:
    def asked(*_: object) -> None:
        raise AssertionError

    with connection.execute_wrapper(asked):
        assert client.get("/health/live/").json() == {"status": "ok"}


def test_without_a_database_nobody_is_ready(client: Client) -> None:
    def away(*_: object) -> None:
        raise OperationalError("connection refused")

    with connection.execute_wrapper(away):
        answer = client.get("/health/ready/")

    assert (answer.status_code, answer.json()) == (503, {"status": "down"})


def older() -> None:
    newest = MigrationRecorder(connection).migration_qs.filter(app="publications").order_by("-name")[0]
    newest.delete()


def newer() -> None:
    MigrationRecorder(connection).record_applied("publications", "9999_newer")


@pytest.mark.parametrize("tables", [older, newer])
def test_with_tables_of_another_version_nobody_is_ready(tables: Callable[[], None], client: Client) -> None:
    tables()

    answer = client.get("/health/ready/")
    assert (answer.status_code, answer.json()) == (503, {"status": "another-version"})
