"""`roundup approve`: what the proof shows now, and errors only with a reason."""

from __future__ import annotations

import pytest

from roundup.editions.models import Edition
from tests.config.commands import Terminal

pytestmark = pytest.mark.django_db


def test_an_approval_counts_its_readers(edition: Edition, terminal: Terminal) -> None:
    terminal.run("approve", str(edition.number))

    edition.refresh_from_db()
    assert edition.approval.audience.endswith("; 3 at the moment of approval")


def test_errors_are_overruled_with_a_reason(edition: Edition, terminal: Terminal) -> None:
    edition.subject = "Re: your order"
    edition.save()

    terminal.run("approve", str(edition.number), code=1)
    assert "The proof has errors" in terminal.err

    assert terminal.json("approve", str(edition.number), "--override", "A quotation.")["status"] == "approved"
    edition.refresh_from_db()
    assert edition.approval.override_reason == "A quotation."
