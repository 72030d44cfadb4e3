"""What editors are told about a mailing that has left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roundup.events import mailing_alarms, notices, tasks
from roundup.publications.alarms import clear_alarm
from roundup.publications.models import Alarm
from roundup.sending.models import Mailing
from tests.events.mailed import LATER, Mailed, mailed, report
from tests.making import FRIDAY, make_edition, make_publication, make_readers

pytestmark = pytest.mark.django_db


@pytest.fixture
def large() -> Mailed:
    """A mailing delivered to a thousand readers."""
    publication = make_publication()
    readers = make_readers(publication, [f"reader{number}" for number in range(1000)])
    mailing = mailed(make_edition(publication), readers)
    report(*(mailing.row(number, "delivered") for number in range(1000)))
    return mailing


def complain(mailing: Mailed, readers: range) -> None:
    report(*(mailing.row(number, "spamreport") for number in readers))
    mailing_alarms.tell_complaints([mailing.id], LATER)


def told() -> list[str]:
    return list(Alarm.objects.filter(cleared_at=None).order_by("pk").values_list("about", flat=True))


def test_one_or_two_complaints_raise_no_alarm(large: Mailed) -> None:
    complain(large, range(2))

    assert told() == []


def test_complaints_raise_an_alarm_and_a_graver_one(large: Mailed) -> None:
    complain(large, range(3))
    assert told() == [f"mailing:{large.id}:complaints:high"]

    complain(large, range(3, 5))
    assert told()[1:] == [f"mailing:{large.id}:complaints:grave"]
    assert "5 of 1000 readers" in Alarm.objects.latest("pk").message


def test_an_alarm_that_was_dismissed_does_not_come_back_for_more_of_the_same(large: Mailed) -> None:
    complain(large, range(3))
    clear_alarm(large.edition.publication, f"mailing:{large.id}:complaints:high", LATER)
    complain(large, range(4))

    assert told() == []


def test_complaints_are_looked_for_as_long_as_a_mailing_is_young(large: Mailed) -> None:
    complain(large, range(1))

    assert mailing_alarms.complained_about(FRIDAY - timedelta(days=7)) == [large.id]
    assert mailing_alarms.complained_about(FRIDAY) == []


def test_what_a_full_quota_dropped_is_told_at_once_and_with_its_number(mailing: Mailed) -> None:
    reason = "Recipient List over Package Quota"
    report(mailing.row(0, "delivered"), *(mailing.row(number, "dropped", reason=reason) for number in (1, 2)))

    assert told() == [f"mailing:{mailing.id}:over-quota"]
    assert "took 2 copies" in Alarm.objects.get().message


def test_a_backlog_is_told_and_taken_back(mailing: Mailed) -> None:
    notices.keep_notice("sendgrid", b"[]", LATER)
    mailing_alarms.tell_backlog(LATER + timedelta(minutes=29))
    assert told() == []

    mailing_alarms.tell_backlog(LATER + timedelta(minutes=30))
    assert told() == ["events:backlog"]

    report()
    mailing_alarms.tell_backlog(LATER + timedelta(minutes=31))
    assert told() == []


def test_the_tasks_do_it_all_and_twice_is_as_once(large: Mailed) -> None:
    Mailing.objects.update(started_at=LATER + timedelta(days=3650))
    notices.keep_notice("sendgrid", b"[]", LATER)
    report(*(large.row(number, "spamreport") for number in range(3)))

    for _ in range(2):
        tasks.apply()
        tasks.reconcile()
        tasks.watch()

    assert told() == [f"mailing:{large.id}:complaints:high"]
