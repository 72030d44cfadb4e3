"""Fills a thin week with older articles that no edition has told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from roundup.core.assembly import AssemblyRules, Draft
from roundup.core.candidates import Candidate
from roundup.core.copy_detection import join_copies
from roundup.core.language import say_later
from roundup.core.notices import notice_of
from roundup.core.placing import Placed
from roundup.core.sections import SectionRule
from roundup.core.verdicts import Reason, Verdict

OLDER_KEY: Final = "from-the-archive"
OLDER_HEADING: Final = say_later("From the archive")


@dataclass(frozen=True, slots=True)
class Older:
    """The older `articles` that may fill an edition up to `least` stories, in a section called `heading`.

    `known` are articles that other editions have told or this week tells: no copy of one of them comes in.
    """

    articles: Sequence[Candidate]
    known: Sequence[Candidate]
    least: int
    heading: str = OLDER_HEADING


def fill_draft(draft: Draft, older: Older, rules: AssemblyRules) -> Draft:
    """Return the draft, filled up to the wanted number of stories with the newest of the older articles.

    Pure: the same input gives the same draft. What an editor took out stays out, and what they changed stays
    in.
    """
    lacking = older.least - len(draft.stories)
    mains = [main for main, _ in join_copies(_offered(older, rules), older.known).told]
    held = [main for main in mains if main.id in rules.held.kept]
    free = [main for main in mains if main.id not in rules.held.taken]
    chosen = [*held, *free[: max(0, lacking - len(held))]]
    section = SectionRule(OLDER_KEY, older.heading, cap=len(chosen))
    lead = _lead(chosen) if not draft.stories else None
    placed = [Placed(main.id, section, lead=main is lead) for main in chosen]
    found = {
        main.id: Verdict(main.id, True, Reason.LEAD if main is lead else Reason.OLDER, older.heading)
        for main in chosen
    }
    others = [verdict for verdict in draft.verdicts if verdict.id not in found]
    # The lead comes first.
    placed.sort(key=lambda each: not each.lead)
    return replace(draft, stories=(*draft.stories, *placed), verdicts=(*others, *found.values()))


def _offered(older: Older, rules: AssemblyRules) -> list[Candidate]:
    """Return the articles that may come in, the newest first."""
    out = rules.held.apart | rules.held.dropped
    offered = (each for each in older.articles if each.id not in out and each.title and each.url)
    news = (each for each in offered if each.published_at and not notice_of(each, rules.notices))
    return sorted(news, key=lambda each: (-_age_rank(each), each.order_key))


def _age_rank(candidate: Candidate) -> float:
    return candidate.published_at.timestamp() if candidate.published_at else 0.0


def _lead(chosen: Iterable[Candidate]) -> Candidate | None:
    """Return the story that opens an edition without any news: the newest, if possible with a picture."""
    return min(chosen, key=lambda main: not main.has_image, default=None)
