"""The words that readers agree to: the same ones are shown to them and kept with their consent."""

from __future__ import annotations

from roundup.publications.brand import language_of
from roundup.publications.models import Publication


def asking(publication: Publication, chosen: str = "") -> str:
    """Return what a form says about pressing its button to subscribe, in the language `chosen`."""
    return language_of(publication, chosen).say(
        "Send me the weekly round-up of %(name)s by e-mail. "
        "I can leave at any time, with the link in every mail.",
        name=publication.name,
    )


def confirming(publication: Publication, chosen: str = "") -> str:
    """Return what the confirm page says about pressing its button, in the language `chosen`."""
    return language_of(publication, chosen).say(
        "Yes, send me the weekly round-up of %(name)s.", name=publication.name
    )


def moving(publication: Publication, chosen: str = "") -> str:
    """Return what the page says about pressing the button of a new address, in the language `chosen`."""
    return language_of(publication, chosen).say(
        "Yes, send me the weekly round-up of %(name)s at this address.", name=publication.name
    )


def coming_back(publication: Publication, chosen: str = "") -> str:
    """Return the words beside the buttons by which a reader comes back, in the language `chosen`."""
    return language_of(publication, chosen).say(
        "Send me the weekly round-up of %(name)s again.", name=publication.name
    )
