"""Whoever left stays away, whatever the database has forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import orjson
import pytest
from django.conf import settings
from pytest_django import DjangoCaptureOnCommitCallbacks

from roundup.core.errors import RoundupError
from roundup.publications.models import Alarm, Publication
from roundup.subscribers import journal_of_leaves, subscriptions
from roundup.subscribers.importers import import_file
from roundup.subscribers.journal_of_leaves import Act, Entry
from roundup.subscribers.journal_reading import catch_up
from roundup.subscribers.link_renewal import renew
from roundup.subscribers.models import (
    Asking,
    Confirmation,
    Consent,
    Departure,
    JournalRead,
    Subscriber,
    Suppression,
)
from roundup.subscribers.suppressions import hash_of
from tests.making import NOW, make_publication, make_reader, make_readers, sign_up

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    return make_reader(publication, "ann")


def file() -> Path:
    return Path(settings.DATA) / "leaves.jsonl"


TABLES = (Asking, Confirmation, Consent, Departure, Suppression, JournalRead, Subscriber)


def taken() -> Callable[[], None]:
    """Take a backup of the readers' tables, and return what restores it."""
    kept = {table: list(table.objects.all()) for table in TABLES}  # type: ignore[attr-defined]

    def restore() -> None:
        for table in TABLES:
            table.objects.all().delete()  # type: ignore[attr-defined]
        for table in reversed(TABLES):
            table.objects.bulk_create(kept[table])  # type: ignore[attr-defined]

    return restore


def test_after_a_restore_who_left_has_left(ann: Subscriber) -> None:
    restore = taken()
    subscriptions.unsubscribe(ann, "link", NOW)
    restore()

    assert catch_up(NOW + HOUR) == 1

    ann.refresh_from_db()
    assert (ann.status, ann.unsubscribed_at) == ("unsubscribed", NOW)
    assert Consent.objects.get().channel == "journal"
    assert catch_up(NOW + HOUR) == 0


def test_after_a_restore_who_was_forgotten_is_forgotten(ann: Subscriber) -> None:
    restore = taken()
    subscriptions.erase(ann, NOW)
    restore()

    assert catch_up(NOW + HOUR) == 1

    ann.refresh_from_db()
    assert (ann.email, ann.status) == ("", "unsubscribed")
    assert Suppression.objects.get().email_hash == hash_of("ann@example.org")


