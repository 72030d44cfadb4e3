"""A flood of sign-ups delays itself: readers whose network asks once are written to within minutes."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roundup.core.email_addresses import normalise_address
from roundup.core.mailhosts import house_of
from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import confirmation_queue, sign_up_limits, sign_ups, subscriptions
from roundup.subscribers.asker_network import keyed_network, wider_network
from roundup.subscribers.models import Asking, Confirmation, SignUp, Subscriber
from roundup.subscribers.sign_ups import Asker
from roundup.subscribers.suppressions import hash_of, suppress_address
from tests.making import NOW, make_reader, sign_up

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FLOOD, NETWORKS = 50_000, 5_000
LASTS = 21 * MINUTE

CLOSE_TOGETHER = "in twenty ranges"
SPREAD = "everywhere"


def network(number: int, how: str) -> str:
    high, low = divmod(number, 250)
    return f"10.{high}.{low}.0/24" if how == CLOSE_TOGETHER else f"{11 + high}.{low}.7.0/24"


def flood(publication: Publication, how: str, asks: int = FLOOD) -> None:
    """Make the rows of a flood that was taken up: ten of each network, a third of them to be mailed."""
    step, rows = LASTS / asks, []
    for number in range(asks):
        where = network(number % NETWORKS, how)
        rows.append(
            Asking(
                publication=publication,
                at=NOW + step * number,
                network=keyed_network(where),
                wider=keyed_network(wider_network(where)),
                mailbox_hash=hash_of(f"{number}"),
                mailed=number % 3 == 0,
            )
        )
    Asking.objects.bulk_create(rows, batch_size=2000)
    mailed = [row for row in rows if row.mailed]
    readers = [
        Subscriber(
            publication=publication,
            email=f"any{n}@gmail.com",
            email_key=f"any{n}@gmail.com",
            email_hash=hash_of(f"any{n}@gmail.com"),
            created_at=row.at,
        )
        for n, row in enumerate(mailed)
    ]
    Subscriber.objects.bulk_create(readers, batch_size=2000)
    per_network = Counter(row.network for row in rows)
    waiting = []
    for row, reader in zip(mailed, readers, strict=True):
        waiting.append(
            Confirmation(
                subscriber=reader,
                asked_at=row.at,
                network=row.network,
                turn=per_network[row.network],
                wider=row.wider,
                mailbox=row.mailbox_hash,
            )
        )
    Confirmation.objects.bulk_create(waiting, batch_size=2000)


def wait_of(email: str, now: datetime) -> timedelta:
    """Let confirmations leave, as many an hour as may, until this reader's has; return how long it waited."""
    began, asked = now, Confirmation.objects.get(subscriber__email_key=email)
    while asked.status == Confirmation.Status.WAITING:
        for pk in confirmation_queue.due(now, min(50, sign_up_limits.mails_left_now(now))):
            Confirmation.objects.filter(pk=pk).update(status="accepted", posted_at=now)
        asked.refresh_from_db()
        now += MINUTE
        assert now - began < timedelta(days=3)
    return now - began


@pytest.mark.parametrize("how", [CLOSE_TOGETHER, pytest.param(SPREAD, marks=pytest.mark.one_database)])
def test_an_honest_reader_waits_minutes_during_fifty_thousand_sign_ups(
    how: str, publication: Publication
) -> None:
    flood(publication, how)
    now = NOW + LASTS
    # Before they came, the flood got as many mails as may leave at once.
    oldest = Confirmation.objects.order_by("asked_at").values_list("pk", flat=True)
    at_once = list(oldest[: sign_up_limits.MAILS_AT_ONCE])
    Confirmation.objects.filter(pk__in=at_once).update(status="accepted", posted_at=now)
    for number in range(20):
        asker = Asker("form", "words", f"198.{number}.51.0/24")
        sign_up(publication, f"honest{number}@example{number}.org", now, asker=asker)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = confirmation_queue.due(now, 50)
    assert len(asked) <= 3
    honest = Confirmation.objects.filter(subscriber__email__startswith="honest")
    assert set(found[:20]) == set(honest.values_list("pk", flat=True))
    assert wait_of("honest19@example19.org", now) < 10 * MINUTE


def test_a_flood_that_asks_once_from_each_network_waits_behind_people_of_quiet_ranges(
    publication: Publication,
) -> None:
    for number in range(40):
        asker = Asker("form", "", f"10.{number % 4}.{number}.0/24")
        sign_up(publication, f"flood{number}@flood{number}.example", NOW, asker=asker)
    sign_up(publication, "honest@example.org", NOW + MINUTE, asker=Asker("form", "", "10.9.9.0/24"))

    (first,) = confirmation_queue.due(NOW + MINUTE, 1)
    assert Confirmation.objects.get(pk=first).subscriber.email == "honest@example.org"


def test_what_a_tick_handles_of_a_flood_is_shared_by_the_networks_in_it(publication: Publication) -> None:
    for number in range(40):
        asker = Asker("form", "", f"10.{number % 2}.{number % 8}.0/24")
        sign_ups.receive(publication, f"flood{number}@flood{number}.example", "", asker, NOW)
    honest = Asker("form", "", "10.9.9.0/24")
    sign_ups.receive(publication, "honest@example.org", "", honest, NOW + MINUTE)

    sign_ups.take_up(NOW + MINUTE, most=9)

    assert Subscriber.objects.filter(email="honest@example.org").exists()


