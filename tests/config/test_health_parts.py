"""`/health/` says whether the next edition would go out, part by part, and nothing that is private."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from roundup.articles.models import Source
from roundup.config.doctor.examination import examine_installation
from roundup.config.processes import lookout
from roundup.core.errors import ProviderHalted
from roundup.editions.due_drafts import assemble_due_edition
from roundup.editions.lifecycle import hold_edition
from roundup.editions.models import Edition
from roundup.publications.alarms import raise_everywhere
from roundup.publications.models import Alarm, Certificate, Ping, Publication
from roundup.sending import control
from roundup.sending.handing_over import gate
from roundup.sending.models import Installation, Mailing
from tests.making import FRIDAY, NOW, approved
from tests.newsroom.mailings import LATER, begin, go
from tests.sending.post import Post, raising

pytestmark = pytest.mark.django_db
_REFUSED = ProviderHalted("401 for weekly@quay.example.org, key SG.secret")


@pytest.fixture(autouse=True)
def _well(settings: Settings, edition: Edition) -> None:
    """An installation in which nothing is wrong: its draft leaves in a day."""
    settings.DATA.mkdir()
    Installation.objects.update_or_create(pk=1, defaults={"ticked_at": timezone.now()})
    Source.objects.update(next_fetch_at=timezone.now() + timedelta(hours=1), last_success_at=timezone.now())
    leaves(edition, timedelta(days=1))
    assemble_due_edition(edition.publication, timezone.now())
    for each in Edition.objects.exclude(pk=edition.pk):
        leaves(each, timedelta(days=3))


def leaves(edition: Edition, ahead: timedelta) -> None:
    Edition.objects.filter(pk=edition.pk).update(send_at=timezone.now() + ahead)


def faults(client: Client) -> dict[str, str]:
    """Return the parts that are not well."""
    found = client.get("/health/").json()["parts"]
    return {name: said for name, said in found.items() if said != "ok"}


def test_every_part_is_well(client: Client) -> None:
    assert faults(client) == {}


def fails(edition: Edition, settings: Settings) -> None:
    Source.objects.update(failures=3, last_problem="ada@example.org")


def draft_is_missing(edition: Edition, settings: Settings) -> None:
    Edition.objects.all().delete()
    Publication.objects.update(created_at=timezone.now() - timedelta(days=30))
    edition.publication.alarms.all().delete()


def is_held(edition: Edition, settings: Settings) -> None:
    hold_edition(edition, "Ada asked", timezone.now())


def nobody_approved(edition: Edition, settings: Settings) -> None:
    leaves(edition, timedelta(minutes=59))


def worker_is_silent(edition: Edition, settings: Settings) -> None:
    Installation.objects.update(ticked_at=timezone.now() - timedelta(minutes=9))
    Source.objects.update(next_fetch_at=timezone.now() - timedelta(minutes=9))


def nobody_looks_and_nothing_waits(edition: Edition, settings: Settings) -> None:
    Installation.objects.update(ticked_at=timezone.now() - timedelta(minutes=9))


def lookout_found(about: str) -> Callable[[Edition, Settings], None]:
    """Have the lookout of a machine raise an alarm, which somebody dismisses."""

    def happens(edition: Edition, settings: Settings) -> None:
        raise_everywhere(about, "On harbour.example.org something is wrong.", timezone.now())
        Alarm.objects.update(dismissed_at=timezone.now())

    return happens


def gate_is_shut(edition: Edition, settings: Settings) -> None:
    gate.pause(timezone.now() + timedelta(minutes=5), "429 for weekly@quay.example.org")


def key_is_refused(edition: Edition, settings: Settings) -> None:
    Edition.objects.filter(pk=edition.pk).update(send_at=FRIDAY)
    edition.refresh_from_db()
    begin(edition)
    go(Post(raising(_REFUSED)))


def monitor_is_lost(edition: Edition, settings: Settings) -> None:
    Publication.objects.update(draft_ping_url="https://hc-ping.example.org/secret")
    Ping.objects.create(key=f"draft:{edition.publication_id}", told_at=LATER, failures=3, error="timeout")


def certificate_ends(edition: Edition, settings: Settings) -> None:
    settings.BASE_URL = "https://quay.example.org"
    ends = timezone.now() + timedelta(days=3)
    Certificate.objects.create(pk=1, base_url=settings.BASE_URL, ends_at=ends, warn_at=timezone.now())


def certificate_is_not_trusted(edition: Edition, settings: Settings) -> None:
    settings.BASE_URL = "https://quay.example.org"
    Certificate.objects.create(pk=1, base_url=settings.BASE_URL, fault="certificate has expired")


@pytest.mark.parametrize(
    ("happens", "part", "words"),
    [
        (fails, "sources", "Sources cannot be read (quay: 1 source): see `roundup source list`."),
        (draft_is_missing, "editions", "quay: the draft is overdue."),
        (is_held, "editions", "quay 1 is held."),
        (nobody_approved, "editions", "quay 1 is not approved."),
        (worker_is_silent, "worker", "Work is waiting."),
        (nobody_looks_and_nothing_waits, "worker", "Nothing is waiting for it yet."),
        (lookout_found("part:harbour.example.org:worker"), "worker", "A part of Roundup crashed."),
        (
            lookout_found("loop:harbour.example.org:web"),
            "web",
            "A part of Roundup crashes again and again.",
        ),
        (lookout_found("web:harbour.example.org"), "web", "The web server does not answer."),
        (lookout_found("part:harbour.example.org:valkey"), "broker", "A part of Roundup crashed."),
        (lookout_found("broker:harbour.example.org"), "broker", "The broker does not answer."),
        (gate_is_shut, "gate", "Nothing is handed over until"),
        (key_is_refused, "provider", "refused everything that it was last handed"),
        (certificate_ends, "certificate", "The certificate of the base URL expires on"),
        (monitor_is_lost, "pings", "Outside monitors cannot be pinged: quay: drafts (timeout)."),
        (certificate_is_not_trusted, "certificate", "is not trusted: certificate has expired"),
    ],
)
def test_what_is_wrong_is_told_by_part_and_strictly_503(
    happens: Callable[[Edition, Settings], None],
    part: str,
    words: str,
    edition: Edition,
    settings: Settings,
    client: Client,
) -> None:
    happens(edition, settings)

    assert words in faults(client)[part]
    assert client.get("/health/?strict").status_code == 503
    assert "example.org" not in client.get("/health/").content.decode()


def test_a_full_disk_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "free", lambda: 12_000_000)

    assert faults(client) == {"disk": "12 MB are left where ROUNDUP_DATA is: make room."}


def test_a_folder_that_is_gone_is_told_without_its_path(client: Client, settings: Settings) -> None:
    settings.DATA.rmdir()

    assert faults(client) == {"disk": "This could not be checked (FileNotFoundError)."}


def test_an_approved_edition_needs_no_source(client: Client, edition: Edition) -> None:
    Source.objects.update(failures=3)
    approved(edition)

    assert faults(client) == {}


def test_one_failed_look_is_no_fault(client: Client) -> None:
    Source.objects.update(failures=1)

    assert faults(client) == {}


def test_an_edition_that_needs_no_approval_is_no_fault(client: Client, edition: Edition) -> None:
    Publication.objects.update(at_deadline="send")
    leaves(edition, timedelta(minutes=59))

    assert faults(client) == {}


def test_an_edition_of_weeks_ago_that_nobody_approved_or_resumed_holds_nothing_back(
    client: Client, edition: Edition
) -> None:
    moments = dict.fromkeys(("period_start", "period_end", "assembled_at", "news_since", "send_at"), NOW)
    for weeks, held_at in ((3, None), (4, NOW)):
        Edition.objects.create(
            publication=edition.publication,
            number=100 + weeks,
            period=edition.period - timedelta(weeks=weeks),
            dated=NOW.date(),
            held_at=held_at,
            **moments,
        )

    assert faults(client) == {}


def test_the_provider_is_well_again_once_it_takes_something(
    client: Client, edition: Edition, settings: Settings
) -> None:
    key_is_refused(edition, settings)
    control.resume_sending(edition, LATER)
    go(Post(), LATER)

    assert "provider" not in faults(client)


def test_a_mailing_that_is_held_for_another_reason_says_nothing_of_the_provider(
    client: Client, edition: Edition, settings: Settings
) -> None:
    key_is_refused(edition, settings)
    Mailing.objects.update(held_reason="Too many copies bounced.")

    assert "provider" not in faults(client)


@pytest.mark.parametrize("check", ["sources", "editions", "provider-answer", "certificate", "pings"])
def test_the_doctor_knows_each_of_them(check: str) -> None:
    found = {verdict["check"]: verdict["ok"] for verdict in examine_installation()}

    assert found[check]
