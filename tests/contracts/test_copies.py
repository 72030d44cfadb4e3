"""What names, addresses and headers become in a copy, over all providers.

What a stranger or a slip put there adds no header and changes none; a provider may also refuse the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from email.header import decode_header, make_header
from html import escape
from uuid import uuid4

import pytest

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import ProviderHalted, ProviderRefused
from tests.contracts.provider_case import Copy, ProviderCase
from tests.providers.samples import MARK, batch, reader

ADA, EVE = "ada@example.org", "eve@example.org"


def taken(case: ProviderCase, outgoing: OutgoingBatch) -> Sequence[Copy]:
    """Return what readers have got so far, or nothing if the batch is refused here; then nobody got it."""
    before = case.count()
    try:
        case.provider.send(replace(outgoing, attempt=uuid4().hex))
    except (ProviderRefused, ProviderHalted):
        assert case.count() == before
        return []
    return case.copies()


def to_ada(headers: Mapping[str, str] | None = None, **changes: str) -> OutgoingBatch:
    return batch((reader(ADA, headers=headers or {}),), **changes)


def with_header(name: str, value: str) -> list[OutgoingBatch]:
    """Return batches with a header, of all readers or of one."""
    return [batch((reader(ADA),), headers={name: value}), to_ada({name: value})]


ADDRESSES: Mapping[str, Callable[[str], OutgoingBatch]] = {
    "sender": lambda value: to_ada(sender_email=value),
    "reply-to": lambda value: to_ada(reply_to=value),
}
PLACES: Mapping[str, Callable[[str], OutgoingBatch]] = {
    **ADDRESSES,
    "sender's name": lambda value: to_ada(sender_name=value),
    "subject": lambda value: to_ada(subject=value),
    "reader's name": lambda value: batch((reader(ADA, name=value),)),
    "header": lambda value: with_header("X-Own", value)[0],
    "reader's header": lambda value: with_header("X-Own", value)[1],
}


@pytest.mark.parametrize("place", PLACES)
def test_no_line_of_a_copys_head_ends_early(case: ProviderCase, place: str) -> None:
    for ends in ("\r\n", "\n", "\r", "\x0b", "\x00", "\u2028"):
        for copy in taken(case, PLACES[place](f"a@example.org{ends}Bcc: {EVE}")):
            said = [*copy.headers.values(), copy.sender, copy.sender_name, copy.subject, copy.reply_to]
            assert not [one for one in said if ends in one]
            assert "bcc" not in map(str.lower, copy.headers)


def test_no_header_of_a_batch_takes_the_place_of_one_that_the_provider_writes(case: ProviderCase) -> None:
    for name in ("To", "cc", "Bcc", "FROM", "Reply-To", "Subject", "Content-Type"):
        for outgoing in with_header(name, EVE):
            for copy in taken(case, outgoing):
                said = [*copy.headers.values(), copy.address, copy.sender, copy.reply_to, copy.subject]
                assert EVE not in said, name


def test_no_header_of_a_batch_takes_the_place_of_one_by_which_a_copy_is_found(case: ProviderCase) -> None:
    """A provider that adds headers, or fields that travel as headers, keeps to its own."""
    [usual] = taken(case, to_ada())
    added = usual.headers.keys() - batch().headers.keys()
    for name in sorted(added | set(case.own_headers)):
        for outgoing in with_header(name, EVE):
            before = case.count()
            for copy in taken(case, outgoing)[before:]:
                assert EVE not in (copy.trace, copy.headers.get(name)), name
                assert copy.trace


def test_an_invalid_name_of_a_header_is_refused(case: ProviderCase) -> None:
    for name in ("", " ", "X Own", "X-Own:", "X-Öwn", "X-Own\r\nBcc", "\x00"):
        assert not [copy for outgoing in with_header(name, "a") for copy in taken(case, outgoing)], name


@pytest.mark.parametrize("place", ADDRESSES)
def test_an_invalid_address_of_the_sender_is_refused(case: ProviderCase, place: str) -> None:
    for address in (
        "nobody",
        "@example.org",
        f"Eve <{EVE}>",
        f"{ADA}, {EVE}",
        f"{ADA} {EVE}",
        "a b@b.example",
    ):
        assert not taken(case, ADDRESSES[place](address)), address


def test_domains_travel_in_ascii(case: ProviderCase) -> None:
    address = "ada@bücher.example"
    for outgoing in (*(made(address) for made in ADDRESSES.values()), batch((reader(address),))):
        for copy in taken(case, outgoing):
            assert f"{copy.address}{copy.sender}{copy.reply_to}".isascii()


def test_headers_travel_in_ascii_and_say_what_they_said(case: ProviderCase) -> None:
    for outgoing in with_header("X-Own", "Größe, Straße"):
        copy = taken(case, outgoing)[-1]
        assert copy.headers["X-Own"].isascii()
        assert str(make_header(decode_header(copy.headers["X-Own"]))) == "Größe, Straße"


def test_a_readers_own_header_replaces_that_of_all(case: ProviderCase) -> None:
    [copy] = taken(case, replace(to_ada({"X-Own": "own"}), headers={"X-Own": "common"}))

    assert copy.headers["X-Own"] == "own"


# What template languages of providers would take for their own, beside marks and on its own.
TEMPLATES = "{{x}} {% if a %} {# b #} {{{c}}} ${d} %e% *|F|* [[g]] <%= h %> #{i} -j- \\{{ @k"


def test_words_that_look_like_a_template_arrive_as_they_stand(case: ProviderCase) -> None:
    around = f"{{{MARK}}} {{{{{MARK}}}}} %{MARK}% {MARK}{MARK}"
    html = f"<p>{escape(TEMPLATES)} {around}</p>"
    own = reader(ADA).substitutions[MARK]
    outgoing = batch((reader(ADA),), text=f"{TEMPLATES} {around}\n", html=html, subject=TEMPLATES)

    [copy] = taken(case, outgoing)

    assert copy.text.rstrip("\n") == f"{TEMPLATES} {around}".replace(MARK, own)
    assert copy.html.rstrip("\n") == html.replace(MARK, own)
    assert copy.subject == TEMPLATES


def test_a_mark_without_a_value_stays_as_it_is(case: ProviderCase) -> None:
    """So somebody sees the slip; what is missing would not be seen."""
    with_value, without = reader(ADA), reader(EVE, 2, substitutions={})

    copies = {copy.address: copy for copy in taken(case, batch((with_value, without), subject="Rain"))}

    assert MARK not in copies[ADA].text
    assert MARK in copies[EVE].text


@pytest.mark.parametrize(
    "named",
    [
        "The Daily",
        "Größe, Straße & Töchter",
        'The "Daily"',
        "Last, First",
        "Back\\slash",
        "a; b <c> (d)",
        "Why 1 =? 2",
        "=?utf-8?b?WW91IGhhdmUgd29u?=",
    ],
)
def test_every_copy_names_the_sender_of_its_batch_as_it_stands(case: ProviderCase, named: str) -> None:
    case.provider.send(batch(sender_name=named, sender_email="desk@daily.example.org"))

    # A joiner between two signs is not seen.
    assert {(copy.sender_name.replace("\u2060", ""), copy.sender) for copy in case.copies()} == {
        (named, "desk@daily.example.org")
    }
