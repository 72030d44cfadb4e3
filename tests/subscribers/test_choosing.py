"""Readers choose everything, or only some sections and writers, and what they chose is what is kept."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from roundup.articles.models import Article
from roundup.core.preferences import Preferences
from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.models import Consent, Subscriber
from tests.making import FRIDAY, make_mailed_edition, make_reader
from tests.subscribers.choosing import kept, page_of, post, save

MANY = tuple(f"Ana {chr(65 + n // 26)}ari{chr(97 + n % 26)}" for n in range(200))


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def reader(publication: Publication) -> Subscriber:
    return make_reader(publication, "reader")


def shown(reader: Subscriber) -> str:
    return html.unescape(Client().get(page_of(reader)).content.decode())


def followed(reader: Subscriber) -> tuple[set[str], set[str]]:
    found = kept(reader)
    return set(found.sections), set(found.writers)


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ((), {"writers": ["Jo Roe"]}, (set(), {"Jo Roe"})),
        (("world",), {"sections": ["world"], "writers": ["Jo Roe"]}, ({"world"}, {"Jo Roe"})),
        (("world",), {}, (set(), set())),
        # A reader who turns back to everything need not untick anything, …
        (("world",), {"everything": "yes", "sections": ["world"]}, (set(), set())),
        # … and who follows nothing has not been shown that box.
        ((), {"everything": "yes", "sections": ["world"]}, ({"world"}, set())),
        ((), {"another_writer": " zoe  WINTER"}, (set(), {"Zoë Winter"})),
        ((), {"sections": ["world", "culture"], "writers": ["Jo Roe"]}, (set(), set())),
    ],
)
def test_everything_or_only_what_is_ticked(
    reader: Subscriber, before: tuple[str, ...], typed: dict[str, Any], after: tuple[set[str], set[str]]
) -> None:
    make_mailed_edition(reader.publication, "Jo Roe", "Zoë Winter")
    subscriptions.set_preferences(reader, Preferences(frozenset(before)), FRIDAY)

    assert save(reader, typed)[0] == 200
    assert followed(reader) == after
    assert ('name="everything"' in shown(reader)) is any(after)


def test_no_mark_on_the_page_can_contradict_the_boxes_that_are_ticked(reader: Subscriber) -> None:
    page = shown(reader)

    assert "If you tick nothing, you get everything." in page
    assert "checked" not in page.partition('<fieldset id="what"')[2].partition('id="rhythm"')[0]


def test_hundreds_of_writers_do_not_make_the_page_long(reader: Subscriber) -> None:
    make_mailed_edition(reader.publication, *MANY)
    save(reader, {"writers": [MANY[150]]})
    page = shown(reader)

    assert page.count('name="writers"') == 8
    assert f'value="{MANY[150]}" checked' in page
    assert page.count("<option value=") > 200, "the browser can search all of them"


def test_the_writers_are_those_in_bylines_and_no_house(reader: Subscriber) -> None:
    make_mailed_edition(reader.publication, "By JO ROE, Lisbon", "The Quay", "", "Jo Roe and Al Fa")
    Article.objects.filter(authors__icontains="Lisbon").update(authors=["Jo Roe", "Al Fa"])
    page = shown(reader)

    assert page.count('name="writers"') == 2
    assert 'value="Jo Roe"' in page, "as its article spells it"
    assert 'value="Al Fa"' in page


def test_beside_each_section_stands_its_newest_headline(reader: Subscriber) -> None:
    make_mailed_edition(reader.publication, "Jo Roe", "Al Fa", "Zoë <Winter>")

    assert "A headline of Jo Roe" in shown(reader)
    assert "A headline of Al Fa" in shown(reader)
    assert "A headline of Zoë" not in shown(reader)


def test_of_two_spellings_the_one_that_was_kept_stays(reader: Subscriber) -> None:
    for name in ("José Ek", "JOSE EK"):
        subscriptions.set_preferences(reader, Preferences(writers=frozenset({name, "José Ek"})), FRIDAY)

    assert followed(reader)[1] == {"José Ek"}


def test_too_many_writers_are_refused(reader: Subscriber) -> None:
    make_mailed_edition(reader.publication, *MANY)
    status, page = save(reader, {"writers": list(MANY[:101])})

    assert (status, followed(reader)[1]) == (422, set())
    assert "choose a hundred at most" in page


def preview(reader: Subscriber, **typed: Any) -> tuple[int, str]:
    status, page = post(reader, **{"language": "en", "whole": "yes", "action": "preview", **typed})
    return status, html.unescape(page)


def shown_in(page: str) -> list[str]:
    """Return the headlines of the preview."""
    return re.findall(r'<li dir="auto">([^<]*)</li>', page)


def test_a_preview_follows_the_choice_and_stores_nothing(reader: Subscriber) -> None:
    make_mailed_edition(reader.publication, "Jo Roe", "Al Fa", "Zoë Winter")
    status, page = preview(reader, writers=["Zoë Winter"], sections=["culture"], rhythm="second")

    assert status == 200
    assert shown_in(page) == ["A headline of Al Fa", "A headline of Zoë Winter"]
    assert 'name="writers" value="Zoë Winter" checked' in page
    assert "comes on Friday, 4 December 2026" in page, "and not in the week before, which is not theirs"
    assert (kept(reader), Consent.objects.count()) == (Preferences(), 0)


@pytest.mark.parametrize(
    ("typed", "headlines", "words"),
    [
        ({}, 2, "What you would have got this week"),
        ({"muted_writers": ["Jo Roe"]}, 1, "What you would have got this week"),
        ({"muted_sections": ["world"], "muted_writers": ["Al Fa"]}, 0, "no email would have come"),
        (
            {"muted_sections": ["world"], "muted_writers": ["Al Fa"], "empty_week": "everything"},
            2,
            "nothing for you this week, so you would have got everything",
        ),
    ],
)
def test_a_preview_says_what_would_have_come(
    reader: Subscriber, typed: dict[str, Any], headlines: int, words: str
) -> None:
    make_mailed_edition(reader.publication, "Jo Roe", "Al Fa")
    status, page = preview(reader, **typed)

    assert (status, len(shown_in(page))) == (200, headlines)
    assert words in page


def test_before_the_first_edition_a_preview_says_so(reader: Subscriber) -> None:
    assert "No round-up has gone out yet" in preview(reader, sections=["world"])[1]


@pytest.mark.parametrize("action", ["save", "preview"])
def test_what_is_wrong_is_listed_on_top_with_ways_to_the_fields(reader: Subscriber, action: str) -> None:
    make_mailed_edition(reader.publication, "Jo Roe", *MANY)
    status, page = post(
        reader,
        language="en",
        whole="yes",
        action=action,
        another_writer="<b>Nobody",
        paused_until="soon",
        muted_sections=["world"],
        rhythm="second",
    )
    page = html.unescape(page)
    top = page.partition('<form method="post"')[0]

    assert (status, kept(reader)) == (422, Preferences())
    assert '<div class="problem" id="problem" tabindex="-1" autofocus>' in top
    for field in re.findall(r'<a href="#(\w+)">[^<]+</a></li>', top):
        assert f'id="{field}"' in page
    assert re.findall(r'<a href="#(\w+)">[^<]+</a></li>', top) == ["another_writer", "paused_until"]
    assert 'name="muted_sections" value="world" checked' in page
    assert 'name="rhythm" value="second" checked' in page
    assert 'value="<b>Nobody"' in page
    assert 'id="preview"' not in page


def test_mutes_that_leave_nothing_are_refused_with_all_that_was_typed(reader: Subscriber) -> None:
    for action in ("save", "preview"):
        typed = {"muted_sections": ["world", "culture"], "action": action, "whole": "yes"}
        status, page = post(reader, **typed)

        assert (status, kept(reader)) == (422, Preferences())
        assert "leaves nothing to send you" in page
        assert 'name="muted_sections" value="world" checked' in page


def test_who_wants_the_best_of_each_month_hears_when_it_comes(reader: Subscriber) -> None:
    make_mailed_edition(reader.publication, "Jo Roe", "Al Fa")
    status, page = preview(reader, rhythm="monthly", sections=["culture"])

    assert (status, shown_in(page)) == (200, ["A headline of Al Fa"])
    assert "What this week could add to the best of the month" in page
    assert "comes on Friday, 4 December 2026" in page, "with the first edition after November"
    assert save(reader, {"rhythm": "monthly"})[0] == 200
    assert kept(reader).rhythm == "monthly"


@pytest.mark.parametrize("empty_week", ["", "everything"])
def test_a_week_with_nothing_for_the_best_of_the_month_promises_and_denies_no_email(
    reader: Subscriber, empty_week: str
) -> None:
    make_mailed_edition(reader.publication, "Jo Roe")
    _, page = preview(reader, rhythm="monthly", muted_writers=["Jo Roe"], empty_week=empty_week)

    assert "There is nothing for you this week.<" in page
    assert shown_in(page) == []


def test_the_best_of_each_month_is_kept_by_those_who_have_it_when_it_is_no_longer_offered(
    reader: Subscriber,
) -> None:
    Publication.objects.update(offers_best_of_month=False)

    assert save(reader, {"rhythm": "monthly"})[0] == 422
    assert kept(reader).rhythm == ""
    Subscriber.objects.filter(pk=reader.pk).update(rhythm="monthly")
    assert save(reader, {"rhythm": "monthly", "empty_week": "everything"})[0] == 200
    assert (kept(reader).rhythm, kept(reader).empty_week) == ("monthly", "everything")
