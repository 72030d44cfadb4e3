"""What a machine presses subscribes nobody and changes nothing; a person presses once more at most."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.links import confirm_link, reader_links, undo_path
from roundup.subscribers.models import Confirmation, Leave, Subscriber
from roundup.subscribers.pressed_by_people import (
    SHOWN_FOR,
    SHOWN_WITHIN,
    is_persons_press,
    stamp_of_showing,
)
from tests.making import NOW, make_reader, sign_up

SECOND = timedelta(seconds=1)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
SAVE = {"action": "save", "whole": "yes", "sections": ["culture"], "language": "en", "pause": "no"}


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    return make_reader(publication, "ann", created_at=timezone.now(), confirmed_at=timezone.now())


def shown_in(page: Any) -> str:
    found = re.search(r'name="shown" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def state(ann: Subscriber) -> list[object]:
    fields = ("status", "sections", "link_generation", "confirmed_at")
    return list(Subscriber.objects.values_list(*fields).get(pk=ann.pk))


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        (-SECOND, False),
        (0 * SECOND, False),
        (SHOWN_FOR - SECOND / 10, False),
        (SHOWN_FOR, True),
        (SHOWN_WITHIN, True),
        (SHOWN_WITHIN + SECOND, False),
    ],
)
def test_a_press_counts_from_three_seconds_to_a_day_after_its_page_was_shown(
    after: timedelta, counts: bool, ann: Subscriber
) -> None:
    for again in (False, True):
        stamp = stamp_of_showing(ann, NOW, again=again)
        assert is_persons_press(stamp, ann, NOW + after, program=PHONE) is counts


@pytest.mark.parametrize(
    "program",
    [
        "Googlebot/2.1",
        "Mozilla/5.0 HeadlessChrome/140",
        "python-requests/2.32",
        "Barracuda Sentinel",
        "curl/8",
    ],
)
def test_a_known_scanner_is_always_asked_once_more(program: str, ann: Subscriber) -> None:
    first, second = (stamp_of_showing(ann, NOW, again=again) for again in (False, True))

    assert not is_persons_press(first, ann, NOW + 5 * SECOND, program=program)
    assert is_persons_press(second, ann, NOW + 5 * SECOND, program=program)
    assert is_persons_press(first, ann, NOW + 5 * SECOND, program=PHONE)


@pytest.mark.parametrize(("age", "counts"), [(5, False), (19, False), (20, True)])
def test_a_press_within_seconds_of_its_mail_is_asked_once_more(
    age: int, counts: bool, ann: Subscriber
) -> None:
    stamp = stamp_of_showing(ann, NOW - 4 * SECOND)

    assert is_persons_press(stamp, ann, NOW, mailed_at=NOW - age * SECOND) is counts


def test_what_a_page_showed_counts_for_its_own_reader_only(publication: Publication, ann: Subscriber) -> None:
    bea = make_reader(publication, "bea")
    own = stamp_of_showing(ann, NOW - 10 * SECOND)

    assert is_persons_press(own, ann, NOW)
    for stamp in (stamp_of_showing(bea, NOW - 10 * SECOND), "", "x", own[:-1], own.swapcase()):
        assert not is_persons_press(stamp, ann, NOW)


def test_a_quick_save_is_asked_once_more_and_keeps_what_was_chosen(ann: Subscriber) -> None:
    web, before = Client(), state(ann)
    link = reader_links(ann, 12)["preferences"].removeprefix("http://127.0.0.1:8000")

    for _ in range(2):
        asked = web.post(link, SAVE | {"shown": shown_in(web.get(link))})
        assert "Please press once more" in asked.content.decode()
        assert 'name="sections" value="culture"' in asked.content.decode()
        assert state(ann) == before
    # Its own button within three seconds is refused, too.
    assert "once more" in web.post(link, SAVE | {"shown": shown_in(asked)}).content.decode()
    patient = stamp_of_showing(ann, timezone.now() - SHOWN_FOR, again=True)
    assert web.post(link, SAVE | {"shown": patient}).status_code == 303
    assert Subscriber.objects.get().sections == ["culture"]


def test_nothing_that_is_pressed_at_once_counts_except_leaving(
    publication: Publication, ann: Subscriber
) -> None:
    sign_up(publication, "bea@example.org", timezone.now())
    confirm = confirm_link(Confirmation.objects.get())
    preferences, leave = (reader_links(ann, 12)[name] for name in ("preferences", "unsubscribe"))
    before = state(ann)
    presses = [(preferences, {"action": "renew"}), (preferences, SAVE), (confirm, {})]
    web = Client()

    for link, fields in presses:
        for shown in ({}, {"shown": shown_in(web.get(link))}):
            web.post(link, fields | shown)
            assert state(ann) == before
    assert Subscriber.objects.exclude(pk=ann.pk).get().status == "pending"

    web.post(leave, {"leave": "1"})
    assert Subscriber.objects.get(pk=ann.pk).status == "unsubscribed"
    for link in (undo_path(Leave.objects.get()), preferences):
        web.post(link, {"action": "return", "shown": shown_in(web.get(link))})
    assert Subscriber.objects.get(pk=ann.pk).status == "unsubscribed"


@pytest.mark.parametrize("when", ["subscribed", "left", "erased"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_one_click_is_never_asked_anything(kind: str, when: str, ann: Subscriber) -> None:
    link = reader_links(ann, 12)["unsubscribe"]
    if when == "left":
        subscriptions.unsubscribe(ann, "link", timezone.now())
    if when == "erased":
        subscriptions.erase(ann, timezone.now())
    field = 'Content-Disposition: form-data; name="List-Unsubscribe"'
    parts = f"--b\r\n{field}\r\n\r\nOne-Click\r\n--b--\r\n"
    body = parts if "multipart" in kind else "List-Unsubscribe=One-Click"

    answer = Client(headers={"user-agent": "python"}).post(link, body.encode(), content_type=kind)

    assert answer.status_code == 200
    assert Subscriber.objects.get().status == "unsubscribed"
