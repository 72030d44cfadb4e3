"""What an approval names and keeps, and what it takes to overrule the checks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from roundup.core.errors import Refused
from roundup.editions import editing, life
from roundup.editions.models import Edition
from roundup.editions.proof import proof
from roundup.publications.models import Alarm
from roundup.publications.services import raise_alarm
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
    assert proof(edition).errors
    return edition


def approve(edition: Edition, **more: object) -> None:
    life.approve(edition, proof(edition).hash, None, NOW, **more)  # type: ignore[arg-type]


def open_alarms() -> set[str]:
    return set(Alarm.objects.filter(cleared_at=None).values_list("about", flat=True))


def test_an_approval_names_the_hour_and_the_audience(edition: Edition) -> None:
    approve(edition, readers=1234)

    assert edition.approved_send_at == edition.send_at
    assert edition.approved_audience == (
        "every active subscriber who is neither suppressed nor pausing when it leaves; "
        "1,234 at the moment of approval"
    )


def test_another_hour_later_leaves_what_was_approved_on_record(edition: Edition) -> None:
    approve(edition)
    planned = edition.send_at
    life.schedule(edition, FRIDAY.replace(hour=18), NOW)

    assert (edition.approved_send_at, edition.send_at.hour) == (planned, 18)


@pytest.mark.parametrize("override", ["", "  \n "])
def test_errors_keep_a_proof_from_being_approved(override: str, faulty: Edition) -> None:
    with pytest.raises(Refused, match="The proof has errors"):
        approve(faulty, override=override)

    assert faulty.status == Edition.Status.DRAFT


def test_errors_are_overruled_with_a_reason_that_is_kept(faulty: Edition) -> None:
    approve(faulty, override=" It quotes\nthe headline. ")

    assert faulty.status == Edition.Status.APPROVED
    assert faulty.override_reason == "It quotes the headline."


def test_without_errors_there_is_nothing_to_overrule(edition: Edition) -> None:
    approve(edition, override="Just in case.")

    assert edition.override_reason == ""


def test_a_change_voids_all_of_an_approval(faulty: Edition) -> None:
    approve(faulty, override="It is urgent.", readers=3)
    editing.move_story(faulty, faulty.stories.all()[1].pk, 1, NOW)

    assert (faulty.override_reason, faulty.approved_audience, faulty.approved_hash) == ("", "", "")
    assert (faulty.approved_send_at, faulty.approved_at) == (None, None)


def test_the_schedule_overrules_nothing(faulty: Edition) -> None:
    faulty.publication.sends_unapproved = True
    faulty.publication.save()

    life.watch_hours(faulty, FRIDAY)

    faulty.refresh_from_db()
    assert faulty.status == Edition.Status.DRAFT
    assert open_alarms() == {f"edition:{faulty.pk}:unapproved"}


def _approve(edition: Edition, now: datetime) -> None:
    approve(edition)


@pytest.mark.parametrize("act", [_approve, life.resume, life.cancel, life.skip])
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
