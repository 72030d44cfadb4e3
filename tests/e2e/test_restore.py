"""The restore drill of the operations manual, with what happened since the backup.

People sign up, leave, are forgotten and mailed after the backup; the database is restored; other
people come. Each link that was ever mailed acts on its own reader or on nobody, and none of those who
left is mailed.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from roundup.core.identifiers import LEAST, Identifiers
from roundup.core.tokens import Purpose
from roundup.editions.models import Edition
from roundup.events import notices
from roundup.events.applying import apply_next
from roundup.events.consequences import Ending, end_mail
from roundup.publications import identifiers
from roundup.publications.models import Alarm, Publication
from roundup.sending import control, tasks
from roundup.sending.handing_over import nonces
from roundup.sending.models import Mailing
from roundup.sending.safety import fence, installation
from roundup.subscribers import sign_ups, subscriptions
from roundup.subscribers.importers import import_file
from roundup.subscribers.links import confirm_link, reader_links
from roundup.subscribers.models import Confirmation, Consent, Subscriber, Suppression
from roundup.subscribers.suppressions import hash_of
from tests.config.commands import Terminal
from tests.e2e.backups import Restore, backup
from tests.making import FRIDAY, approved, make_edition, make_publication, make_reader, old_token
from tests.sending.post import Post
from tests.subscribers.patience import PatientClient

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = FRIDAY - timedelta(hours=2), FRIDAY + timedelta(hours=1)
ACTIONS = ({}, {"action": "leave"}, {"action": "return"}, {"action": "save"}, {"action": "renew"})
LEFT = ("bo", "cleo", "dag", "edda", "finn")


@dataclass
class House:
    """An installation, the clock on its wall, and the links that its readers were mailed."""

    publication: Publication
    edition: Edition
    clock: time_machine.Coordinates
    restore: Restore = lambda: None
    links: dict[str, list[str]] = field(default_factory=dict)
    copies: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Subscriber:
        return Subscriber.objects.get(email_key=f"{name}@example.org")

    def keep_links(self, name: str, mailing_id: int) -> None:
        """Remember the links of a reader in a mail, in the first format too where that could name it."""
        reader = getattr(self, name)
        links = [urlsplit(url).path for url in reader_links(reader, mailing_id).values()]
        old = old_links(reader.pk, mailing_id) if mailing_id < LEAST else []
        self.links.setdefault(name, []).extend(links + old)


def old_links(subscriber_id: int, came_with: int) -> list[str]:
    """Return the links of the first format with these numbers."""
    doors = zip("upbc", Purpose, strict=False)
    return [f"/{door}/{old_token(purpose, subscriber_id, came_with)}/" for door, purpose in doors]


def ask(client: Client, name: str) -> str:
    """Ask for the newsletter with the form; return the link that is mailed."""
    assert client.post("/subscribe/", {"email": f"{name}@example.org"}).status_code == 200
    sign_ups.take_up(timezone.now())
    return urlsplit(confirm_link(Confirmation.objects.latest("asked_at", "pk"))).path


def everything() -> dict[str, list[dict[str, object]]]:
    tables = (Subscriber, Consent, Confirmation, Suppression)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}  # type: ignore[attr-defined]


def press(client: Client, link: str) -> None:
    """Open a link and press every button that any page behind such a link has."""
    client.get(link)
    for fields in ACTIONS:
        client.post(link, fields)


def go(monkeypatch: pytest.MonkeyPatch) -> Post:
    """Let the worker look until nothing is left to do; return what it handed over."""
    post = Post()
    monkeypatch.setattr(tasks, "provider", lambda: post)
    monkeypatch.setattr(tasks, "wake_workers", lambda count: None)
    for _ in range(5):
        tasks.tick()
        tasks.work()
    return post


@pytest.fixture
def client() -> PatientClient:
    """A browser whose presses count: the guard must not be that they came too quickly."""
    return PatientClient()


@pytest.fixture
def house(tmp_path: Path, settings: Settings) -> Iterator[House]:
    """The Quay as it was backed up: its readers are older than the second format of links."""
    settings.REDIS_URL = ""
    with time_machine.travel(BEFORE, tick=False) as clock:
        installation.state_installation(BEFORE, others_at_work=False)
        publication = make_publication()
        for number, name in enumerate(("ada", *LEFT, "gus"), start=1):
            make_reader(publication, name, id=number)
        house = House(publication, approved(make_edition(publication), BEFORE), clock)
        for name in ("ada", *LEFT, "gus"):
            house.keep_links(name, 1)
        ask(PatientClient(), "gina")
        house.restore = backup(tmp_path / "backup.sqlite3")
        yield house


@pytest.fixture
def restored(house: House, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The Quay after a lively day that a restore has made it forget."""
    house.links["anna"], house.links["mallory"] = [ask(client, "anna")], [ask(client, "mallory")]
    client.post(house.links["anna"][0])
    house.clock.move_to(FRIDAY + timedelta(minutes=1))
    assert len(go(monkeypatch).taken) == 8
    mailing = Mailing.objects.get()
    for name in ("ada", *LEFT, "gus", "anna"):
        house.keep_links(name, mailing.pk)
    anna, asked = house.anna.pk, Confirmation.objects.get(subscriber__email_key="anna@example.org").pk
    house.copies = [f"{mailing.pk}-{anna}", f"confirmation-{asked}"]
    # What the first format would have named: the numbers that the database counted to.
    house.links["lost"] = [link for number in (8, 9) for came in (1, 2) for link in old_links(number, came)]
    leave(house, client, tmp_path)
    client.post(house.links["gus"][1], {"action": "renew"})

    house.restore()
    house.clock.move_to(AFTER)
    monkeypatch.setattr(identifiers, "_identifiers", Identifiers(time.time, secrets.randbits))
    return house


