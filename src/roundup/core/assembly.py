"""Decides how a week's articles become a draft, and why each of them is in it or not.

Pure and deterministic: the same articles, rules and moment give the same draft, whatever the order of the
input. Nothing is left out without a verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from roundup.core.candidates import Candidate, Used, Window
from roundup.core.copy_detection import join_copies
from roundup.core.sections import SectionRule, arrange_sections
from roundup.core.verdicts import Reason, Verdict


@dataclass(frozen=True, slots=True)
class AssemblyRules:
    """`sections` in their order. Without any, sections are made from the articles' own labels."""

    sections: tuple[SectionRule, ...] = ()
    max_stories: int = 12


@dataclass(frozen=True, slots=True)
class Placed:
    """One story of a draft, in its section. The lead comes first and keeps its section."""

    id: int
    section: SectionRule
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What the rules propose. `copies` maps a chosen article to others that tell the same story."""

    stories: tuple[Placed, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    copies: dict[int, tuple[int, ...]] = field(default_factory=dict)


def assemble_draft(
    candidates: Iterable[Candidate],
    spent: Iterable[Candidate],
    window: Window,
    rules: AssemblyRules,
) -> Draft:
    """Return the draft, with a verdict for each of `candidates`.

    `spent` are articles of earlier editions, needed only to recognise copies of them.
    """
    ordered = sorted(candidates, key=lambda c: (-_age_rank(c), c.order_key))
    verdicts = {c.id: v for c in ordered if (v := _ruled_out(c, window))}
    fresh = [c for c in ordered if c.id not in verdicts]
    groups, copies_of_spent = join_copies(fresh, list(spent))
    verdicts |= {c.id: Verdict(c.id, False, Reason.ALREADY_SENT, of) for c, of in copies_of_spent}
    for main, copies in groups:
        verdicts |= {c.id: Verdict(c.id, False, Reason.COPY, main.title[:200]) for c in copies}
    mains = sorted((main for main, _ in groups), key=lambda c: (-_age_rank(c), c.order_key))
    placed = _place(mains, rules, verdicts)
    chosen = {p.id for p in placed}
    copies_by_main = {m.id: tuple(c.id for c in cs) for m, cs in groups if cs and m.id in chosen}
    return Draft(placed, tuple(verdicts[c.id] for c in ordered), copies_by_main)


def _age_rank(candidate: Candidate) -> float:
    return candidate.moment.timestamp() if candidate.moment else 0.0


def _ruled_out(candidate: Candidate, window: Window) -> Verdict | None:
    """Return why this article cannot be news of this window, whatever the other articles are."""

    def out(reason: Reason, detail: str = "") -> Verdict:
        return Verdict(candidate.id, False, reason, detail)

    if candidate.used is Used.SPENT:
        return out(Reason.ALREADY_SENT, candidate.used_by)
    if candidate.used is Used.RESERVED:
        return out(Reason.RESERVED, candidate.used_by)
    if not candidate.title or not candidate.url:
        return out(Reason.UNTITLED)
    date, seen = candidate.published_at, candidate.first_seen_at
    if date is None and candidate.backlog:
        return out(Reason.UNDATED)
    if date is None:
        return out(Reason.EARLIER) if seen and seen <= window.start else None
    if date > window.at:
        return out(Reason.FUTURE)
    if date <= window.at - window.max_age:
        return out(Reason.TOO_OLD)
    late = not candidate.backlog and seen is not None and seen > window.start
    return out(Reason.EARLIER) if date <= window.start and not late else None


def _place(
    mains: Sequence[Candidate], rules: AssemblyRules, verdicts: dict[int, Verdict]
) -> tuple[Placed, ...]:
    """Choose among `mains` by section, cap and the edition's limit, and add a verdict for each."""
    arranged, unwanted = arrange_sections(mains, rules.sections)
    verdicts |= {c.id: Verdict(c.id, False, Reason.NO_SECTION) for c in unwanted}
    lead = _lead(arranged)
    placed: list[Placed] = []
    if lead:
        placed.append(Placed(lead[1].id, lead[0], lead=True))
        verdicts[lead[1].id] = Verdict(lead[1].id, True, Reason.LEAD, lead[0].name)
    rest = [(rule, [c for c in members if not lead or c is not lead[1]]) for rule, members in arranged]
    room = max(rules.max_stories - len(placed), 0)
    for rule, taken, over in _fill(rest, room, lead[0] if lead else None):
        reason = Reason.STORY if rule.style.is_told else Reason.BRIEF
        placed += [Placed(c.id, rule) for c in taken]
        verdicts |= {c.id: Verdict(c.id, True, reason, rule.name) for c in taken}
        verdicts |= {c.id: Verdict(c.id, False, Reason.OVER_CAP, rule.name) for c in over}
    return tuple(placed)


Arranged = Sequence[tuple[SectionRule, Sequence[Candidate]]]


def _lead(arranged: Arranged) -> tuple[SectionRule, Candidate] | None:
    """Return the story that opens the edition: one with a picture and a text, from the first sections.

    Returns None if no section tells stories: a single line cannot open an edition.
    """
    offers = [
        ((not c.has_image, not c.text, c.paywalled, place, rank), rule, c)
        for place, (rule, members) in enumerate(arranged)
        for rank, c in enumerate(members)
        if rule.style.is_told
    ]
    if not offers:
        return None
    _, rule, candidate = min(offers, key=lambda offer: offer[0])
    return rule, candidate


def _fill(
    arranged: Arranged, room: int, ahead: SectionRule | None
) -> list[tuple[SectionRule, list[Candidate], list[Candidate]]]:
    """Share out the `room` for stories among the sections, one each per round, so that none starves another.

    The section `ahead` already has the lead, and sits out the first round.
    """
    offers = sorted(
        (turn + (rule is ahead), place)
        for place, (rule, members) in enumerate(arranged)
        for turn in range(min(rule.cap, len(members)))
        if rule.style.is_told
    )
    counts = Counter(place for _, place in offers[:room])
    shares = [
        counts[place] if rule.style.is_told else min(rule.cap, len(members))
        for place, (rule, members) in enumerate(arranged)
    ]
    return [
        (rule, list(members[:share]), list(members[share:]))
        for (rule, members), share in zip(arranged, shares, strict=True)
    ]
