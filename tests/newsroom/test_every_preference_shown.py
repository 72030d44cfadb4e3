"""What an editor is shown as one reader's letter is the copy that this reader gets, whatever they prefer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.http import QueryDict

from roundup.core.batches import OutgoingBatch, Recipient
from roundup.core.personal_links import personalise_html, personalise_text
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.newsroom.as_whom import see_as_reader
from roundup.newsroom.letter import view_of
from roundup.publications.models import Publication
from roundup.sending.models import Delivery
from roundup.sending.proof_files import write_proof_files
from roundup.subscribers.models import Subscriber
from tests.events.preference_meanings import make_told_edition
from tests.making import FRIDAY, approved, make_publication, make_reader
from tests.sending.post import Post
from tests.sending.steps import prepare, send_all
from tests.subscribers.choosing import EVERY, NAMES, choose, meaning

pytestmark = pytest.mark.django_db
TOGETHER = pytest.mark.parametrize("beside", [[], ["language"], NAMES])


@pytest.fixture
def edition() -> Edition:
    return approved(make_told_edition(make_publication()))


def reader_of(publication: Publication, *names: str) -> Subscriber:
    """Return a reader who chose these, except for what would leave them without a copy."""
    reader = make_reader(publication, "reader")
    Subscriber.objects.filter(pk=reader.pk).update(name="Jo <b>&")
    choose(reader, *(each for each in names if meaning(each).chosen != meaning(each).silence))
    reader.refresh_from_db()
    return reader


def without_links(copy: str) -> str:
    return re.sub(r"http://127\.0\.0\.1:8000/\w+/[\w-]+/", "a-link", copy)


def copy_of(batch: OutgoingBatch, to: Recipient) -> tuple[str, str]:
    html = personalise_html(batch.html, to.substitutions)
    return without_links(html), without_links(personalise_text(batch.text, to.substitutions))


@EVERY
@TOGETHER
def test_the_proof_of_one_reader_is_their_copy(
    edition: Edition, name: str, beside: list[str], tmp_path: Path
) -> None:
    reader = reader_of(edition.publication, name, *beside)
    write_proof_files(edition, tmp_path, reader.email)
    shown = [without_links((tmp_path / f"edition.{part}").read_text()) for part in ("html", "txt")]
    prepare()
    send_all(post := Post())

    (batch,) = post.given
    assert [*copy_of(batch, batch.recipients[0])] == shown


@EVERY
@TOGETHER
def test_the_page_for_editors_shows_the_variant_of_one_reader(
    edition: Edition, name: str, beside: list[str]
) -> None:
    reader = reader_of(edition.publication, name, *beside)
    query = see_as_reader(edition, reader.email, FRIDAY).as_whom.query
    shown = proof_of(edition, view_of(QueryDict(query)).preferences)
    prepare()

    variant = Delivery.objects.select_related("batch__variant").get(subscriber_id=reader.pk).batch.variant
    assert (shown.rendered.html, shown.rendered.text) == (variant.html, variant.text)
