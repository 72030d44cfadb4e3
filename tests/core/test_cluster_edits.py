"""What an editor decided about clusters changes those that were found, and outlives being stored."""

from __future__ import annotations

from roundup.core.cluster_edits import ClusterEdits


def test_what_is_found_stays_as_it_is_without_a_decision() -> None:
    clusters = ClusterEdits().applied([[1, 2], [3]])

    assert clusters == {1: {1, 2}, 2: {1, 2}, 3: {3}}


def test_an_article_that_is_joined_brings_its_own_cluster() -> None:
    edits = ClusterEdits().join(3, 1, {1, 2})

    assert edits.applied([[1, 2], [3, 4]])[1] == {1, 2, 3, 4}


def test_an_article_that_nobody_considered_can_be_joined() -> None:
    assert ClusterEdits().join(9, 1, {1}).applied([[1, 2]])[9] == {1, 2, 9}


def test_an_article_that_is_parted_leaves_the_whole_cluster_and_the_others_stay() -> None:
    clusters = ClusterEdits().part(2, {1, 2, 3}).applied([[1, 2, 3]])

    assert clusters == {1: {1, 3}, 2: {2}, 3: {1, 3}}


def test_the_latest_decision_about_two_articles_counts() -> None:
    found = [[1], [2]]
    joined = ClusterEdits().join(2, 1, {1})
    parted = joined.part(2, {1, 2})
    again = parted.join(2, 1, {1})

    assert joined.applied(found)[1] == {1, 2}
    assert parted.applied(found)[1] == {1}
    assert again.applied(found)[1] == {1, 2}
    assert again == joined


def test_one_article_of_a_cluster_is_told_instead_of_the_others() -> None:
    edits = ClusterEdits().tell_instead(2, {1, 2}).tell_instead(1, {1, 2}).tell_instead(4, {3, 4})

    assert edits.told == {1, 4}


def test_decisions_are_the_same_after_they_were_stored() -> None:
    edits = ClusterEdits().join(5, 1, {1}).part(2, {1, 2}).tell_instead(5, {1, 5})

    assert ClusterEdits.read(edits.stored()) == edits
    assert ClusterEdits().stored() == {}
    assert ClusterEdits.read({}) == ClusterEdits()
