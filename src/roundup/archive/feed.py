"""The newest editions as an Atom feed, each with its whole content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import conditional_page, require_safe

from roundup.archive.editions import left_at, mailed_editions, mailed_html, newest_first
from roundup.archive.letter import public_letter
from roundup.archive.views import asked_publication, edition_url, public
from roundup.editions.models import Edition
from roundup.publications.brand import language_of
from roundup.publications.public_pages import archive_url, feed_url, subscribe_url

_IN_FEED = 20


class _WithContent(Atom1Feed):
    """An Atom feed whose entries have content; those of Django's feed have only summaries."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})


@require_safe
@conditional_page
def feed(request: HttpRequest) -> HttpResponse:
    """Return the newest mailed editions. An entry's id is the address of its page, which never changes."""
    publication = asked_publication(request)
    atom = _WithContent(
        title=publication.name,
        link=archive_url(publication.slug),
        description=language_of(publication).say("All editions of %(name)s", name=publication.name),
        language=publication.language,
        feed_url=feed_url(publication.slug),
        author_name=publication.name,
    )
    for found in newest_first(mailed_editions(publication)).select_related("publication")[:_IN_FEED]:
        link, moment = edition_url(found), left_at(found)
        atom.add_item(
            found.subject,
            link,
            escape(found.preheader),  # A summary is HTML.
            unique_id=link,
            pubdate=moment,
            updateddate=moment,
            content=_content(found),
        )
    response = HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return public(response)


def _content(edition: Edition) -> str:
    html = mailed_html(edition)
    subscribe = subscribe_url(edition.publication.slug)
    return public_letter(html, edition.token_prefix, subscribe).plain if html else ""
