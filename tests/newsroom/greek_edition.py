"""An edition whose content is Greek, so that any Latin word on its pages is one of the newsroom's own."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from roundup.editions import editing
from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition
from roundup.publications.models import Publication, Section
from tests.making import NOW, make_article, make_publication, make_readers
from tests.newsroom.brackets import untold
from tests.newsroom.pages import hidden

SECTIONS: Final = {"world": "Κόσμος", "culture": "Τέχνες"}
# Quoted from the mailer, and from the child that opens pictures: decision 67.
_QUOTED: Final = re.compile(r"SendGrid answered|The picture is of a type")


def make_greek_publication() -> Publication:
    name = "Η Προβλήτα"
    publication = make_publication(name=name, sender_name=name, postal_address="Οδός 1")
    for key, section in SECTIONS.items():
        Section.objects.filter(publication=publication, key=key).update(name=section, words=[section])
    make_readers(publication, ["ada", "bo", "cleo"])
    return publication


def make_greek_edition(publication: Publication) -> Edition:
    for number in range(1, 7):
        _article(publication, number)
    edition = assemble_edition(publication, NOW)
    words = {"subject": "Νέα της εβδομάδας", "preheader": "Και άλλα", "note_signature": "Άννα"}
    editing.set_words(edition, **words, note="Καλημέρα.", now=NOW)
    return edition


def _article(publication: Publication, number: int) -> None:
    url = f"https://quay.example.org/{number}.jpg"
    make_article(
        publication,
        number,
        title=f"Το νέο {number}",
        summary=f"Τι έγινε, με αριθμό {number}.",
        section=SECTIONS["world" if number % 2 else "culture"],
        authors=["Άννα"],
        image={"url": url, "alt": "Καΐκι", "credit": "Α. Φακός", "caption": ""},
    )


def at(name: str, edition: Edition, *more: object) -> str:
    return reverse(f"newsroom:{name}", args=[edition.pk, *more])


def untold_on(response: HttpResponse) -> list[str]:
    """Return what is on a page and did not come from the catalogue."""
    assert response.status_code < 500
    return [left.strip() for left in untold(response.content.decode()) if not _QUOTED.search(left)]


def seen(client: Client, edition: Edition, **asked: str) -> list[str]:
    """Return what is untold on the edition's page."""
    return untold_on(client.get(at("edition", edition), asked))


def pressed(client: Client, edition: Edition, name: str, *more: object, **form: object) -> list[str]:
    """Press the button of a form of the edition's page, and return what is untold on the page after it."""
    path = at(name, edition, *more)
    fields = hidden(client, at("edition", edition), path) | form
    return untold_on(client.post(path, fields, follow=True))
