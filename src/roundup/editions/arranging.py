"""Orders the blocks of a draft, leaves some out, and sets the sponsor's words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from roundup.core.block_order import arranged_blocks, moved_block
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.urls import is_web_url
from roundup.editions.draft_changes import changing_draft, short_line
from roundup.editions.form_versions import (
    BLOCKS_CHANGED,
    SPONSOR_WORDS,
    changed_fields,
    layout_version,
    require_version,
    sponsor_words,
)
from roundup.editions.layout import blocks_of
from roundup.editions.models import Edition
from roundup.editions.pictures import link_pictures
from roundup.editions.revisions import Act
from roundup.editions.sponsors import is_day


class Unfinished(Refused):
    """Something necessary is missing, perhaps because the editor has not typed it yet."""


_MOST = {
    "label": 60,
    "headline": 200,
    "text": 1000,
    "url": 2000,
    "image_url": 2000,
    "image_alt": 1000,
    "starts": 10,
    "ends": 10,
}
_LACKING = {
    "headline": tell_later("The sponsor’s place needs a headline."),
    "url": tell_later("The sponsor’s place needs an address to link to."),
    "label": tell_later("The sponsor’s place needs a label: readers must see that it is paid for."),
}


def move_block(
    edition: Edition, key: str, step: int, now: datetime, *, by: Any = None, seen: str | None = None
) -> None:
    """Move a block up (-1), down (+1) or several places among all blocks, but not beyond an end.

    Here and below, `by` is the person who does it, for the history, and `seen` is the version of the layout
    that the editor was looking at. Raises StaleForm if that has changed since, and Refused for a block that
    the edition does not have.
    """
    with changing_draft(edition, Act(tell("Moved a block"), now, by)) as locked:
        require_version(seen, layout_version(locked), BLOCKS_CHANGED)
        order = blocks_of(locked)
        _require_block(order, key)
        # Blocks that are not in this edition keep their places, in case they come back.
        every = list(dict.fromkeys([*locked.layout, *order]))
        if (wanted := moved_block(order, key, step)) != order:
            locked.layout = arranged_blocks(every, wanted)


def place_block(
    edition: Edition, key: str, position: int, now: datetime, *, by: Any = None, seen: str | None = None
) -> None:
    """Put a block at `position` among all blocks (from 0; beyond the end: last)."""
    steps = position - blocks_of(edition).index(key) if key in blocks_of(edition) else 0
    move_block(edition, key, steps, now, by=by, seen=seen)


def leave_out(edition: Edition, key: str, now: datetime, *, by: Any = None, seen: str | None = None) -> None:
    """Leave a block out for all readers; it keeps its place.

    If it is the lead, the story goes to its section.
    """
    with changing_draft(edition, Act(tell("Left a block out"), now, by)) as locked:
        require_version(seen, layout_version(locked), BLOCKS_CHANGED)
        _require_block(blocks_of(locked), key)
        locked.left_out = list(dict.fromkeys([*locked.left_out, key]))


def take_in(edition: Edition, key: str, now: datetime, *, by: Any = None, seen: str | None = None) -> None:
    """Show readers a block that was left out."""
    with changing_draft(edition, Act(tell("Put a block back"), now, by)) as locked:
        require_version(seen, layout_version(locked), BLOCKS_CHANGED)
        _require_block(blocks_of(locked), key)
        locked.left_out = [each for each in locked.left_out if each != key]


def make_order_usual(edition: Edition) -> None:
    """Make this edition's order the one that future editions start with; existing ones stay as they are."""
    publication = edition.publication
    order = blocks_of(edition)
    publication.layout = arranged_blocks(list(dict.fromkeys([*publication.layout, *order])), order)
    publication.left_out = list(edition.left_out)
    publication.save(update_fields=["layout", "left_out"])


def _require_block(order: list[str], key: str) -> None:
    if key not in order:
        raise Refused(tell("This block is no longer in the edition. Reload the page."))


def set_sponsor(
    edition: Edition, *, now: datetime, by: Any = None, seen: str | None = None, **typed: str | None
) -> None:
    """Set the sponsor's words in an edition, named as in `SPONSOR_WORDS`; None leaves a field as it is.

    If all fields but the label and the days are empty, there is no sponsor. `seen` is the version of the
    words that the editor was looking at. Raises Refused if something necessary is missing, and StaleForm if
    somebody else has changed the same words since.
    """
    with changing_draft(edition, Act(tell("Wrote the sponsor’s words"), now, by, "sponsor")) as locked:
        before = sponsor_words(locked)
        wanted = changed_fields(before, typed, seen)
        said = before | {name: _tidied(name, text) for name, text in wanted.items()}
        locked.sponsor = said if _is_somebody(said) else {}
        if sponsor_words(locked)["image_url"] != before["image_url"]:
            locked.sponsor_picture = None
    link_pictures(edition)


def _tidied(name: str, text: str) -> str:
    return text.strip()[: _MOST[name]] if name == "text" else short_line(text, _MOST[name])


def _is_somebody(said: dict[str, str]) -> bool:
    """Say whether there is a sponsor. Raises Refused if something necessary is missing."""
    if not any(said[name] for name in SPONSOR_WORDS if name not in ("label", "starts", "ends")):
        return False
    for name, sentence in _LACKING.items():
        if not said[name]:
            raise Unfinished(tell(sentence))
    for name in ("url", "image_url"):
        if said[name] and not is_web_url(said[name]):
            raise Unfinished(
                tell(
                    "%(address)s is not an address: an address begins with https:// or http://.",
                    address=said[name][:60],
                )
            )
    _require_days(said["starts"], said["ends"])
    return True


def _require_days(starts: str, ends: str) -> None:
    """Raise Refused unless each is empty or a day as browsers send it, and both are in order."""
    for day in filter(None, (starts, ends)):
        if not is_day(day):
            raise Refused(
                tell("%(day)s is not a day: use the form’s own picker. Nothing was saved.", day=day)
            )
    if starts and ends and ends < starts:
        raise Refused(tell("The sponsor’s last day is before its first. Nothing was saved."))
