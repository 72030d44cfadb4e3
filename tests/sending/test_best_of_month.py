"""The best of a month, from the editions that told it to the inboxes of those who want no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roundup.core.errors import Refused
from roundup.core.language import SPOKEN
from roundup.core.preferences import Preferences
from roundup.editions.assembling import assemble_edition, reassemble_edition, window_of
from roundup.editions.best_of_month import assemble_best_of_month, coming_month_hour, due_month
from roundup.editions.deadlines import meet_deadline
from roundup.editions.editing import bring_in, drop_story
from roundup.editions.ending import skip_edition
from roundup.editions.models import Edition, LedgerEntry, Story
from roundup.editions.newest import newest_mailed
from roundup.editions.proof import proof_of
from roundup.editions.reasons import article_reasons
from roundup.publications.models import Alarm, Publication
from roundup.sending.audience import forecast_audience
from roundup.sending.best_of_month import assemble_due_months
from roundup.sending.models import Mailing
from roundup.sending.ordinals import next_ordinal
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from roundup.subscribers import subscriptions
from roundup.subscribers.models import Subscriber
from tests.making import (
    FRIDAY,
    NOW,
    THURSDAY,
    approved,
    make_article,
    make_edition,
    make_publication,
    make_reader,
)
from tests.sending.post import Post
from tests.sending.steps import prepare, send_all

pytestmark = pytest.mark.django_db

# The month is October. The tick comes on a Thursday in November, after the hour of assembling.
TICK = THURSDAY + timedelta(minutes=5)
WEEKS = [NOW.replace(month=10, day=day) for day in (7, 14, 21)]


@pytest.fixture
def publication() -> Publication:
    return make_publication(max_stories=5)


@pytest.fixture
def month(publication: Publication) -> list[Edition]:
    """Three editions of October. Each has a lead of World and two stories more, the last one of Culture."""
    return [mailed(publication, number, 10 * number) for number in (1, 2, 3)]


def mailed(publication: Publication, number: int, first: int, **fields: Any) -> Edition:
    then = WEEKS[number - 1]
    edition = Edition.objects.create(
        publication=publication,
        **{
            "period": then.date(),
            "period_start": then - timedelta(days=7),
            "period_end": then,
            "number": number,
            "status": Edition.Status.MAILED,
            "assembled_at": then,
            "news_since": then,
            "dated": then.date(),
            "send_at": then,
            "mailed_at": then,
        }
        | fields,
    )
    for place, key in enumerate(("world", "world", "culture")):
        article = make_article(publication, first + place)
        Story.objects.create(
            edition=edition,
            article=article,
            place=Story.Place.SECTION if place else Story.Place.LEAD,
            section_key=key,
            section_name=key.title(),
            section_style="stories",
            position=place,
            headline=f"As mailed: {first + place}",
            byline="Jo Roe" if place == 1 else "Ines Falk",
        )
        LedgerEntry.objects.create(edition=edition, article=article, state="spent")
    return edition


def monthly(publication: Publication, name: str = "mona", **wishes: Any) -> Subscriber:
    reader = make_reader(publication, name)
    subscriptions.set_preferences(reader, Preferences(rhythm="monthly", **wishes), NOW)
    return reader


def best_of(publication: Publication) -> Edition:
    assemble_due_months(TICK)
    return Edition.objects.exclude(month=None).get(publication=publication)


def told(edition: Edition) -> list[str]:
    return list(edition.stories.order_by("position").values_list("headline", flat=True))


def numbers(edition: Edition) -> list[int]:
    return [int(headline.rpartition(" ")[2]) for headline in told(edition)]


def test_the_leads_of_a_month_come_first_and_then_what_most_readers_follow(
    publication: Publication, month: list[Edition]
) -> None:
    monthly(publication)
    for number in range(2):
        make_reader(publication, f"culture{number}", sections=["culture"])
    make_reader(publication, "jo", writers="Jo Roe")
    best = best_of(publication)

    # Three leads, the newest in front; then the newest two of the section with the most followers.
    assert numbers(best) == [30, 20, 10, 32, 22]
    assert [story.place for story in best.stories.order_by("position")] == ["lead", *["section"] * 4]
    assert best.status == Edition.Status.DRAFT
    assert f"{best.month} {best.send_at:%Y-%m-%d %H:%M}" == "2026-10-01 2026-11-20 07:00"
    assert "As mailed: 30" in best.subject


def test_each_story_of_the_month_says_why_it_is_in_or_not(
    publication: Publication, month: list[Edition]
) -> None:
    monthly(publication)
    words = {
        each.article.title.rpartition(" ")[2]: each.words for each in article_reasons(best_of(publication))
    }

    assert len(words) == 9
    assert words["30"] == "the lead: World"
    assert words["20"] == "the lead of an edition of the month: World"
    assert words["31"] == "among the most followed stories of the month: World"
    assert words["12"] == "no room: 9 of 9"


def test_it_goes_to_those_who_want_it_and_the_editions_of_the_weeks_do_not(
    publication: Publication, month: list[Edition]
) -> None:
    mona, bea = monthly(publication), make_reader(publication, "bea")
    monthly(publication, "paul", paused_until=FRIDAY.date())
    best = approved(best_of(publication), TICK)
    forecast = forecast_audience(best, FRIDAY)
    mailing = prepare()
    send_all(post := Post())
    best.refresh_from_db()

    assert (mailing.ordinal, mailing.candidates, best.status) == (0, 2, "mailed")
    assert (forecast.readers, forecast.left_out) == (1, {"paused": 1})
    assert post.taken == [mona.email]
    assert [each.reason for each in mailing.exclusions.all()] == ["paused"]
    assert "The best of October 2026" in post.given[0].text

    week = approved(make_edition(publication, 6), TICK)
    assert forecast_audience(week, FRIDAY).left_out == {"monthly": 1, "paused": 1}
    mailing = prepare()
    assert (mailing.ordinal, mailing.candidates) == (1, 3)
    assert set(mailing.deliveries.values_list("subscriber_id", flat=True)) == {bea.pk}


def test_a_mailing_of_a_week_from_before_these_were_counted_goes_to_readers_of_the_weeks(
    publication: Publication,
) -> None:
    monthly(publication)
    bea, cleo = make_reader(publication, "bea"), make_reader(publication, "cleo", rhythm="second")
    approved(make_edition(publication, 6))
    (mailing,) = start_due_mailings(FRIDAY)
    Mailing.objects.filter(pk=mailing.pk).update(ordinal=0)
    while not prepare_step(mailing.pk, FRIDAY):
        pass

    assert set(mailing.deliveries.values_list("subscriber_id", flat=True)) == {bea.pk, cleo.pk}
    assert [each.reason for each in mailing.exclusions.all()] == ["monthly"]


def test_their_wishes_choose_among_its_stories(publication: Publication, month: list[Edition]) -> None:
    monthly(publication, "mona", sections=frozenset({"culture"}))
    monthly(publication, "max", muted_sections=frozenset({"world"}), language="de")
    best = approved(best_of(publication), TICK)
    prepare()
    send_all(post := Post())

    culture = [n for n in numbers(best) if n % 10 == 2]
    assert culture
    for batch in post.given:
        assert all((f"As mailed: {n}" in batch.text) is (n in culture) for n in numbers(best))


@pytest.mark.parametrize("language", SPOKEN)
def test_the_letter_names_the_month_in_the_readers_language(
    publication: Publication, month: list[Edition], language: str
) -> None:
    monthly(publication)
    proof = proof_of(best_of(publication), Preferences(language=language))
    names = {"en": "October 2026", "es": "octubre de 2026", "fr": "octobre 2026", "de": "Oktober 2026"}
    names |= {"pt": "outubro de 2026", "ar": "أكتوبر 2026"}

    assert names[language] in proof.rendered.html
    assert names[language] in proof.rendered.text
    assert ("The best of" in proof.rendered.text) is (language == "en")


def test_there_is_none_if_nobody_wants_it_or_its_hour_has_passed_or_nothing_was_mailed(
    publication: Publication,
) -> None:
    reader = monthly(publication)
    assemble_due_months(TICK)
    assert not Edition.objects.exists()

    mailed(publication, 1, 10)
    assemble_due_months(FRIDAY)
    Subscriber.objects.filter(pk=reader.pk).update(status="unsubscribed")
    assemble_due_months(TICK)
    assert not Edition.objects.exclude(month=None).exists()


def test_readers_hear_its_true_hour(publication: Publication, month: list[Edition]) -> None:
    before, following = FRIDAY - timedelta(weeks=1), FRIDAY.replace(month=12, day=4)
    assert coming_month_hour(publication, before) == FRIDAY, "it is made late, if only now somebody wants it"
    assert coming_month_hour(publication, TICK) == FRIDAY

    monthly(publication)
    best = best_of(publication)
    assert coming_month_hour(publication, TICK) == best.send_at
    skip_edition(best, TICK)
    assert coming_month_hour(publication, TICK) == following


def test_readers_are_counted_only_if_a_month_is_due(publication: Publication, month: list[Edition]) -> None:
    monthly(publication)
    best_of(publication)
    with CaptureQueriesContext(connection) as asked:
        assemble_due_months(TICK)
        assemble_due_months(FRIDAY)

    assert asked.captured_queries
    assert not [each["sql"] for each in asked if "subscribers_subscriber" in each["sql"]]


def test_alarms_name_its_month(publication: Publication, month: list[Edition]) -> None:
    monthly(publication)
    meet_deadline(best_of(publication), FRIDAY)

    said = Alarm.objects.get().message
    assert said.startswith("The edition of October 2026 was due and nobody has approved it.")
    assert said.endswith("or skip it.")


def test_only_what_was_mailed_in_the_month_is_in_it(publication: Publication) -> None:
    monthly(publication)
    mailed(publication, 1, 10, mailed_at=NOW.replace(month=10, day=1, hour=0, minute=0))
    mailed(publication, 2, 20, mailed_at=NOW.replace(month=11, day=1, hour=0, minute=0))
    mailed(publication, 3, 30, status=Edition.Status.SKIPPED)

    assert sorted(numbers(best_of(publication))) == [10, 11, 12]


def test_there_is_one_for_each_month_even_if_it_was_skipped_or_two_make_it_at_once(
    publication: Publication, month: list[Edition]
) -> None:
    monthly(publication)
    due = due_month(publication, TICK)
    assert due
    best = best_of(publication)

    assert assemble_best_of_month(publication, due, {}, TICK) is None
    skip_edition(best, TICK)
    assert best_of(publication) == best
    assert due_month(publication, TICK + timedelta(weeks=1)) is None
    following = due_month(publication, TICK + timedelta(weeks=3))
    assert following is None, "Nothing was mailed in November."


def test_the_editions_of_the_weeks_do_not_notice_it(publication: Publication, month: list[Edition]) -> None:
    monthly(publication)
    before = window_of(Edition(publication=publication, period=THURSDAY.date(), period_start=TICK), TICK)
    best = best_of(publication)
    spent = set(LedgerEntry.objects.values_list("article", "edition", "state"))
    approved(best, TICK)
    prepare()
    send_all(Post())

    assert set(LedgerEntry.objects.values_list("article", "edition", "state")) == spent
    assert next_ordinal(publication) == 1
    assert newest_mailed(publication) == month[-1]
    week = assemble_edition(publication, THURSDAY)
    assert window_of(week, TICK) == before
    assert (week.month, week.number) == (None, best.number + 1)


def test_an_editor_may_drop_a_story_and_bring_another_one_of_the_month_in(
    publication: Publication, month: list[Edition]
) -> None:
    monthly(publication)
    best = best_of(publication)
    left_out = month[0].stories.get(position=2).article
    drop_story(best, best.stories.get(headline="As mailed: 20").pk, TICK)
    bring_in(best, left_out.pk, "culture", TICK)

    assert numbers(best)[-1] == 12
    assert 20 not in numbers(best)
    with pytest.raises(Refused, match="assembled only once"):
        reassemble_edition(best, TICK)
    with pytest.raises(ObjectDoesNotExist):
        LedgerEntry.objects.get(edition=best)