def test_a_network_that_asks_again_steps_back_behind_everybody_who_asked_less(
    publication: Publication,
) -> None:
    for number in range(8):
        asker = Asker("form", "", f"10.1.{number % 2}.0/24")
        sign_up(publication, f"flood{number}@example.com", NOW + timedelta(seconds=number), asker=asker)
    sign_up(publication, "honest@example.org", NOW + MINUTE, asker=Asker("form", "", "10.1.9.0/24"))

    first = Confirmation.objects.get(pk=confirmation_queue.due(NOW + MINUTE, 1)[0])
    assert first.subscriber.email == "honest@example.org"


def test_robots_that_fill_the_form_in_no_time_stand_behind_people(publication: Publication) -> None:
    for number in range(5):
        asker = Asker("form", "", f"10.{number}.0.0/24", sign_up_limits.TOO_QUICK)
        sign_up(publication, f"robot{number}@example.com", NOW, asker=asker)
    sign_up(publication, "honest@example.org", NOW + MINUTE, asker=Asker("form", "", "10.9.0.0/24"))

    assert (
        Confirmation.objects.get(pk=confirmation_queue.due(NOW + MINUTE, 1)[0]).subscriber.email
        == "honest@example.org"
    )


@pytest.mark.parametrize(
    "address",
    [
        "any{n}@catchall.example.org",
        "any@x{n}.catchall.example.org",
        "{n}@EXAMPLE.org",
        "a.b+{n}x{n}@mail{n}.example.org",
        "any{n}@shop.example.co.uk",
    ],
)
def test_a_house_that_takes_any_address_gets_few(address: str, publication: Publication) -> None:
    for number in range(140):
        asker = Asker("form", "", f"10.{number}.0.0/24")
        sign_up(publication, address.format(n=number), NOW, asker=asker)
    confirmation_queue.tidy(NOW)
    assert Confirmation.objects.filter(status="waiting").count() == confirmation_queue.MOST_WAITING_OF_HOUSE

    left = 0
    for hours in range(5):
        now = NOW + hours * HOUR * 1.01
        for _ in range(3):
            ids = confirmation_queue.due(now, 50)
            left += Confirmation.objects.filter(pk__in=ids).update(status="accepted", posted_at=now)
        assert left <= confirmation_queue.MOST_PER_HOUSE * (hours + 1)
    assert left == confirmation_queue.MOST_WAITING_OF_HOUSE


def test_a_reader_of_a_flooded_house_is_written_to_within_the_hour(publication: Publication) -> None:
    for number in range(29):
        asker = Asker("form", "", "10.1.1.0/24")
        sign_up(publication, f"any{number}@quay.example.org", NOW, asker=asker)
    sign_up(publication, "clerk@quay.example.org", NOW, asker=Asker("form", "", "10.2.2.0/24"))

    (first,) = confirmation_queue.due(NOW, 1)
    assert Confirmation.objects.get(pk=first).subscriber.email == "clerk@quay.example.org"


@pytest.mark.parametrize(
    ("key", "house"),
    [
        ("a@gmail.com", ""),
        ("a@example.org", "example.org"),
        ("a@b.c.example.org", "example.org"),
        ("a@mail.example.co.uk", "example.co.uk"),
        ("a@uni.de", "uni.de"),
        ("a@gmail.com.example.org", "example.org"),
        ("a@xn--bcher-kva.example", "xn--bcher-kva.example"),
    ],
)
def test_whose_an_address_is(key: str, house: str) -> None:
    assert house_of(key) == house


def test_the_form_asks_the_database_the_same_whatever_the_address_is(publication: Publication) -> None:
    suppress_address(
        normalise_address("complained@example.org"), SuppressionReason.COMPLAINED, timezone.now()
    )
    make_reader(publication, "active")
    make_reader(publication, "left", status="unsubscribed")
    subscriptions.erase(make_reader(publication, "gone"), timezone.now())
    asked = {}
    for name in ("complained", "active", "left", "gone", "unknown", "active"):
        with CaptureQueriesContext(connection) as seen:
            Client().post("/subscribe/", {"email": f"{name}@example.org"})
        # Not the moments and hashes in them, which are of this request.
        asked[name] = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in seen]

    assert len({tuple(each) for each in asked.values()}) == 1
    assert not any("subscribers_subscriber" in query for query in asked["active"])


def test_nothing_is_kept_of_a_network_longer_than_it_is_needed(publication: Publication) -> None:
    asker = Asker("form", "words", "192.0.2.0/24")
    sign_up(publication, "ann@example.org", NOW, asker=asker)
    kept = Asking.objects.get()
    assert "192.0.2" not in kept.network + kept.wider + Confirmation.objects.get().network
    assert not SignUp.objects.exists()

    Confirmation.objects.update(status="accepted", posted_at=NOW)
    confirmation_queue.tidy(NOW + 25 * HOUR)

    assert list(Asking.objects.values_list("network", "wider")) == [("", "")]
    assert list(Confirmation.objects.values_list("network", "house")) == [("", "")]


def test_a_sign_up_that_we_fail_at_keeps_no_other_waiting(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_ups.receive(publication, "bad@example.org", "", Asker("form", ""), NOW)
    sign_ups.receive(publication, "good@example.org", "", Asker("form", ""), NOW)
    place = confirmation_queue.place

    def fail(asking: Asking, key: str) -> dict[str, object]:
        if key.startswith("bad"):
            raise ValueError("a fault of ours")
        return place(asking, key)

    monkeypatch.setattr(confirmation_queue, "place", fail)

    assert sign_ups.take_up(NOW) == 1
    assert [row.email for row in SignUp.objects.all()] == ["bad@example.org"]
    assert Subscriber.objects.get().email == "good@example.org"
