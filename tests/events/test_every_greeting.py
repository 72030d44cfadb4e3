"""What is merged into one reader's copy is theirs alone, fits into it, and is in the language of the copy.

Each field of `Preferences` with `another_greeting` in `preference_meanings.MEANINGS` merges something, and no
other field does.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from roundup.core.batches import OutgoingBatch, Recipient
from roundup.core.personal_links import personalise_html, personalise_text
from roundup.core.tokens import longest_value
from roundup.publications.models import Publication
from roundup.sending.handing_over.welcome_mail import send_due_welcomes
from roundup.subscribers import subscriptions
from roundup.subscribers.models import Confirmation, Subscriber
from tests.events.preference_meanings import make_told_edition
from tests.making import FRIDAY, approved, make_publication, make_reader, sign_up
from tests.sending.post import Post
from tests.sending.steps import prepare, send_all
from tests.subscribers.choosing import EVERY, choose, meaning

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOSTILE = (
    "w" * 200,
    "é" * 200,
    "&" * 200,
    "ب" * 200,
    "Jo\r\nBcc: all@a.example",
    "Jo\u2028Roe",
    '"><img src="',
)
Copies = dict[str, tuple[OutgoingBatch, Recipient]]


def copies_in(post: Post) -> Copies:
    return {to.email.partition("@")[0]: (batch, to) for batch in post.given for to in batch.recipients}


def mailed() -> Copies:
    prepare()
    send_all(post := Post())
    return copies_in(post)


def greeting_in(copies: Copies, reader: str) -> set[str]:
    """Return what is put into one reader's copy besides links; nothing if they get none."""
    values = copies[reader][1].substitutions.values() if reader in copies else ()
    return {value for value in values if value and "://" not in value}


@EVERY
def test_it_keeps_the_language_of_the_copy_whatever_changes_before_the_copy_leaves(name: str) -> None:
    edition = approved(make_told_edition(make_publication(language="pt")))
    for language in ("", "de"):
        make_reader(edition.publication, f"plain{language}", language=language)
        choose(make_reader(edition.publication, f"one{language}"), name)
        if name != "language":
            Subscriber.objects.filter(email__startswith=f"one{language}@").update(language=language)
    Subscriber.objects.update(name="Jo")
    prepare()
    Subscriber.objects.update(language="de")
    Publication.objects.update(language="de")
    send_all(post := Post())

    copies = copies_in(post)
    said, said_in_german = greeting_in(copies, "one"), greeting_in(copies, "onede")
    assert not greeting_in(copies, "plain") | greeting_in(copies, "plainde")
    assert bool(said) is bool(said_in_german) is meaning(name).another_greeting
    assert not said & said_in_german, "one of the two is not in the language of its copy"


@EVERY
def test_a_welcome_with_the_newest_edition_says_to_its_reader_what_the_mailing_would_have_said(
    name: str,
) -> None:
    publication = make_publication(welcome="newest")
    choose(make_reader(publication, "before"), name)
    make_reader(publication, "plain")
    Subscriber.objects.update(name="Jo")
    approved(make_told_edition(publication))
    copies = mailed()
    for reader in ("one", "another"):
        sign_up(publication, f"{reader}@example.org", FRIDAY + DAY, name="Jo")
        found = subscriptions.confirm(Confirmation.objects.latest("pk"), FRIDAY + DAY)
        choose(found, *([name] if reader == "one" else []))
    send_due_welcomes(post := Post(), FRIDAY + DAY + HOUR)

    welcomes = copies_in(post)
    assert not greeting_in(welcomes, "another")
    assert greeting_in(welcomes, "one") == greeting_in(copies, "before")
    assert bool(greeting_in(welcomes, "one")) is meaning(name).another_greeting


@EVERY
def test_a_name_of_any_kind_fits_into_the_room_of_a_link_and_breaks_nothing(name: str) -> None:
    edition = approved(make_told_edition(make_publication()))
    for number, hostile in enumerate(HOSTILE):
        choose(make_reader(edition.publication, f"one{number}"), name)
        Subscriber.objects.filter(email=f"one{number}@example.org").update(name=hostile)
    copies = mailed()

    for number in range(len(HOSTILE)):
        greeting = greeting_in(copies, f"one{number}")
        assert bool(greeting) is meaning(name).another_greeting
        assert all(len(value.encode()) <= longest_value(settings.BASE_URL) for value in greeting)
    for batch, to in copies.values():
        # They refuse what would need escaping or break a line.
        personalise_html(batch.html, to.substitutions)
        personalise_text(batch.text, to.substitutions)
