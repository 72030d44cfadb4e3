"""A suppression outlives its subscriber, and keeps the strongest reason."""

from __future__ import annotations

from itertools import permutations

from roundup.core.suppression import AddressHasher, Reason, ends_with_consent, stronger


def test_the_strongest_reason_stays_in_any_order() -> None:
    endings = set()
    for order in permutations(Reason):
        kept = order[0]
        for reason in order[1:]:
            kept = stronger(kept, reason)
        endings.add(kept)

    assert endings == {Reason.COMPLAINED}


def test_only_a_leave_ends_with_new_consent() -> None:
    assert [reason for reason in Reason if ends_with_consent(reason)] == [Reason.UNSUBSCRIBED]


def test_an_address_is_known_again_but_not_readable() -> None:
    hasher = AddressHasher("secret")

    assert hasher.hash("ann@example.org") == AddressHasher("secret").hash("ann@example.org")
    assert len(hasher.hash("ann@example.org")) == 64
    assert "ann" not in hasher.hash("ann@example.org")


def test_another_secret_gives_other_hashes() -> None:
    assert AddressHasher("one").hash("ann@example.org") != AddressHasher("two").hash("ann@example.org")
