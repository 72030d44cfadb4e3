"""The suite would notice: each rule that is taken out of the engine makes a row of the table fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.chaos.children import Nursery
from tests.chaos.databases import Databases
from tests.chaos.house import house
from tests.chaos.judge import Verdict
from tests.chaos.mutants import LEAKS, MUTANTS
from tests.chaos.row import Row
from tests.chaos.rows import ROWS

pytestmark = pytest.mark.process

FOUND_BY = {
    "back-by-timer": "killed with the answer read and nothing written",
    "retry-on-5xx": "server errors, taken or not",
    "no-fence": "frozen after a claim, and wakes while others are at it",
    "no-deadline": "frozen when posting has begun, and wakes after everybody gave up",
    "loose-evidence": "the webhook is away for a while",
    "events-twice": "seven copies of every event in any order",
    "address-in-log": "killed when the result is written",
    "address-in-url": "killed when the result is written",
    "address-in-arguments": "killed when the result is written",
}
# Two mostly; a trial that is held up lets a mutant send once more.
_MORE_THAN_ONE = r"got ([2-9]|\d\d+) copies"
SAYS = {
    "back-by-timer": _MORE_THAN_ONE,
    "retry-on-5xx": _MORE_THAN_ONE,
    "no-fence": _MORE_THAN_ONE,
    "no-deadline": _MORE_THAN_ONE,
    "loose-evidence": _MORE_THAN_ONE,
    "events-twice": "events happened",
    "address-in-log": r"an address stands in loop-0\.log",
    "address-in-url": "an address stands in a URL",
    "address-in-arguments": "an address stands in custom arguments",
}


@pytest.fixture(scope="module")
def trials(all_databases: dict[str, Databases], nursery: Nursery) -> Iterator[dict[str, Future[Verdict]]]:
    """Each mutant in the row that finds it, all at once."""
    with ThreadPoolExecutor(6, "trial") as pool:
        yield {
            mutant: pool.submit(_play, mutant, _row(says), all_databases["sqlite"], nursery)
            for mutant, says in FOUND_BY.items()
        }


def _row(says: str) -> Row:
    return next(row for row in ROWS if row.says == says)


def _play(mutant: str, row: Row, databases: Databases, nursery: Nursery) -> Verdict:
    with house(databases, nursery) as built:
        return row.play(built, mutant)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_rule_taken_out_is_noticed(mutant: str, trials: dict[str, Future[Verdict]]) -> None:
    assert re.search(SAYS[mutant], str(trials[mutant].result()))


@pytest.mark.parametrize("leak", LEAKS)
def test_an_address_that_gets_out_is_noticed(leak: str, trials: dict[str, Future[Verdict]]) -> None:
    assert re.search(SAYS[leak], str(trials[leak].result()))
