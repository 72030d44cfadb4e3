"""The counts that say whether the next edition goes out, and the alert rules that use them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from roundup.articles.models import Source
from roundup.editions.models import Edition
from roundup.events.metrics import text
from roundup.events.publication_metrics import families_of_publications, families_of_sending
from roundup.publications.alarms import raise_alarm
from roundup.publications.models import Publication
from roundup.sending.handing_over import gate
from roundup.sending.models import Installation
from tests.events.mailed import Mailed
from tests.making import FRIDAY, NOW, approved, make_edition, make_publication

pytestmark = pytest.mark.django_db
ALERTS = (Path(__file__).resolve().parents[2] / "docs/alerts.yml").read_text()
TOKEN = "low-tide-at-nine-by-the-quay"


def value(line: str) -> float:
    """Return the value behind that name and label, as Prometheus reads it."""
    found = [one.rpartition(" ")[2] for one in text().splitlines() if one.rpartition(" ")[0] == line]
    assert len(found) == 1, text()
    return float(found[0])


def by_publication(name: str) -> dict[str, float]:
    return dict({family[0]: family[3] for family in families_of_publications(NOW)}[name])


@pytest.fixture
def quay() -> Publication:
    return make_publication()


def test_the_tick_has_an_age_once_there_was_one() -> None:
    assert "roundup_tick_age_seconds" not in text()

    Installation.objects.create(pk=1, ticked_at=timezone.now() - timedelta(minutes=5))
    assert value("roundup_tick_age_seconds") == pytest.approx(300, abs=20)


def test_a_pause_shuts_the_gate_and_doubts_open_the_breaker() -> None:
    assert (value("roundup_gate_open"), value("roundup_breaker_open")) == (1, 0)

    gate.pause(timezone.now() + timedelta(minutes=5), "busy")
    assert (value("roundup_gate_open"), value("roundup_breaker_open")) == (0, 0)

    for _ in range(3):
        gate.doubted(timezone.now())
    assert (value("roundup_gate_open"), value("roundup_breaker_open")) == (0, 1)


def test_what_is_left_of_the_cap_is_told_if_there_is_one(settings: Settings, mailing: Mailed) -> None:
    assert "roundup_daily_cap_left" not in text()

    settings.DAILY_CAP = 7
    (left,) = [family[3] for family in families_of_sending(FRIDAY) if family[0] == "daily_cap_left"]
    assert left == {"": 2}


def test_sources_are_counted_by_publication_and_health(quay: Publication) -> None:
    make_publication(slug="pier", name="The Pier")
    Source.objects.create(publication=quay, url="https://quay.example.org/a", health="failing", failures=1)
    Source.objects.create(publication=quay, url="https://quay.example.org/b", health="inactive", failures=12)

    assert value('roundup_sources{publication="quay",health="failing"}') == 1
    assert value('roundup_sources{publication="quay",health="inactive"}') == 1
    assert value('roundup_sources{publication="pier",health="inactive"}') == 0
    assert value('roundup_sources_unreadable{publication="quay"}') == 2
    assert value('roundup_sources_unreadable{publication="pier"}') == 0


def test_the_last_edition_has_an_age_once_there_was_one(quay: Publication) -> None:
    edition = make_edition(quay)
    assert by_publication("last_mailed_seconds") == {}

    Edition.objects.filter(pk=edition.pk).update(status="mailed", mailed_at=NOW - timedelta(hours=1))
    assert by_publication("last_mailed_seconds") == {'{publication="quay"}': 3600}


def test_the_next_edition_has_an_hour(quay: Publication) -> None:
    seconds = {'{publication="quay"}': (FRIDAY - NOW).total_seconds()}
    assert by_publication("next_due_seconds") == seconds

    Edition.objects.filter(pk=make_edition(quay).pk).update(send_at=NOW + timedelta(hours=2))
    assert by_publication("next_due_seconds") == {'{publication="quay"}': 7200}


def test_an_edition_needs_somebody_until_it_is_approved_and_while_it_is_held(quay: Publication) -> None:
    edition = make_edition(quay)
    assert value('roundup_next_needs_somebody{publication="quay"}') == 1

    approved(edition)
    assert value('roundup_next_needs_somebody{publication="quay"}') == 0

    Edition.objects.update(held_at=NOW)
    assert value('roundup_next_needs_somebody{publication="quay"}') == 1

    Publication.objects.update(at_deadline="send")
    assert value('roundup_next_needs_somebody{publication="quay"}') == 1

    Edition.objects.update(held_at=None, status="draft")
    assert value('roundup_next_needs_somebody{publication="quay"}') == 0


def test_alarms_are_counted_by_publication(quay: Publication) -> None:
    make_publication(slug="pier", name="The Pier")
    raise_alarm(quay, "something", "Something.", NOW)

    assert value('roundup_publication_alarms_open{publication="quay"}') == 1
    assert value('roundup_publication_alarms_open{publication="pier"}') == 0


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (f"Basic {TOKEN}", 403),
        (f"Bearer {TOKEN}x", 403),
        ("Bearer é", 403),
        ("Bearer ", 403),
        ("", 403),
    ],
)
def test_whoever_has_the_token_may_look_from_anywhere(
    header: str, status: int, client: Client, settings: Settings
) -> None:
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": header})

    assert answer.status_code == status
    assert TOKEN not in answer.content.decode()


def test_without_a_token_an_empty_one_opens_nothing(client: Client) -> None:
    headers = {"Authorization": "Bearer "}

    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers=headers).status_code == 403


def rules() -> list[dict[str, str]]:
    """Return the alert rules: what each of their lines says, by its first word."""
    found = ALERTS.split("- alert:")[1:]
    return [dict(re.findall(r"^ +(\w+):(?: (.+))?$", f"  alert:{rule}", re.MULTILINE)) for rule in found]


def told(settings: Settings) -> str:
    """Return the metrics of an installation that has everything."""
    settings.DAILY_CAP = 1000
    Edition.objects.update(status="mailed", mailed_at=NOW)
    Installation.objects.update_or_create(pk=1, defaults={"ticked_at": timezone.now()})
    Source.objects.create(publication=Publication.objects.get(), url="https://quay.example.org/feed.xml")
    return text()


def test_the_alert_rules_name_metrics_labels_and_values_that_exist(
    mailing: Mailed, settings: Settings
) -> None:
    found = told(settings)
    for name, labels in re.findall(r"\b(roundup_\w+)(?:\{([^}]*)\})?", ALERTS):
        assert re.search(rf"^{name}(\{{[^}}]*\b{re.escape(labels)}[^}}]*\}})? ", found, re.MULTILINE), name


def test_every_metric_that_says_whether_the_next_edition_goes_out_has_an_alert(
    mailing: Mailed, settings: Settings
) -> None:
    told(settings)
    families = [*families_of_sending(NOW), *families_of_publications(NOW)]

    assert not [name for name, *_ in families if not re.search(rf"\broundup_{name}\b", ALERTS)]


def test_every_alert_says_how_bad_it_is_and_what_has_happened() -> None:
    assert len(rules()) > 10
    for rule in rules():
        assert {"expr", "labels", "annotations", "summary"} <= rule.keys(), rule
        assert rule["labels"] in ("{severity: page}", "{severity: warn}"), rule
        assert rule["summary"].endswith("."), rule