def test_after_a_restore_who_left_and_came_back_stays(
    ann: Subscriber,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    restore = taken()
    with django_capture_on_commit_callbacks(execute=True):
        subscriptions.unsubscribe(ann, "link", NOW)
        subscriptions.come_back(ann, NOW + HOUR)
    restore()

    assert catch_up(NOW + 2 * HOUR) == 0
    ann.refresh_from_db()
    assert ann.status == "active"


def test_whoever_agreed_again_after_leaving_stays_though_the_journal_does_not_say(ann: Subscriber) -> None:
    subscriptions.unsubscribe(ann, "link", NOW)
    subscriptions.come_back(ann, NOW + HOUR)

    assert catch_up(NOW + 2 * HOUR) == 0
    ann.refresh_from_db()
    assert ann.status == "active"


def test_after_a_restore_links_that_were_replaced_stay_replaced(ann: Subscriber) -> None:
    restore = taken()
    renew(ann, 0, NOW)
    renew(ann, 1, NOW)
    restore()

    catch_up(NOW + HOUR)

    ann.refresh_from_db()
    assert (ann.status, ann.link_generation) == ("active", 2)


def test_leaving_one_magazine_leaves_no_other(ann: Subscriber) -> None:
    there = make_reader(make_publication(name="The Lane", slug="lane"), "ann")
    restore = taken()
    subscriptions.unsubscribe(ann, "link", NOW)
    restore()

    catch_up(NOW + HOUR)

    assert set(Subscriber.objects.filter(status="active")) == {there}


def test_what_has_been_read_is_not_done_again(ann: Subscriber) -> None:
    subscriptions.unsubscribe(ann, "link", NOW)
    catch_up(NOW)
    Subscriber.objects.update(status="active")

    assert catch_up(NOW + HOUR) == 0
    ann.refresh_from_db()
    assert ann.status == "active"


def test_another_file_in_its_place_is_read_from_its_start(ann: Subscriber) -> None:
    left = Entry(NOW, Act.LEFT, "quay", ann.email_hash)
    journal_of_leaves.append([Entry(NOW, Act.LEFT, "quay", "0" * 64)] * 20, NOW)
    catch_up(NOW)
    file().unlink()
    journal_of_leaves.append([left], NOW)

    assert catch_up(NOW + HOUR) == 1


def test_a_file_that_was_cut_is_read_from_its_start(ann: Subscriber) -> None:
    journal_of_leaves.append([Entry(NOW, Act.LEFT, "quay", "0" * 64)] * 20, NOW)
    catch_up(NOW)
    first = file().read_bytes().splitlines(keepends=True)[0]
    file().write_bytes(first)
    journal_of_leaves.append([Entry(NOW, Act.LEFT, "quay", ann.email_hash)], NOW)

    assert catch_up(NOW + HOUR) == 1


@pytest.mark.parametrize(
    "strange",
    [
        b"",
        b"nonsense",
        b"\xff\x00",
        b"[]",
        b"7",
        b"{}",
        b'{"at": "2026-11-18T12:00:00+00:00", "act": "unsub',
        b'{"at": "yesterday", "act": "unsubscribed", "publication": "quay", "who": "0", "generation": 0}',
        b'{"at": "2026-11-18T12:00:00Z", "act": "danced", "publication": "q", "who": "0", "generation": 0}',
    ],
)
def test_a_torn_or_foreign_line_is_passed_over(strange: bytes, ann: Subscriber) -> None:
    journal_of_leaves.append([Entry(NOW, Act.LEFT, "nowhere", "0" * 64)], NOW)
    with file().open("ab") as journal:
        journal.write(strange)
    subscriptions.unsubscribe(ann, "link", NOW)
    Subscriber.objects.update(status="active")

    assert catch_up(NOW + HOUR) == 1


def test_a_line_that_is_still_being_written_is_left_for_the_next_look(ann: Subscriber) -> None:
    journal_of_leaves.append([Entry(NOW, Act.LEFT, "quay", "0" * 64)], NOW)
    whole = orjson.dumps(
        {"at": NOW, "act": "unsubscribed", "publication": "quay", "who": ann.email_hash, "generation": 0}
    )
    with file().open("ab") as journal:
        journal.write(whole[:50])
    assert catch_up(NOW) == 0
    with file().open("ab") as journal:
        journal.write(whole[50:] + b"\n")

    assert catch_up(NOW) == 1


def test_more_readers_than_one_question_takes(publication: Publication) -> None:
    readers = make_readers(publication, [f"reader-{number}" for number in range(1203)])
    journal_of_leaves.append([Entry(NOW, Act.LEFT, "quay", reader.email_hash) for reader in readers], NOW)

    assert catch_up(NOW) == 1203
    assert not Subscriber.objects.exclude(status="unsubscribed").exists()


def test_a_journal_that_cannot_be_read_lets_nothing_leave_and_is_told(ann: Subscriber) -> None:
    file().mkdir(parents=True)

    with pytest.raises(RoundupError, match="no mail to readers goes out until it can be read"):
        catch_up(NOW)
    assert "no mail to readers goes out" in Alarm.objects.get().message

    file().rmdir()
    subscriptions.unsubscribe(ann, "link", NOW)
    catch_up(NOW)
    assert not Alarm.objects.filter(cleared_at=None).exists()


def test_hashes_of_another_secret_act_on_nobody(ann: Subscriber, settings: object) -> None:
    journal_of_leaves.append([Entry(NOW, Act.LEFT, "quay", hash_of("ann@example.org"))], NOW)
    settings.SECRET_KEY = "another secret, and as long as it must be"  # type: ignore[attr-defined]
    Subscriber.objects.update(email_hash=hash_of("ann@example.org"))

    assert catch_up(NOW) == 0


STEPS = st.lists(st.sampled_from(["leave", "forget", "return", "sign up", "backup", "restore", "tick"]))


@hypothesis.settings(max_examples=40, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(steps=STEPS)
def test_whatever_happens_nobody_who_left_is_mailed_after_a_restore(
    steps: list[str],
    publication: Publication,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    file().unlink(missing_ok=True)
    for table in TABLES:
        table.objects.all().delete()  # type: ignore[attr-defined]
    make_reader(publication, "ann")
    restore, wants_mail, now = taken(), True, NOW
    for step in [*steps, "tick"]:
        now += 91 * DAY
        reader = Subscriber.objects.filter(email_key="ann@example.org").first()
        with django_capture_on_commit_callbacks(execute=True):
            if step == "backup":
                restore = taken()
            elif step == "restore":
                restore()
            elif step == "tick":
                catch_up(now)
                is_mailed = Subscriber.objects.filter(email_hash=hash_of("ann@example.org"), status="active")
                assert wants_mail or not is_mailed.exists()
            elif reader and step == "leave":
                subscriptions.unsubscribe(reader, "link", now)
                wants_mail = False
            elif reader and step == "forget":
                subscriptions.erase(reader, now)
                wants_mail = False
            elif reader and step == "return" and reader.status == "unsubscribed":
                subscriptions.come_back(reader, now)
                wants_mail = True
            elif not reader and step == "sign up":
                sign_up(publication, "ann@example.org", now)
                asked = Confirmation.objects.latest("asked_at")
                wants_mail = subscriptions.confirm(asked, now).status == "active"


def test_no_import_brings_back_who_came_after_the_backup_and_left(
    publication: Publication, tmp_path: Path
) -> None:
    restore = taken()
    late = make_reader(publication, "late")
    subscriptions.unsubscribe(late, "link", NOW)
    restore()
    catch_up(NOW + HOUR)
    path = tmp_path / "readers.csv"
    path.write_text("email,name\nlate@example.org,Late\n")

    import_file(publication, path, now=NOW + HOUR)

    assert not Subscriber.objects.filter(status="active").exists()


def test_no_import_brings_back_who_left_one_magazine_after_the_backup_and_reads_another(
    publication: Publication, tmp_path: Path
) -> None:
    make_reader(make_publication(name="The Harbour", slug="harbour"), "late")
    restore = taken()
    subscriptions.unsubscribe(make_reader(publication, "late"), "link", NOW)
    restore()
    catch_up(NOW + HOUR)
    path = tmp_path / "readers.csv"
    path.write_text("email,name\nlate@example.org,Late\n")

    import_file(publication, path, now=NOW + HOUR)

    active = Subscriber.objects.filter(status="active").values_list("publication__slug", flat=True)
    assert list(active) == ["harbour"]


def test_a_reader_who_was_forgotten_and_asked_again_is_still_forgotten(ann: Subscriber) -> None:
    restore = taken()
    subscriptions.erase(ann, NOW)
    journal_of_leaves.append([Entry(NOW + HOUR, Act.AGREED, "quay", hash_of("ann@example.org"))], NOW)
    restore()

    assert catch_up(NOW + DAY) == 1

    ann.refresh_from_db()
    assert (ann.email, ann.erased_at) == ("", NOW + DAY)
