from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from roundup.core.errors import ProviderBusy, ProviderHalted, ProviderRefused
from roundup.core.message import build_message
from roundup.providers.outbox import Outbox, client
from tests.providers.samples import MARK, PEOPLE, batch, many, reader, readers

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path, clock=lambda: NOW)


def kept(data: Path) -> list[Path]:
    return sorted(path for path in data.rglob("*") if path.is_file())


def messages(data: Path) -> list[EmailMessage]:
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in kept(data)]


def test_a_batch_is_one_file_for_each_reader(outbox: Outbox, tmp_path: Path) -> None:
    receipt = outbox.send(batch())
    assert receipt.accepted == 3
    assert [str(path.relative_to(tmp_path)) for path in kept(tmp_path)] == [
        f"outbox/m7-b1/4f0c9a/000{number}.eml" for number in (1, 2, 3)
    ]
    assert [message["To"] for message in messages(tmp_path)] == list(PEOPLE)


def test_a_message_is_complete_and_the_readers_own(outbox: Outbox, tmp_path: Path) -> None:
    outbox.send(batch((reader("ada@example.org", 5, name="Ada, Countess"),)))
    [message] = messages(tmp_path)
    link = "https://weekly.example.org/u/token5/"
    assert message["To"].addresses[0].display_name == "Ada, Countess"
    assert message["From"].addresses[0].addr_spec == "post@weekly.example.org"
    assert message["List-Unsubscribe"] == f"<{link}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "The Weekly <weekly.example.org>"
    assert message["Date"].datetime == NOW
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert text.get_content() == f"Rain — at last.\r\n\r\nLeave: {link}\r\n\r\n"
    assert f'<a href="{link}">' in html.get_content()
    assert MARK not in str(message)


def test_every_copy_has_a_message_id_of_its_own_in_the_senders_domain(outbox: Outbox, tmp_path: Path) -> None:
    outbox.send(batch(many(20)))
    outbox.send(batch(many(20), attempt="second"))
    ids = {message["Message-ID"] for message in messages(tmp_path)}
    assert len(ids) == 40
    assert all(name.endswith("@weekly.example.org>") for name in ids)


def test_a_kept_message_is_what_build_message_writes(outbox: Outbox, tmp_path: Path) -> None:
    html = "<p>" + "Ein längerer Absatz = viel. " * 40 + f"</p>\n<a href='{MARK}'>Weg</a>" + "é" * 200
    one = batch(
        (reader("ada@example.org", name="Åda"),), html=html, subject="Größe", headers={"X-A": "ü" * 80}
    )
    outbox.send(one)
    [message] = messages(tmp_path)
    link = one.recipients[0].substitutions[MARK]
    expected = message_from_bytes(
        build_message(
            sender_name=one.sender_name,
            sender_email=one.sender_email,
            reply_to=one.reply_to,
            to_email="ada@example.org",
            to_name="Åda",
            subject=one.subject,
            html=html.replace(MARK, link),
            text=one.text.replace(MARK, link),
            headers={**one.headers, **one.recipients[0].headers},
            message_id=str(message["Message-ID"]),
            date=NOW,
        ).as_bytes(),
        policy=policy.default,
    )
    own = sorted((name, value) for name, value in message.items() if name != "Content-Type")
    assert own == sorted((name, value) for name, value in expected.items() if name != "Content-Type")
    for part, wanted in zip(message.iter_parts(), expected.iter_parts(), strict=True):
        assert part.get_content_type() == wanted.get_content_type()
        assert part.get_content().split() == wanted.get_content().split()


def test_a_readers_own_header_stands_in_for_the_common_one(outbox: Outbox, tmp_path: Path) -> None:
    outbox.send(batch((reader("ada@example.org", headers={"precedence": "list"}),)))
    [message] = messages(tmp_path)
    assert message.get_all("Precedence") == ["list"]


def test_marks_in_the_subject_are_replaced_too(outbox: Outbox, tmp_path: Path) -> None:
    outbox.send(batch((reader("ada@example.org"),), subject=f"Yours: {MARK}"))
    assert messages(tmp_path)[0]["Subject"] == "Yours: https://weekly.example.org/u/token1/"


def test_lines_are_short_and_end_in_crlf(outbox: Outbox, tmp_path: Path) -> None:
    outbox.send(batch(html="<p>" + "ü" * 60_000 + MARK + "x" * 50_000))
    for path in kept(tmp_path):
        raw = path.read_bytes()
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_the_same_attempt_again_is_taken_already(outbox: Outbox, tmp_path: Path) -> None:
    first = outbox.send(batch())
    assert outbox.send(batch()) == first
    assert len(kept(tmp_path)) == 3


