"""The page of a reader's preferences: it saves what it was sent whole, and tells why mail does not come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication, Section
from roundup.subscribers.links import confirm_link, reader_links
from roundup.subscribers.models import Confirmation, Consent, Subscriber
from roundup.subscribers.suppressions import reason_of, suppress_subscriber
from tests.making import make_reader
from tests.subscribers.patience import PatientClient

WHOLE = {"action": "save", "whole": "yes"}


def day(later: int) -> date:
    return timezone.now().date() + timedelta(days=later)


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    return make_reader(publication, "ann", sections=["culture"], paused_until=day(10), language="de")


@pytest.fixture
def bea(publication: Publication) -> Subscriber:
    """Somebody who chose nothing yet."""
    return make_reader(publication, "bea")


def path(reader: Subscriber, name: str = "preferences") -> str:
    return reader_links(reader, 12)[name].removeprefix("http://127.0.0.1:8000")


def post(reader: Subscriber, *, name: str = "preferences", **fields: Any) -> tuple[int, str]:
    answer = PatientClient(enforce_csrf_checks=True).post(path(reader, name), fields, follow=True)
    reader.refresh_from_db()
    return answer.status_code, answer.content.decode()


def shown(reader: Subscriber) -> str:
    return PatientClient().get(path(reader)).content.decode()


BROKEN = 'multipart/form-data; boundary="'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (b"action=save", "application/x-www-form-urlencoded"),
        (b"action=save&whole=y", "application/x-www-form-urlencoded"),
        (
            b"sections=world&pause=no&paused_until=&language=en&action=save",
            "application/x-www-form-urlencoded",
        ),
        (b"action=other&whole=yes", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", f"{BROKEN}x"),
        (b"\xff\xfe", "text/plain"),
    ],
)
def test_what_is_not_the_whole_form_changes_nothing_and_says_so(
    ann: Subscriber, body: bytes, kind: str
) -> None:
    before = Subscriber.objects.values().get()
    answer = PatientClient(enforce_csrf_checks=True).post(path(ann), body, content_type=kind)

    assert Subscriber.objects.values().get() == before
    assert not Consent.objects.exists()
    assert answer.status_code == 422
    assert "geändert" in answer.content.decode()


def test_the_page_sends_the_whole_form(bea: Subscriber) -> None:
    page = shown(bea)

    assert page.index('name="whole" value="yes"') > page.index('name="language"')
    assert page.index('name="whole" value="yes"') > page.index('value="save"')


@pytest.mark.parametrize("pause", ["no", "until", None])
def test_a_day_that_was_typed_counts_whichever_choice_is_marked(bea: Subscriber, pause: str | None) -> None:
    marked = {"pause": pause} if pause else {}
    status, _ = post(bea, **marked, paused_until=day(20).isoformat(), **WHOLE)

    assert (status, bea.paused_until) == (200, day(20))


def test_a_pause_is_ended_although_the_page_still_shows_its_day(ann: Subscriber) -> None:
    status, _ = post(ann, pause="no", paused_until=day(10).isoformat(), **WHOLE)

    assert (status, ann.paused_until) == (200, None)


def test_a_pause_is_made_longer_by_weeks_or_by_another_day(ann: Subscriber) -> None:
    post(ann, pause="4", paused_until=day(10).isoformat(), **WHOLE)
    assert ann.paused_until == day(28)

    post(ann, pause="no", paused_until=day(40).isoformat(), **WHOLE)
    assert ann.paused_until == day(40)


def test_weeks_and_another_day_contradict_each_other_and_what_was_typed_stays(bea: Subscriber) -> None:
    fields = {"sections": ["world"], "pause": "2", "paused_until": day(20).isoformat()}
    status, page = post(bea, **fields, **WHOLE)

    assert (status, bea.paused_until, bea.sections) == (422, None, [])
    assert "keep one of the two" in page
    assert "Nothing was saved yet" in page
    assert f'value="{day(20).isoformat()}"' in page
    assert 'value="world" checked' in page
    assert 'value="2" checked' in page


def test_a_pause_that_is_too_long_keeps_what_was_typed(bea: Subscriber) -> None:
    fields = {"sections": ["world"], "pause": "until", "paused_until": day(3 * 365).isoformat()}
    status, page = post(bea, **fields, **WHOLE)

    assert (status, bea.paused_until) == (422, None)
    assert f'value="{day(3 * 365).isoformat()}"' in page
    assert 'value="world" checked' in page


def test_who_followed_a_section_that_is_gone_is_told_until_they_choose_again(bea: Subscriber) -> None:
    Subscriber.objects.update(sections=["world"])
    Section.objects.filter(key="world").delete()
    assert "no longer published; you get everything until you choose again" in shown(bea)

    post(bea, **WHOLE)

    assert bea.sections == []
    assert "no longer published" not in shown(bea)


def test_a_section_that_an_editor_brings_back_is_followed_again(bea: Subscriber) -> None:
    Subscriber.objects.update(sections=["culture", "world"])
    world = Section.objects.get(key="world")
    world.delete()
    assert "you get the others that are ticked" in shown(bea)

    world.save()

    assert "no longer published" not in shown(bea)
    assert 'value="world" checked' in shown(bea)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (SuppressionReason.UNSUBSCRIBED, "You are not subscribed"),
        (SuppressionReason.BOUNCED, "came back as undeliverable"),
        (SuppressionReason.COMPLAINED, "reported as spam"),
        (SuppressionReason.INVALID, "cannot receive mail"),
        (SuppressionReason.BY_EDITOR, "The editors have stopped mail"),
    ],
)
def test_who_gets_nothing_is_told_why_and_comes_back_where_that_is_up_to_them(
    bea: Subscriber, reason: SuppressionReason, words: str
) -> None:
    suppress_subscriber(bea.pk, reason, timezone.now())
    page = shown(bea)
    assert words in page
    assert "What you get" not in page
    up_to_them = reason not in (SuppressionReason.INVALID, SuppressionReason.BY_EDITOR)
    assert ('value="return"' in page) is up_to_them

    status, page = post(bea, action="return")

    assert (status, reason_of(bea.email_hash)) == ((200, None) if up_to_them else (422, reason))
    assert ("Welcome back" in page) is up_to_them


@pytest.mark.parametrize(
    "reason", [SuppressionReason.COMPLAINED, SuppressionReason.INVALID, SuppressionReason.BY_EDITOR]
)
def test_who_confirms_and_cannot_be_mailed_is_told_the_truth(
    bea: Subscriber, reason: SuppressionReason
) -> None:
    asked = Confirmation.objects.create(subscriber=bea, asked_at=timezone.now())
    suppress_subscriber(bea.pk, reason, timezone.now())
    link = confirm_link(asked).removeprefix("http://127.0.0.1:8000")

    for answer in (PatientClient().get(link), PatientClient().post(link)):
        page = answer.content.decode()
        assert "Mail has stopped" in page
        assert "You are subscribed" not in page
        assert "<button" not in page


def test_looking_at_a_confirmation_lifts_nothing(bea: Subscriber) -> None:
    asked = Confirmation.objects.create(subscriber=bea, asked_at=timezone.now())
    suppress_subscriber(bea.pk, SuppressionReason.BOUNCED, timezone.now())
    link = confirm_link(asked).removeprefix("http://127.0.0.1:8000")

    assert "<button" in PatientClient().get(link).content.decode()
    assert reason_of(bea.email_hash) is SuppressionReason.BOUNCED
    assert "You are subscribed" in PatientClient().post(link, follow=True).content.decode()
    assert reason_of(bea.email_hash) is None
