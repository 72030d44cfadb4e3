"""Every variant reaches the provider as its proof shows it, and is rendered once however many get it."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from django.test import override_settings

from roundup.core.content import EditionContent
from roundup.core.personal_links import personalise_html, personalise_text
from roundup.core.tokens import PersonalTokens
from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.providers import Provider
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.standin import ReceivedMail, StandIn
from roundup.publications.models import Publication, Section
from roundup.rendering.edition import RenderedEdition, render_edition
from roundup.rendering.renderer import Renderer
from roundup.sending.models import Mailing, Variant
from roundup.sending.preparing import freeze as preparation
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from roundup.sending.proof_files import write_proof_files
from roundup.subscribers.links import reader_links
from roundup.subscribers.models import Subscriber
from tests.making import FRIDAY, NOW, approved, make_article, make_publication, make_reader
from tests.sending.post import Post
from tests.sending.steps import prepare, send_all

pytestmark = pytest.mark.django_db

SECTIONS = {
    "ada": [],
    "bo": ["world"],
    "cleo": ["culture"],
    "dag": ["culture", "world"],
    "edda": ["culture", "nonsense"],
    "finn": ["briefs", "world"],
}
# What a mail program adds or needs for itself: it is each copy's own.
OWN = ("Message-ID", "Date", "To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


@pytest.fixture
def publication() -> Publication:
    """A publication whose readers follow all sorts of sections."""
    publication = make_publication(max_stories=60, reply_to="desk@quay.example.org")
    Section.objects.create(
        publication=publication, key="briefs", name="Briefs", words=["Briefs"], style="briefs", position=3
    )
    Section.objects.update(cap=20)
    for name, sections in SECTIONS.items():
        make_reader(publication, name, sections=sections)
    return publication


@pytest.fixture
def edition(publication: Publication) -> Edition:
    """An edition too large to go out as it is."""
    for number in range(45):
        make_article(
            publication,
            number,
            section=("World", "Culture", "Briefs")[number % 3],
            summary=f"Story {number} “begins” here & goes on for a while. "
            + f"It says {number} {number}. " * 9,
        )
    return approved(assemble_edition(publication, NOW))


@pytest.fixture
def sendgrid() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


@pytest.fixture
def provider(sendgrid: StandIn, tmp_path: Path) -> Iterator[Provider]:
    provider = SendGrid(SendGridOptions(api_key=sendgrid.key, host=sendgrid.url))
    yield provider
    provider.close()


def without_links(text: str, reader: Subscriber, mailing: int, edition: Edition) -> str:
    """Return `text` with the marks of the edition in the place of a reader's own links."""
    marks = PersonalTokens(edition.token_prefix).marks()
    for name, link in reader_links(reader, mailing).items():
        text = text.replace(link, marks[name])
    return text


def test_what_the_provider_gets_is_the_proof_with_what_is_the_readers_own(
    edition: Edition, sendgrid: StandIn, provider: Provider
) -> None:
    mailing = prepare()
    send_all(provider)

    marks, shortened = PersonalTokens(edition.token_prefix).marks(), set()
    for reader in Subscriber.objects.all():
        (got,) = sendgrid.inbox.mails(reader.email)
        shown = proof_of(edition, reader.preferences)
        shortened.add(bool(shown.shortened))
        assert got.subject == shown.rendered.subject
        own = got.personalization["substitutions"]
        assert {
            marks[name]: link for name, link in reader_links(reader, mailing.pk).items()
        }.items() <= own.items()
        assert got.html == personalise_html(shown.rendered.html, own)
        assert got.text == personalise_text(shown.rendered.text, own)
    assert mailing.variants.count() == 5
    assert shortened == {True, False}


def test_the_headers_that_the_provider_gets_are_those_of_the_proof_as_a_file(
    edition: Edition, sendgrid: StandIn, provider: Provider, tmp_path: Path
) -> None:
    mailing = prepare()
    send_all(provider)

    for reader in Subscriber.objects.all():
        (got,) = sendgrid.inbox.mails(reader.email)
        write_proof_files(edition, tmp_path, reader.email)
        file = email.message_from_bytes((tmp_path / "edition.eml").read_bytes(), policy=email.policy.default)
        ours = {
            name: without_links(value, reader, 0, edition) for name, value in file.items() if name not in OWN
        }
        assert headers_of(got, reader, mailing, edition) == ours


def headers_of(got: ReceivedMail, reader: Subscriber, mailing: Mailing, edition: Edition) -> dict[str, str]:
    sender, answers = got.request["from"], got.request["reply_to"]
    own = {name: without_links(value, reader, mailing.pk, edition) for name, value in got.headers.items()}
    return own | {
        "From": f"{sender['name']} <{sender['email']}>",
        "Reply-To": answers["email"],
        "Subject": got.subject,
    }


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hash of everything that is rendered."""
    hashes: list[str] = []

    def counted(content: EditionContent, renderer: Renderer) -> RenderedEdition:
        found = render_edition(content, renderer)
        hashes.append(found.hash)
        return found

    monkeypatch.setattr("roundup.editions.proof.render_edition", counted)
    return hashes


@override_settings(BATCH_SIZE=1)
def test_a_variant_is_rendered_once_for_all_its_batches_and_steps(
    edition: Edition, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "STEP", 2)
    (mailing,) = start_due_mailings(FRIDAY)
    rendered.clear()

    while not prepare_step(mailing.pk, FRIDAY):
        pass
    send_all(Post())

    assert mailing.batches.count() == 6
    assert edition.approval
    others = Variant.objects.exclude(hash=edition.approval.hash).values_list("hash", flat=True)
    assert len(others) == 4
    assert sorted(hash for hash in rendered if hash != edition.approval.hash) == sorted(others)


def test_the_proof_as_files_says_what_was_shortened(edition: Edition, tmp_path: Path) -> None:
    report = write_proof_files(edition, tmp_path)

    assert any("stories have no blurb" in sentence for sentence in report["shortened"])
    assert orjson.loads((tmp_path / "report.json").read_bytes())["shortened"] == report["shortened"]
    assert write_proof_files(edition, tmp_path, "cleo@example.org")["shortened"] == []
