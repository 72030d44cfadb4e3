"""Two random runs on each `make test`; `make chaos` has many more."""

from __future__ import annotations

import pytest

from tests.chaos.children import Nursery
from tests.chaos.databases import Databases
from tests.chaos.runs import run

pytestmark = pytest.mark.process


@pytest.mark.parametrize(("seed", "kind"), [(1, "sqlite"), (2, "postgresql")])
def test_a_random_story_ends_well(
    seed: int, kind: str, all_databases: dict[str, Databases], nursery: Nursery
) -> None:
    databases = all_databases.get(kind) or all_databases["sqlite"]
    done = run(seed, databases, nursery, readers=1000)

    assert done.verdict.problems == [], done.story
