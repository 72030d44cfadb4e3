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
# What other rooms and other pages say, which is not told yet.
_NOT_YET: Final = re.compile(
    # newsroom: the frame of every page, and its doors
    r"^(?:Menu|Newsroom|Publications|Editions|Contributors|Sources|Gallery|Outbox|Settings|Accounts)$"
    r"|Your account, |Sign out|^Undo$|The form was not complete|This change took the approval back"
    # rendering: what the checks find
    r"|The preheader has only|pictures? ha(?:s|ve) no|has no blurb; write"
    # editions: reasons, acts of the history, refusals
    r"|[Tt]he lead: |A story of its section: |Brought in by an editor|Dropped by an editor"
    r"|was dropped\.$|^Dropped |^Assembled|^Wrote subject, preheader|^(?:Subject|Preheader|Signature)$"
    r"|^Editor’s note$|This edition has no stories|No picture was chosen|This is not a web address"
    r"|There is no sponsor yet|The picture is of a type|The edition has changed since|A story needs"
    r"|Somebody else has changed"
    # sending: its hindrances and refusals; and what a mailer answered
    r"|No worker has looked|not an e-mail address|Its sending was undone|is not uncertain, or no longer"
    r"|It is not proven|SendGrid answered"
)


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
    """Return what stands on a page and did not come from the catalogue."""
    assert response.status_code < 500
    return [left.strip() for left in untold(response.content.decode()) if not _NOT_YET.search(left)]


def seen(client: Client, edition: Edition, **asked: str) -> list[str]:
    """Return what is untold on the edition's page."""
    return untold_on(client.get(at("edition", edition), asked))


def pressed(client: Client, edition: Edition, name: str, *more: object, **form: object) -> list[str]:
    """Press the button of a form of the edition's page, and return what is untold on the page after it."""
    path = at(name, edition, *more)
    fields = hidden(client, at("edition", edition), path) | form
    return untold_on(client.post(path, fields, follow=True))
