"""A reader's data names every email of a mailing that they got, and nobody else's."""

from __future__ import annotations

from roundup.events.own_data import mailings_of_reader
from tests.events.mailed import Mailed, report


def test_a_readers_mailings_are_told_with_what_was_reported(mailing: Mailed) -> None:
    report(mailing.row(0, "delivered"))
    report(mailing.row(1, "bounce"))

    (found,) = mailings_of_reader(mailing.readers[0])

    assert found["edition"] == mailing.edition.subject
    assert found["outcome"] == "accepted"
    assert [event["what"] for event in found["reported"]] == ["delivered"]
