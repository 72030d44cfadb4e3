"""A link speaks for one reader and one purpose, for ever, and cannot be made by anybody else."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.old_tokens import OldTokens
from roundup.core.personal_links import personalise_text
from roundup.core.tokens import (
    ANY_MARK,
    NEWEST_GENERATION,
    PARTS,
    LinkClaim,
    LinkSigner,
    Part,
    PersonalTokens,
    Purpose,
    spelled_for_mail,
    tokens_in_addresses,
)

NUMBERS = st.integers(0, 2**56 - 1)
CLAIMS = st.builds(LinkClaim, NUMBERS, NUMBERS, st.integers(0, 2**24 - 1), st.integers(0, NEWEST_GENERATION))
SIGNER = LinkSigner("a secret")
CLAIM = LinkClaim(7, 12, 3, 1)
SECOND_TOKEN = "_________wSAAAAAAAAAAAADmL3_yruSEx-ADuNJoU3O"
FIRST_TOKENS = (
    "AAAAAAABAAAAAAACx0_cU51Z_nSIqSSpXTN6",
    "AAAAAAABAAAAAAAC5-NdEmIM4qhu4ZLUj-RB",
    "AAAAAAABAAAAAAACnUm41DYH93q-1d0teqEQ",
    "AAAAAAABAAAAAAACMSdtK44ui3k7Ixr-b4ye",
)


@given(CLAIMS, st.sampled_from(Purpose))
def test_a_token_is_read_as_what_it_was_made_for(claim: LinkClaim, purpose: Purpose) -> None:
    assert SIGNER.read(purpose, SIGNER.token(purpose, claim)) == claim


@given(CLAIMS, st.sampled_from([str.lower, str.upper, str.swapcase]), st.sampled_from(["leave+", "", "Bye-"]))
def test_a_token_is_found_in_a_mail_address_whatever_case_servers_gave_it(
    claim: LinkClaim, changed: Callable[[str], str], before: str
) -> None:
    token = SIGNER.token(Purpose.UNSUBSCRIBE, claim)
    local = f"{before}{changed(spelled_for_mail(token))}"

    assert len(local) <= 64
    assert list(tokens_in_addresses(f"Leave <{local}@in.example.org>, ana@example.org")) == [token]


@given(st.text() | st.from_regex(r"[a-z2-7]{50,56}@", fullmatch=True))
def test_what_is_no_token_in_an_address_speaks_for_nobody(text: str) -> None:
    assert [SIGNER.read(Purpose.UNSUBSCRIBE, token) for token in tokens_in_addresses(text)] in ([], [None])


@given(st.lists(st.tuples(NUMBERS, st.integers(0, NEWEST_GENERATION))), NUMBERS)
def test_readers_get_together_what_each_would_get_alone(readers: list[tuple[int, int]], mailing: int) -> None:
    alone = [SIGNER.signed(LinkClaim(pk, mailing, 3, generation)) for pk, generation in readers]

    assert list(SIGNER.signed_all(readers, mailing, 3)) == alone


def test_no_token_serves_another_purpose() -> None:
    tokens = {purpose: SIGNER.token(purpose, CLAIM) for purpose in Purpose}

    wrong = [(made, read) for made in Purpose for read in Purpose if made is not read]
    assert not [pair for pair in wrong if SIGNER.read(pair[1], tokens[pair[0]]) is not None]


def test_purposes_beyond_the_fourth_have_hashes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[Any] = [f"purpose {place}" for place in range(len(Purpose), 10)]
    for place, purpose in enumerate(later, start=len(Purpose)):
        monkeypatch.setitem(PARTS, purpose, Part.at(place))
    signer = LinkSigner("a secret")

    macs = {purpose: signer.token(purpose, CLAIM)[24:] for purpose in (*Purpose, *later)}

    assert len(set(macs.values())) == 10
    assert [signer.token(purpose, CLAIM) for purpose in Purpose] == [
        SIGNER.token(purpose, CLAIM) for purpose in Purpose
    ]
    assert signer.read(later[-1], signer.token(later[-1], CLAIM)) == CLAIM
    assert signer.read(later[1], signer.token(later[-1], CLAIM)) is None


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


@given(st.text(max_size=200) | st.text("aA0-_é", min_size=44, max_size=44))
def test_nonsense_is_not_a_token(text: str) -> None:
    assert SIGNER.read(Purpose.UNSUBSCRIBE, text) is None


def test_the_links_already_mailed_go_on_working() -> None:
    # A token of the second format: a change that breaks it breaks every mail that was sent with it.
    token = LinkSigner("the first").token(Purpose.UNSUBSCRIBE, LinkClaim(2**56 - 1, 2**55, 3, 4))

    assert token == SECOND_TOKEN
    assert LinkSigner("the first").read(Purpose.UNSUBSCRIBE, token) == LinkClaim(2**56 - 1, 2**55, 3, 4)


# Later purposes had no links in the first format.
@pytest.mark.parametrize(("token", "purpose"), list(zip(FIRST_TOKENS, Purpose, strict=False)))
def test_links_of_the_first_format_go_on_working(token: str, purpose: Purpose) -> None:
    old = OldTokens("the first")

    assert old.read(purpose, token) == LinkClaim(1, 2)
    assert [old.read(purpose, token) for token in FIRST_TOKENS].count(None) == 3


def test_no_format_is_taken_for_the_other() -> None:
    old, new = OldTokens("the first"), LinkSigner("the first")

    assert old.read(Purpose.UNSUBSCRIBE, SECOND_TOKEN) is None
    assert new.read(Purpose.UNSUBSCRIBE, FIRST_TOKENS[0]) is None


@given(st.text(max_size=200) | st.text("aA0-_é", min_size=36, max_size=36))
def test_nonsense_is_not_a_token_of_the_first_format_either(text: str) -> None:
    assert OldTokens("the first").read(Purpose.UNSUBSCRIBE, text) is None


@pytest.mark.parametrize("place", range(36))
def test_a_token_of_the_first_format_with_a_letter_changed_is_refused(place: int) -> None:
    token = FIRST_TOKENS[0]
    changed = token[:place] + ("B" if token[place] == "A" else "A") + token[place + 1 :]

    assert OldTokens("the first").read(Purpose.UNSUBSCRIBE, changed) is None


def test_a_token_needs_no_escaping_in_a_url() -> None:
    assert set(SIGNER.token(Purpose.BROWSER, LinkClaim(2**56 - 1, 2**47))) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_the_marks_of_one_edition_differ_from_those_of_another() -> None:
    one, other = PersonalTokens("ru0000000001"), PersonalTokens("ru0000000002")

    assert not set(one.marks().values()) & set(other.marks().values())
    assert len(set(one.marks().values())) == len(PersonalTokens.NAMES)


def test_every_mark_looks_like_one_and_needs_no_escaping() -> None:
    for mark in PersonalTokens("ru0000000001").marks().values():
        assert ANY_MARK.fullmatch(mark), "a mark's name is of small letters only"


def test_a_copy_without_a_reader_has_links_and_no_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PersonalTokens, "NAMES", (*PersonalTokens.LINKS, "word"))
    tokens = PersonalTokens("ru0000000001")
    links = {name: f"https://m.example/{name}/" for name in PersonalTokens.LINKS}

    values = tokens.values_for_nobody(links)

    assert values == {tokens.mark(name): link for name, link in links.items()} | {tokens.mark("word"): ""}
    assert personalise_text(f"{tokens.mark('word')}All the news", values) == "All the news"


def test_a_mark_that_nobody_replaces_is_refused() -> None:
    with pytest.raises(KeyError):
        PersonalTokens("ru0000000001").mark("confirm")
