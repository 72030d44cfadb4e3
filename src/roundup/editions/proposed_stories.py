"""Stories as the rules put them, kept with their verdicts; any difference since then is an editor's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from roundup.core.keeping_up import Put, Standing
from roundup.editions.draft_changes import ordered_stories
from roundup.editions.models import Edition, Story, Verdict

WORDS: Final = ("headline", "blurb", "kicker", "byline", "image", "focus")


def put_of(story: Story) -> Put:
    """Return where a story stands, and how it is told."""
    words = {name: getattr(story, name) for name in WORDS}
    return Put(story.place == Story.Place.LEAD, story.section_key, words)


def proposed_document(story: Story) -> dict[str, Any]:
    """Return a story that the rules have just placed, in the form in which its verdict keeps it."""
    put = put_of(story)
    return {"rank": story.position, "lead": put.lead, "section": put.section, "words": dict(put.words)}


def standing_stories(edition: Edition) -> list[Standing]:
    """Return the stories of a draft in order, each with what the rules last proposed for it.

    A story that the rules did not choose counts as an editor's, and so does a story without a record of where
    and how the rules put it.
    """
    kept = edition.verdicts.filter(chosen=True, proposed__isnull=False).values_list("article_id", "proposed")
    proposed = dict(kept)
    return [
        Standing(story.article_id, put_of(story), *_read(proposed.get(story.article_id)))
        for story in ordered_stories(edition)
    ]


def note_moved(edition: Edition, article_ids: Iterable[int]) -> None:
    """Note that an editor moved these stories, so their ranks among the others no longer mean anything."""
    moved = list(edition.verdicts.filter(article__in=list(article_ids), proposed__isnull=False))
    for verdict in moved:
        verdict.proposed = {**(verdict.proposed or {}), "rank": None}
    Verdict.objects.bulk_update(moved, ["proposed"])


def _read(kept: Mapping[str, Any] | None) -> tuple[Put | None, int | None]:
    return (Put(kept["lead"], kept["section"], kept["words"]), kept["rank"]) if kept else (None, None)
