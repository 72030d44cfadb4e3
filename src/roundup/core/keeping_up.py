"""Merges a draft that editors work on with what the rules would propose now.

Pure and deterministic. A story that an editor touched stays exactly as it is; what they took out stays out;
everything else follows the rules. Merging twice changes nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from roundup.core.assembly import Draft
from roundup.core.placing import Held, Placed


@dataclass(frozen=True, slots=True)
class Put:
    """Where a story stands, and how it is told."""

    lead: bool
    section: str
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """A story of a draft as it stands.

    `proposed` is where and how the rules last put it; None if an editor brought it in. `rank` orders the
    stories as the rules did; it is None once an editor has moved this one.
    """

    id: int
    put: Put
    proposed: Put | None = None
    rank: int | None = None

    @property
    def is_as_proposed(self) -> bool:
        return self.put == self.proposed and self.rank is not None


@dataclass(frozen=True, slots=True)
class Merged:
    """A story of the merged draft: where the rules put it or, if that is None, as it stands."""

    id: int
    placed: Placed | None = None


def find_moved(standing: Sequence[Standing]) -> frozenset[int]:
    """Return the stories that an editor moved within their section: the fewest that explain the order."""
    moved: set[int] = set()
    for members in _by_section(each for each in standing if each.is_as_proposed).values():
        moved |= {each.id for each in members} - _longest_in_order(members)
    return frozenset(moved)


def find_touched(standing: Sequence[Standing]) -> frozenset[int]:
    """Return the stories that an editor brought in, reworded or moved, or made the lead."""
    changed = {each.id for each in standing if not each.is_as_proposed}
    return find_moved(standing) | changed


def held_places(standing: Sequence[Standing], dropped: AbstractSet[int], barred: AbstractSet[int]) -> Held:
    """Return the places that the rules must not give away.

    `dropped` are articles that the rules chose and an editor took out: their places stay empty. `barred` are
    other articles that may not come in; they take up no place.
    """
    touched = find_touched(standing)
    theirs = {each.id for each in standing if each.proposed is None}
    leads = [each.id for each in standing if each.put.lead and each.id in touched]
    return Held(
        kept=touched - theirs,
        dropped=frozenset(dropped),
        apart=frozenset(barred | theirs),
        lead=leads[0] if leads else None,
    )


def merge_drafts(standing: Sequence[Standing], fresh: Draft, out: AbstractSet[int]) -> tuple[Merged, ...]:
    """Return the draft that results from merging the present one with the one that the rules propose.

    Each touched story keeps its section and its place there, if enough stories come before it. No article in
    `out` comes in, no new copy of one, and no new article about the event of a touched story.
    """
    touched = find_touched(standing)
    kept = [each for each in standing if each.id in touched]
    known = frozenset(each.id for each in standing)
    coming = [placed for placed in fresh.stories if placed.id not in touched | out]
    coming = [each for each in coming if each.id in known or not _is_told_already(each, fresh, touched, out)]
    lead = next((Merged(each.id) for each in kept if each.put.lead), None) or _lead(coming)
    rest = [each for each in coming if lead is None or each.id != lead.id]
    return (*([lead] if lead else []), *_in_sections(standing, touched, rest))


def _is_told_already(placed: Placed, fresh: Draft, touched: AbstractSet[int], out: AbstractSet[int]) -> bool:
    copies = fresh.copies.get(placed.id, ())
    return not (touched | out).isdisjoint(copies) or not touched.isdisjoint(fresh.also.get(placed.id, ()))


def _lead(coming: Sequence[Placed]) -> Merged | None:
    """Return the lead that the rules chose or, failing that, the next story that can open an edition."""
    found = next((each for each in coming if each.lead), None)
    found = found or next((each for each in coming if each.section.style.is_told), None)
    return Merged(found.id, replace(found, lead=True)) if found else None


def _in_sections(
    standing: Sequence[Standing], touched: AbstractSet[int], coming: Sequence[Placed]
) -> list[Merged]:
    sections: dict[str, list[Merged]] = {}
    for placed in coming:
        merged = Merged(placed.id, replace(placed, lead=False))
        sections.setdefault(placed.section.key, []).append(merged)
    stands = _by_section(standing)
    for key, members in stands.items():
        for place, each in enumerate(members):
            if each.id in touched:
                sections.setdefault(key, []).insert(place, Merged(each.id))
    return [each for key in _order(list(stands), list(sections)) for each in sections.get(key, ())]


def _order(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """Return the sections in their present order, each new one after the section it follows in `now`."""
    order = list(before)
    for place, key in enumerate(now):
        if key not in order:
            order.insert(order.index(now[place - 1]) + 1 if place else 0, key)
    return order


def _by_section(standing: Iterable[Standing]) -> dict[str, list[Standing]]:
    """Return the stories by section, in order, without the lead."""
    found: dict[str, list[Standing]] = {}
    for each in standing:
        if not each.put.lead:
            found.setdefault(each.put.section, []).append(each)
    return found


def _longest_in_order(members: Sequence[Standing]) -> set[int]:
    """Return the largest set of stories whose ranks rise from each one to the next."""
    best: list[list[Standing]] = []
    for each in members:
        before = [run for run in best if (run[-1].rank or 0) < (each.rank or 0)]
        best.append([*max(before, key=len, default=[]), each])
    return {each.id for each in max(best, key=len, default=[])}
