"""The public archive shows what was mailed, as it was mailed, and nobody's links but one's own."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from lxml import etree

from roundup.core.tokens import LinkClaim, LinkSigner, Purpose
from roundup.editions.models import Approval, Edition
from roundup.sending.models import Delivery, Mailing, Variant
from roundup.subscribers.links import reader_links
from roundup.subscribers.models import Subscriber
from tests.making import FRIDAY, make_publication, make_reader
from tests.newsroom.pages import text, tree

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_an_archive_without_editions_invites(client: Client, edition: Edition) -> None:
    assert "Nothing has gone out yet." in text(client.get("/archive/"))


@pytest.mark.parametrize("status", ["draft", "approved", "skipped", "cancelled"])
def test_only_what_was_mailed_is_public(status: str, client: Client, edition: Edition) -> None:
    Edition.objects.update(status=status)

    assert edition.subject not in text(client.get("/archive/"))
    assert client.get(f"/archive/{edition.pk}/").status_code == 404
    assert edition.subject.encode() not in client.get("/archive/feed.xml").content


def test_a_mailed_edition_is_listed_and_shown(client: Client, mailed: Edition) -> None:
    assert tree(client.get("/archive/")).xpath("//h2/a/@href") == [f"/archive/{mailed.pk}/"]
    assert mailed.stories.all()[0].headline in text(client.get(f"/archive/{mailed.pk}/"))


def test_without_its_approved_bytes_an_edition_is_shown_as_most_readers_got_it(
    client: Client, mailed: Edition
) -> None:
    """Older versions kept only a hash, and today's templates render to another one."""
    mailing = Mailing.objects.get(edition=mailed)
    most = mailing.variants.get()
    few = Variant.objects.create(mailing=mailing, key="few", hash="f" * 64, stories=[], html="Few")
    most.html = most.html.replace("</body>", "<p>As most got it.</p></body>")
    most.save()
    assert few.pk > most.pk
    Approval.objects.filter(edition=mailed).update(html="", text="", hash="0" * 64)

    page = client.get(f"/archive/{mailed.pk}/")
    assert (page.status_code, "As most got it." in text(page)) == (200, True)
    for path in ("/archive/", "/archive/feed.xml"):
        assert client.get(path).status_code == 200


def test_the_public_edition_contains_nobodys_links(client: Client, mailed: Edition) -> None:
    page = client.get(f"/archive/{mailed.pk}/").content.decode()

    assert mailed.token_prefix not in page
    assert "/u/" not in page
    assert "/p/" not in page
    assert "/subscribe" in page


def test_the_public_edition_can_run_nothing(client: Client, mailed: Edition) -> None:
    policy = client.get(f"/archive/{mailed.pk}/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_public_pages_may_be_cached_and_are_the_same_for_everybody(client: Client, mailed: Edition) -> None:
    for path in ("/archive/", "/archive/feed.xml", f"/archive/{mailed.pk}/"):
        answer = client.get(path)
        assert "public" in answer["Cache-Control"]
        assert "Cookie" not in answer.get("Vary", "")
        assert not answer.cookies


def test_an_edition_that_a_browser_has_is_not_sent_again(client: Client, mailed: Edition) -> None:
    etag = client.get(f"/archive/{mailed.pk}/")["ETag"]

    assert client.get(f"/archive/{mailed.pk}/", headers={"If-None-Match": etag}).status_code == 304


def test_the_feed_names_every_edition_once(client: Client, mailed: Edition) -> None:
    answer = client.get("/archive/feed.xml")

    feed = etree.fromstring(answer.content)
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert feed.xpath("a:entry/a:title/text()", namespaces=ATOM) == [mailed.subject]
    assert feed.xpath("a:entry/a:link/@href", namespaces=ATOM) == [
        f"http://127.0.0.1:8000/archive/{mailed.pk}/"
    ]


def test_each_publication_has_an_archive_of_its_own(client: Client, mailed: Edition) -> None:
    make_publication(name="The Pier", slug="pier")

    assert mailed.subject not in text(client.get("/archive/?publication=pier"))
    assert client.get("/archive/?publication=none").status_code == 404
    assert client.get("/archive/?publication=%00").status_code == 404


@pytest.fixture
def reader(mailed: Edition) -> Subscriber:
    """A reader of whom the edition is remembered to have had a copy."""
    return Subscriber.objects.get(pk=Delivery.objects.filter(mailing__edition=mailed)[0].subscriber_id)


def own_copy(reader: Subscriber, mailed: Edition) -> str:
    return urlsplit(reader_links(reader, mailed.mailing.pk)["browser"]).path


def test_a_readers_own_copy_may_be_passed_on(client: Client, mailed: Edition, reader: Subscriber) -> None:
    own = own_copy(reader, mailed)

    page = client.get(own).content.decode()

    assert mailed.stories.all()[0].headline in page
    assert mailed.token_prefix not in page
    assert set(re.findall(r"/[bpu]/[^/]+", page)) == set()
    assert f"/subscribe/?publication={mailed.publication.slug}" in page


def test_who_got_no_copy_and_who_forges_a_link_sees_nothing(client: Client, mailed: Edition) -> None:
    stranger = make_reader(mailed.publication, "late")
    forged = LinkSigner("another secret").token(Purpose.BROWSER, LinkClaim(1, mailed.mailing.pk))

    for path in (own_copy(stranger, mailed), f"/b/{forged}/", "/b/nonsense/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert mailed.stories.all()[0].headline not in answer.content.decode()
        assert answer["Referrer-Policy"] == "no-referrer"


def test_a_dead_link_to_a_copy_leads_back_to_its_own_magazine(client: Client, mailed: Edition) -> None:
    pier = make_publication(name="Le Quai", slug="quai", language="fr")
    stranger = make_reader(pier, "late")

    page = client.get(own_copy(stranger, mailed)).content.decode()

    assert '<html lang="fr"' in page
    assert 'href="http://127.0.0.1:8000/subscribe/?publication=quai"' in page


@pytest.mark.parametrize("change", [{"link_generation": 1}, {"erased_at": FRIDAY}])
def test_a_link_of_a_reader_who_made_it_void_or_was_forgotten_shows_everybodys_edition(
    change: dict[str, Any], client: Client, mailed: Edition, reader: Subscriber
) -> None:
    own = own_copy(reader, mailed)
    Subscriber.objects.filter(pk=reader.pk).update(**change)

    answer = client.get(own)

    assert (answer.status_code, answer["Location"]) == (302, f"/archive/{mailed.pk}/")
