"""If mail to editors is not taken, the log and an alarm say so until one is taken."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from roundup.core.errors import ProviderBusy, ProviderError, ProviderRefused, ProviderUncertain
from roundup.editors import editor_mail
from roundup.editors.editor_mail import count_not_taken, send_due, tell_alarms
from roundup.editors.models import EditorMail
from roundup.publications.models import Alarm
from roundup.sending.handing_over import gate
from roundup.sending.handing_over.transactional_mail import give_up_mail
from tests.editors.test_editor_mail import ask, through
from tests.making import NOW
from tests.sending.post import raising

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("publication")]
MINUTE = timedelta(minutes=1)


def test_a_door_that_takes_nothing_is_a_line_in_the_log_and_one_when_it_takes_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    busy = raising(ProviderBusy("The mail server cannot be reached."))
    through(monkeypatch, busy, busy, busy)
    ask("one")
    ask("two", to="bo@quay.example.org")

    with caplog.at_level(logging.INFO, "roundup.editors.editor_mail"):
        for minute in range(8):
            send_due(NOW + minute * MINUTE)

    said = [record for record in caplog.records if record.name == editor_mail.__name__]
    assert [(record.levelname, record.getMessage()) for record in said] == [
        ("WARNING", "mail to editors is not taken: The mail server cannot be reached. It is tried again."),
        ("INFO", "mail to editors is taken again"),
    ]
    assert count_not_taken() == 0


@pytest.mark.parametrize("error", [ProviderRefused("554 No relay."), ProviderUncertain("No answer.")])
def test_a_door_that_takes_nothing_for_good_is_told_until_it_takes_a_mail(
    error: ProviderError, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    through(monkeypatch, raising(error), raising(error))
    with caplog.at_level(logging.INFO, "roundup.editors.editor_mail"):
        for minute, key in enumerate(("one", "two", "three")):
            ask(key)
            send_due(NOW + minute * MINUTE)
            assert count_not_taken() == (minute + 1) % 3

    said = [record for record in caplog.records if record.name == editor_mail.__name__]
    assert [record.getMessage() for record in said] == [
        f"mail to editors is not taken: {error} It is not tried again.",
        "mail to editors is taken again",
    ]


def test_one_editor_who_is_refused_while_another_is_written_to_blocks_no_alarm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    through(monkeypatch, raising(ProviderRefused("550 No such user.")))
    ask("one")
    ask("one", to="bo@quay.example.org")
    send_due(NOW)

    assert count_not_taken() == 0


def test_a_mail_given_up_because_its_news_was_over_was_not_handed_over_in_vain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    through(monkeypatch)
    ask()
    give_up_mail(EditorMail.objects.get(), "It was no longer true by the time it could be handed over.")

    assert count_not_taken() == 0


def test_what_waits_at_the_gate_or_was_not_tried_does_not_count_as_not_taken(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    through(monkeypatch)
    gate.pause(NOW + MINUTE, "Too many requests.")
    ask()
    send_due(NOW)

    assert count_not_taken() == 0
    assert not [record for record in caplog.records if "mail to editors" in record.getMessage()]


def open_alarms() -> list[str]:
    return list(Alarm.objects.open().values_list("about", flat=True))


def test_a_door_that_takes_nothing_twice_is_an_alarm_that_no_mail_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy = raising(ProviderBusy("The mail server cannot be reached."))
    through(monkeypatch, busy, busy)
    ask()
    send_due(NOW)
    assert open_alarms() == []
    send_due(NOW + MINUTE)
    assert open_alarms() == ["installation:editor-mail"]
    tell_alarms(NOW + 2 * MINUTE)
    assert EditorMail.objects.count() == 1

    send_due(NOW + 10 * MINUTE)

    assert open_alarms() == []


def test_a_mail_that_is_refused_for_good_is_an_alarm_until_one_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    through(monkeypatch, raising(ProviderRefused("554 No relay.")))
    ask("one")
    send_due(NOW)
    assert "554 No relay." in Alarm.objects.open().get().message

    ask("two")
    send_due(NOW + MINUTE)

    assert open_alarms() == []
