"""Decides how a week's articles become a draft, and why each of them is in it or not.

Pure and deterministic: the same articles, rules and moment give the same draft in whatever order they come
in. Nothing is left out without a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from roundup.core.candidates import Candidate, Used, Window
from roundup.core.clusters import Pair, find_clusters
from roundup.core.copy_detection import join_copies
from roundup.core.notices import Pattern, default_patterns, notice_of
from roundup.core.placing import Held, Placed, place_stories
from roundup.core.ranking import Scored, Weights, rank_stories
from roundup.core.sections import SectionRule
from roundup.core.verdicts import Reason, Verdict


@dataclass(frozen=True, slots=True)
class AssemblyRules:
    """What a publication wants, and what its editors decided about this edition.

    `sections` are in their order; if there are none, they are made from the articles' own labels. `notices`
    are the patterns that identify notices and advertising. `joined` are pairs of articles that an editor
    called one event, `parted` pairs that an editor called two; `told` are articles that an editor chose over
    the others about their event. `held` are the places of the draft that editors have decided about.
    """

    sections: tuple[SectionRule, ...] = ()
    max_stories: int = 12
    weights: Weights = field(default_factory=Weights)
    notices: tuple[Pattern, ...] = field(default_factory=default_patterns)
    joined: frozenset[Pair] = frozenset()
    parted: frozenset[Pair] = frozenset()
    told: frozenset[int] = frozenset()
    held: Held = field(default_factory=Held)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the rules propose.

    `copies` maps a chosen article to others with the same text, `also` to others about the same event.
    """

    stories: tuple[Placed, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    copies: dict[int, tuple[int, ...]] = field(default_factory=dict)
    also: dict[int, tuple[int, ...]] = field(default_factory=dict)


def assemble_draft(
    candidates: Iterable[Candidate],
    spent: Iterable[Candidate],
    window: Window,
    rules: AssemblyRules,
) -> Draft:
    """Return the draft, with a verdict for each of `candidates`.

    `spent` are articles of earlier editions. They are needed only to recognise copies of them, as are the
    `candidates` that other editions have.
    """
    ordered = sorted(candidates, key=lambda c: (-_age_rank(c), c.order_key))
    verdicts = {c.id: v for c in ordered if (v := _ruled_out(c, window) or _notice(c, rules))}
    fresh = [c for c in ordered if c.id not in verdicts]
    stories = join_copies(fresh, [*spent, *(c for c in ordered if c.used)])
    verdicts |= {c.id: _copy_of_used(c, original) for c, original in stories.known}
    for main, copies in stories.told:
        verdicts |= {c.id: Verdict(c.id, False, Reason.COPY, main.title[:200]) for c in copies}
    ranked = _rank([main for main, _ in stories.told], window, rules)
    placing = place_stories(ranked, rules.sections, rules.max_stories, rules.weights, rules.held)
    verdicts |= placing.verdicts | _also_verdicts(ranked)
    for main, _ in stories.told:
        if other := stories.alike.get(main.id):
            verdicts[main.id] = replace(verdicts[main.id], perhaps_same_as=_named(other))
    chosen = {placed.id for placed in placing.placed}
    return Draft(
        tuple(placing.placed),
        tuple(verdicts[c.id] for c in ordered),
        {m.id: tuple(c.id for c in cs) for m, cs in stories.told if cs and m.id in chosen},
        {s.main.id: tuple(c.id for c in s.others) for s in ranked if s.others and s.main.id in chosen},
    )


def _rank(mains: Sequence[Candidate], window: Window, rules: AssemblyRules) -> list[Scored]:
    ordered = sorted(mains, key=lambda c: (-_age_rank(c), c.order_key))
    clusters = find_clusters(ordered, joined=rules.joined, parted=rules.parted)
    return rank_stories(clusters, window, rules.weights, told=rules.told | rules.held.taken)


def _notice(candidate: Candidate, rules: AssemblyRules) -> Verdict | None:
    """Return the verdict on a notice, unless an editor wants it told."""
    pattern = None if candidate.id in rules.told | rules.held.taken else notice_of(candidate, rules.notices)
    return Verdict(candidate.id, False, Reason.NOTICE, str(pattern)) if pattern else None


def _also_verdicts(ranked: Iterable[Scored]) -> dict[int, Verdict]:
    """Return a verdict for each article whose event another article covers, with the words they share."""
    return {
        other.id: Verdict(
            other.id,
            False,
            Reason.ALSO,
            scored.main.title[:200],
            instead=scored.main.id,
            words=scored.cluster.words,
        )
        for scored in ranked
        for other in scored.others
    }


def _copy_of_used(copy: Candidate, original: Candidate) -> Verdict:
    reason = Reason.RESERVED if original.used is Used.RESERVED else Reason.ALREADY_SENT
    return Verdict(copy.id, False, reason, original.title[:200])


def _named(article: Candidate) -> str:
    """Return the headline of an article and the edition that has it."""
    where = f" ({article.used_by})" if article.used_by else ""
    return f"“{article.title[:200]}”{where}"


def _age_rank(candidate: Candidate) -> float:
    return candidate.moment.timestamp() if candidate.moment else 0.0


def _ruled_out(candidate: Candidate, window: Window) -> Verdict | None:
    """Return why this article cannot be news of this window, whatever the other articles are, or None."""

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
        return out(Reason.EARLIER) if seen and seen <= window.start and not candidate.left_over else None
    if date > window.at:
        return out(Reason.FUTURE)
    if date <= (window.oldest_left_over if candidate.left_over else window.oldest):
        return out(Reason.TOO_OLD)
    late = not candidate.backlog and seen is not None and seen > window.start
    return out(Reason.EARLIER) if date <= window.start and not (late or candidate.left_over) else None
