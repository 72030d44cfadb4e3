"""Readers who chose another language get the same stories, with the words around them in that language."""

from __future__ import annotations

import pytest

from roundup.core.language import Language
from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition
from roundup.sending.models import Delivery, Variant
from roundup.subscribers.models import Subscriber
from tests.making import NOW, approved, make_articles, make_publication, make_reader
from tests.sending.steps import prepare

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    publication = make_publication()
    make_articles(publication)
    make_reader(publication, "ann")
    make_reader(publication, "dalia", language="ar")
    make_reader(publication, "emil", language="de")
    return approved(assemble_edition(publication, NOW))


def _variant(name: str) -> Variant:
    reader = Subscriber.objects.get(email__startswith=name)
    return Delivery.objects.select_related("batch__variant").get(subscriber_id=reader.pk).batch.variant


def test_each_language_is_a_variant_and_the_default_one_is_what_was_approved(edition: Edition) -> None:
    prepare()

    assert Variant.objects.count() == 3
    assert _variant("ann").hash == edition.approval.hash


def test_the_words_are_in_the_readers_language_and_the_stories_in_their_own(edition: Edition) -> None:
    prepare()
    arabic, german = _variant("dalia"), _variant("emil")

    assert Language("ar").say("Unsubscribe") in arabic.html
    assert Language("ar").say("Unsubscribe") in arabic.text
    assert '<html lang="en" dir="ltr"' in arabic.html
    assert '<p lang="ar" dir="rtl"' in arabic.html
    assert '<p lang="de" dir="ltr"' in german.html
    assert arabic.stories == german.stories == _variant("ann").stories
    assert 'lang="ar"' not in _variant("ann").html
