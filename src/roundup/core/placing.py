"""Gives the best stories of a week their places: the lead, and the rest by section, writer and room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace

from roundup.core.newsroom_language import tell
from roundup.core.ranking import Scored, Weights
from roundup.core.sections import SectionRule, arrange_sections
from roundup.core.verdicts import Reason, Verdict


@dataclass(frozen=True, slots=True)
class Placed:
    """One story of a draft, in its section. The lead comes first and keeps its section."""

    id: int
    section: SectionRule
    lead: bool = False


@dataclass(slots=True)
class Placing:
    """The stories placed so far, in the order of the edition, and a verdict for each story."""

    placed: list[Placed] = field(default_factory=list)
    verdicts: dict[int, Verdict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """The places of a draft that an editor has decided about.

    The articles in `kept` and `dropped` take up room before all others; those in `apart` are never placed.
    `lead` opens the edition, whatever it scores.
    """

    kept: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()
    apart: frozenset[int] = frozenset()
    lead: int | None = None

    @property
    def taken(self) -> frozenset[int]:
        return self.kept | self.dropped


_NOTHING_HELD = Held()
Arranged = Sequence[tuple[SectionRule, Sequence[Scored]]]


def place_stories(
    ranked: Sequence[Scored],
    sections: Sequence[SectionRule],
    max_stories: int,
    weights: Weights,
    held: Held = _NOTHING_HELD,
) -> Placing:
    """Choose among `ranked`, the best first, by section, cap and the edition's limit."""
    apart = [scored.main.id for scored in ranked if scored.main.id in held.apart]
    ranked = [scored for scored in ranked if scored.main.id not in held.apart]
    by_candidate = {scored.main.id: scored for scored in ranked}
    arranged, unwanted = arrange_sections([scored.main for scored in ranked], sections)
    found = [(rule, [by_candidate[each.id] for each in members]) for rule, members in arranged]
    placing = Placing(verdicts={pk: Verdict(pk, False, Reason.DROPPED) for pk in apart})
    placing.verdicts |= {each.id: Verdict(each.id, False, Reason.NO_SECTION) for each in unwanted}
    lead = _lead(found, held)
    # Sections made from the articles' own labels have no right to a share.
    fair = weights if sections else replace(weights, same_section=0)
    taken = _share_out(found, lead, max_stories, fair, held.taken)
    if lead:
        _place(placing, lead[1], lead[0], Reason.LEAD)
    for rule, members in found:
        reason = Reason.STORY if rule.style.is_told else Reason.BRIEF
        had = len(taken & _ids(members))
        for rank, scored in enumerate(members, start=1):
            if lead and scored is lead[1]:
                continue
            if scored.main.id in taken:
                _place(placing, scored, rule, reason)
            else:
                over = _over(rank, len(members), rule, had, max_stories)
                placing.verdicts[scored.main.id] = _verdict(scored, False, Reason.OVER_CAP, over)
    return placing


def _ids(members: Iterable[Scored]) -> set[int]:
    return {scored.main.id for scored in members}


def _place(placing: Placing, scored: Scored, rule: SectionRule, reason: Reason) -> None:
    placing.placed.append(Placed(scored.main.id, rule, lead=reason is Reason.LEAD))
    placing.verdicts[scored.main.id] = _verdict(scored, True, reason, rule.name)


def _verdict(scored: Scored, chosen: bool, reason: Reason, detail: str) -> Verdict:
    return Verdict(
        scored.main.id,
        chosen,
        reason,
        detail,
        points={str(sign): points for sign, points in scored.points.items()},
    )


def _over(rank: int, count: int, rule: SectionRule, taken: int, max_stories: int) -> str:
    """Return, in words, the place of a story for which there was no room, and what was full."""
    where = {"rank": rank, "count": count, "section": rule.name}
    if taken >= rule.cap:
        return tell(
            "number %(rank)s of %(count)s in %(section)s; the section was full at %(cap)s",
            **where,
            cap=rule.cap,
        )
    return tell(
        "number %(rank)s of %(count)s in %(section)s; the edition was full at %(cap)s",
        **where,
        cap=max_stories,
    )


def _lead(arranged: Arranged, held: Held) -> tuple[SectionRule, Scored] | None:
    """Return the story that opens the edition: the best one in all sections that can be shown large.

    Stories with a picture and a text come before those without. Returns None if no section tells stories: a
    single line cannot open an edition. If an editor chose the lead, only that story can be it.
    """
    offers = [
        ((not one.main.has_image, not one.main.text, one.main.paywalled, -one.total, place, rank), rule, one)
        for place, (rule, members) in enumerate(arranged)
        for rank, one in enumerate(members)
        if rule.style.is_told and one.main.id not in held.dropped and held.lead in (None, one.main.id)
    ]
    if not offers:
        return None
    _, rule, scored = min(offers, key=lambda offer: offer[0])
    return rule, scored


def _share_out(
    arranged: Arranged,
    lead: tuple[SectionRule, Scored] | None,
    max_stories: int,
    weights: Weights,
    held: Set[int],
) -> set[int]:
    """Return the ids of the stories that get a place, those that are `held` before all others.

    If sections are balanced, each section that tells stories gets one before any gets a second, so that none
    starves another. Then the best are taken from any section. Briefs have their own room.
    """
    taken = {lead[1].main.id} if lead else set()
    told = [(rule, members) for rule, members in arranged if rule.style.is_told]
    writers = Counter(lead[1].main.authors if lead else ())
    had = Counter({lead[0].key: 1} if lead else {})
    for rule, members in told:
        holding = [one for one in members if one.main.id in held - taken]
        taken |= _ids(holding)
        had[rule.key] += len(holding)
        writers.update(author for one in holding for author in one.main.authors)
    while len(taken) < max_stories:
        offers = [
            (
                (
                    weights.same_section and had[rule.key] > 0,
                    -_worth(one, writers, had[rule.key], weights),
                    place,
                    rank,
                ),
                rule,
                one,
            )
            for place, (rule, members) in enumerate(told)
            if had[rule.key] < rule.cap + (lead is not None and rule is lead[0])
            for rank, one in enumerate(members)
            if one.main.id not in taken
        ]
        if not offers:
            break
        _, rule, chosen = min(offers, key=lambda offer: offer[0])
        taken.add(chosen.main.id)
        had[rule.key] += 1
        writers.update(chosen.main.authors)
    for rule, members in arranged:
        if not rule.style.is_told:
            taken |= _ids(sorted(members, key=lambda one: one.main.id not in held)[: rule.cap])
    return taken


def _worth(scored: Scored, writers: Counter[str], had: int, weights: Weights) -> float:
    """Return a story's points, less the deductions for other stories by its writer or in its section."""
    by_writer = max((writers[author] for author in scored.main.authors), default=0)
    return scored.total - weights.same_writer * by_writer - weights.same_section * had
