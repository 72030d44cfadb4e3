"""Another system is told of each alarm and of its end, signed, until it has taken it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from roundup.editors import alarm_webhook
from roundup.editors.alarm_webhook import FAILS_LONG, LEASE, PAUSES, TRIED_FOR, post_due
from roundup.newsroom.tasks import write_to_editors
from roundup.publications.alarm_acts import dismiss_alarm
from roundup.publications.alarm_calls import AlarmCall
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Alarm, Publication
from tests.config.verdicts import bad, told
from tests.making import NOW, make_publication
from tests.services.http_host import HttpHost

pytestmark = pytest.mark.django_db
KEY = "a key that nobody would ever guess, 42"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def publication(db: None) -> Publication:
    return make_publication()


@pytest.fixture
def pager(settings: Settings) -> Iterator[HttpHost]:
    """A receiver on this machine, which the settings name and allow."""
    with HttpHost(status=204) as host:
        settings.ALARM_WEBHOOK_URL, settings.ALARM_WEBHOOK_KEY = f"{host.url}/alarms?token=of-ours", KEY
        settings.FETCH_ALLOW = ("127.0.0.0/8",)
        yield host


def bodies(host: HttpHost) -> list[dict[str, Any]]:
    return [json.loads(asked.body) for asked in host.asked]


def raised(publication: Publication, number: int = 1) -> None:
    raise_alarm(publication, f"source:{number}", "“Quay” gives nothing.", NOW)


def test_a_raised_alarm_and_its_end_are_posted_once_each(publication: Publication, pager: HttpHost) -> None:
    raised(publication)
    raised(publication)
    assert (post_due(NOW), post_due(NOW)) == (1, 0)
    clear_alarm(publication, "source:1", NOW + MINUTE)
    clear_alarm(publication, "source:1", NOW + MINUTE)
    assert (post_due(NOW + MINUTE), post_due(NOW + MINUTE)) == (1, 0)

    pk = Alarm.objects.get().pk
    first, second = bodies(pager)
    assert first == {
        "id": pk,
        "state": "raised",
        "publication": "quay",
        "about": "source:1",
        "kind": "source:*",
        "message": "“Quay” gives nothing.",
        "raised_at": "2026-11-18T12:00:00+00:00",
        "cleared_at": None,
        "url": f"http://127.0.0.1:8000/newsroom/alarms/#alarm-{pk}",
    }
    assert second == first | {"state": "over", "cleared_at": "2026-11-18T12:01:00+00:00"}
    assert [asked.path for asked in pager.asked] == ["/alarms?token=of-ours"] * 2


def test_a_receiver_can_verify_the_signature_as_operations_says(
    publication: Publication, pager: HttpHost
) -> None:
    raised(publication)
    post_due(NOW)

    (asked,) = pager.asked
    signed = asked.headers["Roundup-Timestamp"].encode() + b"." + asked.body
    expected = hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
    assert asked.headers["Roundup-Signature"] == f"sha256={expected}"
    assert asked.headers["Roundup-Call"] == str(AlarmCall.objects.get().pk)


def test_without_a_webhook_nothing_is_kept(publication: Publication) -> None:
    raised(publication)

    assert post_due(NOW) == 0
    assert not AlarmCall.objects.exists()


def test_what_is_rolled_back_is_not_posted(publication: Publication, pager: HttpHost) -> None:
    with transaction.atomic():
        raised(publication)
        transaction.set_rollback(True)

    assert post_due(NOW) == 0


def test_a_call_that_is_not_taken_is_tried_again_with_growing_pauses(
    publication: Publication, pager: HttpHost
) -> None:
    pager.status = 503
    raised(publication)
    now = NOW
    for tries, pause in enumerate(PAUSES, 1):
        post_due(now)
        post_due(now + pause - timedelta(seconds=1))
        assert len(pager.asked) == tries
        now += pause
    pager.status = 200

    assert post_due(now) == 1
    assert len({asked.headers["Roundup-Call"] for asked in pager.asked}) == 1


def test_a_round_stops_at_the_first_failure_and_the_others_wait(
    publication: Publication, pager: HttpHost
) -> None:
    pager.status = 500
    for number in (1, 2, 3):
        raised(publication, number)

    post_due(NOW)
    post_due(NOW + timedelta(seconds=5))
    assert len(pager.asked) == 1

    pager.status = 200
    assert post_due(NOW + MINUTE) == 3
    assert [body["about"] for body in bodies(pager)[1:]] == ["source:2", "source:3", "source:1"]


def test_a_call_is_given_up_after_a_day(publication: Publication, pager: HttpHost) -> None:
    pager.status = 500
    raised(publication)
    post_due(NOW)

    post_due(NOW + TRIED_FOR)
    post_due(NOW + TRIED_FOR + MINUTE)

    assert len(pager.asked) == 1
    assert AlarmCall.objects.get().given_up_at == NOW + TRIED_FOR


def test_a_call_of_a_worker_that_died_is_posted_after_its_lease(
    publication: Publication, pager: HttpHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    def die(*arguments: object) -> str:
        raise Died

    raised(publication)
    with monkeypatch.context() as patch:
        patch.setattr(alarm_webhook, "_post", die)
        with pytest.raises(Died):
            post_due(NOW)

    assert post_due(NOW + LEASE - timedelta(seconds=1)) == 0
    assert post_due(NOW + LEASE) == 1


def test_two_workers_that_saw_the_same_call_post_it_once(publication: Publication, pager: HttpHost) -> None:
    raised(publication)
    seen = AlarmCall.objects.get()

    assert alarm_webhook._claim(seen, NOW)
    assert not alarm_webhook._claim(seen, NOW)


def test_a_redirect_is_not_followed(publication: Publication, pager: HttpHost) -> None:
    pager.status, pager.headers = 307, {"Location": f"{pager.url}/elsewhere"}
    raised(publication)

    assert post_due(NOW) == 0
    assert len(pager.asked) == 1
    assert AlarmCall.objects.get().error == "The receiver answered 307."


def test_a_private_network_is_posted_to_only_if_the_operator_allows_it(
    publication: Publication, pager: HttpHost, settings: Settings
) -> None:
    settings.FETCH_ALLOW = ()
    raised(publication)

    assert post_due(NOW) == 0
    assert pager.asked == []
    assert "ROUNDUP_FETCH_ALLOW" in AlarmCall.objects.get().error


def test_a_dismissed_alarm_is_not_posted_again_but_its_end_is(
    publication: Publication, pager: HttpHost
) -> None:
    raised(publication)
    dismiss_alarm(Alarm.objects.get(), NOW)
    raised(publication)
    clear_alarm(publication, "source:1", NOW + MINUTE)

    post_due(NOW + MINUTE)

    assert [body["state"] for body in bodies(pager)] == ["raised", "over"]


def test_the_tick_posts_what_is_due(publication: Publication, pager: HttpHost) -> None:
    raised(publication)

    write_to_editors()

    assert len(pager.asked) == 1


def test_the_doctor_says_that_it_fails_and_that_it_works_again(
    publication: Publication, pager: HttpHost
) -> None:
    pager.status = 500
    raised(publication)
    assert "it takes" in told("alarm-webhook")
    post_due(NOW)
    AlarmCall.objects.update(asked_at=NOW - FAILS_LONG)

    assert "alarm-webhook" in bad()
    assert "The receiver answered 500." in told("alarm-webhook")
    assert "token" not in told("alarm-webhook")

    pager.status = 200
    post_due(NOW + MINUTE)
    assert "it takes" in told("alarm-webhook")
