"""The doctor reports a held mailing, alarms, the webhook, the disk, and tables of another version."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django import Settings

from roundup.config import tables
from roundup.config.doctor.examination import examine_installation
from roundup.core.errors import ProviderHalted
from roundup.editions.models import Edition
from roundup.events import notices
from roundup.providers import PROVIDERS
from roundup.publications.alarms import raise_everywhere
from roundup.sending.models import Attempt
from tests.config.commands import Terminal
from tests.config.verdicts import told
from tests.e2e.machine import Machine
from tests.making import make_publication
from tests.newsroom.mailings import begin, go
from tests.providers.set_up import give
from tests.sending.post import Post, raising

pytestmark = pytest.mark.django_db
ACCEPT = ("--accept-provider",)


@pytest.fixture(autouse=True)
def _installed(settings: Settings) -> None:
    """A data folder, and a broker that `roundup up` brings along."""
    settings.DATA.mkdir()
    settings.REDIS_URL = ""


def test_a_mailing_that_a_fault_holds_is_told_with_its_reason(edition: Edition) -> None:
    begin(edition)
    assert told("held") == "ok no mailing is held"

    go(Post(raising(ProviderHalted("SendGrid will not serve this key (401)."))))

    said = told("held")
    assert said.startswith(
        f"BAD Held: edition {edition.number} of quay: SendGrid will not serve this key (401)."
    )
    assert "roundup resume" in said
    assert told("alarms").startswith("see 1 alarm is open: Sending has stopped.")


def test_an_alarm_of_all_publications_is_told_once(edition: Edition) -> None:
    make_publication(name="The Pier", slug="pier")
    raise_everywhere("disk:here", "The disk is full.", timezone.now())

    assert told("alarms") == "see 1 alarm is open: The disk is full."


@pytest.mark.parametrize(
    ("heard", "verdict"), [(None, "BAD The provider has reported nothing"), (1, "ok heard at")]
)
def test_a_webhook_that_tells_nothing_of_what_was_taken_is_a_fault(
    heard: int | None, verdict: str, edition: Edition, settings: Settings
) -> None:
    begin(edition)
    go(Post())
    settings.PROVIDER = "sendgrid"
    give(settings, SENDGRID_API_KEY="SG.key", SENDGRID_WEBHOOK_KEY="a key")
    Attempt.objects.update(posting_at=timezone.now() - timedelta(hours=2))
    if heard:
        notices.keep_notice("sendgrid", b"[]", timezone.now() - timedelta(hours=heard))

    assert told("webhook").startswith(verdict)


@pytest.mark.parametrize(
    ("provider", "verdict"),
    [
        ("sendgrid", "see Set SENDGRID_WEBHOOK_KEY: until then no event is trusted"),
        ("smtp", "ok not needed: your mail server reports nothing: bounces and complaints arrive as mail"),
        ("outbox", "ok not needed: the outbox reports nothing: nothing leaves this machine"),
    ],
)
def test_a_provider_that_reports_nothing_or_is_not_believed_is_told_with_the_reason(
    provider: str, verdict: str, settings: Settings
) -> None:
    settings.PROVIDER = provider

    assert told("webhook").startswith(verdict)


def test_every_setting_is_named_without_which_no_event_is_believed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = ("SENDGRID_API_KEY", "SENDGRID_HOST", "SENDGRID_WEBHOOK_KEY")
    hook = replace(PROVIDERS["sendgrid"].reports, needs=needs)  # type: ignore[type-var]
    monkeypatch.setitem(PROVIDERS, "sendgrid", replace(PROVIDERS["sendgrid"], reports=hook))  # type: ignore[arg-type]
    settings.PROVIDER = "sendgrid"

    assert told("webhook").startswith("see Set SENDGRID_API_KEY and SENDGRID_WEBHOOK_KEY: ")


def test_a_disk_that_is_nearly_full_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told("disk").endswith("MB are free")

    monkeypatch.setattr("roundup.config.processes.lookout.LEAST_FREE", 10**18)
    assert told("disk").startswith("BAD ")


@pytest.mark.parametrize("options", [(), ("--json",), ("--sandbox-post",), ("--sandbox-post", "--json")])
def test_the_doctor_brings_no_tables_up_to_date(
    options: tuple[str, ...], terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("a migration", False)])
    monkeypatch.setattr(tables, "call_command", lambda *_, **__: pytest.fail("it migrated"))

    assert told("database").startswith("BAD The database is from an earlier version.")
    assert {verdict["check"] for verdict in examine_installation()} == {
        "data",
        "disk",
        "database",
        "broker",
        "provider",
    }
    terminal.run("doctor", *options, code=1)


@pytest.mark.parametrize("options", [(), ("--quiet",), ("--sandbox-post",), ACCEPT])
def test_the_doctor_makes_no_database_where_there_is_none_yet(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    machine = Machine(tmp_path / "data", new=True)
    said = machine.run("doctor", *options, code=1)

    assert "earlier version" not in said
    assert ("BAD database: There is no database yet: `roundup up` creates it." in said) != (options == ACCEPT)
    assert [path.name for path in machine.data.iterdir()] == ["secret-key"]


def test_a_database_without_tables_counts_as_no_database_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _: {})

    assert told("database").startswith("BAD There is no database yet: `roundup up` creates it.")


@pytest.mark.parametrize(
    "command", [("publication", "list"), ("status", "latest"), ("doctor",), ("import", "x")]
)
def test_older_code_refuses_a_newer_database(command: tuple[str, ...], terminal: Terminal) -> None:
    MigrationRecorder(connection).record_applied("sending", "0999_of_a_later_version")

    said = terminal.run(*command, code=1) + terminal.err

    assert "newer version of Roundup than this code (sending.0999_of_a_later_version" in said


@pytest.mark.parametrize(
    ("room", "name"),
    [
        ("publications", "0099_later"),
        ("articles", "0100_later"),
        ("editions", "9999_later"),
        ("subscribers", "zzz"),
        ("events", "0001_again"),
        ("newsroom", "0002"),
    ],
)
def test_tables_of_any_room_may_be_newer(room: str, name: str, terminal: Terminal) -> None:
    MigrationRecorder(connection).record_applied(room, name)

    terminal.run("publication", "list", code=1)

    assert f"newer version of Roundup than this code ({room}.{name}" in terminal.err
