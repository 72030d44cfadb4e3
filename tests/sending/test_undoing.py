"""Undo and the worker that begins: the edition's row decides, and whoever comes second is told the truth."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.core.errors import Refused
from roundup.editions.models import Edition
from roundup.sending import control
from roundup.sending.preparing.freeze import start_due_mailings
from roundup.sending.undo import is_window_open, undo_sending
from tests.making import FRIDAY, approved, make_edition, make_publication
from tests.sending.test_at_once import before, row_locks, until_somebody_waits_for_a_lock  # noqa: F401
from tests.services.beside import Beside

SECOND = timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("row_locks")
def test_undo_that_comes_while_a_worker_begins_is_told_that_it_was_too_late(edition: Edition) -> None:
    others: list[Beside] = []

    def somebody_undoes() -> None:
        others.append(Beside(lambda: undo_sending(edition, FRIDAY)))
        until_somebody_waits_for_a_lock()

    with before('INSERT INTO "sending_mailing"', somebody_undoes):
        assert len(start_due_mailings(FRIDAY)) == 1
    with pytest.raises(Refused, match="too late to undo"):
        others[0].done()
    edition.refresh_from_db()
    assert edition.held_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("row_locks")
def test_a_worker_that_comes_while_somebody_undoes_begins_nothing(edition: Edition) -> None:
    others: list[Beside] = []
    begun: list[object] = []

    def a_worker_looks() -> None:
        others.append(Beside(lambda: begun.extend(start_due_mailings(FRIDAY))))
        until_somebody_waits_for_a_lock()

    with before('UPDATE "editions_edition"', a_worker_looks):
        undo_sending(edition, FRIDAY)
    others[0].done()

    assert begun == []


ACTS = st.sampled_from(["send", "undo", "resume", "hold", "look"])


@pytest.mark.django_db
class Anything(TestCase):
    """Whatever editors press and whenever workers look."""

    @given(
        st.integers(0, 5),
        st.lists(st.tuples(st.integers(0, 200), ACTS), max_size=12),
    )
    def test_nothing_begins_before_its_window_has_passed_or_while_it_is_held(
        self, minutes: int, acts: list[tuple[int, str]]
    ) -> None:
        publication = make_publication(undo_minutes=minutes)
        edition = approved(make_edition(publication))
        now, may_leave = FRIDAY - timedelta(minutes=5), FRIDAY
        is_held = False
        for seconds, act in acts:
            now += seconds * SECOND
            if act == "look":
                begun = start_due_mailings(now)
                if begun:
                    assert now >= may_leave
                    assert not is_held
                    with pytest.raises(Refused, match="too late"):
                        undo_sending(edition, now)
                    return
                assert is_held or now < may_leave
                continue
            was_open = is_window_open(Edition.objects.select_related("publication").get(), now)
            with suppress(Refused):
                may_leave = self._press(act, edition, now, may_leave)
            edition = Edition.objects.select_related("publication").get()
            is_held = edition.held_at is not None
            if act == "undo":
                assert edition.send_at == FRIDAY or is_held or not was_open
            assert edition.status == Edition.Status.APPROVED

    def _press(self, act: str, edition: Edition, now: datetime, may_leave: datetime) -> datetime:
        """Do it, and return from when on the edition may leave."""
        window = edition.publication.undo_window
        if act == "undo":
            undo_sending(edition, now)
            return Edition.objects.get().send_at
        if act == "hold":
            control.hold_sending(edition, "", now)
        elif act == "resume":
            control.resume_sending(edition, now, wait=window)
            return max(may_leave, now + window)
        else:
            control.send_now(edition, now, wait=window)
            return min(may_leave, now + window) if may_leave >= now else now + window
        return may_leave
