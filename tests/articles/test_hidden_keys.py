"""The address of a private feed may hold a key: no alarm, mail or page of the newsroom shows it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from roundup.articles import fetching
from roundup.articles.models import Source
from roundup.articles.sources.fetch import Fetcher
from roundup.editions.unread_sources import unread_sources
from roundup.editors.accounts import ADMIN, add_user
from roundup.editors.editor_mail import tell_alarms
from roundup.editors.models import EditorMail
from roundup.publications.models import Alarm
from tests.articles.web import PATIENT, Web, running_web
from tests.making import NOW, make_publication

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
FETCHER = Fetcher(["127.0.0.0/8"], "roundup tests", timeouts=PATIENT)


def add_source(web: Web) -> Source:
    return Source.objects.create(publication=make_publication(), url=web.url(f"/feed?key={KEY}"))


def look(source: Source) -> list[str]:
    for days in range(5):
        fetching.fetch_source(source.pk, NOW + timedelta(days=days), FETCHER)
    return [alarm.message for alarm in Alarm.objects.all()]


def test_neither_the_alarm_nor_its_mail_nor_a_page_shows_the_key_of_a_source_without_a_title() -> None:
    admin = add_user("bo@quay.example.org", ADMIN, "low tide at nine")
    with running_web() as web:
        source = add_source(web)
        told = look(source)
    tell_alarms(NOW + timedelta(days=9))
    client = Client()
    client.force_login(admin)
    paths = "publications/quay/sources/", f"sources/{source.pk}/section/", f"sources/{source.pk}/remove/", ""
    pages = [client.get(f"/newsroom/{path}").content.decode() for path in paths]
    mails = [mail.text + mail.html + mail.subject for mail in EditorMail.objects.all()]

    assert told
    assert mails
    said = [*told, *mails, *pages, *unread_sources(source.publication), str(source)]
    assert [KEY in each for each in said] == [False] * len(said)
    assert all("/feed?key=…" in page for page in pages[:3])


def test_neither_does_the_alarm_about_a_source_that_has_moved_and_took_the_key_along() -> None:
    with running_web() as web:
        source = add_source(web)
        web.redirect(f"/feed?key={KEY}", f"http://localhost:{web.port}/feed?key={KEY}&id=4", 301)
        web.serve(f"/feed?key={KEY}&id=4", b"<rss><channel><item><title>One</title></item></channel></rss>")
        told = look(source)

    assert any("has moved for good" in each and "/feed?key=…&id=4" in each for each in told)
    assert not any(KEY in each for each in told)
