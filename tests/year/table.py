"""The year as a table: each week, what happened in it, what was expected, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from tests.year.disputed import DISPUTED
from tests.year.judge import Judged, expected

_LINE = "{:>4}  {:44}  {:44}  {:44}  {}"


def differing(judged: Sequence[Judged]) -> list[int]:
    """Return the weeks that differ from the plan, and otherwise than is known of those that are disputed."""
    return [one.week.number for one in judged if _verdict(one) == "DIFFERS"]


def table_of(judged: Sequence[Judged]) -> str:
    lines = [_LINE.format("week", "what happens", "expected", "got", "")]
    for one in judged:
        lines += _lines_of(one)
    return "\n".join(lines)


def _verdict(one: Judged) -> str:
    dispute = DISPUTED.get(one.week.number)
    if dispute and tuple(one.differences) == dispute.instead:
        return "disputed"
    return "DIFFERS" if one.differences or dispute else "ok"


def _lines_of(one: Judged) -> list[str]:
    number = one.week.number
    verdict = _verdict(one)
    cells = [wrap(text, 44) for text in (one.week.name, expected(one.week.outcome), one.got)]
    height = max(map(len, cells))
    rows = zip(*(cell + [""] * (height - len(cell)) for cell in cells), strict=True)
    lines = [
        _LINE.format(number if not place else "", *row, "" if place else verdict).rstrip()
        for place, row in enumerate(rows)
    ]
    lines += [f"        - {difference}" for difference in one.differences]
    if verdict == "disputed":
        lines.append(f"        = {DISPUTED[number].why}")
    return lines
