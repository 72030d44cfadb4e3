"""What a source changes after the draft was made is told beside the story, and raises an alarm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roundup.articles.models import Article
from roundup.core.errors import Refused
from roundup.editions import tasks
from roundup.editions.assembling import reassemble_edition
from roundup.editions.corrections import (
    Correction,
    corrections_of,
    keep_own_words,
    take_correction,
    tell_of_corrections,
)
from roundup.editions.editing import rewrite_story
from roundup.editions.models import Edition, Story
from roundup.editions.revisions import Act
from roundup.editions.source_reading import keep_records
from roundup.editions.undoing import redo_change, undo_change
from roundup.publications.alarms import clear_alarm
from roundup.publications.models import Alarm
from tests.making import NOW, approved, make_edition, make_publication

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
NEW = "The headline as its source corrected it"


@pytest.fixture
def edition() -> Edition:
    found = make_edition(make_publication())
    keep_records(found)
    return found


def lead(edition: Edition) -> Story:
    return edition.stories.select_related("article").get(place="lead")


def correct(edition: Edition, **fields: str) -> None:
    Article.objects.filter(pk=lead(edition).article_id).update(**fields or {"title": NEW})


def found_in(edition: Edition) -> Correction | None:
    return corrections_of(edition, [lead(edition)]).get(lead(edition).pk)


def alarms(edition: Edition) -> list[str]:
    about = f"edition:{edition.pk}:corrected"
    return [alarm.message for alarm in Alarm.objects.filter(about=about, cleared_at=None)]


def test_a_story_whose_source_says_what_it_said_has_no_correction(edition: Edition) -> None:
    assert corrections_of(edition, edition.stories.all()) == {}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": NEW}, NEW),
        ({"summary": "Something else is told."}, "Something else is told."),
        ({"content_html": "<p>Text.</p><p>Correction: it was Tuesday.</p>"}, "Correction: it was Tuesday."),
    ],
)
def test_what_the_source_now_says_is_told_with_what_it_said(
    fields: dict[str, str], said: str, edition: Edition
) -> None:
    before = lead(edition).article.title
    correct(edition, **fields)

    found = found_in(edition)

    assert found
    assert (found.said, found.before.title) == (said, before)
    assert found.has_new_words == ("content_html" not in fields)


def test_an_editors_own_words_are_no_correction(edition: Edition) -> None:
    rewrite_story(edition, lead(edition).pk, headline="Our own", now=LATER)
    assert found_in(edition) is None


def test_a_gap_that_is_filled_is_no_correction(edition: Edition) -> None:
    correct(edition, dek="A first dek", content_html="<p>The whole text.</p>")
    found = found_in(edition)
    assert found is None or found.said == "A first dek"


def test_taking_it_changes_what_the_source_changed_and_can_be_undone(edition: Edition) -> None:
    rewrite_story(edition, lead(edition).pk, blurb="Our own blurb.", now=NOW)
    before = lead(edition).headline
    correct(edition)

    take_correction(edition, lead(edition).pk, LATER)
    assert (lead(edition).headline, lead(edition).blurb) == (NEW, "Our own blurb.")
    assert found_in(edition) is None
    assert edition.revision
    assert edition.revision.what == f"Took what the source now says: “{before}”"

    undo_change(edition, Act("", LATER))
    assert lead(edition).headline == before
    assert found_in(edition)
    redo_change(edition, Act("", LATER))
    assert lead(edition).headline == NEW
    assert found_in(edition) is None


def test_a_new_summary_becomes_the_blurb(edition: Edition) -> None:
    correct(edition, summary="What it tells *now*.")
    take_correction(edition, lead(edition).pk, LATER)
    assert lead(edition).blurb == r"What it tells \*now\*."


def test_keeping_ones_own_changes_no_word_keeps_the_approval_and_can_be_undone(edition: Edition) -> None:
    approved(edition)
    before, approval = lead(edition).headline, edition.approval
    correct(edition)

    keep_own_words(edition, lead(edition).pk, LATER)

    assert found_in(edition) is None
    assert lead(edition).headline == before
    assert (edition.status, edition.approval) == (Edition.Status.APPROVED, approval)
    assert edition.revision
    assert edition.revision.what.startswith("Kept our words")
    assert undo_change(edition, Act("", LATER)).is_approved
    assert found_in(edition)


def test_a_further_correction_is_told_again(edition: Edition) -> None:
    correct(edition)
    keep_own_words(edition, lead(edition).pk, LATER)
    correct(edition, title="Yet another headline")
    assert found_in(edition)


def test_a_decision_about_what_was_not_seen_is_refused(edition: Edition) -> None:
    correct(edition)
    seen = found_in(edition)
    assert seen
    correct(edition, title="Yet another headline")
    for decide in (take_correction, keep_own_words):
        with pytest.raises(Refused, match="says something else now"):
            decide(edition, lead(edition).pk, LATER, seen=seen.digest)
    correct(edition, title=seen.before.title)
    with pytest.raises(Refused, match="Nothing is left"):
        take_correction(edition, lead(edition).pk, LATER)


def test_in_an_approved_edition_a_correction_raises_one_alarm(edition: Edition) -> None:
    approved(edition)
    correct(edition)

    tell_of_corrections(edition, LATER)
    [told] = alarms(edition)
    assert NEW in told
    clear_alarm(edition.publication, f"edition:{edition.pk}:corrected", LATER)
    tell_of_corrections(edition, LATER)
    assert alarms(edition) == []

    correct(edition, title="Yet another headline")
    tell_of_corrections(edition, LATER)
    assert len(alarms(edition)) == 1


def test_in_a_draft_it_raises_none(edition: Edition) -> None:
    correct(edition)
    tell_of_corrections(edition, LATER)
    assert alarms(edition) == []


def test_the_alarm_is_over_once_an_editor_has_decided(edition: Edition) -> None:
    approved(edition)
    correct(edition)
    tell_of_corrections(edition, LATER)

    keep_own_words(edition, lead(edition).pk, LATER)

    assert alarms(edition) == []


def test_the_alarm_is_over_once_the_edition_is_no_longer_approved(edition: Edition) -> None:
    approved(edition)
    correct(edition)
    tell_of_corrections(edition, LATER)

    rewrite_story(edition, lead(edition).pk, headline="Our own", now=LATER)

    assert alarms(edition) == []


def test_the_tick_keeps_what_sources_say_and_tells_of_what_they_change() -> None:
    edition = approved(make_edition(make_publication()))
    tasks.run(NOW)
    assert edition.source_records.count() == edition.stories.count()
    correct(edition)

    tasks.run(LATER)

    assert len(alarms(edition)) == 1


def test_a_draft_made_anew_is_made_of_what_the_sources_now_say(edition: Edition) -> None:
    correct(edition)
    reassemble_edition(edition, LATER)
    keep_records(edition)
    assert corrections_of(edition, edition.stories.select_related("article")) == {}
