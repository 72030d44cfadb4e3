"""A link speaks for one reader and one purpose, for ever, and cannot be made by anybody else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.tokens import LinkClaim, LinkSigner, PersonalTokens, Purpose

IDS = st.integers(0, 2**48 - 1)
SIGNER = LinkSigner("a secret")
CLAIM = LinkClaim(7, 12)


@given(IDS, IDS, st.sampled_from(Purpose))
def test_a_token_is_read_as_what_it_was_made_for(reader: int, mailing: int, purpose: Purpose) -> None:
    claim = LinkClaim(reader, mailing)

    assert SIGNER.read(purpose, SIGNER.token(purpose, claim)) == claim


@given(st.lists(IDS), IDS)
def test_readers_get_together_what_each_would_get_alone(readers: list[int], mailing: int) -> None:
    alone = [SIGNER.signed(LinkClaim(reader, mailing)) for reader in readers]

    assert list(SIGNER.signed_all(readers, mailing)) == alone


def test_no_token_serves_another_purpose() -> None:
    tokens = SIGNER.tokens(CLAIM)

    wrong = [(made, read) for made in Purpose for read in Purpose if made is not read]
    assert not [pair for pair in wrong if SIGNER.read(pair[1], tokens[pair[0]]) is not None]


def test_another_secret_reads_nothing() -> None:
    assert LinkSigner("another").read(Purpose.UNSUBSCRIBE, SIGNER.token(Purpose.UNSUBSCRIBE, CLAIM)) is None


def test_a_token_with_one_bit_changed_is_refused() -> None:
    token = SIGNER.token(Purpose.UNSUBSCRIBE, CLAIM)
    raw = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))

    for place in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[place // 8] ^= 1 << place % 8
        forged = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
        assert SIGNER.read(Purpose.UNSUBSCRIBE, forged) is None


def test_a_token_has_one_spelling() -> None:
    token = SIGNER.token(Purpose.PREFERENCES, CLAIM)

    for spelled in (token + "=", token + "\n", f" {token}", token[:5] + "!" + token[5:], token + "AAAA"):
        assert SIGNER.read(Purpose.PREFERENCES, spelled) is None


@given(st.text(max_size=200))
def test_nonsense_is_no_token(text: str) -> None:
    assert SIGNER.read(Purpose.UNSUBSCRIBE, text) is None


def test_the_links_already_mailed_go_on_working() -> None:
    # A token from the first release: a change that breaks this one breaks every mail ever sent.
    assert LinkSigner("the first").read(Purpose.UNSUBSCRIBE, FIRST_TOKEN) == LinkClaim(1, 2)


def test_a_token_needs_no_escaping_in_a_url() -> None:
    assert set(SIGNER.token(Purpose.BROWSER, LinkClaim(2**48 - 1, 2**47))) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_the_marks_of_one_edition_differ_from_those_of_another() -> None:
    one, other = PersonalTokens("ru0000000001"), PersonalTokens("ru0000000002")

    assert not set(one.marks().values()) & set(other.marks().values())
    assert len(set(one.marks().values())) == len(PersonalTokens.NAMES)


def test_a_mark_that_nobody_replaces_is_refused() -> None:
    with pytest.raises(KeyError):
        PersonalTokens("ru0000000001").mark("confirm")


FIRST_TOKEN = "AAAAAAABAAAAAAACx0_cU51Z_nSIqSSpXTN6"