def test_two_who_hand_over_the_same_attempt_at_once_leave_one_copy_each(tmp_path: Path) -> None:
    both_ready = threading.Barrier(2)
    failures: list[BaseException] = []

    def clock() -> datetime:
        both_ready.wait()
        return NOW

    def hand_over() -> None:
        try:
            Outbox(tmp_path, clock=clock).send(batch())
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=hand_over) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(kept(tmp_path)) == 3


def test_file_names_tell_no_address_and_stay_within_the_outbox(outbox: Outbox, tmp_path: Path) -> None:
    outbox.send(batch(key="../../ada@example.org", attempt="/etc/x"))
    outbox.send(batch(key=".hidden", attempt="y" * 300))
    names = [str(path.relative_to(tmp_path)) for path in kept(tmp_path)]
    assert len(names) == 6
    assert all(name.startswith("outbox/x-") and "@" not in name for name in names)
    assert outbox.probe("../../ada@example.org", "/etc/x", NOW) is True


def test_a_reader_who_cannot_have_a_message_is_named_and_nothing_is_kept(
    outbox: Outbox, tmp_path: Path
) -> None:
    with pytest.raises(ProviderRefused) as refused:
        outbox.send(batch((*readers(), reader("b d@example.org"))))
    assert refused.value.index == 3
    assert kept(tmp_path) == []
    assert outbox.probe("m7-b1", "4f0c9a", NOW) is False


def test_what_is_wrong_with_every_message_halts(outbox: Outbox, tmp_path: Path) -> None:
    with pytest.raises(ProviderHalted):
        outbox.send(batch(headers={"X-One": "a\r\nBcc: eve@example.org"}))
    assert kept(tmp_path) == []


@pytest.mark.parametrize("recipients", [(), readers("ada@example.org", "ADA@example.org")])
def test_a_batch_of_nobody_or_of_doubles_is_refused(outbox: Outbox, recipients: tuple[Any, ...]) -> None:
    with pytest.raises(ProviderRefused):
        outbox.send(batch(recipients))


def test_more_than_a_thousand_are_too_many(outbox: Outbox) -> None:
    with pytest.raises(ProviderRefused) as refused:
        outbox.send(batch(many(1001)))
    assert refused.value.too_large


def test_a_folder_that_cannot_be_written_halts_with_what_to_see_to(outbox: Outbox, tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    with pytest.raises(ProviderHalted, match="ROUNDUP_DATA"):
        outbox.send(batch())


class PulledOut(BaseException):
    """Stands for whatever ends a process in the middle."""


@pytest.fixture
def dying_at_the_second_file(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    write = client._write

    def dying(path: Path, message: bytes) -> None:
        if path.name == "0002.eml":
            raise PulledOut
        write(path, message)

    with monkeypatch.context() as patch:
        patch.setattr(client, "_write", dying)
        # A killed process cleans nothing up.
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        yield


def test_who_dies_in_the_middle_has_handed_over_nothing(
    outbox: Outbox, tmp_path: Path, dying_at_the_second_file: None
) -> None:
    with pytest.raises(PulledOut):
        outbox.send(batch())
    assert list((tmp_path / "outbox" / "m7-b1").glob(".4f0c9a.*/0001.eml"))
    assert not (tmp_path / "outbox" / "m7-b1" / "4f0c9a").exists()
    assert outbox.probe("m7-b1", "4f0c9a", NOW) is False


def test_the_probe_knows_what_was_taken_and_what_was_not(outbox: Outbox) -> None:
    assert outbox.probe("m7-b1", "4f0c9a", NOW) is False
    outbox.send(batch())
    assert outbox.probe("m7-b1", "4f0c9a", NOW) is True
    assert outbox.probe("m7-b1", "another", NOW) is False


def test_who_was_stopped_while_writing_cannot_finish_after_the_probe_said_no(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[bool | None] = []
    sync = client._sync

    def stopped_meanwhile(folder: Path) -> None:
        sync(folder)
        if not answers:
            answers.append(outbox.probe("m7-b1", "4f0c9a", NOW))

    monkeypatch.setattr(client, "_sync", stopped_meanwhile)
    with pytest.raises(ProviderBusy):
        outbox.send(batch())
    assert answers == [False]
    assert kept(tmp_path) == []


def test_everything_is_on_the_disk_before_the_batch_counts_as_taken(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def noting_fsync(handle: int) -> None:
        steps.append("fsync")
        fsync(handle)

    def noting_rename(self: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", noting_fsync)
    monkeypatch.setattr(Path, "rename", noting_rename)
    outbox.send(batch())
    assert steps[:5] == ["fsync", "fsync", "fsync", "fsync", "rename"]
    assert steps.count("rename") == 1
    assert steps[-1] == "fsync"
