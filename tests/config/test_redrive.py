"""`roundup redrive`: who was dropped by the provider is mailed after all."""

from __future__ import annotations

import pytest

from roundup.editions.models import Edition
from roundup.sending.models import Batch
from tests.config.commands import Terminal
from tests.newsroom.mailings import dropped

pytestmark = pytest.mark.django_db


def test_it_goes_out_again_and_the_account_adds_up(edition: Edition, terminal: Terminal) -> None:
    dropped(edition)

    told = terminal.json("redrive", str(edition.number))

    assert told["redriven"] == 1
    account = told["account"]
    assert (account["candidates"], account["accepted"], account["pending"]) == (3, 2, 1)
    assert told["batches"] == {Batch.State.ACCEPTED: 1, Batch.State.READY: 1}


def test_the_second_time_there_is_nobody_left(edition: Edition, terminal: Terminal) -> None:
    dropped(edition)
    assert "1 copy goes out again" in terminal.run("redrive", str(edition.number))

    terminal.run("redrive", str(edition.number), code=1)
    assert "It is not proven that the provider dropped any copy" in terminal.err


def test_without_a_mailing_there_is_nothing_to_redrive(edition: Edition, terminal: Terminal) -> None:
    terminal.run("redrive", str(edition.number), code=1)

    assert "None of this edition has left yet" in terminal.err
