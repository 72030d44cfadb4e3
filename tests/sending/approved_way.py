"""The way of an edition from its approval to the archive, with a change at one of its steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.test import Client

from roundup.archive.letter import public_letter
from roundup.core.preferences import Preferences
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.publications.models import Alarm
from roundup.publications.public_pages import subscribe_url
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.models import Mailing
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from roundup.sending.settling.finishing import finish_mailings
from tests.making import FRIDAY
from tests.sending.post import Post
from tests.sending.steps import LATER, submit_batch


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever the block does to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Way:
    """A mailing from the approval to the archive, step by step; `at` is the step at which `alter` is done."""

    edition: Edition
    alter: Callable[[], None]
    at: str

    STEPS = ("approved", "started", "freezing", "prepared", "posting", "mailed")

    def go(self) -> Post:
        post = Post()
        for name in self.STEPS:
            getattr(self, f"_{name}", lambda post: None)(post)
            if name == self.at:
                self.alter()
        finish_mailings(LATER)
        return post

    def _started(self, post: Post) -> None:
        start_due_mailings(FRIDAY)

    def _freezing(self, post: Post) -> None:
        for mailing in Mailing.objects.all():
            prepare_step(mailing.pk, FRIDAY)

    def _prepared(self, post: Post) -> None:
        for mailing in Mailing.objects.all():
            while not prepare_step(mailing.pk, FRIDAY):
                pass

    def _posting(self, post: Post) -> None:
        if lease := claim_batch(LATER):
            submit_batch(lease, post, LATER)

    def _mailed(self, post: Post) -> None:
        while lease := claim_batch(LATER):
            submit_batch(lease, post, LATER)
        finish_mailings(LATER)


Expected = dict[str, tuple[str, str, str]]


def expected_of(edition: Edition) -> Expected:
    """Return what each reader was to get when the edition was approved: subject, HTML and text."""
    preferences = {
        "bo@example.org": Preferences(frozenset({"culture"})),
        "cleo@example.org": Preferences(language="fr"),
    }
    said = {}
    for reader in edition.publication.subscribers.all():
        rendered = proof_of(edition, preferences.get(reader.email)).rendered
        said[reader.email] = rendered.subject, rendered.html, rendered.text
    return said


def is_as_approved_or_told(edition: Edition, post: Post, expected: Expected, client: Client) -> None:
    arrived = {r.email: (b.subject, b.html, b.text) for b in post.given for r in b.recipients}
    if not arrived:
        edition.refresh_from_db()
        assert edition.held_at, "Nothing left, and nobody says why."
        assert Alarm.objects.filter(cleared_at=None, about=f"edition:{edition.pk}:changed").exists()
        assert not Mailing.objects.exists()
        return
    assert arrived == expected
    is_in_the_archive(edition, expected["ada@example.org"][1], client)


def is_in_the_archive(edition: Edition, html: str, client: Client) -> None:
    """Assert that the edition's page shows the letter of these bytes, with the styles of these bytes."""
    page = client.get(f"/archive/{edition.pk}/")
    assert page.status_code == 200
    letter = public_letter(html, edition.token_prefix, subscribe_url(edition.publication.slug))
    assert letter.markup in page.content.decode()
    assert letter.styles in page.content.decode()
