"""What a publication says about its readers' data: its own words, or a text that is true everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from roundup.core.language import Language
from roundup.publications.brand import language_of
from roundup.publications.directory import named_or_first
from roundup.publications.models import Publication
from roundup.publications.public_pages import privacy_page_url
from roundup.subscribers.pages import show_page


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy text of a publication to everybody."""
    publication = named_or_first(request.GET.get("publication", ""))
    if publication is None:
        raise Http404("There is no such publication.")
    own = publication.privacy_text.strip()
    page = show_page(
        request,
        "privacy",
        publication,
        paragraphs=own.replace("\r\n", "\n").split("\n\n") if own else list(_usual(publication)),
        is_own=bool(own),
        here=privacy_page_url(publication.slug),
    )
    page["X-Robots-Tag"] = "all"
    return page


def _usual(publication: Publication) -> Iterator[str]:
    """Yield the paragraphs that are true of every publication, because they say what Roundup does."""
    language = language_of(publication)
    yield from _what(language, publication.name)
    yield language.say(
        "The emails are handed to a mail service, which delivers them for us and reports whether it could. "
        "Nothing is sold, and nobody else gets the data."
    )
    yield language.say(
        "The link to your preferences in every email leads to “Your name, address and data”. There you can "
        "see all that we hold about you, keep a copy, correct it, and have it erased."
    )
    yield language.say(
        "When everything is erased, we keep one thing: a code from which nobody can read the address. It "
        "keeps your address from being added again when somebody imports a list."
    )


def _what(language: Language, name: str) -> Iterator[str]:
    yield language.say(
        "%(name)s keeps your e-mail address and, if you gave it, your name, to send you the round-up that "
        "you subscribed to, and what you chose: sections, writers, a pause, a language.",
        name=name,
    )
    yield language.say(
        "As proof that you subscribed, we keep when and where you did so, the words that you were shown, and "
        "your network address without its last part. Whoever does not confirm is forgotten after a week."
    )
    yield language.say(
        "We do not record who opens an email or follows a link in it, and these pages set no cookies."
    )
