"""Whatever a source changes after the approval: what each policy mails, to whom, and what it tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import pytest
from django.conf import LazySettings

from roundup.core.last_look import Kind, Policy, policies_for
from roundup.editions.models import Edition
from roundup.editors.editor_mail import GATHERED
from tests.e2e.looking import (
    ALL,
    LOOK,
    NOBODY,
    WITHOUT,
    LookingWeek,
    Sent,
    alarms,
    history,
    looking_week,
    state,
)
from tests.editions.changing_magazine import CHANGES, ChangingMagazine
from tests.making import FRIDAY, THURSDAY

pytestmark = [pytest.mark.one_database, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Outcome:
    """What a policy leads to: who gets which stories, the edition's state, and words of alarm and history."""

    sent: Sent
    state: str
    alarm: str
    line: str


# By policy, and by whether the approval says that the edition may leave without a withdrawn story.
OUTCOMES: Final = {
    (Policy.TELL, True): Outcome(ALL, "mailed", "goes out as it was approved, unless you hold it.", "Mailed"),
    (Policy.HOLD, True): Outcome(NOBODY, "held", "approve the edition again and resume it", "Held: "),
    (Policy.DROP, True): Outcome(
        WITHOUT, "mailed", "leaves without it, as its approval allows.", "Leaves without “Story 2 of"
    ),
    (Policy.DROP, False): Outcome(
        NOBODY, "held", "Its approval does not say that it may leave without a story.", "Held: "
    ),
}
_STORY: Final = "“Story 2 of the harbour and its 2 cranes”"
SAID: Final = {
    Kind.RETRACTED: f"{_STORY} was retracted by its source: “",
    Kind.GONE: f"The page of {_STORY} is gone (404).",
    Kind.REDIRECTED: f"The address of {_STORY} now leads to http://127.0.0.1:",
    Kind.CORRECTED: f"The source of {_STORY} now says: “Story 2 of the harbour and its 3 cranes”.",
    Kind.PAYWALLED: f"{_STORY} is no longer free to read.",
    Kind.NO_PICTURE: f"The picture of {_STORY} is no longer at its source.",
    Kind.UNREAD: f"The page of {_STORY} could not be read again.",
}
# Of what a feed corrects, an alarm tells at the next reading, before any last look.
EACH: Final = [
    (kind, change) for kind in Kind for change in CHANGES.get(kind, []) if change.__name__ != "correct"
]


@pytest.fixture
def week(settings: LazySettings) -> Iterator[LookingWeek]:
    with looking_week(settings) as week:
        yield week


def test_each_kind_and_each_policy_has_its_expectation_here() -> None:
    assert set(SAID) == set(CHANGES) == set(Kind)
    assert {policy for policy, _ in OUTCOMES} == set(Policy)


@pytest.mark.parametrize(("kind", "change"), EACH, ids=[change.__name__ for _, change in EACH])
def test_what_a_source_changed_is_mailed_only_as_its_policy_and_the_approval_say(
    kind: Kind, change: Callable[[ChangingMagazine], None], week: LookingWeek
) -> None:
    cases = {f"{case[0]}-{case[1]}".lower(): case for case in OUTCOMES if case[0] in policies_for(kind)}
    editions = approve_all(week, kind, cases)
    change(week.magazine)
    week.at(LOOK)
    week.at(LOOK + GATHERED)
    before_the_hour = week.mailed()
    week.at(FRIDAY)
    week.at(FRIDAY + timedelta(hours=1))

    assert before_the_hour == {}
    wanted = {name: OUTCOMES[case] for name, case in cases.items()}
    assert week.mailed() == {name: each.sent for name, each in wanted.items() if each.sent}
    for name, each in wanted.items():
        [told] = [alarm for alarm in alarms(editions[name]) if "now says: “RETRACTED" not in alarm]
        assert told.startswith(SAID[kind]), name
        assert each.alarm in told, name
        assert " ".join(told.split()) in " ".join(week.alarm_mails), name
        assert f"Read the sources once more. {SAID[kind]}" in history(editions[name]), name
        assert each.line in history(editions[name]), name
        assert state(editions[name]) == each.state, name


def approve_all(week: LookingWeek, kind: Kind, cases: dict[str, tuple[Policy, bool]]) -> dict[str, Edition]:
    """Let a publication with each policy about this kind, and none beyond telling for others, approve."""
    for name, (policy, _) in cases.items():
        week.add(name, look_policies=dict.fromkeys(Kind, Policy.TELL) | {kind: policy})
    week.at(THURSDAY)
    editions = {each.publication.slug: each for each in Edition.objects.select_related("publication")}
    for name, (_, may_drop) in cases.items():
        week.approve(editions[name], may_drop=may_drop)
    return editions
