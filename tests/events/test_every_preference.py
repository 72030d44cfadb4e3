"""Each field of `Preferences` is heeded in every place, or is listed here with the reason why it is not.

A new field fails all of this until it has a row in `preference_meanings.MEANINGS`, and then until each place
does what the row says.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import time_machine

from roundup.core.batches import OutgoingBatch, Recipient
from roundup.core.preferences import Preferences
from roundup.core.tokens import ANY_MARK, PersonalTokens
from roundup.editions.models import Edition
from roundup.events.dropped_copies import count_dropped
from roundup.publications.models import Publication, Section
from roundup.sending.audience import forecast_audience
from roundup.sending.models import Delivery, Mailing
from roundup.subscribers import subscriptions
from roundup.subscribers.importers import export_subscribers, import_file
from roundup.subscribers.links import reader_links
from roundup.subscribers.models import Subscriber
from tests.events.mailed import report
from tests.events.preference_meanings import MEANINGS, WRITERS, Meaning, make_told_edition
from tests.making import FRIDAY, approved, make_mailed_edition, make_publication, make_reader
from tests.sending.post import Post
from tests.sending.steps import LATER, prepare, send_all
from tests.subscribers.patience import PatientClient

pytestmark = pytest.mark.django_db
# Whatever begins a new line on the page.
_BLOCK = re.compile(r"<(?!/?(?:a|b|i|em|font|span|strong)\b)[^>]*>")
_NO_WORD = re.compile(rf"{ANY_MARK.pattern}|<[^>]*>|&#?\w+;")
EVERY = pytest.mark.parametrize("name", [field.name for field in fields(Preferences)])


def meaning(name: str) -> Meaning:
    assert name in MEANINGS, f"Say in MEANINGS what `Preferences.{name}` means in each place."
    return MEANINGS[name]


def preferring(name: str, value: Any) -> Preferences:
    return replace(Preferences(), **{name: value})


@pytest.fixture
def publication() -> Publication:
    """One with World and Culture, of which its edition tells, and Sport, of which it does not."""
    made = make_publication()
    Section.objects.create(publication=made, key="sport", name="Sport", position=2, cap=6)
    return made


@pytest.fixture
def edition(publication: Publication) -> Edition:
    return approved(make_told_edition(publication))


@pytest.fixture
def plain(publication: Publication) -> Subscriber:
    return make_reader(publication, "plain")


@pytest.fixture
def reader(publication: Publication, plain: Subscriber) -> Subscriber:
    make_mailed_edition(publication, *WRITERS)
    return make_reader(publication, "reader")


def page_of(reader: Subscriber) -> str:
    return reader_links(reader, 1)["preferences"].removeprefix("http://127.0.0.1:8000")


def test_every_preference_is_said_here_and_changes_what_its_reader_gets() -> None:
    assert set(MEANINGS) == {field.name for field in fields(Preferences)}
    for name, row in MEANINGS.items():
        assert row.chosen != getattr(Preferences(), name)
        assert (row.silence is None) == (row.why is None), "silence has a value and a reason, or neither"
        assert row.another_copy or row.another_greeting or row.why


@EVERY
@time_machine.travel(FRIDAY, tick=False)
def test_the_page_saves_it_and_shows_it(reader: Subscriber, name: str) -> None:
    row = meaning(name)
    assert row.shown not in PatientClient().get(page_of(reader)).content.decode()

    PatientClient().post(page_of(reader), {"language": "en", **row.typed, "action": "save", "whole": "yes"})

    reader.refresh_from_db()
    assert reader.preferences == preferring(name, row.chosen)
    assert row.shown in PatientClient().get(page_of(reader)).content.decode()


@EVERY
def test_saving_anything_else_lets_it_stand(reader: Subscriber, name: str) -> None:
    subscriptions.set_preferences(reader, preferring(name, meaning(name).chosen), FRIDAY)
    PatientClient().post(page_of(reader), {"List-Unsubscribe": "One-Click"})

    reader.refresh_from_db()
    assert reader.preferences == preferring(name, meaning(name).chosen)


@EVERY
def test_it_is_exported_and_imported(reader: Subscriber, name: str, tmp_path: Path) -> None:
    subscriptions.set_preferences(reader, preferring(name, meaning(name).chosen), FRIDAY)
    other = make_publication(name="The Lane", slug="lane")
    Section.objects.create(publication=other, key="sport", name="Sport", position=2, cap=6)
    file = tmp_path / "readers.csv"
    file.write_text("".join(export_subscribers(reader.publication)))
    assert name in next(csv.reader([next(export_subscribers(reader.publication))]))

    import_file(other, file, now=FRIDAY)

    there = Subscriber.objects.get(publication=other, email=reader.email)
    assert there.preferences == preferring(name, meaning(name).chosen)


@EVERY
def test_it_is_forgotten_with_the_reader(reader: Subscriber, name: str) -> None:
    subscriptions.set_preferences(reader, preferring(name, meaning(name).chosen), FRIDAY)
    subscriptions.erase(reader, FRIDAY)

    reader.refresh_from_db()
    assert reader.preferences == Preferences()


@EVERY
def test_readers_are_told_apart_by_it_only_if_it_changes_a_copy(name: str) -> None:
    """Readers who differ in nothing else share a variant, which is looked up only once."""
    is_told = preferring(name, meaning(name).chosen).of_copy != Preferences()

    assert is_told is (meaning(name).another_copy or bool(meaning(name).beside))


@EVERY
def test_the_freeze_chooses_another_copy_for_it(edition: Edition, reader: Subscriber, name: str) -> None:
    subscriptions.set_preferences(reader, preferring(name, meaning(name).chosen), FRIDAY)
    mailing = prepare()

    variants = dict(mailing.deliveries.values_list("subscriber_id", "batch__variant"))
    assert (len(set(variants.values())) == 2) is meaning(name).another_copy


@EVERY
def test_the_copy_that_arrives_is_another_in_html_and_in_text(
    edition: Edition, plain: Subscriber, name: str
) -> None:
    alike = make_reader(edition.publication, "alike")
    one = make_reader(edition.publication, "one")
    subscriptions.set_preferences(one, preferring(name, meaning(name).chosen), FRIDAY)
    nameless = make_reader(edition.publication, "nameless")
    subscriptions.set_preferences(nameless, preferring(name, meaning(name).chosen), FRIDAY)
    # A name that must not reach HTML as it is.
    Subscriber.objects.update(name="Jo <b>&")
    Subscriber.objects.filter(pk=nameless.pk).update(name="")
    prepare()
    send_all(post := Post())

    copies = {to.email: _copy_of(batch, to) for batch in post.given for to in batch.recipients}
    assert copies[plain.email] == copies[alike.email]
    assert not [html for html, _ in copies.values() if "Jo <b>" in html]
    marks = PersonalTokens(edition.token_prefix).marks()
    for batch in post.given:
        for mark in (marks[each] for each in marks if each not in PersonalTokens.LINKS):
            assert not _stands_alone(mark, _BLOCK.split(batch.html)), "an element that is empty for most"
            assert not _stands_alone(mark, batch.text.splitlines()), "a line that is empty for most"
    if meaning(name).another_greeting and not meaning(name).another_copy:
        assert copies[nameless.email] == copies[plain.email], "there is nobody to be greeted by name"
    if one.email in copies:
        is_another = meaning(name).another_copy or meaning(name).another_greeting
        for usual, found in zip(copies[plain.email], copies[one.email], strict=True):
            assert (found != usual) is is_another
            assert not _nameless(_only_in(found, usual)) & set(usual.splitlines()), "“Dear ,” for nobody"


def _stands_alone(mark: str, parts: list[str]) -> bool:
    """Say whether one of these has this mark, perhaps several, and no words."""
    return any(mark in part and not re.search(r"\w", _NO_WORD.sub("", part)) for part in parts)


def _nameless(lines: list[str]) -> set[str]:
    """Return what would be left of some lines without the name in them, of those that have it."""
    names = ("Jo &lt;b&gt;&amp;", "Jo <b>&")
    return {line.replace(name, "") for line in lines for name in names if name in line}


def _only_in(copy: str, usual: str) -> list[str]:
    """Return the lines of a copy that the usual one does not have."""
    lines = usual.splitlines()
    return [line for line in copy.splitlines() if line not in lines]


def _copy_of(batch: OutgoingBatch, to: Recipient) -> tuple[str, str]:
    """Return the HTML and the text that a reader gets; links, which are each reader's, as one word."""
    html, text = batch.html, batch.text
    for mark, value in to.substitutions.items():
        html, text = (words.replace(mark, "a-link" if "://" in value else value) for words in (html, text))
    return html, text


