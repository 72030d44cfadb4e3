"""What a process had heard outlives it, and whoever settles an attempt lets nothing more of it leave."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from roundup.core.errors import ProviderBusy, ProviderDivided
from roundup.providers.base import Answers, KeepsAnswers
from roundup.providers.smtp import kept_answers
from roundup.providers.smtp.client import Smtp
from roundup.providers.smtp.kept_answers import KeptAnswers
from tests.providers.samples import batch, many
from tests.services.smtp_host import SmtpHost, Taken

READERS = [11, 12, 13]


@pytest.fixture
def kept(tmp_path: Path) -> KeptAnswers:
    made = KeptAnswers(tmp_path)
    made.expect("one", READERS)
    return made


def test_each_reader_is_told_apart(kept: KeptAnswers) -> None:
    with kept.of("one") as notes:
        for index in (0, 1):
            notes.handing_over(index)
        notes.taken(0)

    assert kept.seal("one") == Answers(taken=[11], unanswered=[12], waiting=[13])


def test_a_refused_message_was_surely_not_taken(kept: KeptAnswers) -> None:
    with kept.of("one") as notes:
        notes.handing_over(0)
        notes.not_taken(0)

    assert kept.seal("one") == Answers([], [], READERS)


def test_nothing_leaves_once_it_is_sealed(kept: KeptAnswers) -> None:
    with kept.of("one") as notes:
        notes.handing_over(0)
        kept.seal("one")
        with pytest.raises(ProviderBusy):
            notes.handing_over(1)

    assert kept.seal("one") == Answers([], [11], [12, 13])


def test_a_sealed_batch_ends_where_it_is(tmp_path: Path) -> None:
    """A process was frozen between two messages, and its batch has been settled meanwhile."""
    with SmtpHost() as host:
        smtp = Smtp(tmp_path, host.server)
        smtp.expect("4f0c9a", range(5))
        found: list[Answers | None] = []

        def settle(taken: Taken) -> None:
            if len(host.taken) == 2:
                found.append(smtp.seal("4f0c9a"))

        host.when_taken = settle
        with pytest.raises(ProviderDivided):
            smtp.send(batch(many(5)))
        smtp.close()

    assert found == [Answers([0], [1], [2, 3, 4])]
    assert len(host.taken) == 2


def test_after_a_power_cut_only_what_was_taken_is_believed(
    kept: KeptAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kept.of("one") as notes:
        notes.handing_over(0)
        notes.taken(0)
    monkeypatch.setattr(kept_answers, "_boot", lambda: "another start of the machine")

    assert kept.seal("one") == Answers([11], [12, 13], [])


def test_where_a_start_of_the_machine_has_no_name_nobody_surely_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_answers, "_BOOT", tmp_path / "none")
    kept = KeptAnswers(tmp_path)
    kept.expect("one", READERS)

    assert kept.seal("one") == Answers([], READERS, [])


@pytest.mark.parametrize("left", [0, 1, 5, 30, -1, -2])
def test_a_file_that_is_cut_off_makes_nobody_wait_who_may_have_been_mailed(
    left: int, kept: KeptAnswers, tmp_path: Path
) -> None:
    path = tmp_path / "answers" / "one"
    path.write_bytes(path.read_bytes()[:left])

    answers = kept.seal("one")

    assert answers is None or answers == Answers([], READERS, [])


def test_what_is_forgotten_is_not_noted_any_more(kept: KeptAnswers) -> None:
    assert kept.attempts() == ["one"]
    for _ in "twice":
        kept.forget("one")

    assert kept.attempts() == []
    assert kept.seal("one") is None


def test_what_nobody_asked_for_in_a_month_is_dropped(kept: KeptAnswers, tmp_path: Path) -> None:
    old = time.time() - 31 * 86_400
    os.utime(tmp_path / "answers" / "one", (old, old))

    assert kept.attempts() == []
    assert not list((tmp_path / "answers").iterdir())


def test_a_mail_to_one_person_is_noted_nowhere(tmp_path: Path) -> None:
    with SmtpHost() as host:
        smtp = Smtp(tmp_path, host.server)
        smtp.send(batch())
        smtp.close()

    assert smtp.attempts() == []
    assert isinstance(smtp, KeepsAnswers)
