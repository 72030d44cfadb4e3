"""Editors are written to once about each alarm, in one mail about a burst, and never in a flood."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from roundup.core.errors import ProviderHalted
from roundup.editions.models import Edition
from roundup.editors import editor_mail
from roundup.editors.accounts import EDITOR, add_user
from roundup.editors.editor_mail import GATHERED, MOST_IN_THAT_TIME, ONCE_IN, send_due, tell_alarms
from roundup.editors.models import EditorMail
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Alarm, Publication
from roundup.sending import outlet
from tests.editors.mailserver import MailHost
from tests.making import NOW, make_publication
from tests.newsroom.conftest import PASSWORD
from tests.newsroom.mailings import LATER, begin, go
from tests.sending.post import Post, raising

pytestmark = pytest.mark.django_db
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
KEY_REFUSED = "Sending has stopped. SendGrid will not serve this key: look at SENDGRID_API_KEY."


def mails(to: str = "ana@quay.example.org") -> list[EditorMail]:
    return list(EditorMail.objects.filter(to=to).order_by("pk"))


def shaken(publication: Publication, begin: datetime, length: timedelta, every: timedelta) -> int:
    """Raise and clear one alarm again and again, with a tick after each; return how many mails that is."""
    now = begin
    while now < begin + length:
        raise_alarm(publication, "source:1", "The feed gives nothing.", now)
        tell_alarms(now + GATHERED)
        clear_alarm(publication, "source:1", now + every / 2)
        now += every
    return len(mails())


@pytest.mark.usefixtures("editor")
def test_a_clock_that_was_a_day_ahead_keeps_no_alarm_of_today_waiting(publication: Publication) -> None:
    for number in range(MOST_IN_THAT_TIME):
        raise_alarm(publication, f"source:{number}", "The feed gives nothing.", NOW + number * HOUR)
        assert tell_alarms(NOW + timedelta(days=1) + number * MINUTE) == 1

    raise_alarm(publication, "mailing:1:halted", KEY_REFUSED, NOW)
    clear_alarm(publication, "source:0", NOW)

    assert tell_alarms(NOW + MINUTE) == 1
    assert mails()[-1].subject == "The Quay: Sending has stopped"


@pytest.mark.usefixtures("editor", "admin")
def test_an_alarm_is_mailed_within_a_minute_to_editors_and_admins(publication: Publication) -> None:
    raise_alarm(publication, "mailing:1:halted", KEY_REFUSED, NOW)

    assert tell_alarms(NOW + MINUTE) == 1

    assert sorted(mail.to for mail in EditorMail.objects.all()) == [
        "ana@quay.example.org",
        "bo@quay.example.org",
    ]
    mail = mails()[0]
    assert mail.subject == "The Quay: Sending has stopped"
    assert "SENDGRID_API_KEY" in mail.text
    assert "/newsroom/" in mail.text
    assert "SENDGRID_API_KEY" in mail.html


def test_it_is_mailed_once_though_its_words_change(publication: Publication, editor: User) -> None:
    for minutes in range(1, 200):
        raise_alarm(publication, "mailing:1:over-quota", f"{minutes} copies were dropped.", NOW)
        tell_alarms(NOW + minutes * MINUTE)

    assert len(mails()) == 1


def test_a_burst_is_one_mail(publication: Publication, editor: User) -> None:
    for number in range(50):
        raise_alarm(publication, f"batch:{number}:uncertain", f"Batch {number} is uncertain.", NOW)
        tell_alarms(NOW + SECOND)

    assert tell_alarms(NOW + GATHERED) == 50
    (mail,) = mails()
    assert mail.subject == "The Quay: Batch 0 is uncertain (and 49 more)"
    assert "30 more alarms" in mail.text


def test_what_is_over_causes_no_mail_but_a_line_in_the_next(publication: Publication, editor: User) -> None:
    raise_alarm(publication, "mailing:1:halted", KEY_REFUSED, NOW)
    tell_alarms(NOW + MINUTE)
    clear_alarm(publication, "mailing:1:halted", NOW + 2 * MINUTE)
    tell_alarms(NOW + 3 * MINUTE)
    assert len(mails()) == 1

    raise_alarm(publication, "edition:1:late", "The edition is late.", NOW + HOUR)
    tell_alarms(NOW + HOUR + MINUTE)

    assert "Over since the last mail: Sending has stopped" in mails()[1].text


def test_what_is_over_before_it_was_told_is_not_told(publication: Publication, editor: User) -> None:
    raise_alarm(publication, "gate", "Shut.", NOW)
    clear_alarm(publication, "gate", NOW + SECOND)

    assert tell_alarms(NOW + MINUTE) == 0


def test_an_alarm_that_comes_and_goes_is_mailed_once_an_hour(publication: Publication, editor: User) -> None:
    assert shaken(publication, NOW, 6 * HOUR, 2 * MINUTE) <= 7


def test_an_alarm_that_comes_back_and_stays_is_told_when_the_hour_is_over(
    publication: Publication, editor: User
) -> None:
    shaken(publication, NOW, MINUTE, MINUTE)
    raise_alarm(publication, "source:1", "The feed gives nothing.", NOW + 5 * MINUTE)

    assert tell_alarms(NOW + 6 * MINUTE) == 0
    assert tell_alarms(NOW + ONCE_IN + MINUTE) == 1


def test_the_mail_says_how_often_it_is_said(publication: Publication, editor: User) -> None:
    raise_alarm(publication, "gate", "Shut.", NOW)
    tell_alarms(NOW + MINUTE)

    assert "An alarm that comes and goes is mailed at most once an hour." in " ".join(mails()[0].text.split())


def test_ever_new_alarms_are_gathered_after_a_few_mails(publication: Publication, editor: User) -> None:
    for minute in range(60):
        raise_alarm(publication, f"batch:{minute}:uncertain", f"Batch {minute}.", NOW + minute * MINUTE)
        tell_alarms(NOW + minute * MINUTE + GATHERED)
    assert len(mails()) == MOST_IN_THAT_TIME

    tell_alarms(NOW + ONCE_IN + MINUTE)
    assert len(mails()) == MOST_IN_THAT_TIME + 1
    assert not Alarm.objects.filter(told_at=None).exists()


def test_one_fault_of_several_publications_is_one_mail(publication: Publication, editor: User) -> None:
    other = make_publication(name="The Pier", slug="pier")
    for each in (publication, other):
        raise_alarm(each, "installation:restored", "The database was restored.", NOW)

    tell_alarms(NOW + MINUTE)

    (mail,) = mails()
    assert "The Quay, The Pier: The database was restored." in mail.text


def test_whoever_may_not_edit_hears_nothing(publication: Publication, editor: User) -> None:
    add_user("gone@quay.example.org", EDITOR, PASSWORD)
    User.objects.filter(username="gone@quay.example.org").update(is_active=False)
    User.objects.create_user("stranger", "stranger@quay.example.org")
    User.objects.create_superuser("root", "")
    raise_alarm(publication, "gate", "Shut.", NOW)

    tell_alarms(NOW + MINUTE)

    assert [mail.to for mail in EditorMail.objects.all()] == ["ana@quay.example.org"]


def test_an_alarm_waits_for_the_first_editor(publication: Publication) -> None:
    raise_alarm(publication, "gate", "Shut.", NOW)
    assert tell_alarms(NOW + MINUTE) == 0

    add_user("ana@quay.example.org", EDITOR, PASSWORD)
    assert tell_alarms(NOW + 2 * MINUTE) == 1


def test_a_clock_that_is_ahead_delays_no_alarm(publication: Publication, editor: User) -> None:
    raise_alarm(publication, "gate", "Shut.", NOW + HOUR)

    assert tell_alarms(NOW) == 1


@pytest.mark.parametrize(
    "words", ["", "No\r\nBcc: all@x.org", "<script>alert(1)</script>", "{{ 7*7 }} %s", "\u202eNo " * 500]
)
def test_hostile_words_stay_words(words: str, publication: Publication, editor: User) -> None:
    raise_alarm(publication, "source:1", words, NOW)

    assert tell_alarms(NOW + MINUTE) == 1

    (mail,) = mails()
    assert not {"\r", "\n"} & set(mail.subject)
    assert len(mail.subject) <= 200
    assert "<script>" not in mail.html


def test_the_log_tells_once_when_it_is_raised_and_once_when_it_is_over(
    publication: Publication, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            raise_alarm(publication, "mailing:1:halted", KEY_REFUSED, NOW)
        for _ in range(3):
            clear_alarm(publication, "mailing:1:halted", NOW)

    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("WARNING", f"alarm raised for quay about mailing:1:halted: {KEY_REFUSED}"),
        ("INFO", "alarm cleared for quay about mailing:1:halted"),
    ]


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("The disk of the machine is nearly full. Make room.", "The disk of the machine is nearly full."),
        ("The feed says \n1999-01-01 INFO alarm cleared\r\n", "The feed says 1999-01-01 INFO alarm cleared"),
        ("A worker on a.example.org is set up to send by v1.2. Fix it.",
         "A worker on a.example.org is set up to send by v1.2."),
        ("", ""),
        ("word " * 10_000, " ".join(["word"] * 42) + "…"),
    ],
)  # fmt: skip
def test_the_line_of_an_alarm_is_one_line_and_says_what_it_is_about(
    message: str, line: str, publication: Publication, caplog: pytest.LogCaptureFixture
) -> None:
    raise_alarm(publication, "x", message, NOW)

    assert caplog.messages == [f"alarm raised for quay about x: {line}"]


class KilledError(BaseException):
    """Nothing may catch it, as nothing catches a SIGKILL."""


@pytest.mark.parametrize("step", ["alarm_mail_of", "put"])
def test_whoever_vanishes_while_telling_has_told_nothing_yet(
    step: str, publication: Publication, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_alarm(publication, "gate", "Shut.", NOW)

    def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as broken:
        broken.setattr(editor_mail, step, killed)
        with pytest.raises(KilledError):
            tell_alarms(NOW + MINUTE)
    assert not mails()

    assert (tell_alarms(NOW + MINUTE), tell_alarms(NOW + MINUTE)) == (1, 0)
    assert len(mails()) == 1


def test_a_refused_key_reaches_the_editor_by_the_mail_server(
    edition: Edition, editor: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(edition)
    refusing = raising(ProviderHalted("SendGrid will not serve this key."))
    monkeypatch.setattr(outlet, "build_provider", lambda: Post(*[refusing] * 9))
    go(Post(refusing))

    with MailHost() as host:
        settings.MAIL_SERVER, settings.MAIL_FROM = host.server, "roundup@quay.example.org"
        told = tell_alarms(LATER + MINUTE)
        assert send_due(LATER + MINUTE) == 1

    (taken,) = host.taken
    assert (told, taken.to) == (1, "ana@quay.example.org")
    assert b"SendGrid will not serve this key" in taken.data
