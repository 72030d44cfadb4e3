"""Whatever their order, copies and pages, the same events have the same result."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roundup.events import notices
from roundup.events.applying import Applied, apply_next
from roundup.events.mailing_totals import account_with_events, delivery_statuses, totals_of
from roundup.events.models import Event
from roundup.subscribers.models import Consent, Subscriber, Suppression
from tests.events.mailed import LATER, Mailed, mailed, report
from tests.events.provider import Row, page
from tests.making import make_edition, make_publication, make_readers

KINDS: Sequence[Row] = (
    {"kind": "processed"},
    {"kind": "deferred", "attempt": "1"},
    {"kind": "delivered"},
    {"kind": "open"},
    {"kind": "open", "sg_machine_open": True},
    {"kind": "click", "url": "https://quay.example.org/1"},
    {"kind": "bounce", "type": "bounce", "status": "5.1.1"},
    {"kind": "bounce", "type": "blocked"},
    {"kind": "bounce", "type": "bounce", "status": "4.2.2"},
    {"kind": "dropped", "reason": "Bounced Address"},
    {"kind": "dropped", "reason": "Unsubscribed Address"},
    {"kind": "dropped", "reason": "Recipient List over Package Quota"},
    {"kind": "spamreport"},
    {"kind": "unsubscribe"},
    {"kind": "group_unsubscribe"},
)


def what_is_known(mailing: Mailed) -> dict[str, Any]:
    """Return all that events can change, less when and by which of them."""
    return {
        "totals": totals_of(mailing.id),
        "statuses": sorted(tuple(row.items()) for row in delivery_statuses(mailing.id)),
        "events": sorted(Event.objects.values_list("subscriber_id", "kind", "at", "detail_hash")),
        "suppressed": sorted(Suppression.objects.values_list("email_hash", "reason")),
        "left": sorted(Subscriber.objects.filter(status="unsubscribed").values_list("pk", flat=True)),
        "consents": Consent.objects.filter(act="unsubscribed").count(),
    }


def told(mailing: Mailed, pages: Sequence[Sequence[Row]]) -> dict[str, Any]:
    """Return what is known after these pages, and forget it again."""
    with transaction.atomic():
        for rows in pages:
            report(*rows)
        known = what_is_known(mailing)
        transaction.set_rollback(True)
    return known


def many(mailing: Mailed, chance: random.Random, number: int) -> list[Row]:
    return [
        mailing.row(chance.randrange(5), after=chance.randrange(90), **chance.choice(KINDS))
        for _ in range(number)
    ]


@pytest.mark.django_db
def test_forty_six_shuffled_copies_come_to_what_one_in_order_does(mailing: Mailed) -> None:
    chance = random.Random(46)
    rows = many(mailing, chance, 60)
    copies = [row | {"sg_event_id": f"{copy}"} for row in rows for copy in range(46)]
    chance.shuffle(copies)
    cuts = [0, *sorted(chance.sample(range(len(copies)), 12)), len(copies)]

    once = told(mailing, [rows])
    shuffled = told(mailing, [copies[start:end] for start, end in pairwise(cuts)])

    assert shuffled == once
    assert sum(once["totals"].values()) > 5


@given(chosen=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@pytest.mark.django_db
def test_no_order_and_no_cut_into_pages_matters(mailing: Mailed, chosen: st.DataObject) -> None:
    one = st.tuples(st.integers(0, 4), st.integers(0, 5), st.sampled_from(KINDS))
    rows = [
        mailing.row(reader, after=after, **kind)
        for reader, after, kind in chosen.draw(st.lists(one, max_size=8))
    ]
    again = chosen.draw(st.permutations(rows * 2))
    cut = chosen.draw(st.integers(0, len(again)))

    assert told(mailing, [again[:cut], again[cut:]]) == told(mailing, [rows])


@pytest.mark.django_db
def test_five_thousand_events_come_to_the_account_that_they_tell() -> None:
    publication = make_publication()
    readers = make_readers(publication, [f"reader{number}" for number in range(2500)])
    mailing = mailed(make_edition(publication), readers)
    rows = [mailing.row(number, kind) for kind in ("processed", "delivered") for number in range(2500)]
    random.Random(7).shuffle(rows)

    report(*rows[:2000])
    report(*rows)

    events = account_with_events(mailing.edition)["events"]
    assert (events["delivered"], events["processed"], Event.objects.count()) == (2500, 0, 5000)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_notice_apply_it_once(mailing: Mailed) -> None:
    rows = many(mailing, random.Random(2), 40)
    notices.keep_notice("sendgrid", page(rows), LATER)
    start = threading.Barrier(2)
    done: list[Applied] = []

    def work() -> None:
        try:
            start.wait()
            done.append(apply_next(LATER))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(applied.notices for applied in done) == [0, 1]
    assert sum(applied.stored for applied in done) == Event.objects.count()
