"""An installation that is brought up to date keeps what became of the tests it has sent."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.making import NOW, make_edition, make_publication

_BEFORE = [("sending", "0009_belonging")]
_AFTER = [("sending", "0010_trials_as_transactional_mail")]


@pytest.mark.django_db(transaction=True)
def test_an_earlier_test_keeps_its_end_and_counts_as_left_if_it_may_have() -> None:
    edition = make_edition(make_publication())
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate(_BEFORE)
    old = MigrationExecutor(connection).loader.project_state(_BEFORE).apps.get_model("sending", "Trial")
    for nonce, result in (("a", "accepted"), ("b", "uncertain"), ("c", "not taken"), ("d", "")):
        old.objects.create(edition_id=edition.pk, at=NOW, to="a…@x.org", hash="h", nonce=nonce, result=result)
    try:
        MigrationExecutor(connection).migrate(_AFTER)
        new = MigrationExecutor(connection).loader.project_state(_AFTER).apps.get_model("sending", "Trial")
        found = {row.attempt: (row.status, row.posted_at) for row in new.objects.all()}
    finally:
        MigrationExecutor(connection).migrate(latest)

    assert found == {
        "a": ("accepted", NOW),
        "b": ("uncertain", NOW),
        "c": ("refused", None),
        "d": ("uncertain", NOW),
    }
