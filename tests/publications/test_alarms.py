"""One alarm for each trouble: however often it is raised, by however many workers, and after a dismissal."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from roundup.editions.tasks import run
from roundup.editors.accounts import EDITOR, add_user
from roundup.editors.editor_mail import send_due, tell_alarms
from roundup.editors.models import EditorMail
from roundup.publications.alarm_acts import dismiss_alarm, release_alarm, show_alarm_again, take_alarm
from roundup.publications.alarms import (
    COMES_AND_GOES,
    clear_alarm,
    clear_alarms_like,
    clear_everywhere,
    raise_alarm,
    raise_everywhere,
)
from roundup.publications.models import Alarm, Publication
from tests.making import NOW, make_publication

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOURCE, JOURNAL, SILENT = "source:1", "installation:leaves", "installation:silent"
QUIET = "The feed gives nothing."

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(db: None) -> Publication:
    return make_publication()


@pytest.fixture
def editor(db: None) -> User:
    return add_user("ana@quay.example.org", EDITOR, "low tide at nine")


def dismissed(publication: Publication, about: str = SOURCE, message: str = QUIET) -> Alarm:
    raise_alarm(publication, about, message, NOW)
    dismiss_alarm(Alarm.objects.get(about=about), NOW + MINUTE)
    return Alarm.objects.get(about=about)


def open_now() -> list[str]:
    return [alarm.message for alarm in Alarm.objects.open().order_by("pk")]


def test_a_dismissed_alarm_stays_dismissed_while_its_trouble_lasts(publication: Publication) -> None:
    dismissed(publication)

    for tick in range(1, 9):
        raise_alarm(publication, SOURCE, QUIET, NOW + tick * HOUR)

    assert open_now() == []
    assert Alarm.objects.count() == 1


def test_a_dismissed_alarm_is_not_mailed(publication: Publication, editor: User) -> None:
    dismissed(publication)

    assert tell_alarms(NOW + HOUR) == 0


def test_a_dismissed_alarm_comes_back_once_its_trouble_was_over(publication: Publication) -> None:
    dismissed(publication)
    clear_alarm(publication, SOURCE, NOW + HOUR)

    raise_alarm(publication, SOURCE, QUIET, NOW + HOUR + COMES_AND_GOES)

    assert open_now() == [QUIET]
    assert Alarm.objects.count() == 2


def test_a_dismissed_alarm_that_comes_and_goes_stays_dismissed(publication: Publication) -> None:
    dismissed(publication)
    clear_alarm(publication, SOURCE, NOW + HOUR)

    raise_alarm(publication, SOURCE, QUIET, NOW + HOUR + MINUTE)

    assert open_now() == []
    assert Alarm.objects.count() == 1


def test_a_dismissed_alarm_is_open_again_when_it_says_something_new(publication: Publication) -> None:
    dismissed(publication, message="It answered 500.")

    raise_alarm(publication, SOURCE, "It answered 503.", NOW + HOUR)
    assert open_now() == []
    raise_alarm(publication, SOURCE, "It answered with a page for people.", NOW + HOUR)
    assert open_now() == ["It answered with a page for people."]


def test_what_is_new_is_mailed_though_the_alarm_was_mailed_before(
    publication: Publication, editor: User
) -> None:
    raise_alarm(publication, SOURCE, QUIET, NOW)
    assert tell_alarms(NOW + MINUTE) == 1
    dismiss_alarm(Alarm.objects.get(), NOW + 2 * MINUTE)

    raise_alarm(publication, SOURCE, "The feed is gone for good.", NOW + 2 * HOUR)

    assert tell_alarms(NOW + 2 * HOUR + MINUTE) == 1
    assert EditorMail.objects.count() == 2


def test_counts_that_creep_up_are_compared_with_what_was_dismissed(publication: Publication) -> None:
    dismissed(publication, message="3 copies were dropped.")

    for count in (9, 20, 29):
        raise_alarm(publication, SOURCE, f"{count} copies were dropped.", NOW + HOUR)
    assert open_now() == []
    raise_alarm(publication, SOURCE, "30 copies were dropped.", NOW + HOUR)
    assert open_now() == ["30 copies were dropped."]


def test_what_happened_is_over_when_it_is_dismissed_and_told_at_once_when_it_happens_again(
    publication: Publication, editor: User
) -> None:
    raise_alarm(publication, JOURNAL, "It could not be written.", NOW)
    assert tell_alarms(NOW + MINUTE) == 1
    dismiss_alarm(Alarm.objects.get(), NOW + 2 * MINUTE)
    assert Alarm.objects.get().cleared_at

    raise_alarm(publication, JOURNAL, "It could not be written.", NOW + 3 * MINUTE)

    assert Alarm.objects.count() == 2
    assert tell_alarms(NOW + 4 * MINUTE) == 1


def test_an_alarm_that_comes_and_goes_within_minutes_is_one(publication: Publication) -> None:
    for minute in range(0, 60, 10):
        raise_alarm(publication, SOURCE, QUIET, NOW + minute * MINUTE)
        clear_alarm(publication, SOURCE, NOW + (minute + 5) * MINUTE)

    alarm = Alarm.objects.get()
    assert (alarm.raised_at, alarm.cleared_at) == (NOW, NOW + 55 * MINUTE)


def test_trouble_that_comes_back_later_is_another_alarm(publication: Publication) -> None:
    raise_alarm(publication, SOURCE, QUIET, NOW)
    clear_alarm(publication, SOURCE, NOW)

    raise_alarm(publication, SOURCE, QUIET, NOW + COMES_AND_GOES)

    assert Alarm.objects.count() == 2


def test_an_alarm_that_came_back_is_mailed_again_after_an_hour(
    publication: Publication, editor: User
) -> None:
    raise_alarm(publication, SOURCE, QUIET, NOW)
    assert tell_alarms(NOW + MINUTE) == 1
    clear_alarm(publication, SOURCE, NOW + 2 * MINUTE)
    raise_alarm(publication, SOURCE, QUIET, NOW + 5 * MINUTE)

    assert tell_alarms(NOW + 10 * MINUTE) == 0
    assert tell_alarms(NOW + MINUTE + HOUR) == 1


def test_a_mail_that_waits_leaves_out_what_was_dismissed(publication: Publication, editor: User) -> None:
    raise_alarm(publication, SOURCE, QUIET, NOW)
    tell_alarms(NOW + MINUTE)
    dismiss_alarm(Alarm.objects.get(), NOW + 2 * MINUTE)

    assert send_due(NOW + 3 * MINUTE) == 0
    assert EditorMail.objects.get().status == "refused"


def test_an_alarm_about_the_whole_is_dismissed_and_taken_for_all_publications(
    publication: Publication, editor: User
) -> None:
    make_publication(name="The Pier", slug="pier")
    raise_everywhere(SILENT, "No worker looks for work.", NOW)
    alarm = Alarm.objects.earliest("pk")

    take_alarm(alarm, editor)
    dismiss_alarm(alarm, NOW)
    assert open_now() == []
    show_alarm_again(alarm)
    assert len(open_now()) == 2
    assert {each.taken_by for each in Alarm.objects.all()} == {editor}
    release_alarm(alarm)
    assert not Alarm.objects.exclude(taken_by=None).exists()


def test_an_alarm_of_one_publication_leaves_that_of_another_open(publication: Publication) -> None:
    pier = make_publication(name="The Pier", slug="pier")
    raise_alarm(pier, "tick", "Ours fails, too.", NOW)

    raise_alarm(publication, "tick", QUIET, NOW)
    dismiss_alarm(Alarm.objects.get(publication=publication), NOW)

    assert open_now() == ["Ours fails, too."]


def test_an_alarm_about_the_weeks_work_ends_when_the_work_succeeds(publication: Publication) -> None:
    raise_alarm(publication, "tick", "A zone that nobody knows.", NOW)

    run(NOW)

    assert Alarm.objects.get(about="tick").cleared_at == NOW


def test_each_end_has_one_line_in_the_log(publication: Publication, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "roundup.publications.alarms")
    for about in (SOURCE, "period:2026-11-12", SILENT, JOURNAL):
        raise_alarm(publication, about, QUIET, NOW)
    clear_alarm(publication, SOURCE, NOW)
    clear_alarms_like(publication, "period:", NOW)
    clear_everywhere(SILENT, NOW)
    dismiss_alarm(Alarm.objects.get(about=JOURNAL), NOW)

    ends = [line for line in caplog.messages if line.startswith("alarm cleared for quay about ")]
    assert [line.rpartition(" ")[2] for line in ends] == [SOURCE, "period:2026-11-12", SILENT, JOURNAL]
    assert len([line for line in caplog.messages if line.startswith("alarm raised ")]) == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", ["never raised", "just over"])
def test_two_workers_that_raise_it_at_once_make_one_alarm(before: str) -> None:
    publication = make_publication()
    if before == "just over":
        raise_alarm(publication, SOURCE, QUIET, NOW)
        clear_alarm(publication, SOURCE, NOW)
    at_once(raise_alarm, publication, SOURCE, QUIET, NOW + MINUTE)

    assert open_now() == [QUIET]
    assert Alarm.objects.count() == 1


def at_once(act: Any, *arguments: Any) -> None:
    """Let eight threads do the same, as near to the same moment as threads can."""
    start, faults = threading.Barrier(8), []

    def work() -> None:
        try:
            start.wait()
            act(*arguments)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert faults == []
