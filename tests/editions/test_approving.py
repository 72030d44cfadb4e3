"""What an approval names and keeps, and what it takes to overrule the checks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from roundup.core.errors import Refused
from roundup.editions import deadlines, editing, ending, lifecycle
from roundup.editions.approvals import approved_bytes, lost_approval, take_back_what_changed
from roundup.editions.models import Edition, Story
from roundup.editions.proof import proof_of
from roundup.publications.alarms import raise_alarm
from roundup.publications.models import Alarm, Publication
from tests.making import FRIDAY, NOW, make_article, make_edition, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition(make_publication())


@pytest.fixture
def faulty(edition: Edition) -> Edition:
    """The same, with a subject that feigns an answer."""
    edition.subject = "Re: your order"
    edition.save()
    assert proof_of(edition).errors
    return edition


def approve(edition: Edition, **more: object) -> None:
    lifecycle.approve_edition(edition, proof_of(edition).hash, None, NOW, **more)  # type: ignore[arg-type]


def open_alarms() -> set[str]:
    return set(Alarm.objects.filter(cleared_at=None).values_list("about", flat=True))


def test_an_approval_names_the_hour_and_the_audience(edition: Edition) -> None:
    approve(edition, readers=1234)

    assert edition.approval.send_at == edition.send_at
    assert edition.approval.audience == (
        "every active subscriber who is neither suppressed nor pausing and follows one of its sections, "
        "as of the hour it leaves; 1,234 at the moment of approval"
    )


def test_another_hour_later_leaves_what_was_approved_on_record(edition: Edition) -> None:
    approve(edition)
    planned = edition.send_at
    lifecycle.schedule_edition(edition, FRIDAY.replace(hour=18), NOW)

    assert (edition.approval.send_at, edition.send_at.hour) == (planned, 18)


@pytest.mark.parametrize("override", ["", "  \n "])
def test_errors_keep_a_proof_from_being_approved(override: str, faulty: Edition) -> None:
    with pytest.raises(Refused, match="The proof has errors, the first of which is: The subject looks like"):
        approve(faulty, override=override)

    assert faulty.status == Edition.Status.DRAFT


def test_errors_are_overruled_with_a_reason_that_is_kept(faulty: Edition) -> None:
    approve(faulty, override=" It quotes\nthe headline. ")

    assert faulty.status == Edition.Status.APPROVED
    assert faulty.approval.override_reason == "It quotes the headline."


def test_without_errors_there_is_nothing_to_overrule(edition: Edition) -> None:
    approve(edition, override="Just in case.")

    assert edition.approval.override_reason == ""


def test_a_change_voids_all_of_an_approval(faulty: Edition) -> None:
    approve(faulty, override="It is urgent.", readers=3)
    editing.move_story(faulty, faulty.stories.all()[1].pk, 1, NOW)

    assert (faulty.status, faulty.approval) == (Edition.Status.DRAFT, None)
    assert [(a.voided_at, a.void_reason) for a in faulty.approvals.all()] == [(NOW, "It was edited.")]


def test_the_schedule_overrules_nothing(faulty: Edition) -> None:
    faulty.publication.at_deadline = "send"
    faulty.publication.save()

    deadlines.meet_deadline(faulty, FRIDAY)

    faulty.refresh_from_db()
    assert faulty.status == Edition.Status.DRAFT
    assert open_alarms() == {f"edition:{faulty.pk}:unapproved"}
    assert (
        "It did not go out by itself, because its proof has errors, the first of which is: The sub"
        in Alarm.objects.get(cleared_at=None).message
    )


@pytest.mark.parametrize(
    ("unfinished", "why"),
    [
        ({"kicker": "TK"}, "contains “TK”, which means that something is still to come"),
        (
            {
                "image": {
                    "url": "https://quay.example.org/x.jpg",
                    "alt": "",
                    "credit": "A. Lens",
                    "caption": "",
                }
            },
            "1 picture has no description",
        ),
    ],
)
def test_what_nobody_has_finished_does_not_go_out_by_itself_and_the_alarm_says_why(
    unfinished: dict[str, object], why: str, edition: Edition
) -> None:
    Publication.objects.update(at_deadline="send")
    Story.objects.filter(pk=edition.stories.all()[0].pk).update(**unfinished)

    deadlines.meet_deadline(Edition.objects.get(), FRIDAY)

    told = Alarm.objects.get(cleared_at=None).message
    assert "It did not go out by itself, because its proof has errors" in told
    assert why in told


def test_a_thin_week_does_not_go_out_by_itself_and_the_alarm_says_why(edition: Edition) -> None:
    Publication.objects.update(at_deadline="send", least_stories=10)

    deadlines.meet_deadline(Edition.objects.get(), FRIDAY)

    assert "because it has too few stories" in Alarm.objects.get(cleared_at=None).message


def _approve(edition: Edition, now: datetime) -> None:
    approve(edition)


@pytest.mark.parametrize(
    "act", [_approve, lifecycle.resume_edition, ending.cancel_edition, ending.skip_edition]
)
def test_an_alarm_about_changed_looks_ends_with_what_a_person_does(
    act: Callable[[Edition, datetime], None], edition: Edition
) -> None:
    raise_alarm(edition.publication, f"edition:{edition.pk}:changed", "It looks different.", NOW)

    act(edition, NOW)

    assert open_alarms() == set()


def test_stories_brought_in_end_a_thin_week() -> None:
    publication = make_publication()
    edition = make_edition(publication, articles=1)
    thin = f"edition:{edition.pk}:thin"
    assert open_alarms() == {thin}

    editing.bring_in(edition, make_article(publication, 7).pk, "world", NOW)
    assert open_alarms() == {thin}

    editing.bring_in(edition, make_article(publication, 8).pk, "world", NOW)
    assert open_alarms() == set()


def test_an_approval_keeps_the_bytes_that_were_seen(edition: Edition) -> None:
    rendered = proof_of(edition).rendered
    approve(edition)

    kept = edition.approvals.get(voided_at=None)
    assert (kept.subject, kept.preheader, kept.html, kept.text, kept.hash) == (
        rendered.subject,
        rendered.preheader,
        rendered.html,
        rendered.text,
        rendered.hash,
    )


def test_the_date_in_the_mail_is_that_of_its_hour(edition: Edition) -> None:
    lifecycle.schedule_edition(edition, FRIDAY + timedelta(days=8), NOW)

    assert edition.dated == (FRIDAY + timedelta(days=8)).date()
    assert "Saturday, 28 November" in proof_of(edition).rendered.html


def test_the_day_is_that_of_the_publications_zone(edition: Edition) -> None:
    Publication.objects.update(timezone="Pacific/Auckland")
    edition.refresh_from_db()
    lifecycle.schedule_edition(edition, FRIDAY.replace(hour=12), NOW)

    assert edition.dated == (FRIDAY + timedelta(days=1)).date()


def test_another_day_needs_another_approval_and_says_why(edition: Edition) -> None:
    approve(edition)
    lifecycle.schedule_edition(edition, FRIDAY + timedelta(days=1), NOW)

    assert edition.status == Edition.Status.DRAFT
    lost = lost_approval(edition)
    assert lost
    assert lost.void_reason == "Its date is now 21 November."


def test_sending_it_on_another_day_approves_it_with_that_date(faulty: Edition) -> None:
    approve(faulty, override="It quotes.")
    seen = faulty.approval
    lifecycle.make_due_now(faulty, NOW)

    assert (faulty.send_at, faulty.dated) == (NOW, NOW.date())
    assert faulty.approval
    assert faulty.approval != seen
    assert faulty.approval.override_reason == "It quotes."
    assert "18 November" in faulty.approvals.get(voided_at=None).html


def test_nothing_but_the_date_may_have_changed_where_it_is_sent_on_another_day(edition: Edition) -> None:
    approve(edition)
    Publication.objects.update(postal_address="9 Other Street")
    edition.refresh_from_db()

    with pytest.raises(Refused, match="has changed since it was approved"):
        lifecycle.make_due_now(edition, NOW)
    edition.refresh_from_db()
    assert edition.dated == FRIDAY.date()


@pytest.mark.parametrize(("minutes", "alarmed"), [(61, False), (60, True), (-1, True)])
def test_a_change_after_the_last_reminder_raises_an_alarm(
    minutes: int, alarmed: bool, edition: Edition
) -> None:
    approve(edition)
    now = edition.send_at - timedelta(minutes=minutes)
    editing.set_words(edition, note="One more thing.", now=now)

    assert (f"edition:{edition.pk}:unapproved" in open_alarms()) == alarmed
    approve(edition)
    assert open_alarms() == set()


def test_an_approval_of_an_older_version_gets_its_bytes_while_it_still_renders_to_them(
    edition: Edition,
) -> None:
    approve(edition)
    html = edition.approvals.get().html
    edition.approvals.update(html="", text="", preheader="")

    found = approved_bytes(edition)

    assert found
    assert (found.html, edition.approvals.get().html) == (html, html)


def test_lost_bytes_of_an_older_version_are_not_made_up(edition: Edition) -> None:
    approve(edition)
    edition.approvals.update(html="", text="")
    Publication.objects.update(postal_address="9 Other Street")

    assert approved_bytes(Edition.objects.get()) is None


def test_another_clock_that_moves_the_day_moves_the_date_and_takes_the_approval_back(
    edition: Edition,
) -> None:
    lifecycle.schedule_edition(edition, FRIDAY.replace(hour=23, minute=30), NOW)
    approve(edition)
    Publication.objects.update(timezone="Europe/Berlin")

    assert take_back_what_changed(Publication.objects.get(), "Its clock was changed.", NOW) == [edition]

    edition.refresh_from_db()
    assert (edition.status, edition.dated) == ("draft", (FRIDAY + timedelta(days=1)).date())


def test_whoever_sends_it_after_midnight_gives_it_the_date_of_that_day(edition: Edition) -> None:
    evening = FRIDAY.replace(hour=22)
    lifecycle.schedule_edition(edition, evening, NOW)
    approve(edition)

    lifecycle.make_due_now(edition, evening + timedelta(hours=5))

    assert edition.dated == (evening + timedelta(days=1)).date()


def test_a_window_that_crosses_midnight_gives_it_the_date_on_which_it_leaves(edition: Edition) -> None:
    late = FRIDAY.replace(hour=23, minute=59)
    approve(edition)

    lifecycle.make_due_now(edition, late, wait=timedelta(minutes=2))

    assert (edition.send_at, edition.dated) == (late + timedelta(minutes=2), date(2026, 11, 21))


def test_who_resumes_hours_late_on_the_same_day_sends_it(edition: Edition) -> None:
    approve(edition)
    afternoon = edition.send_at + timedelta(hours=8)
    lifecycle.make_due_now(edition, afternoon)

    assert edition.send_at == afternoon


def test_where_nobody_need_approve_it_the_alarm_says_that_it_goes_out(edition: Edition) -> None:
    Publication.objects.update(at_deadline="send")
    edition = Edition.objects.get()
    approve(edition)
    editing.set_words(edition, note="One more thing.", now=edition.send_at - timedelta(hours=1))

    assert "even if nobody approves it" in Alarm.objects.get(about__endswith=":unapproved").message
