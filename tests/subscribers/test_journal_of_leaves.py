"""Whoever leaves is written down outside the database too, and without an address."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import DjangoCaptureOnCommitCallbacks

from roundup.publications.models import Alarm, Publication
from roundup.subscribers import journal_of_leaves, subscriptions
from roundup.subscribers.importers import import_file
from roundup.subscribers.journal_of_leaves import Act, Entry
from roundup.subscribers.models import Subscriber
from roundup.subscribers.suppressions import hash_of
from tests.making import NOW, make_reader, make_readers

HOUR = timedelta(hours=1)


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    return make_reader(publication, "ann")


def file() -> Path:
    return Path(settings.DATA) / "leaves.jsonl"


def acts() -> list[str]:
    return [entry.act for entry in journal_of_leaves.read(0)[0]] if file().exists() else []


def test_leaving_is_written_down_without_the_address(ann: Subscriber) -> None:
    subscriptions.unsubscribe(ann, "one-click", NOW)

    (entry,) = journal_of_leaves.read(0)[0]
    assert entry == Entry(NOW, Act.LEFT, "quay", hash_of("ann@example.org"))
    assert b"ann" not in file().read_bytes()
    assert file().stat().st_mode & 0o077 == 0


def test_every_way_of_leaving_is_written_down(publication: Publication, tmp_path: Path) -> None:
    ann, bea, _ = make_readers(publication, ["ann", "bea", "cat"])
    table = tmp_path / "gone.csv"
    table.write_text("email,status\ncat@example.org,unsubscribed\n")

    subscriptions.unsubscribe(ann, "provider", NOW)
    subscriptions.erase(bea, NOW)
    import_file(publication, table, now=NOW)

    assert acts() == ["unsubscribed", "unsubscribed", "erased", "unsubscribed"]
    assert journal_of_leaves.read(0)[0][3].who == hash_of("cat@example.org")


def test_leaving_twice_and_being_forgotten_twice_is_written_once(ann: Subscriber) -> None:
    for _ in range(2):
        subscriptions.unsubscribe(ann, "link", NOW)
    for _ in range(2):
        subscriptions.erase(ann, NOW)

    assert acts() == ["unsubscribed", "erased"]


def test_a_leave_is_on_the_disk_before_it_is_committed_and_new_consent_only_afterwards(
    ann: Subscriber, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        subscriptions.unsubscribe(ann, "link", NOW)
        assert acts() == ["unsubscribed"]
        subscriptions.come_back(ann, NOW + HOUR)
        assert acts() == ["unsubscribed"]

    assert acts() == ["unsubscribed", "confirmed"]


def test_many_who_leave_at_once_are_all_written_down(db: None) -> None:
    hashes = [f"{number:064}" for number in range(200)]

    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(
                lambda who: journal_of_leaves.append([Entry(NOW, Act.LEFT, "quay", who)], NOW), hashes
            )
        )

    assert sorted(entry.who for entry in journal_of_leaves.read(0)[0]) == hashes


def test_on_a_full_disk_leaving_works_and_the_editors_are_told(
    ann: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int, lines: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(journal_of_leaves.os, "write", full)

    subscriptions.unsubscribe(ann, "link", NOW)

    ann.refresh_from_db()
    assert ann.status == "unsubscribed"
    assert "No space left on device" in Alarm.objects.get().message


def test_what_a_full_disk_took_half_of_spoils_no_later_line(
    ann: Subscriber, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    bea, write = make_reader(publication, "bea"), os.write
    with monkeypatch.context() as tight:
        tight.setattr(journal_of_leaves.os, "write", lambda handle, lines: write(handle, lines[:40]))
        subscriptions.unsubscribe(ann, "link", NOW)

    subscriptions.unsubscribe(bea, "link", NOW)

    assert [entry.who for entry in journal_of_leaves.read(0)[0]] == [bea.email_hash]
    assert Alarm.objects.count() == 1
