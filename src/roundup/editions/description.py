"""Describes an edition: as a document for programs, and in words for people."""

from __future__ import annotations

from typing import Any

from roundup.core.block_order import LEAD, section_block
from roundup.core.verdicts import Reason
from roundup.editions.composing import stories_of
from roundup.editions.layout import shown_blocks
from roundup.editions.models import Edition, Story
from roundup.editions.reasons import article_reasons, reason_words


def edition_identity(edition: Edition) -> dict[str, Any]:
    """Return what identifies an edition everywhere: its publication, and its number there."""
    return {
        "edition": edition.number,
        "publication": edition.publication.slug,
        "subject": edition.subject,
    }


def edition_name(document: dict[str, Any]) -> str:
    """Return an edition's name, as `quay 12 “This week …”`, from a document with its `edition_identity`."""
    name = f"{document['publication']} {document['edition']}"
    return f"{name} “{document['subject']}”" if document["subject"] else name


def edition_document(edition: Edition) -> dict[str, Any]:
    """Return what `roundup assemble --json` prints: the sections in order, and a reason for each article.

    The lead is the only story of the section "Lead". `id` is what other commands accept as EDITION.
    """
    return {
        "id": edition.number,
        **edition_identity(edition),
        "period": edition.period.isoformat(),
        "month": edition.month and f"{edition.month:%Y-%m}",
        "status": edition.status,
        "sections": _sections(edition),
        "articles": _articles(edition),
    }


def _articles(edition: Edition) -> list[dict[str, Any]]:
    told = {story.article_id for story in stories_of(edition)}
    return [
        {
            "url": each.article.url,
            "title": each.article.title,
            "in": each.article.pk in told,
            "reason": each.words
            if each.article.pk in told or not each.is_in
            else reason_words(Reason.LEFT_OUT, ""),
        }
        for each in article_reasons(edition)
    ]


def _sections(edition: Edition) -> list[dict[str, Any]]:
    """Return the lead and the sections in the editor's order, without any that are left out."""
    stories, order = stories_of(edition), shown_blocks(edition)
    blocks: dict[str, list[Story]] = {}
    for story in stories:
        is_lead = story.place == Story.Place.LEAD and LEAD in order
        blocks.setdefault(LEAD if is_lead else section_block(story.section_key), []).append(story)
    return [
        {
            "name": "Lead" if key == LEAD else blocks[key][0].section_name,
            "stories": [_told(story) for story in blocks[key]],
        }
        for key in order
        if key in blocks
    ]


def _told(story: Story) -> dict[str, str]:
    return {"url": story.article.url, "headline": story.headline}


def draft_listing(document: dict[str, Any]) -> str:
    """Return the draft as a short listing."""
    told = "the best of the month" if document["month"] else "for the week"
    lines = [f"{edition_name(document)}, {told} to {document['period']}: {document['status']}"]
    for section in document["sections"]:
        lines += ["", section["name"], *(f"  {story['headline']}" for story in section["stories"])]
    out = [article for article in document["articles"] if not article["in"]]
    lines += ["", f"Not in it: {len(out)}"]
    lines += [f"  {article['title'][:70]} ({article['reason']})" for article in out[:20]]
    return "\n".join(lines + (["  …"] if len(out) > 20 else []))
