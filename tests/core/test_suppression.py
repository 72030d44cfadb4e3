"""A suppression outlives its subscriber, and keeps the strongest reason."""

from __future__ import annotations

from itertools import permutations

from roundup.core.suppression import (
    BY_CONFIRMING,
    BY_RETURNING,
    AddressHasher,
    SuppressionReason,
    stronger_reason,
)


def test_the_strongest_reason_stays_in_any_order() -> None:
    endings = set()
    for order in permutations(SuppressionReason):
        kept = order[0]
        for reason in order[1:]:
            kept = stronger_reason(kept, reason)
        endings.add(kept)

    assert endings == {SuppressionReason.BY_EDITOR}


def test_what_a_reader_cannot_lift_is_never_hidden_by_what_they_can() -> None:
    ways = (BY_CONFIRMING, BY_RETURNING, frozenset(SuppressionReason))
    for lifted, reason in ((lifted, reason) for lifted in ways for reason in SuppressionReason):
        if reason in lifted:
            assert all(
                other in lifted for other in SuppressionReason if stronger_reason(reason, other) is reason
            )


def test_a_complaint_is_taken_back_on_the_readers_own_page_only() -> None:
    assert {SuppressionReason.COMPLAINED} == BY_RETURNING - BY_CONFIRMING


def test_an_address_is_known_again_but_not_readable() -> None:
    hasher = AddressHasher("secret")

    assert hasher.hash("ann@example.org") == AddressHasher("secret").hash("ann@example.org")
    assert len(hasher.hash("ann@example.org")) == 64
    assert "ann" not in hasher.hash("ann@example.org")


def test_another_secret_gives_other_hashes() -> None:
    assert AddressHasher("one").hash("ann@example.org") != AddressHasher("two").hash("ann@example.org")
