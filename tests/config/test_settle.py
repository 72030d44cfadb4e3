"""`roundup settle`: a person says what became of an uncertain batch."""

from __future__ import annotations

import pytest

from roundup.editions.models import Edition
from tests.config.commands import Terminal
from tests.newsroom.mailings import uncertain

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("choice", "state"), [("--accepted", "accepted"), ("--again", "ready")])
def test_settled_as_said(choice: str, state: str, edition: Edition, terminal: Terminal) -> None:
    batch = uncertain(edition)

    told = terminal.json("settle", str(edition.number), "1", choice)

    batch.refresh_from_db()
    assert batch.state == state
    assert batch.evidence.startswith("The operator marked it")
    assert told["batches"] == {state: 1}


def test_its_readers_are_listed_and_nothing_is_decided(edition: Edition, terminal: Terminal) -> None:
    batch = uncertain(edition)
    named = ("settle", str(edition.number), "1", "--list")

    header, *lines = terminal.run(*named).splitlines()
    listed = terminal.json(*named)

    batch.refresh_from_db()
    assert batch.state == "uncertain"
    assert header == "delivery,email,name,status"
    assert [line.split(",")[1] for line in lines] == [reader["email"] for reader in listed["readers"]]
    assert len(lines) == batch.planned


def test_nothing_is_settled_without_a_choice(edition: Edition, terminal: Terminal) -> None:
    with pytest.raises(SystemExit, match="2"):
        terminal.run("settle", str(edition.number), "1")


@pytest.mark.parametrize(
    ("named", "sentence"),
    [("1", "Batch 1 is not uncertain"), ("x", "'x' is not the number of a batch"), ("7", "Batch 7 is not")],
)
def test_what_is_not_uncertain_is_left_alone(
    named: str, sentence: str, edition: Edition, terminal: Terminal
) -> None:
    uncertain(edition)
    terminal.run("settle", str(edition.number), "1", "--accepted")

    terminal.run("settle", str(edition.number), named, "--again", code=1)
    assert sentence in terminal.err


def test_without_a_mailing_nothing_is_uncertain(edition: Edition, terminal: Terminal) -> None:
    terminal.run("settle", str(edition.number), "1", "--again", code=1)

    assert "has no mailing yet" in terminal.err
