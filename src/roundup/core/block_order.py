"""The order of an edition's blocks, as a list of keys.

A stored order may be out of date, because sections come and go, so it is never trusted as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

NOTE: Final = "note"
LEAD: Final = "lead"
SPONSOR: Final = "sponsor"
CONTRIBUTORS: Final = "contributors"
_SECTION: Final = "section:"


def section_block(section_key: str) -> str:
    """Return the key of a section's block."""
    return _SECTION + section_key


def section_of_block(key: str) -> str | None:
    """Return the section that a block's key names, or None if the block is not a section."""
    return key.removeprefix(_SECTION) if key.startswith(_SECTION) else None


def natural_order(section_keys: Sequence[str]) -> list[str]:
    """Return the blocks in their original order, in which the sponsor follows the first section."""
    sections = [section_block(key) for key in section_keys]
    return [NOTE, LEAD, *sections[:1], SPONSOR, *sections[1:], CONTRIBUTORS]


def arranged_blocks(natural: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Return all of `natural`, in the order of `wanted`.

    A block that `wanted` does not name comes after its natural predecessor; a block that `natural` lacks is
    ignored.
    """
    order = [key for key in dict.fromkeys(wanted) if key in natural]
    for place, key in enumerate(natural):
        if key not in order:
            order.insert(order.index(natural[place - 1]) + 1 if place else 0, key)
    return order


def moved_block(order: Sequence[str], key: str, step: int) -> list[str]:
    """Return `order` with `key` moved by `step` places (up if negative), but not beyond either end."""
    found, place = list(order), order.index(key)
    found.insert(max(place + step, 0), found.pop(place))
    return found
