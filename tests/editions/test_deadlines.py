"""What becomes of an edition that nobody approved: it waits, goes out or is skipped, as its policies say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roundup.core.errors import Refused
from roundup.editions import lifecycle
from roundup.editions.deadlines import drafts_near_their_hour, meet_deadline
from roundup.editions.ending import cancel_edition, skip_by_itself, skip_edition, take_up_edition
from roundup.editions.models import Edition, LedgerEntry
from roundup.editions.policies import outlook_words
from roundup.editions.tasks import run
from roundup.publications.models import Alarm, Publication
from tests.making import FRIDAY, NOW, approved, make_edition, make_publication
from tests.newsroom.mailings import begin

pytestmark = pytest.mark.django_db
Status = Edition.Status
MINUTE = timedelta(minutes=1)
# What becomes of a draft without errors at its hour, by what the settings say, with enough stories and with
# too few.
ENOUGH = {"wait": Status.DRAFT, "send": Status.APPROVED, "skip": Status.SKIPPED}
TOO_FEW = {
    ("wait", "wait"): Status.DRAFT,
    ("wait", "send"): Status.DRAFT,
    ("wait", "fill"): Status.DRAFT,
    ("wait", "skip"): Status.SKIPPED,
    ("send", "wait"): Status.DRAFT,
    ("send", "send"): Status.APPROVED,
    ("send", "fill"): Status.DRAFT,
    ("send", "skip"): Status.SKIPPED,
    ("skip", "wait"): Status.SKIPPED,
    ("skip", "send"): Status.SKIPPED,
    ("skip", "fill"): Status.SKIPPED,
    ("skip", "skip"): Status.SKIPPED,
}


@pytest.fixture
def edition() -> Edition:
    return make_edition(make_publication())


def set_policies(**policies: object) -> Edition:
    Publication.objects.update(**policies)
    return Edition.objects.get()


def open_alarms() -> set[str]:
    return {alarm.about.rpartition(":")[2] for alarm in Alarm.objects.open()}


@pytest.mark.parametrize("at_deadline", ENOUGH)
@pytest.mark.parametrize("thin_week", Publication.ThinWeek.values)
def test_with_enough_stories_only_the_policy_at_the_deadline_counts(
    at_deadline: str, thin_week: str, edition: Edition
) -> None:
    meet_deadline(edition := set_policies(at_deadline=at_deadline, thin_week=thin_week), edition.send_at)

    assert edition.status == ENOUGH[at_deadline]
    assert open_alarms() == ({"unapproved"} if edition.status == Status.DRAFT else set())


@pytest.mark.parametrize(("at_deadline", "thin_week"), TOO_FEW)
def test_with_too_few_stories_both_policies_count(at_deadline: str, thin_week: str, edition: Edition) -> None:
    policies = {"at_deadline": at_deadline, "thin_week": thin_week, "least_stories": 10}
    meet_deadline(edition := set_policies(**policies), edition.send_at)

    assert edition.status == TOO_FEW[at_deadline, thin_week]
    assert open_alarms() == ({"unapproved"} if edition.status == Status.DRAFT else set())


def test_without_any_story_nothing_goes_out_by_itself(edition: Edition) -> None:
    edition.stories.all().delete()

    meet_deadline(set_policies(at_deadline="send", thin_week="send"), edition.send_at)

    assert Edition.objects.get().status == Status.DRAFT
    assert open_alarms() == {"unapproved"}


def test_nothing_is_skipped_before_its_hour(edition: Edition) -> None:
    set_policies(at_deadline="skip")

    run(edition.send_at - MINUTE)
    assert Edition.objects.get(pk=edition.pk).status == Status.DRAFT
    run(edition.send_at)
    assert Edition.objects.get(pk=edition.pk).status == Status.SKIPPED


def test_a_skipped_edition_says_why_and_leaves_its_articles_to_the_next(edition: Edition) -> None:
    meet_deadline(edition := set_policies(at_deadline="skip"), edition.send_at)

    assert edition.skipped_because == "It was skipped automatically: nobody had approved it by its hour."
    assert set(edition.ledger.values_list("state", flat=True)) == {LedgerEntry.State.RELEASED.value}


def test_what_an_editor_holds_is_not_skipped(edition: Edition) -> None:
    lifecycle.hold_edition(set_policies(at_deadline="skip"), "Wait for the verdict.", NOW)

    assert drafts_near_their_hour(edition.publication, edition.send_at) == []
    skip_by_itself(edition, "Too late.", edition.send_at)
    assert Edition.objects.get().status == Status.DRAFT


@pytest.mark.parametrize("how", ["approved", "moved"])
def test_whoever_acts_at_the_same_moment_comes_first(how: str, edition: Edition) -> None:
    seen = set_policies(at_deadline="skip")
    if how == "approved":
        approved(edition)
    else:
        lifecycle.schedule_edition(edition, edition.send_at + timedelta(hours=2), NOW)

    meet_deadline(seen, seen.send_at)

    found = Edition.objects.get()
    assert found.status == (Status.APPROVED if how == "approved" else Status.DRAFT)
    assert open_alarms() == set()


@pytest.mark.parametrize("policy", ["send", "skip"])
def test_what_is_taken_up_after_its_hour_waits_for_a_person_and_is_told_after_an_hour(
    policy: str, edition: Edition
) -> None:
    skip_edition(edition := set_policies(at_deadline=policy), NOW)
    take_up_edition(edition, edition.send_at + MINUTE)

    for minutes, told in ((2, False), (60, False), (61, True)):
        run(edition.send_at + minutes * MINUTE)
        assert Edition.objects.get(pk=edition.pk).status == Status.DRAFT
        assert ("unapproved" in open_alarms()) == told


def test_what_is_taken_up_before_its_hour_follows_the_policy(edition: Edition) -> None:
    skip_edition(edition := set_policies(at_deadline="skip"), NOW)
    take_up_edition(edition, NOW + MINUTE)

    run(edition.send_at)

    assert Edition.objects.get(pk=edition.pk).status == Status.SKIPPED


def test_a_cancelled_edition_is_taken_up_as_it_was_left(edition: Edition) -> None:
    before = list(edition.stories.values_list("article", "headline"))
    cancel_edition(edition, NOW)

    assert take_up_edition(edition, NOW) == []

    assert edition.status == Status.DRAFT
    assert list(edition.stories.values_list("article", "headline")) == before
    assert set(edition.ledger.values_list("state", flat=True)) == {LedgerEntry.State.RESERVED.value}


def test_an_edition_whose_mailing_was_cancelled_is_not_taken_up(edition: Edition) -> None:
    approved(edition)
    begin(edition)
    Edition.objects.update(status=Status.CANCELLED)

    with pytest.raises(Refused, match="mailing of this edition has begun"):
        take_up_edition(Edition.objects.get(), FRIDAY)


def test_the_outlook_says_what_becomes_of_it(edition: Edition) -> None:
    said = {policy: outlook_words(set_policies(at_deadline=policy)) for policy in ENOUGH}
    thin = outlook_words(set_policies(thin_week="skip", least_stories=10))

    hour = "on Friday 20 November 2026, 07:00 (UTC)"
    assert said == {
        "wait": f"It goes out {hour}, once somebody has approved it.",
        "send": f"It goes out {hour}, even if nobody approves it, as long as its proof has no errors.",
        "skip": f"It goes out {hour} if somebody has approved it, and is skipped otherwise.",
    }
    assert thin.startswith("It has too few stories: it goes out on Friday")
