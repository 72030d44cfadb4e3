"""The provider's own lists: read every hour and before a mailing, and never in the way of one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import pytest

from roundup.core.errors import ProviderBusy, ProviderHalted
from roundup.core.suppression import SuppressionReason
from roundup.editions.models import Edition
from roundup.events.models import Reconciliation
from roundup.events.suppression_lists import read_lists as _reconcile
from roundup.events.suppression_lists import read_lists_if_due as _reconcile_due
from roundup.providers.base import ReportedSuppression
from roundup.publications.models import Alarm
from roundup.subscribers.models import Subscriber, Suppression
from tests.events.mailed import LATER, Mailed
from tests.making import agreed

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Lists:
    """A provider that has lists, remembers what it was asked, and fails on demand."""

    def __init__(self, *entries: tuple[str, SuppressionReason, datetime]) -> None:
        self.entries = entries
        self.asked: list[datetime] = []
        self.fault: Exception | None = None
        self.cleared: list[tuple[str, frozenset[SuppressionReason]]] = []

    def clear(self, email: str, kinds: Collection[SuppressionReason]) -> None:
        if self.fault:
            raise self.fault
        self.cleared.append((email, frozenset(kinds)))

    def suppressions(self, since: datetime) -> Iterator[ReportedSuppression]:
        self.asked.append(since)
        if self.fault:
            raise self.fault
        yield from (ReportedSuppression(*entry) for entry in self.entries)


def reconcile(lists: Lists, now: datetime) -> bool:
    return _reconcile("sendgrid", lists, now)


def reconcile_due(lists: Lists, now: datetime) -> bool:
    return _reconcile_due("sendgrid", lists, now)


def reasons(mailing: Mailed) -> dict[str, str]:
    names = {reader.email_hash: reader.name for reader in mailing.readers}
    return {names.get(row.email_hash, "?"): row.reason for row in Suppression.objects.all()}


def test_each_entry_suppresses_for_its_own_reason(mailing: Mailed) -> None:
    lists = Lists(
        ("ADA@example.org", SuppressionReason.BOUNCED, LATER),
        ("bo@example.org", SuppressionReason.COMPLAINED, LATER),
        ("cleo@example.org", SuppressionReason.INVALID, LATER),
        ("dag@example.org", SuppressionReason.UNSUBSCRIBED, LATER),
        ("stranger@example.org", SuppressionReason.BOUNCED, LATER),
        ("no address", SuppressionReason.BOUNCED, LATER),
    )

    assert reconcile(lists, LATER)
    assert reasons(mailing) == {
        "ada": "bounced",
        "bo": "complained",
        "cleo": "invalid",
        "dag": "unsubscribed",
        "?": "bounced",
    }


def test_the_first_reading_takes_all_and_later_ones_what_is_new_with_an_overlap(mailing: Mailed) -> None:
    lists = Lists()
    reconcile(lists, LATER)
    reconcile(lists, LATER + HOUR)

    assert lists.asked[0] < LATER - timedelta(days=3650)
    assert lists.asked[1] == LATER - timedelta(hours=2)


def test_reading_twice_changes_nothing(mailing: Mailed) -> None:
    lists = Lists(("ada@example.org", SuppressionReason.BOUNCED, LATER))
    reconcile(lists, LATER)
    before = list(Suppression.objects.values())
    reconcile(lists, LATER + HOUR)

    assert list(Suppression.objects.values()) == before


def test_an_old_leave_in_a_list_does_not_undo_a_newer_consent(mailing: Mailed) -> None:
    agreed(mailing.readers[0], LATER)
    lists = Lists(
        ("ada@example.org", SuppressionReason.UNSUBSCRIBED, LATER - HOUR),
        ("bo@example.org", SuppressionReason.BOUNCED, LATER),
    )
    reconcile(lists, LATER)

    assert reasons(mailing) == {"bo": "bounced"}
    assert lists.cleared == [("ada@example.org", {SuppressionReason.UNSUBSCRIBED})]


def test_who_left_by_a_list_has_left_here(mailing: Mailed) -> None:
    reconcile(Lists(("ada@example.org", SuppressionReason.UNSUBSCRIBED, LATER)), LATER)

    assert Subscriber.objects.get(status=Subscriber.Status.UNSUBSCRIBED) == mailing.readers[0]


def test_it_is_time_every_hour(mailing: Mailed) -> None:
    lists = Lists()
    times = [LATER, LATER + HOUR / 2, LATER + HOUR, LATER + HOUR]

    assert [reconcile_due(lists, now) for now in times] == [True, False, True, False]


def test_it_is_time_right_before_a_mailing(mailing: Mailed) -> None:
    lists = Lists()
    reconcile_due(lists, LATER)
    Edition.objects.update(status=Edition.Status.APPROVED, send_at=LATER + timedelta(minutes=25))

    assert not reconcile_due(lists, LATER + timedelta(minutes=9))
    assert reconcile_due(lists, LATER + timedelta(minutes=15))


def test_nobody_reads_while_another_does_unless_that_one_is_gone(mailing: Mailed) -> None:
    Reconciliation.objects.create(provider="sendgrid", begun_at=LATER)

    assert not reconcile_due(Lists(), LATER + HOUR)
    assert reconcile_due(Lists(), LATER + 2 * HOUR)


def test_a_failure_is_tried_again_and_told_after_a_day_only(mailing: Mailed) -> None:
    lists = Lists(("ada@example.org", SuppressionReason.BOUNCED, LATER))
    lists.fault = ProviderBusy("SendGrid asks for fewer requests.")
    assert reconcile_due(lists, LATER)
    assert not reconcile_due(lists, LATER + timedelta(minutes=9))
    assert reconcile_due(lists, LATER + timedelta(minutes=10))
    assert not Alarm.objects.exists()

    reconcile(lists, LATER + timedelta(days=1))
    assert "SendGrid asks for fewer requests." in Alarm.objects.get(cleared_at=None).message

    lists.fault = None
    reconcile(lists, LATER + timedelta(days=1, hours=1))
    assert not Alarm.objects.filter(cleared_at=None).exists()
    assert reasons(mailing) == {"ada": "bounced"}


def test_what_only_a_person_can_end_is_told_at_once(mailing: Mailed) -> None:
    lists = Lists()
    lists.fault = ProviderHalted("The key may not read them.")

    reconcile(lists, LATER)

    assert "The key may not read them." in Alarm.objects.get(cleared_at=None).message


def test_an_error_of_an_unknown_kind_is_told_without_its_words(mailing: Mailed) -> None:
    lists = Lists()
    lists.fault = KeyError("ada@example.org")

    assert not reconcile(lists, LATER)
    assert Reconciliation.objects.get().error == "KeyError"
