"""The feed: every edition with its whole content, under an id that stays."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import etree, html

from roundup.editions.models import Edition
from roundup.publications.models import Publication
from tests.archive.test_archive import ATOM

pytestmark = pytest.mark.django_db


def read(client: Client, query: str = "") -> etree._Element:
    return etree.fromstring(client.get(f"/archive/feed.xml{query}").content)


def test_an_entry_has_every_story_and_nothing_for_a_reader(client: Client, mailed: Edition) -> None:
    (content,) = read(client).xpath("//a:entry/a:content[@type='html']/text()", namespaces=ATOM)

    words = html.fromstring(content).text_content()
    for story in mailed.stories.all():
        assert story.headline in words
        assert story.blurb in words
    assert mailed.token_prefix not in content
    assert "Unsubscribe" not in words
    assert "style=" not in content


def test_the_ids_stay_whatever_is_asked_for_and_whatever_changes(client: Client, mailed: Edition) -> None:
    def ids(query: str) -> list[str]:
        return read(client, query).xpath("//a:id/text() | //a:link[@rel='self']/@href", namespaces=ATOM)

    before = ids("")
    Edition.objects.update(subject="Another subject")

    assert ids("?publication=quay&utm_source=x") == before
    assert f"http://127.0.0.1:8000/archive/{mailed.pk}/" in before


def test_what_an_editor_types_is_words_and_no_markup(client: Client, mailed: Edition) -> None:
    Edition.objects.update(subject="A <b> & c", preheader="Less <i>is</i> more")

    (entry,) = read(client).xpath("//a:entry", namespaces=ATOM)

    assert entry.xpath("a:title/text()", namespaces=ATOM) == ["A <b> & c"]
    assert entry.xpath("a:summary/text()", namespaces=ATOM) == ["Less &lt;i&gt;is&lt;/i&gt; more"]


def test_the_feed_is_in_the_language_of_its_publication(client: Client, mailed: Edition) -> None:
    Publication.objects.update(language="pt-BR")

    assert read(client).get("{http://www.w3.org/XML/1998/namespace}lang") == "pt-BR"


def test_every_entry_has_what_atom_asks_for(client: Client, mailed: Edition) -> None:
    feed = read(client)

    for name in ("id", "title", "updated", "author/a:name"):
        assert feed.xpath(f"a:{name}", namespaces=ATOM)
    for name in ("id", "title", "updated", "link[@rel='alternate']", "content"):
        assert feed.xpath(f"a:entry/a:{name}", namespaces=ATOM)


def test_a_feed_that_a_program_has_is_not_sent_again(client: Client, mailed: Edition) -> None:
    etag = client.get("/archive/feed.xml")["ETag"]

    assert client.get("/archive/feed.xml", headers={"If-None-Match": etag}).status_code == 304
