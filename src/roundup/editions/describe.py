"""An edition as a document for programs, and in words for people."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from roundup.core.editions import REASON_WORDS, Reason
from roundup.editions.compose import stories_of
from roundup.editions.models import Edition, Story


def identity(edition: Edition) -> dict[str, Any]:
    """Return what names an edition everywhere: its number within its publication."""
    return {
        "edition": edition.number,
        "publication": edition.publication.slug,
        "subject": edition.subject,
    }


def called(document: dict[str, Any]) -> str:
    """Return an edition's name out of any document that holds its `identity`: `quay 12 (This week …)`."""
    name = f"{document['publication']} {document['edition']}"
    return f"{name} “{document['subject']}”" if document["subject"] else name


def described(edition: Edition) -> dict[str, Any]:
    """Return what `roundup assemble --json` prints: sections in order, and a reason for each article.

    The lead is the first story of the first section, "Lead". `id` is what the other commands take
    for EDITION.
    """
    return {
        "id": edition.number,
        **identity(edition),
        "period": edition.period.isoformat(),
        "status": edition.status,
        "sections": _sections(stories_of(edition)),
        "articles": [
            {
                "url": verdict.article.url,
                "title": verdict.article.title,
                "in": verdict.chosen,
                "reason": in_person(verdict.reason, verdict.detail),
            }
            for verdict in edition.verdicts.select_related("article").order_by("-chosen", "pk")
        ],
    }


def in_person(reason: str, detail: str) -> str:
    """Return a verdict as an editor reads it: `already sent: edition 12`."""
    words = REASON_WORDS[Reason(reason)]
    return f"{words}: {detail}" if detail else words


def _sections(stories: list[Story]) -> list[dict[str, Any]]:
    lead = [story for story in stories if story.place == Story.Place.LEAD]
    rest = [story for story in stories if story.place != Story.Place.LEAD]
    order = list(dict.fromkeys(story.section_key for story in rest))
    rest.sort(key=lambda story: order.index(story.section_key))
    found = [{"name": "Lead", "stories": [_told(story) for story in lead]}] if lead else []
    for _, members in groupby(rest, key=lambda story: story.section_key):
        listed = list(members)
        found.append({"name": listed[0].section_name, "stories": [_told(story) for story in listed]})
    return found


def _told(story: Story) -> dict[str, str]:
    return {"url": story.article.url, "headline": story.headline}


def in_words(document: dict[str, Any]) -> str:
    """Return the draft as a short listing."""
    lines = [f"{called(document)}, for the week to {document['period']}: {document['status']}"]
    for section in document["sections"]:
        lines += ["", section["name"], *(f"  {story['headline']}" for story in section["stories"])]
    out = [article for article in document["articles"] if not article["in"]]
    lines += ["", f"Not in it: {len(out)}"]
    lines += [f"  {article['title'][:70]} ({article['reason']})" for article in out[:20]]
    return "\n".join(lines + (["  …"] if len(out) > 20 else []))
