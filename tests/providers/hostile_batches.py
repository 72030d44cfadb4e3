"""Batches whose names, addresses, headers and words hold what strangers and slips put there."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from roundup.core.batches import Recipient
from tests.providers.samples import MARK, batch

_NASTY = st.sampled_from(
    [
        "a@example.org\r\nBcc: eve@example.org",
        "<script>alert(1)</script>",
        '"; DROP TABLE readers; --',
        "Last, First; Other <eve@example.org>",
        "=?utf-8?b?QmNj?=",
        "\u202eevil\u202c",
        "\x00\x0b\x1b[31m",
        "\ud800",
        "x" * 2000,
        "x" * 9_990,
        "ß" * 500,
        "-ru0123456789.unsubscribe-",
        "%00%0d%0a",
        "\u2028\u2029\x85",
    ]
)
_TEXT = _NASTY | st.text(max_size=40)


def _mostly(good: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw something odd now and then only, so that whole batches are good often enough to leave."""
    return st.sampled_from([good] * 9 + [odd]).flatmap(lambda chosen: chosen)


_GOOD_ADDRESS = st.from_regex(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}@[a-z0-9]{1,10}\.example", fullmatch=True)
_ODD_ADDRESS = (
    _NASTY
    | st.emails()
    | st.builds("{}@{}".format, st.text(max_size=12), st.text(max_size=12))
    | st.sampled_from(["ada@example.org", "Ada@Example.org", "ada@bücher.example", "a@b", "@", ""])
)
_ADDRESS = _mostly(_GOOD_ADDRESS, _ODD_ADDRESS)
_HEADERS = st.dictionaries(
    _mostly(
        st.from_regex(r"X-[A-Za-z0-9-]{1,30}", fullmatch=True),
        _TEXT | st.sampled_from(["Subject", "to", "Bcc", "Content-Type"]),
    ),
    _mostly(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=200), _TEXT),
    max_size=2,
)
_SUBSTITUTIONS = st.dictionaries(
    _mostly(st.just(MARK), st.sampled_from(["<b>", "", "a b"])), _TEXT, max_size=2
)
_RECIPIENTS = st.lists(
    st.builds(
        Recipient,
        email=_ADDRESS,
        name=_TEXT,
        delivery_id=st.text("abc0123", min_size=1, max_size=8),
        substitutions=_SUBSTITUTIONS,
        headers=_HEADERS,
    ),
    min_size=1,
    max_size=3,
).map(tuple)
BATCHES = st.builds(
    lambda recipients, changes: batch(recipients, **changes),
    _RECIPIENTS,
    st.fixed_dictionaries(
        {"sender_name": _TEXT},
        optional={
            "sender_email": _ADDRESS,
            "reply_to": _ADDRESS,
            "subject": _TEXT,
            "text": _mostly(st.text(min_size=1), _TEXT),
            "html": _mostly(st.text(min_size=1), _TEXT),
            "headers": _HEADERS,
            "categories": st.lists(st.text(min_size=1), max_size=11).map(tuple),
        },
    ),
)
