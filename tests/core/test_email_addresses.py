"""Each address is accepted once, in one spelling, and a refusal never repeats it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.email_addresses import mailbox_of, masked_address, normalise_address
from roundup.core.errors import Refused
from tests.corpus import corpus_dir


def isemail() -> list[tuple[str, str]]:
    folder = corpus_dir()
    if folder is None:
        pytest.skip("the corpus is not here")
    lines = (folder / "email" / "isemail-tests.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return [(json.loads(row[1]), row[2]) for row in rows]


def is_taken(address: str) -> bool:
    try:
        normalise_address(address)
    except Refused:
        return False
    return True


@pytest.mark.corpus
def test_every_erroneous_address_of_isemail_is_refused() -> None:
    wrong = [address for address, category in isemail() if category == "ISEMAIL_ERR"]

    assert len(wrong) > 60
    assert not [address for address in wrong if is_taken(address)]


@pytest.mark.corpus
def test_every_valid_address_of_isemail_is_taken_but_one_without_a_dot() -> None:
    right = [address for address, category in isemail() if category == "ISEMAIL_VALID_CATEGORY"]

    assert [address for address in right if not is_taken(address)] == ["test@io"]


def test_the_local_part_stays_as_written_and_the_domain_becomes_plain() -> None:
    address = normalise_address("  Ann.O'Hara+News@Müller.Example.ORG ")

    assert address.email == "Ann.O'Hara+News@xn--mller-kva.example.org"
    assert address.key == "ann.o'hara+news@xn--mller-kva.example.org"


def test_spellings_of_one_address_have_one_key() -> None:
    spelled = ["Ann@Example.org", "ANN@EXAMPLE.ORG", " ann@example.org\t"]

    assert {normalise_address(text).key for text in spelled} == {"ann@example.org"}


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "   ",
        "secret",
        "secret@",
        "@example.org",
        "secret@localhost",
        "secret@host.local",
        "secret@[127.0.0.1]",
        '"secret me"@example.org',
        "Ann <secret@example.org>",
        "secret@example.org, other@example.org",
        "secret@example.org;other@example.org",
        "secret@example.org\r\nBcc: all@example.org",
        "secret@example.org\n",
        "secret\0@example.org",
        "secret\u200b@example.org",
        "secret\u202e@example.org",
        "secret@example.org\ud800",
        "sécret@example.org",
        "secret" + "x" * 300 + "@example.org",
        "secret@" + "a." * 130 + "org",
        "secret@exa mple.org",
        "secret@-example.org",
    ],
)
def test_hostile_input_is_refused_and_not_repeated(hostile: str) -> None:
    with pytest.raises(Refused) as refused:
        normalise_address(hostile)

    assert "secret" not in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("domain", ["shop.test", "readers.invalid", "example.com", "trial.example"])
def test_domains_for_trials_are_taken(domain: str) -> None:
    assert normalise_address(f"ann@{domain}").key == f"ann@{domain}"


@given(st.text(max_size=300))
def test_whatever_is_typed_either_settles_or_is_refused(text: str) -> None:
    try:
        address = normalise_address(text)
    except Refused:
        return

    assert normalise_address(address.email) == address
    assert normalise_address(address.key).key == address.key
    assert address.email.isascii()
    assert address.email.isprintable()


def test_tags_and_dots_fill_the_same_mailbox() -> None:
    assert mailbox_of("a.nn+news@gmail.com") == mailbox_of("ann@googlemail.com") == "ann@gmail.com"
    assert mailbox_of("ann+1@example.org") == mailbox_of("ann+2@example.org")
    assert mailbox_of("a.nn@example.org") != mailbox_of("ann@example.org")


def test_a_masked_address_shows_its_owner_enough_and_others_little() -> None:
    assert masked_address("annabel@example.org") == "a…@example.org"
    assert masked_address("") == ""
