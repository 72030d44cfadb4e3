"""The door: what SendGrid signed is kept at once and answered, and nothing else is."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.test import Client
from kombu.exceptions import OperationalError

from roundup.events import tasks, views
from roundup.events.models import Event, Notice
from roundup.providers.sendgrid.standin.delivery import Signer
from tests.events.provider import DOOR, KEY, page, post, signed
from tests.providers.set_up import give
from tests.services.waiting import PATIENCE

pytestmark = pytest.mark.django_db
BODY = page([{"event": "delivered", "email": "ada@example.org", "timestamp": 1, "rd": "1-1"}])


@pytest.fixture
def outside() -> Client:
    """A visitor whom Django checks like any other."""
    return Client(enforce_csrf_checks=True)


def test_what_sendgrid_signed_is_kept_as_it_came_and_answered_before_it_is_applied(outside: Client) -> None:
    assert post(outside, BODY) == 200

    [notice] = Notice.objects.all()
    assert (bytes(notice.body), notice.applied_at, Event.objects.count()) == (BODY, None, 0)


def test_the_door_asks_the_database_once(outside: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        post(outside, BODY)


def test_a_body_that_comes_again_is_answered_alike_and_kept_once(outside: Client) -> None:
    first = post(outside, BODY)
    again = post(outside, BODY)
    signed_anew = post(outside, BODY, signed(BODY, "1795158099"))

    assert (first, again, signed_anew, Notice.objects.count()) == (200, 200, 200, 1)


def test_a_forged_signature_is_refused(outside: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert post(outside, BODY, signed(BODY + b" ")) == 403
    assert not Notice.objects.exists()
    assert "its signature does not match" in caplog.text
    assert "ada@" not in caplog.text


def test_an_unsigned_body_is_refused(outside: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert post(outside, BODY, {}) == 403
    assert "switch the Signed Event Webhook on" in caplog.text


@pytest.mark.parametrize("key", ["", "no key"])
def test_without_a_key_that_is_one_nothing_passes_and_the_log_names_the_setting(
    key: str, outside: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    give(settings, SENDGRID_WEBHOOK_KEY=key)

    assert post(outside, BODY) == 403
    assert "SENDGRID_WEBHOOK_KEY" in caplog.text


@pytest.mark.parametrize("keys", ["{new} {old}", "{old}  {new}", "{new}\n{old}"])
def test_while_the_key_is_rotated_either_signs(keys: str, outside: Client, settings: Any) -> None:
    give(settings, SENDGRID_WEBHOOK_KEY=keys.format(old=KEY, new=Signer().public_key))

    assert post(outside, BODY) == 200
    assert post(outside, BODY, signed(BODY + b" ")) == 403


def test_the_old_key_is_not_believed_once_it_is_taken_out(outside: Client, settings: Any) -> None:
    give(settings, SENDGRID_WEBHOOK_KEY=Signer().public_key)

    assert post(outside, BODY) == 403


def test_a_page_larger_than_djangos_own_limit_passes(outside: Client) -> None:
    body = b"[" + b" " * 3_000_000 + b"]"

    assert post(outside, body) == 200


def test_a_body_that_no_provider_sends_is_refused_unread(outside: Client) -> None:
    body = b" " * (views.LONGEST_BODY + 1)

    assert post(outside, body) == 413
    assert not Notice.objects.exists()


@pytest.mark.parametrize("path", ["/hooks/outbox/", "/hooks/outbox", "/hooks/pigeon/", "/hooks/SendGrid/"])
def test_if_no_provider_reports_there_is_no_hook(path: str, outside: Client) -> None:
    answer = outside.post(path, BODY, content_type="application/json", headers=signed(BODY))

    assert answer.status_code == 404
    assert not Notice.objects.exists()


def test_a_provider_that_is_chosen_no_more_is_still_believed(outside: Client, settings: Any) -> None:
    settings.PROVIDER = "outbox"

    assert post(outside, BODY) == 200


def test_the_address_of_the_door_is_the_one_that_providers_are_told(outside: Client) -> None:
    assert views.hook_address("sendgrid").endswith(DOOR)


def test_looking_at_the_door_is_not_posting(outside: Client) -> None:
    assert outside.get(DOOR).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_the_door_neither_waits_for_a_broker_nor_asks_it_for_every_page(
    outside: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, asked = threading.Event(), threading.Semaphore(0)

    def hangs(**options: Any) -> None:
        asked.release()
        answers.wait()

    monkeypatch.setattr(tasks, "_bell", tasks._Bell())
    monkeypatch.setattr(tasks.apply, "apply_async", hangs)
    statuses = [post(outside, BODY + b" " * spaces) for spaces in range(3)]

    assert statuses == [200, 200, 200]
    assert asked.acquire(timeout=PATIENCE)
    assert not asked.acquire(blocking=False)
    answers.set()


def test_a_broker_that_is_away_is_not_an_error_and_its_password_not_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(**options: Any) -> None:
        raise OperationalError("redis://:secret@nowhere")

    monkeypatch.setattr(tasks.apply, "apply_async", away)
    bell = tasks._Bell()
    bell._publish()

    assert caplog.text.count("the broker does not answer") == 1
    assert "secret" not in caplog.text
