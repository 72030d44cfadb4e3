"""Nothing leaves before its last look, and never a retracted story under “hold” or “drop”, whatever dies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from roundup.editions import last_look, look_consequences
from roundup.editions.last_look import LEASE, make_last_look
from roundup.editions.lifecycle import resume_edition
from roundup.editions.models import Edition
from roundup.sending.control import send_now
from roundup.sending.hindrances import hindrances_of_start
from roundup.sending.models import Mailing
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from tests.editions.changing_magazine import ChangingMagazine, make_approved, open_magazine, retract
from tests.making import FRIDAY, make_readers
from tests.sending.post import Post
from tests.sending.steps import send_all

pytestmark = pytest.mark.django_db

SOON = FRIDAY - timedelta(minutes=4)
LATER = SOON + LEASE + timedelta(minutes=1)


@pytest.fixture
def magazine() -> Iterator[ChangingMagazine]:
    with open_magazine() as found:
        yield found


def with_readers(edition: Edition) -> Edition:
    make_readers(edition.publication, ["ada", "bo"])
    return edition


def mailed_at(now: datetime) -> list[str]:
    """Start, prepare and hand over whatever may leave by then; return the texts that arrived."""
    start_due_mailings(now)
    for mailing in Mailing.objects.all():
        while not prepare_step(mailing.pk, now):
            pass
    post = Post()
    send_all(post)
    return [batch.html for batch in post.given]


def test_an_edition_whose_hour_has_come_waits_for_its_last_look(magazine: ChangingMagazine) -> None:
    edition = with_readers(make_approved(magazine))
    assert start_due_mailings(FRIDAY) == []
    assert hindrances_of_start(edition, FRIDAY)[-1] == "Its sources are read once more before it leaves."

    make_last_look(edition.pk, FRIDAY, magazine.fetcher)

    assert len(mailed_at(FRIDAY)) == 1


def test_send_now_looks_first_too(magazine: ChangingMagazine) -> None:
    edition = with_readers(make_approved(magazine))
    early = FRIDAY - timedelta(minutes=90)
    retract(magazine)
    send_now(edition, early, wait=timedelta(minutes=2))
    leaves = early + timedelta(minutes=2)
    assert mailed_at(leaves) == []

    make_last_look(edition.pk, early, magazine.fetcher)

    edition.refresh_from_db()
    assert edition.held_at
    assert mailed_at(leaves) == []


def test_under_tell_it_goes_out_exactly_as_it_was_approved(magazine: ChangingMagazine) -> None:
    edition = with_readers(make_approved(magazine, look_policies={"retracted": "tell"}))
    approved = edition.approvals.get()
    retract(magazine)
    magazine.say(1, "Story 1 has quite another headline now")
    make_last_look(edition.pk, SOON, magazine.fetcher)

    [html] = mailed_at(FRIDAY)

    assert html == approved.html


def test_under_drop_it_goes_out_without_the_story_under_the_approval_that_allows_that(
    magazine: ChangingMagazine,
) -> None:
    edition = with_readers(make_approved(magazine, may_drop=True, look_policies={"retracted": "drop"}))
    retract(magazine)
    make_last_look(edition.pk, SOON, magazine.fetcher)

    [html] = mailed_at(FRIDAY)

    assert "Story 1" in html
    assert "Story 2" not in html
    assert html == edition.approvals.get(voided_at=None).html


class Died(BaseException):
    """The worker was killed here: no handler of errors sees it."""


def kill_at(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, *, after: bool = False) -> None:
    real: Callable[..., Any] = getattr(where, name)

    def killed(*args: Any, **named: Any) -> Any:
        if after:
            real(*args, **named)
        raise Died

    monkeypatch.setattr(where, name, killed)


STEPS = [
    (last_look, "_look_at_all", False),
    (last_look, "_look_at_all", True),
    (last_look, "_end", False),
    (last_look, "follow_up", False),
    (last_look, "follow_up", True),
    (look_consequences, "hold_edition", False),
    (look_consequences, "hold_edition", True),
    (look_consequences, "raise_alarm", False),
    (look_consequences, "raise_alarm", True),
    (look_consequences, "keep_approval", True),
]


@pytest.mark.parametrize("policy", ["hold", "drop"])
@pytest.mark.parametrize(
    ("where", "name", "after"), STEPS, ids=[f"{name}{'-done' if after else ''}" for _, name, after in STEPS]
)
def test_a_retracted_story_is_never_mailed_whatever_dies_in_between(
    policy: str,
    where: Any,
    name: str,
    after: bool,
    magazine: ChangingMagazine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_drop = policy == "drop"
    edition = make_approved(magazine, may_drop=may_drop, look_policies={"retracted": policy})
    with_readers(edition)
    retract(magazine)
    with monkeypatch.context() as patch:
        kill_at(patch, where, name, after=after)
        if (policy, name) in (("drop", "hold_edition"), ("hold", "keep_approval")):
            make_last_look(edition.pk, SOON, magazine.fetcher)
        else:
            with pytest.raises(Died):
                make_last_look(edition.pk, SOON, magazine.fetcher)

    assert not any("Story 2" in html for html in mailed_at(FRIDAY))
    if not Mailing.objects.exists():
        make_last_look(edition.pk, LATER, magazine.fetcher)
    assert not any("Story 2" in html for html in mailed_at(LATER))
    edition.refresh_from_db()
    assert bool(edition.held_at) == (policy == "hold")


def test_only_a_person_who_resumes_it_lets_a_retracted_story_go(magazine: ChangingMagazine) -> None:
    edition = with_readers(make_approved(magazine))
    retract(magazine)
    make_last_look(edition.pk, SOON, magazine.fetcher)
    assert mailed_at(FRIDAY) == []

    edition.refresh_from_db()
    resume_edition(edition, FRIDAY)
    make_last_look(edition.pk, FRIDAY, magazine.fetcher)

    assert len(mailed_at(FRIDAY)) == 1
