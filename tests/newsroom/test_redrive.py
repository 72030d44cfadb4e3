"""The button that mails dropped readers after all, and what is said about a restore."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from roundup.editions.models import Edition
from roundup.sending.handing_over.nonces import edition_tag_of
from roundup.sending.models import Batch, Forgotten
from roundup.subscribers.models import Subscriber
from tests.newsroom.mailings import begin, dropped
from tests.newsroom.pages import said, text

pytestmark = pytest.mark.django_db


def at(edition: Edition, act: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{act}"


def test_the_page_reports_dropped_copies_and_leads_to_the_question(desk: Client, edition: Edition) -> None:
    dropped(edition)

    page = desk.get(at(edition))
    assert "The mailer dropped 1 copy" in text(page)
    assert at(edition, "redrive/").encode() in page.content
    asked = text(desk.get(at(edition, "redrive/")))
    assert "Mail 1 reader after all?" in asked
    assert "Raise the quota first" in asked
    assert Batch.objects.count() == 1


def test_confirmed_it_goes_out_again_once(desk: Client, edition: Edition) -> None:
    dropped(edition)

    assert "1 copy goes out again." in said(desk.post(at(edition, "redrive/"), follow=True))
    assert Batch.objects.filter(state=Batch.State.READY).count() == 1
    page = desk.get(at(edition))
    assert "The mailer dropped" not in text(page)
    assert "On its way" in text(page)

    (refused,) = said(desk.post(at(edition, "redrive/"), follow=True))
    assert "It is not proven" in refused
    assert Batch.objects.count() == 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_anything_dropped_there_is_no_question(desk: Client, edition: Edition, method: str) -> None:
    begin(edition)

    assert getattr(desk, method)(at(edition, "redrive/"), follow=True).status_code == 200
    assert not Batch.objects.filter(seq=2).exists()


def test_a_stranger_redrives_nothing(client: Client, edition: Edition) -> None:
    dropped(edition)

    assert client.post(at(edition, "redrive/")).status_code == 401
    assert Batch.objects.count() == 1


def test_the_page_tells_who_had_the_edition_before_a_restore(desk: Client, edition: Edition) -> None:
    mark = edition_tag_of(edition.publication_id, edition.period_name)
    reader = Subscriber.objects.first()
    assert reader
    Forgotten.objects.create(mark=mark, subscriber_id=reader.pk, at=timezone.now())
    assert "1 reader has already got this edition" in text(desk.get(at(edition)))

    begin(edition)
    assert "1 got it before the database was restored" in text(desk.get(at(edition)))
