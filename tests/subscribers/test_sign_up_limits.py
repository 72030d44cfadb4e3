"""How often a mailbox is written to, and how many mails leave in an hour, whatever is asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from roundup.publications.models import Publication
from roundup.subscribers import sign_up_limits, sign_ups
from roundup.subscribers.models import Asking, Confirmation, SignUp, Subscriber
from roundup.subscribers.sign_ups import Asker
from tests.making import NOW, make_publication, sign_up

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize("every", [timedelta(seconds=5), 7 * MINUTE, 61 * MINUTE])
def test_no_hour_has_more_mails_than_allowed_and_no_minute_of_a_long_queue_none(
    every: timedelta, publication: Publication
) -> None:
    left: list[datetime] = []

    def since(moment: datetime) -> int:
        return sum(at > moment for at in left)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sign_up_limits, "_mailed_since", since)
        for number in range(int(3 * HOUR / every) + 1):
            now = NOW + number * every
            allowed = sign_up_limits.mails_left_now(now)
            assert allowed <= sign_up_limits.mails_left_this_hour(now)
            left += [now] * allowed
            assert since(now - HOUR) <= sign_up_limits.MOST_MAILS_PER_HOUR
            assert since(now - 2 * MINUTE) or not number


SPELLINGS = [
    *(f"a{'.' * (n & 1)}n{'.' * (n >> 1 & 1)}n{'.' * (n >> 2 & 1)}a@gmail.com" for n in range(8)),
    *(f"anna+{n}@gmail.com" for n in range(8)),
    *(f"ANNA+x{n}@GoogleMail.com" for n in range(8)),
    *(f"An.Na+y.{n}@googlemail.com" for n in range(8)),
]


@pytest.mark.django_db(transaction=True)
def test_one_mailbox_however_it_is_spelled_gets_one_confirmation_at_a_time() -> None:
    """All at once, from several workers, with one that leaves in the middle of it."""
    publication = make_publication()
    for n, email in enumerate(SPELLINGS):
        sign_ups.receive(publication, email, "", Asker("form", "", f"10.{n}.0.0/24"), NOW)
    start = threading.Barrier(6)
    faults: list[BaseException] = []

    def worker(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    def post() -> None:
        while SignUp.objects.exists():
            Confirmation.objects.filter(status="waiting").update(status="accepted", posted_at=NOW)

    jobs = [lambda: sign_ups.take_up(NOW)] * 5
    threads = [threading.Thread(target=worker, args=(job,)) for job in [*jobs, post]]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert not faults
    assert Confirmation.objects.count() == 1
    assert Subscriber.objects.count() == 1
    assert Asking.objects.filter(mailed=True).count() == 1


def test_a_lost_confirmation_can_be_asked_for_once_more_after_some_minutes(publication: Publication) -> None:
    def asked(after: timedelta) -> int:
        sign_up(publication, "ann@example.org", NOW + after)
        Confirmation.objects.filter(status="waiting").update(status="accepted", posted_at=NOW + after)
        return Confirmation.objects.count()

    assert [asked(after) for after in (0 * MINUTE, 14 * MINUTE, 16 * MINUTE, 40 * MINUTE, 23 * HOUR)] == [
        1,
        1,
        2,
        2,
        2,
    ]
    assert asked(25 * HOUR) == 3


def test_while_the_first_mail_still_waits_there_is_no_second(publication: Publication) -> None:
    sign_up(publication, "ann@example.org", NOW)
    sign_up(publication, "ann@example.org", NOW + HOUR)

    assert Confirmation.objects.count() == 1
