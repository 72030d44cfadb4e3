"""What is news in mail about alarms: what comes back after an answer, what is over when a mail is late."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from roundup.core.errors import ProviderBusy
from roundup.editions.models import Edition
from roundup.editors.alarm_words import CLEARS_ITSELF
from roundup.editors.editor_mail import WAITS_AT_MOST, send_due, tell_alarms
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Publication
from roundup.sending import outlet
from roundup.sending.control import resume_sending
from roundup.sending.models import Mailing
from tests.editors.test_alarm_mail import HOUR, KEY_REFUSED, MINUTE, mails, shaken
from tests.making import NOW
from tests.newsroom.mailings import LATER, begin
from tests.sending.post import Answer, Post, raising, takes

pytestmark = pytest.mark.django_db


def test_a_mailing_that_is_held_again_after_a_person_resumed_it_is_told_at_once(
    edition: Edition, editor: User
) -> None:
    mailing = begin(edition)
    for tries, minute in enumerate(range(0, 15, 5), 1):
        now = LATER + minute * MINUTE
        Mailing.objects.update(status=Mailing.Status.HELD)
        raise_alarm(edition.publication, f"mailing:{mailing.pk}:halted", KEY_REFUSED, now)
        tell_alarms(now + MINUTE)
        assert len(mails()) == tries
        resume_sending(edition, now + 2 * MINUTE)


def test_what_was_dismissed_before_a_person_resumed_it_is_told_at_once_too(
    edition: Edition, editor: User
) -> None:
    about = f"mailing:{begin(edition).pk}:halted"
    raise_alarm(edition.publication, about, KEY_REFUSED, LATER)
    tell_alarms(LATER + MINUTE)
    clear_alarm(edition.publication, about, LATER + 2 * MINUTE)
    Mailing.objects.update(status=Mailing.Status.HELD)
    resume_sending(edition, LATER + 3 * MINUTE)

    raise_alarm(edition.publication, about, KEY_REFUSED, LATER + 4 * MINUTE)

    assert tell_alarms(LATER + 5 * MINUTE) == 1


def test_an_answer_to_one_mailing_speaks_for_no_other(edition: Edition, editor: User) -> None:
    mailing = begin(edition)
    Mailing.objects.update(status=Mailing.Status.HELD)
    shaken(edition.publication, LATER, MINUTE, MINUTE)
    resume_sending(edition, LATER + MINUTE)

    raise_alarm(edition.publication, "source:1", "The feed gives nothing.", LATER + 2 * MINUTE)
    raise_alarm(edition.publication, f"mailing:{mailing.pk}1:halted", KEY_REFUSED, LATER + 2 * MINUTE)

    assert tell_alarms(LATER + 3 * MINUTE) == 1


def through(monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> Post:
    post = Post(*answers)
    monkeypatch.setattr(outlet, "build_provider", lambda: post)
    return post


def told_of_the_broker(publication: Publication) -> None:
    """Write a mail about a broker that does not answer, and try to hand it over."""
    raise_alarm(publication, "broker:quay", "The broker does not answer.", NOW)
    tell_alarms(NOW + MINUTE)
    send_due(NOW + MINUTE)


def test_a_mail_that_is_late_tells_nothing_that_is_over(
    publication: Publication, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = through(monkeypatch, raising(ProviderBusy("Busy.")))
    told_of_the_broker(publication)
    clear_alarm(publication, "broker:quay", NOW + 2 * MINUTE)

    send_due(NOW + 3 * MINUTE)
    assert post.taken == []
    assert mails()[0].status == "refused"

    raise_alarm(publication, "broker:quay", "The broker does not answer.", NOW + 4 * MINUTE)
    assert tell_alarms(NOW + 5 * MINUTE) == 1
    send_due(NOW + 5 * MINUTE)
    assert post.taken == ["ana@quay.example.org"]


def test_of_several_alarms_a_late_mail_says_which_are_over(
    publication: Publication, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = through(monkeypatch, raising(ProviderBusy("Busy.")))
    raise_alarm(publication, "broker:quay", "The broker does not answer.", NOW)
    raise_alarm(publication, "disk:quay", "The disk is full.", NOW)
    tell_alarms(NOW + MINUTE)
    send_due(NOW + MINUTE)
    clear_alarm(publication, "broker:quay", NOW + 2 * MINUTE)

    send_due(NOW + 3 * MINUTE)

    sent = post.given[-1]
    assert sent.subject == "The Quay: The disk is full"
    assert "Over since the last mail: The broker does not answer" in sent.text


@pytest.mark.usefixtures("admin")
def test_whoever_got_a_mail_is_not_told_again_though_another_did_not(
    publication: Publication, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    through(monkeypatch, takes, raising(ProviderBusy("Busy.")))
    told_of_the_broker(publication)
    clear_alarm(publication, "broker:quay", NOW + 2 * MINUTE)
    send_due(NOW + 3 * MINUTE)

    raise_alarm(publication, "broker:quay", "The broker does not answer.", NOW + 4 * MINUTE)
    assert tell_alarms(NOW + 5 * MINUTE) == 0


def test_an_alarm_that_nobody_could_be_told_about_for_a_day_is_told_again(
    publication: Publication, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = through(monkeypatch, raising(ProviderBusy("Busy.")))
    told_of_the_broker(publication)
    later = NOW + MINUTE + WAITS_AT_MOST
    send_due(later)

    assert tell_alarms(later + MINUTE) == 1
    send_due(later + MINUTE)
    assert post.taken == ["ana@quay.example.org"]


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        (
            "The broker does not answer on quay (ConnectionError: Error 111): no worker is woken.",
            "The broker does not answer on quay",
        ),
        ("The feed (of the pier) gives nothing: see it.", "The feed (of the pier) gives nothing"),
        ("(A: b", "(A"),
        ("It hangs (see 1. below", "It hangs"),
        ("tide " * 60, " ".join(["tide"] * 24) + "…"),
        ("x" * 300, "x" * 120 + "…"),
    ],
)
def test_a_subject_ends_at_a_word_and_outside_of_parentheses(
    message: str, subject: str, publication: Publication, editor: User
) -> None:
    raise_alarm(publication, "one", message, NOW)
    tell_alarms(NOW + MINUTE)

    assert mails()[0].subject == f"The Quay: {subject}"


def test_a_mail_about_what_cleared_itself_asks_for_nobody(publication: Publication, editor: User) -> None:
    raise_alarm(publication, f"{CLEARS_ITSELF}quay:worker", "The worker fell and was started again.", NOW)
    tell_alarms(NOW + MINUTE)
    raise_alarm(publication, f"{CLEARS_ITSELF}quay:web", "The web fell and was started again.", NOW + HOUR)
    raise_alarm(publication, "disk:quay", "The disk is full.", NOW + HOUR)
    tell_alarms(NOW + HOUR + MINUTE)

    first, second = mails()
    assert ("No action needed" in first.text, "Action needed" in first.text) == (True, False)
    assert ("No action needed" in second.text, "Action needed" in second.text) == (False, True)
    assert second.subject == "The Quay: The disk is full (and 1 more)"
