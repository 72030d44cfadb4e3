from __future__ import annotations

import os
from pathlib import Path

import pytest

from roundup.providers.outbox import Outbox, count_messages, list_messages, read_message
from tests.providers.samples import batch, readers


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An outbox with an old batch of three readers and a new one of two."""
    outbox = Outbox(tmp_path)
    outbox.send(batch(key="m1-b1", attempt="a1"))
    outbox.send(
        batch(readers("dora@example.org", "eli@example.org"), key="m2-b1", attempt="a2", subject="Später")
    )
    os.utime(tmp_path / "outbox/m1-b1/a1", (1, 1))
    (tmp_path / "outbox/m2-b1/.a3.half").mkdir()
    (tmp_path / "outbox/m2-b1/.a3.half/0001.eml").write_bytes(b"not yet")
    return tmp_path


def test_the_newest_batch_comes_first_and_its_readers_in_order(data: Path) -> None:
    assert [message.to for message in list_messages(data)] == [
        "dora@example.org",
        "eli@example.org",
        "ada@example.org",
        "ben@example.org",
        "cleo@example.org",
    ]


def test_a_page_is_a_part_of_the_list(data: Path) -> None:
    assert [message.to for message in list_messages(data, limit=2, offset=1)] == [
        "eli@example.org",
        "ada@example.org",
    ]
    assert list_messages(data, offset=5) == []


def test_what_is_not_taken_yet_is_not_counted(data: Path) -> None:
    assert count_messages(data) == 5


def test_a_line_of_the_list_says_what_it_is(data: Path) -> None:
    first = list_messages(data, limit=1)[0]
    assert (first.id, first.subject) == ("m2-b1/a2/0001", "Später")
    assert first.sender == "The Weekly <post@weekly.example.org>"
    assert first.size == (data / "outbox/m2-b1/a2/0001.eml").stat().st_size


def test_a_message_is_read_whole(data: Path) -> None:
    message = read_message(data, "m2-b1/a2/0002")
    assert message is not None
    assert message.summary.to == "eli@example.org"
    assert dict(message.headers)["List-Unsubscribe"] == "<https://weekly.example.org/u/token2/>"
    assert "Leave: https://weekly.example.org/u/token2/" in message.text
    assert "<p>Rain — at last.</p>" in message.html
    assert message.raw == (data / "outbox/m2-b1/a2/0002.eml").read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "m2-b1/a2/0009",
        "m2-b1/a2",
        "../outbox/m2-b1/a2/0001",
        "m2-b1/../m2-b1/a2/0001",
        "/etc/passwd",
        "m2-b1/.a3.half/0001",
        "m2-b1/a2/0001.eml",
        "m2-b1/a2/0001\n",
        "m2-b1/a2/0001\x00",
        "m2-b1/a2/٠٠٠١",
    ],
)
def test_no_other_name_leads_to_a_file(data: Path, name: str) -> None:
    assert read_message(data, name) is None


def test_an_outbox_that_was_never_used_is_empty(tmp_path: Path) -> None:
    assert list_messages(tmp_path) == []
    assert count_messages(tmp_path) == 0
