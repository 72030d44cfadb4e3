"""A popular article, or a newsroom behind one address, meets no limit; a flood through the box does."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from roundup.publications.models import Publication
from roundup.subscribers import confirmation_queue, sign_up_limits, sign_ups
from roundup.subscribers.asker_network import network_of
from roundup.subscribers.models import Asking, Confirmation
from roundup.subscribers.sign_up_limits import TooOften
from roundup.subscribers.sign_ups import Asker

BOX = "/subscribe/box/quay/"
OFFICE, ELSEWHERE = "192.0.2.7", "198.51.100.7"


def press(email: str, address: str = OFFICE) -> int:
    """Press the button of a box without script, from this address; return the status of the answer."""
    return Client().post(BOX, {"email": email}, REMOTE_ADDR=address).status_code


def flood(publication: Publication, presses: int) -> int:
    """Press so often from the office; return how many were taken."""
    asker = Asker("box", "words", network_of({"REMOTE_ADDR": OFFICE}))
    try:
        for number in range(presses):
            sign_ups.receive(publication, f"any{number}@gmail.com", "", asker, timezone.now())
    except TooOften:
        return number
    return presses


def test_forty_people_behind_one_address_subscribe_within_the_hour(publication: Publication) -> None:
    answers = {press(f"reader{number}@mail{number}.example.org") for number in range(40)}

    assert answers == {200}
    assert set(Asking.objects.values_list("weight", flat=True)) == {sign_up_limits.HUMAN}


def test_a_flood_from_one_network_is_stopped_and_leaves_most_of_the_hour_to_others(
    publication: Publication,
) -> None:
    assert flood(publication, 300) == Asking.objects.count() == sign_up_limits.MOST_PER_NETWORK
    assert 2 * sign_up_limits.MOST_PER_NETWORK < sign_up_limits.MOST_MAILS_PER_HOUR

    assert press("honest@example.org", ELSEWHERE) == 200
    now = timezone.now()
    sign_ups.take_up(now)

    (first,) = confirmation_queue.due(now, 1)
    assert Confirmation.objects.get(pk=first).subscriber.email == "honest@example.org"


def test_whoever_is_refused_keeps_what_was_typed_and_may_come_back(publication: Publication) -> None:
    flood(publication, sign_up_limits.MOST_PER_NETWORK)

    answer = Client().post(BOX, {"email": "late@example.org"}, REMOTE_ADDR=OFFICE)

    assert answer.status_code == 429
    assert 'value="late@example.org"' in answer.content.decode()
    assert "try again in an hour" in answer.content.decode()
