"""A reader's preferences are kept as given, and every one of them is in the form and in the export."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest

from roundup.core.errors import Refused
from roundup.core.language import SPOKEN, Language
from roundup.core.preferences import Preferences
from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.importers import export_subscribers
from roundup.subscribers.links import confirm_link, reader_links
from roundup.subscribers.models import Confirmation, Consent
from roundup.subscribers.preferences_form import PreferencesForm
from tests.making import NOW, make_reader, sign_up
from tests.subscribers.patience import PatientClient

TODAY = NOW.date()


def test_every_preference_is_in_the_form_and_in_the_export(publication: Publication) -> None:
    preferences = {field.name for field in fields(Preferences)}

    assert preferences <= set(PreferencesForm.base_fields)
    assert preferences <= set(next(iter(export_subscribers(publication))).strip().split(","))


def test_wishes_are_kept_and_noted(publication: Publication) -> None:
    ann = make_reader(publication, "ann")
    until = TODAY + timedelta(weeks=2)

    subscriptions.set_preferences(ann, Preferences(frozenset({"culture"}), until), NOW)
    subscriptions.set_preferences(ann, Preferences(frozenset({"culture"}), until), NOW)

    ann.refresh_from_db()
    assert ann.preferences == Preferences(frozenset({"culture"}), until)
    assert [consent.act for consent in Consent.objects.all()] == ["changed"]


@pytest.mark.parametrize("ticked", [[], ["world", "culture"]])
def test_nothing_and_all_both_mean_everything(publication: Publication, ticked: list[str]) -> None:
    ann = make_reader(publication, "ann", sections=["world"])

    assert (
        subscriptions.set_preferences(ann, Preferences(frozenset(ticked)), NOW).preferences.sections
        == frozenset()
    )


def test_a_section_that_does_not_exist_is_refused(publication: Publication) -> None:
    ann = make_reader(publication, "ann")

    with pytest.raises(Refused):
        subscriptions.set_preferences(ann, Preferences(frozenset({"sport"})), NOW)


def test_a_pause_that_is_over_is_not_a_pause(publication: Publication) -> None:
    ann = make_reader(publication, "ann", paused_until=TODAY)

    assert (
        subscriptions.set_preferences(
            ann, Preferences(paused_until=TODAY - timedelta(days=1)), NOW
        ).paused_until
        is None
    )


def test_today_is_the_day_where_the_magazine_is(publication: Publication) -> None:
    publication.timezone = "Pacific/Auckland"
    publication.save()
    ann = make_reader(publication, "ann")

    assert subscriptions.set_preferences(ann, Preferences(paused_until=TODAY), NOW).paused_until is None
    assert (
        subscriptions.set_preferences(
            ann, Preferences(paused_until=TODAY + timedelta(days=1)), NOW
        ).paused_until
        is not None
    )


@pytest.mark.parametrize("until", [TODAY + timedelta(days=400), date.max])
def test_a_pause_beyond_a_year_is_refused(publication: Publication, until: date) -> None:
    ann = make_reader(publication, "ann")

    with pytest.raises(Refused):
        subscriptions.set_preferences(ann, Preferences(paused_until=until), NOW)


def test_a_reader_is_spoken_to_in_the_language_they_chose(publication: Publication) -> None:
    reader = make_reader(publication, "ann")
    page = reader_links(reader)["preferences"].removeprefix("http://127.0.0.1:8000")
    answer = PatientClient().post(page, {"action": "save", "language": "ar", "whole": "yes"}, follow=True)

    assert '<html lang="ar" dir="rtl">' in answer.content.decode()
    assert "تم الحفظ" in answer.content.decode()


def test_the_publications_own_language_is_not_stored_as_a_choice(publication: Publication) -> None:
    reader = make_reader(publication, "ann", language="de")

    assert subscriptions.set_preferences(reader, Preferences(language="en"), NOW).language == ""


def test_a_language_that_we_do_not_offer_is_refused(publication: Publication) -> None:
    reader = make_reader(publication, "ann")

    with pytest.raises(Refused, match="do not offer this language"):
        subscriptions.set_preferences(reader, Preferences(language="tlh"), NOW)


@pytest.mark.parametrize("language", SPOKEN)
def test_every_page_speaks_the_publications_language(publication: Publication, language: str) -> None:
    Publication.objects.filter(pk=publication.pk).update(language=language)
    reader = make_reader(publication, "ann")
    links = reader_links(reader)
    sign_up(publication, "bo@example.org", NOW)
    asked = confirm_link(Confirmation.objects.get())
    own = [links[name] for name in ("preferences", "unsubscribe")]
    for url in ("/subscribe/", "/p/nonsense/", asked, *own):
        shown = PatientClient().get(url.removeprefix("http://127.0.0.1:8000")).content.decode()

        assert f'<html lang="{language}" dir="{Language(language).direction}"' in shown
        assert url not in own or Language(language).say("Unsubscribe") in shown
        assert url != "/subscribe/" or Language(language).say("Subscribe") in shown
