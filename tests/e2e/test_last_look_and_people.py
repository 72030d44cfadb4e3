"""The last look and the corrections as editors meet them: Send now, outages, two workers, decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings

from roundup.core.last_look import Kind, Policy
from roundup.editions.editing import rewrite_story
from roundup.editions.look_models import LastLook
from roundup.editions.tasks import tick as editions_tick
from roundup.editors.editor_mail import GATHERED
from roundup.sending.tasks import tick as sending_tick
from tests.articles.web import Visit
from tests.e2e.looking import ALL, LOOK, NOBODY, WITHOUT, LookingWeek, alarms, looking_week, state
from tests.e2e.weeks import alone
from tests.editions.changing_magazine import ChangingMagazine, correct, remove, retract, retract_in_feed
from tests.making import FRIDAY, THURSDAY

pytestmark = pytest.mark.django_db(transaction=True)

STRICT = dict.fromkeys(set(Kind) - {Kind.UNREAD}, Policy.DROP)
HOURS = timedelta(hours=2)
NEW = "Story 2 of the harbour and its 3 cranes"


@pytest.fixture
def week(settings: LazySettings) -> Iterator[LookingWeek]:
    with looking_week(settings) as week:
        yield week


@pytest.mark.parametrize(
    ("policy", "may_drop", "sent", "then"),
    [
        (Policy.TELL, True, ALL, "mailed"),
        (Policy.HOLD, True, NOBODY, "held"),
        (Policy.DROP, True, WITHOUT, "mailed"),
        (Policy.DROP, False, NOBODY, "held"),
    ],
)
def test_send_now_looks_first(
    policy: Policy, may_drop: bool, sent: dict[str, set[int]], then: str, week: LookingWeek
) -> None:
    edition = week.draft(look_policies={Kind.RETRACTED: policy})
    week.approve(edition, may_drop=may_drop)
    retract(week.magazine)
    week.press(edition, "send/", on="send/")
    leaves = THURSDAY + edition.publication.undo_window
    assert edition.send_at == leaves

    week.weeks.move_to(leaves)
    alone(sending_tick)
    assert week.mailed() == {}
    week.at(leaves)

    assert week.mailed().get("quay", NOBODY) == sent
    assert state(edition) == then
    [told] = alarms(edition)
    assert "was retracted by its source" in told


def test_the_box_of_the_newsroom_lets_the_edition_leave_without_a_withdrawn_story(week: LookingWeek) -> None:
    edition = week.draft(look_policies=STRICT)
    assert "It may leave without a story that is withdrawn" in week.page_of(edition)
    week.press(edition, "approve/", may_drop="on")
    before = edition.approval
    remove(week.magazine)
    week.at(LOOK)
    week.at(FRIDAY)

    assert week.mailed() == {"quay": WITHOUT}
    edition.refresh_from_db()
    assert before
    assert edition.approval
    assert edition.approval.by == before.by == week.editor
    assert edition.approval.hash != before.hash
    assert "Dropped by the last look" in "\n".join(edition.revisions.values_list("what", flat=True))


@pytest.mark.parametrize("change", [retract, retract_in_feed])
def test_what_nobody_approved_holds_what_its_policy_would_drop(
    change: Callable[[ChangingMagazine], None], week: LookingWeek
) -> None:
    edition = week.draft(look_policies=STRICT, at_deadline="send")
    change(week.magazine)
    week.at(THURSDAY + HOURS)
    week.at(FRIDAY - timedelta(minutes=1))
    week.at(FRIDAY)

    assert week.mailed() == {}
    assert state(edition) == "held"
    assert "Its approval does not say that it may leave without a story." in alarms(edition)[-1]


def test_an_editors_own_words_about_a_retraction_go_out_though_nobody_approved(week: LookingWeek) -> None:
    edition = week.draft(look_policies={Kind.RETRACTED: Policy.DROP}, at_deadline="send")
    story, ours = week.magazine.story(edition, 2), "Retracted: what Story 2 of last month told"
    rewrite_story(edition, story.pk, headline=ours, now=week.weeks.now, by=week.editor)
    retract_in_feed(week.magazine)
    week.at(FRIDAY - timedelta(minutes=1))
    week.at(FRIDAY)

    assert set(week.mailed()["quay"]) == {"ada", "bo", "cleo"}
    assert any(ours in letter for letter in week.letters_read)


def refuse(week: LookingWeek) -> None:
    week.shut_server()


def hang_up(week: LookingWeek) -> None:
    for path in week.magazine.web.answers:
        week.magazine.web.answers[path] = lambda visit: visit.raw(b"")


def answer(status: int, body: bytes = b"") -> Callable[[LookingWeek], None]:
    def fail(week: LookingWeek) -> None:
        for path in week.magazine.web.answers:
            week.magazine.web.serve(path, body, status, content_type="text/html")

    return fail


DOWN = {
    "refused": refuse,
    "hung-up": hang_up,
    "500": answer(500, b"<title>Page not found</title><h1>This story has been retracted.</h1>"),
    "503": answer(503),
    "429": answer(429),
}


@pytest.mark.parametrize("fall", DOWN.values(), ids=DOWN)
def test_a_server_that_is_down_is_never_taken_for_a_story_that_is_gone(
    fall: Callable[[LookingWeek], None], week: LookingWeek
) -> None:
    week.add("holding", look_policies=STRICT | {Kind.UNREAD: Policy.HOLD})
    telling = week.draft("telling", look_policies=STRICT)
    holding = type(telling).objects.get(publication__slug="holding")
    for edition in (telling, holding):
        week.approve(edition, may_drop=True)
    fall(week)
    week.at(LOOK)
    week.at(FRIDAY)

    assert week.mailed() == {"telling": ALL}
    assert (state(telling), state(holding)) == ("mailed", "held")
    for edition in (telling, holding):
        [told] = alarms(edition)
        assert told.count("could not be read again") == 2
        assert "gone" not in told


def test_what_is_retracted_while_its_server_was_down_at_the_first_look_is_found_by_the_second(
    week: LookingWeek,
) -> None:
    edition = week.draft()
    week.approve(edition)
    up = dict(week.magazine.web.answers)
    answer(503)(week)
    week.at(FRIDAY - timedelta(minutes=55))
    assert state(edition) == "approved"
    week.magazine.web.answers.update(up)
    retract(week.magazine)
    week.at(LOOK)
    week.at(FRIDAY)

    assert week.mailed() == {}
    assert state(edition) == "held"


def test_while_one_worker_looks_another_neither_looks_nor_sends(week: LookingWeek) -> None:
    edition = week.draft()
    week.approve(edition)
    retract(week.magazine)
    page, visits = week.magazine.web.answers["/world/2"], week.magazine.web.paths.count("/world/2")

    def meanwhile(visit: Visit) -> None:
        alone(editions_tick)
        alone(sending_tick)
        page(visit)

    week.magazine.web.answers["/world/2"] = meanwhile
    week.at(FRIDAY)

    assert week.mailed() == {}
    assert state(edition) == "held"
    assert week.magazine.web.paths.count("/world/2") == visits + 1
    assert LastLook.objects.get().tries == 1


def test_while_another_worker_reads_a_source_nothing_leaves_without_what_it_says(week: LookingWeek) -> None:
    edition = week.draft()
    week.approve(edition)
    retract_in_feed(week.magazine)
    feed = week.magazine.web.answers["/feed"]

    def meanwhile(visit: Visit) -> None:
        week.magazine.web.answers["/feed"] = feed
        alone(editions_tick)
        alone(sending_tick)
        feed(visit)

    week.magazine.web.answers["/feed"] = meanwhile
    week.at(FRIDAY)

    assert week.mailed() == {}
    assert state(edition) == "held"
    assert LastLook.objects.get().tries == 1


def test_a_story_that_nobody_has_touched_follows_its_source_until_the_approval(week: LookingWeek) -> None:
    edition = week.draft()
    correct(week.magazine)
    week.at(THURSDAY + HOURS)

    assert "The source now says" not in week.page_of(edition)
    assert NEW in week.page_of(edition)
    week.approve(edition)
    week.at(LOOK)
    week.at(FRIDAY)

    assert week.mailed() == {"quay": ALL}
    assert any(NEW in letter for letter in week.letters_read)
    assert alarms(edition) == []


def test_a_correction_before_the_approval_stands_beside_the_story_and_is_taken(week: LookingWeek) -> None:
    edition = week.draft()
    story = week.magazine.story(edition, 2)
    rewrite_story(edition, story.pk, blurb="Words of our own.", now=week.weeks.now, by=week.editor)
    correct(week.magazine)
    week.at(THURSDAY + HOURS)

    assert "The source now says" in week.page_of(edition)
    assert NEW in week.page_of(edition)
    assert alarms(edition) == []
    week.press(edition, f"stories/{story.pk}/correction/take/")
    assert "The source now says" not in week.page_of(edition)
    week.approve(edition)
    week.at(LOOK)
    week.at(FRIDAY)

    assert week.mailed() == {"quay": ALL}
    assert any(NEW in letter and "Words of our own." in letter for letter in week.letters_read)
    assert alarms(edition) == []


@pytest.mark.parametrize("decision", ["take", "keep"])
def test_a_correction_after_the_approval_raises_an_alarm_and_an_editor_decides(
    decision: str, week: LookingWeek
) -> None:
    edition = week.draft()
    week.approve(edition)
    correct(week.magazine)
    week.at(THURSDAY + HOURS)
    week.at(THURSDAY + HOURS + GATHERED)

    [told] = alarms(edition)
    assert told.startswith("The source of “Story 2 of the harbour and its 2 cranes” now says: “Story 2 of")
    assert "The approved edition of 19 November still has the old words." in told
    assert week.mailed() == {}
    assert NEW in week.alarm_mails[0]
    assert NEW in week.page_of(edition)
    week.press(edition, f"stories/{week.magazine.story(edition, 2).pk}/correction/{decision}/")
    assert state(edition) == {"take": "draft", "keep": "approved"}[decision]
    if decision == "take":
        week.approve(edition)
    week.at(LOOK)
    week.at(FRIDAY)

    assert week.mailed() == {"quay": ALL}
    assert any(NEW in letter for letter in week.letters_read) == (decision == "take")