def leave(house: House, client: Client, folder: Path) -> None:
    """Let each of those who left go another way."""
    now = FRIDAY + timedelta(minutes=5)
    house.clock.move_to(now)
    client.post(house.links["bo"][0], {"List-Unsubscribe": "One-Click"})
    subscriptions.erase(house.cleo, now)
    subscriptions.erase(house.gina, now)
    end_mail([Ending(now, house.dag.email_hash, "sendgrid", leaves=True, subscriber_id=house.dag.pk)], now)
    client.post(house.links["edda"][1], {"action": "leave"})
    table = folder / "off.csv"
    table.write_text("email,status\nfinn@example.org,unsubscribed\n")
    import_file(house.publication, table, now=now)
    assert set(Subscriber.objects.filter(status="active")) == {house.ada, house.gus, house.anna}


def test_old_links_act_on_their_own_reader_or_on_nobody(
    restored: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(monkeypatch)
    links = {"victor": ask(client, "victor"), "wanda": ask(client, "wanda")}
    client.post(links["victor"])
    before = everything()

    for name in ("anna", "mallory", "lost"):
        for link in restored.links[name]:
            assert client.get(link).status_code == 404
            press(client, link)
    assert everything() == before

    others = [restored.victor.pk, restored.wanda.pk]
    kept = list(Subscriber.objects.filter(pk__in=others).order_by("pk").values())
    for name in ("ada", *LEFT, "gus"):
        for link in restored.links[name]:
            press(client, link)
    assert list(Subscriber.objects.filter(pk__in=others).order_by("pk").values()) == kept


@pytest.mark.parametrize("name", ["ada", "bo", "gus"])
def test_links_from_before_the_backup_still_let_their_own_reader_leave(
    name: str, restored: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(monkeypatch)
    reader = getattr(restored, name)
    for link in restored.links[name]:
        if link.startswith("/u/"):
            Subscriber.objects.filter(pk=reader.pk).update(status="active")
            assert client.post(link).status_code == 200
            assert getattr(restored, name).status == "unsubscribed"


def test_a_link_that_was_replaced_since_the_backup_stays_without_rights(
    restored: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(monkeypatch)
    leaked = restored.links["gus"][1]

    assert client.post(leaked, {"action": "save"}).status_code == 403
    assert restored.gus.link_generation == 1


def test_nobody_who_left_since_the_backup_is_mailed(
    restored: House, client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert Subscriber.objects.filter(status="active").count() == 7

    assert go(monkeypatch).given == []
    assert "restored from a backup" in Alarm.objects.get(about="installation:restored").message
    Terminal(capsys).run("doctor", "--accept-restore")
    client.post(ask(client, "victor"))
    control.resume_sending(restored.edition, AFTER)

    assert sorted(go(monkeypatch).taken) == [f"{name}@example.org" for name in ("ada", "gus", "victor")]
    assert set(Suppression.objects.values_list("source", flat=True)) == {"erased"}


def test_what_the_provider_tells_late_of_a_forgotten_reader_touches_nobody_else(
    restored: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(monkeypatch)
    client.post(ask(client, "victor"))
    before = everything()
    events = ("unsubscribe", "group_unsubscribe", "bounce", "spamreport")
    ours = nonces.fresh_nonce(
        restored.edition.publication_id, restored.edition.period_name, fence.installation().identity
    )
    about = {"email": "anna@example.org", "timestamp": int(AFTER.timestamp()), "rb": ours}
    told = [about | {"event": event, "rd": copy} for event in events for copy in restored.copies]
    notices.keep_notice("sendgrid", orjson.dumps(told), AFTER)

    assert apply_next(AFTER).stored

    after = everything()
    suppressed = [one["email_hash"] for one in after.pop("Suppression")]
    assert suppressed == [one["email_hash"] for one in before.pop("Suppression")] + [
        hash_of("anna@example.org")
    ]
    assert after == before


def test_a_confirmation_that_waited_goes_to_nobody_who_was_forgotten_since(
    restored: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Confirmation.objects.get().status == "waiting"
    post = Post()
    monkeypatch.setattr(tasks, "provider", lambda: post)

    tasks.send_confirmations()

    assert post.given == []


def test_accepting_the_restore_before_a_worker_has_looked_is_enough(
    restored: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(capsys)
    terminal.run("doctor", "--accept-restore", code=1)  # As no worker has looked.

    assert "6 readers left since the backup: unsubscribed again." in terminal.err
    control.resume_sending(restored.edition, AFTER)
    assert sorted(go(monkeypatch).taken) == ["ada@example.org", "gus@example.org"]


def test_a_backup_from_after_the_last_mailing_needs_no_fence_and_mails_nobody_who_left(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(house.links["bo"][0])
    house.restore()
    assert house.bo.status == "active"
    house.clock.move_to(FRIDAY + timedelta(minutes=1))

    taken = go(monkeypatch).taken

    assert not fence.is_up()
    assert "bo@example.org" not in taken
    assert len(taken) == 6
