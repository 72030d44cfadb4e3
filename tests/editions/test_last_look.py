"""The last look: an approved edition's sources are read once more, and policy says what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from roundup.core.last_look import Kind
from roundup.editions import last_look, source_reading
from roundup.editions.last_look import awaits_look, editions_awaiting_look, make_last_look
from roundup.editions.look_models import LastLook
from roundup.editions.models import Edition, LedgerEntry, Story
from roundup.editions.proof import proof_of
from roundup.publications.models import Alarm
from tests.editions.changing_magazine import (
    CHANGES,
    ChangingMagazine,
    correct,
    make_approved,
    open_magazine,
    remove,
    retract,
)
from tests.making import FRIDAY, approved

pytestmark = pytest.mark.django_db

SOON = FRIDAY - timedelta(minutes=4)
EARLIER = FRIDAY - timedelta(minutes=50)


@pytest.fixture
def magazine() -> Iterator[ChangingMagazine]:
    with open_magazine() as found:
        yield found


EACH = [(kind, change) for kind, changes in CHANGES.items() for change in changes]


def policies(kind: Kind, policy: str) -> dict[str, str]:
    """Only this kind has a policy beyond telling."""
    return {each.value: "tell" for each in Kind} | {kind.value: policy}


def alarms(about: str = "look") -> list[str]:
    open_ = Alarm.objects.filter(about__endswith=f":{about}", cleared_at=None)
    return [alarm.message for alarm in open_]


def kinds_of(look: LastLook) -> set[str]:
    return {each["kind"] for each in look.findings}


def test_a_look_that_finds_nothing_lets_the_edition_go_and_says_so(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    assert awaits_look(edition, SOON)
    assert editions_awaiting_look(SOON) == [edition.pk]

    assert make_last_look(edition.pk, SOON, magazine.fetcher)

    edition.refresh_from_db()
    assert not awaits_look(edition, FRIDAY)
    assert edition.held_at is None
    assert alarms() == []
    assert edition.history.filter(what__contains="nothing new was found").exists()
    assert not make_last_look(edition.pk, SOON, magazine.fetcher)


def test_no_look_is_due_before_the_first_hour_that_the_publication_sets(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    assert not awaits_look(edition, FRIDAY - timedelta(minutes=61))
    assert awaits_look(edition, EARLIER)
    assert make_last_look(edition.pk, EARLIER, magazine.fetcher)
    assert not awaits_look(edition, EARLIER)
    assert awaits_look(edition, SOON)


def test_a_publication_that_sets_no_hours_has_no_last_look(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine, last_looks="")
    assert not awaits_look(edition, FRIDAY)
    assert not make_last_look(edition.pk, FRIDAY, magazine.fetcher)


@pytest.mark.parametrize(("kind", "change"), EACH, ids=[c.__name__ for _, c in EACH])
def test_told_the_edition_goes_out_and_an_alarm_says_what_was_found(
    kind: Kind, change: Callable[[ChangingMagazine], None], magazine: ChangingMagazine
) -> None:
    edition = make_approved(magazine, look_policies=policies(kind, "tell"))
    before = edition.approval
    change(magazine)

    assert make_last_look(edition.pk, SOON, magazine.fetcher)

    edition.refresh_from_db()
    assert edition.held_at is None
    assert edition.approval == before
    [told] = alarms()
    assert "goes out as it was approved" in told
    assert kind.value in kinds_of(LastLook.objects.get())
    assert proof_of(edition).hash == before.hash if before else False


@pytest.mark.parametrize(("kind", "change"), EACH, ids=[c.__name__ for _, c in EACH])
def test_held_the_edition_waits_and_the_alarm_says_why_and_what_to_do(
    kind: Kind, change: Callable[[ChangingMagazine], None], magazine: ChangingMagazine
) -> None:
    edition = make_approved(magazine, look_policies=policies(kind, "hold"))
    change(magazine)

    assert make_last_look(edition.pk, SOON, magazine.fetcher)

    edition.refresh_from_db()
    assert edition.held_at
    assert "Story 2" in edition.held_reason
    [told] = alarms()
    assert "approve the edition again and resume" in told
    assert edition.stories.count() == 2


@pytest.mark.parametrize(
    ("kind", "change"),
    [each for each in EACH if each[0] is not Kind.UNREAD],
    ids=[c.__name__ for k, c in EACH if k is not Kind.UNREAD],
)
def test_dropped_the_story_leaves_and_the_rest_is_approved_as_it_now_is(
    kind: Kind, change: Callable[[ChangingMagazine], None], magazine: ChangingMagazine
) -> None:
    edition = make_approved(magazine, may_drop=True, look_policies=policies(kind, "drop"))
    before, dropped = edition.approval, magazine.article(2)
    change(magazine)

    assert make_last_look(edition.pk, SOON, magazine.fetcher)

    edition.refresh_from_db()
    after = edition.approvals.get(voided_at=None)
    assert before
    assert (edition.status, edition.held_at) == (Edition.Status.APPROVED, None)
    assert after.pk != before.pk
    assert after.may_drop
    assert "Story 2" not in after.html + after.text + after.subject + after.preheader
    assert proof_of(edition).hash == after.hash
    assert not edition.stories.filter(article=dropped).exists()
    assert edition.ledger.get(article=dropped).state == LedgerEntry.State.RELEASED
    assert not awaits_look(edition, FRIDAY)
    [told] = alarms()
    assert "leaves without it" in told
    assert edition.history.filter(what__startswith="Leaves without").exists()


@pytest.mark.parametrize("change", [retract, remove])
def test_an_approval_that_does_not_say_so_keeps_the_story_and_holds_the_edition(
    change: Callable[[ChangingMagazine], None], magazine: ChangingMagazine
) -> None:
    edition = make_approved(magazine, look_policies={"retracted": "drop", "gone": "drop"})
    change(magazine)

    make_last_look(edition.pk, SOON, magazine.fetcher)

    edition.refresh_from_db()
    assert edition.held_at
    assert "may leave without" in edition.held_reason
    assert edition.stories.count() == 2


def test_too_few_stories_are_left_so_the_edition_is_held(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine, may_drop=True, look_policies={"gone": "drop"}, least_stories=2)
    before = edition.approval
    remove(magazine)

    make_last_look(edition.pk, SOON, magazine.fetcher)

    edition.refresh_from_db()
    assert edition.held_at
    assert edition.stories.count() == 2
    assert edition.approval == before
    assert edition.ledger.filter(state=LedgerEntry.State.RESERVED).count() == 2


def test_an_editors_own_subject_that_names_the_story_holds_the_edition(
    magazine: ChangingMagazine,
) -> None:
    edition = make_approved(magazine, may_drop=True, look_policies={"gone": "drop"})
    edition.subject = "Story of the harbour: two cranes"
    edition.save()
    approved(edition)
    edition.approvals.filter(voided_at=None).update(may_drop=True)
    remove(magazine)

    make_last_look(edition.pk, SOON, magazine.fetcher)

    edition.refresh_from_db()
    assert edition.held_at
    assert "mentions it" in edition.held_reason


def test_the_usual_policies_hold_what_was_withdrawn_and_tell_of_the_rest(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    correct(magazine)
    make_last_look(edition.pk, EARLIER, magazine.fetcher)
    edition.refresh_from_db()
    assert edition.held_at is None

    remove(magazine)
    make_last_look(edition.pk, SOON, magazine.fetcher)
    edition.refresh_from_db()
    assert edition.held_at


def test_if_nothing_answers_the_edition_goes_out_and_an_alarm_says_so(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    for number in (1, 2):
        magazine.web.serve(f"/world/{number}", status=502)
    magazine.web.serve("/feed", status=502)

    assert make_last_look(edition.pk, SOON, magazine.fetcher)

    edition.refresh_from_db()
    assert edition.held_at is None
    [told] = alarms()
    assert "could not be read" in told


def test_if_the_look_itself_fails_its_policy_says_what_follows(
    magazine: ChangingMagazine, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = make_approved(magazine, look_policies={"unread": "hold"})
    monkeypatch.setattr(last_look, "_LONGEST_SECONDS", -1.0)

    assert make_last_look(edition.pk, SOON, magazine.fetcher)

    edition.refresh_from_db()
    assert edition.held_at


def test_an_approval_of_other_bytes_needs_another_look(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    make_last_look(edition.pk, SOON, magazine.fetcher)
    edition.refresh_from_db()
    Story.objects.filter(edition=edition).update(blurb="Other words.")
    approved(edition, SOON)

    assert awaits_look(edition, SOON)


def test_a_host_that_does_not_answer_is_not_asked_for_every_story(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    for number in (1, 2):
        magazine.web.answers[f"/world/{number}"] = lambda visit: visit.raw(b"nonsense\r\n\r\n")
    before = len(magazine.web.visits)

    make_last_look(edition.pk, SOON, magazine.fetcher)

    asked = [path for path in magazine.web.paths[before:] if path.startswith("/world/")]
    assert len(asked) == source_reading._PATIENCE
