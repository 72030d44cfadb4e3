"""What an editor writes is rich text; what was found is shown as it was found, whatever it looks like."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from lxml import html

from roundup.editions import arranging, editing
from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.rendering.rich_text import plain_words
from tests.making import NOW, approved, make_article, make_articles, make_edition, make_publication

FOUND = "Stars *2 and 3*, a [note](https://else.example), __init__ and https://bare.example/."
SPONSOR = {"label": "Ad", "headline": "S", "url": "https://s.example", "image_url": "", "image_alt": ""}
BEFORE = [("editions", "0009_approvals_stand_alone")]


def links_of(edition: Edition) -> set[str]:
    tree = html.document_fromstring(proof_of(edition).rendered.html)
    return {link.get("href") for link in tree.iter("a")}


def told(edition: Edition) -> str:
    return " ".join(proof_of(edition).rendered.text.split())


@pytest.mark.django_db
def test_found_words_are_shown_as_they_were_found_and_lead_nowhere() -> None:
    publication = make_publication()
    make_articles(publication, 3)
    article = make_article(publication, 7, summary=FOUND)
    edition = assemble_edition(publication, NOW)
    other = make_article(publication, 8, summary=f"1. {FOUND}", section="World")

    editing.bring_in(edition, other.pk, "world", NOW)

    assert plain_words(edition.stories.get(article=article).blurb) == FOUND
    assert plain_words(edition.stories.get(article=other).blurb) == f"1. {FOUND}"
    assert told(edition).count(FOUND) == 2
    assert not {"https://else.example", "https://bare.example/"} & links_of(edition)


@pytest.mark.django_db
def test_an_editor_writes_lists_and_links_into_note_blurb_and_sponsor() -> None:
    edition = make_edition(make_publication())
    story = edition.stories.order_by("position")[0]
    text = "See [{0}](https://e.example/{0}):\r\n\r\n- **one**\r\n- two"
    words = {"label": "Ad", "headline": "Sable", "url": "https://sable.example"}

    editing.set_words(edition, note=text.format("note"), now=NOW)
    editing.rewrite_story(edition, story.pk, blurb=text.format("blurb"), now=NOW)
    arranging.set_sponsor(edition, **words, text=text.format("sponsor"), now=NOW)

    edition.refresh_from_db()
    for name in ("note", "blurb", "sponsor"):
        assert f"https://e.example/{name}" in links_of(edition)
        assert f"See {name} (https://e.example/{name}): - one - two" in told(edition)
    assert not [each for each in proof_of(edition).findings if "formatting" in each.code]


@pytest.mark.django_db(transaction=True)
def test_earlier_words_are_shown_as_they_were_shown() -> None:
    edition = make_edition(make_publication())
    approval = approved(make_edition(make_publication(slug="pier", name="The Pier")))
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    kept = proof_of(approval).hash
    try:
        MigrationExecutor(connection).migrate(BEFORE)
        Edition.objects.filter(pk=edition.pk).update(
            note=f"- {FOUND}\r\n\r\nAnd more.",
            sponsor=SPONSOR | {"text": FOUND},
        )
        edition.stories.update(blurb=FOUND)
    finally:
        MigrationExecutor(connection).migrate(leaves)

    edition.refresh_from_db()
    assert plain_words(edition.note) == f"- {FOUND}\n\nAnd more."
    assert plain_words(edition.sponsor["text"]) == FOUND
    assert {plain_words(story.blurb) for story in edition.stories.all()} == {FOUND}
    assert not {"https://else.example", "https://bare.example/"} & links_of(edition)
    assert proof_of(Edition.objects.get(pk=approval.pk)).hash == kept