@EVERY
def test_freeze_and_count_leave_out_who_prefers_silence(
    edition: Edition, reader: Subscriber, name: str
) -> None:
    row = meaning(name)
    if row.silence is not None:
        silent = replace(preferring(name, row.silence), **row.beside)
        subscriptions.set_preferences(reader, silent, FRIDAY)
    forecast = forecast_audience(edition, FRIDAY)
    mailing = prepare()

    left_out = {exclusion.subscriber_id: exclusion.reason for exclusion in mailing.exclusions.all()}
    assert left_out == ({reader.pk: row.why} if row.why else {})
    assert Counter({None: forecast.readers, **forecast.left_out}) == Counter([None, row.why])
    assert len(forecast.variants) == mailing.variants.count()


@EVERY
def test_posting_heeds_it_to_the_last_or_keeps_to_the_frozen_copy(
    edition: Edition, reader: Subscriber, name: str
) -> None:
    row = meaning(name)
    prepare()
    subscriptions.set_preferences(
        reader, preferring(name, row.chosen if row.silence is None else row.silence), FRIDAY
    )
    send_all(post := Post())

    assert (reader.email in post.taken) is not row.to_the_last
    if row.to_the_last:
        outcome = Delivery.objects.get(subscriber_id=reader.pk).outcome
        assert str(Delivery.Outcome(outcome).label) == row.why


@EVERY
def test_a_redrive_heeds_it_to_the_last_or_keeps_to_the_frozen_copy(
    edition: Edition, reader: Subscriber, name: str
) -> None:
    row = meaning(name)
    prepare()
    send_all(post := Post())
    for batch in post.given:
        for to in batch.recipients:
            told = {"event": "dropped", "reason": "Recipient List over Package Quota", "rb": batch.attempt}
            report({"email": to.email, "timestamp": int(LATER.timestamp()), "rd": to.delivery_id, **told})
    assert count_dropped(Mailing.objects.get()) == 2

    subscriptions.set_preferences(
        reader, preferring(name, row.chosen if row.silence is None else row.silence), FRIDAY
    )

    assert count_dropped(Mailing.objects.get()) == (1 if row.to_the_last else 2)
