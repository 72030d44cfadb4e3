"""The checks look at the sender and the headers that the provider gets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_django import Settings

from roundup.editions.envelope import envelope_of
from roundup.editions.proof import proof_of
from roundup.sending.proof_files import write_proof_files
from tests.making import approved, make_edition, make_publication, make_reader
from tests.providers.set_up import give
from tests.sending.post import Post
from tests.sending.steps import prepare, send_all

pytestmark = pytest.mark.django_db


def without_tokens(headers: dict[str, str]) -> dict[str, str]:
    return {name: re.sub(r"/[\w-]{44}/", "/TOKEN/", value) for name, value in headers.items()}


def test_the_headers_that_are_checked_are_those_that_are_sent() -> None:
    edition = approved(make_edition(make_publication()))
    make_reader(edition.publication, "ana")
    prepare()
    send_all(post := Post())
    (batch,) = post.given
    sent = {**batch.headers, **batch.recipients[0].headers}

    assert without_tokens(dict(envelope_of(edition).headers)) == without_tokens(sent)


def test_what_leaves_this_machine_needs_a_public_address(settings: Settings) -> None:
    edition = make_edition(make_publication())
    assert not [finding for finding in proof_of(edition).findings if finding.code.startswith("headers.")]

    settings.PROVIDER = "sendgrid"
    give(settings, SENDGRID_HOST="https://api.sendgrid.com")

    codes = {finding.code for finding in proof_of(edition).findings}
    assert {"headers.unsubscribe-https", "links.local"} <= codes


def test_a_report_names_the_stories_of_a_finding(tmp_path: Path) -> None:
    edition = make_edition(make_publication())
    story = edition.stories.order_by("position")[0]
    story.blurb = "TODO: ask Ines."
    story.save()

    found = [
        each
        for each in write_proof_files(edition, tmp_path)["checks"]
        if each["code"] == "placeholders.to-do"
    ]

    assert [each["stories"] for each in found] == [[str(story.pk)]]
