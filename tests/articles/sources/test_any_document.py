"""Any document, damaged in any way, gives a reading that can be handed over, or a sentence."""

from __future__ import annotations

import math

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundup.articles.sources.base import Document
from roundup.articles.sources.child import answer
from roundup.articles.sources.child_answer import unpack_answer
from roundup.articles.sources.registry import KINDS
from roundup.core.errors import SourceError
from tests.articles.sources.samples import SAMPLES, WRITERS, Told
from tests.articles.sources.test_registry import assert_promises

GOOD = [content for documents in SAMPLES.values() for content in documents]
GOOD += [write([Told()]) for write in WRITERS.values()]
# What broke readers before, here or elsewhere.
PIECES = [
    *(
        b"<!--a-->",
        b"<?a?>",
        b"<!DOCTYPE a [",
        b"]>",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<",
        b">",
        b"</",
        b'"',
        b"'",
    ),
    *(
        b"&#55357;&#56832;",
        b"&#xD800;",
        rb"\ud800",
        b"&amp;amp;",
        b"&",
        b"\x00",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\xc2\x85",
    ),
    *(
        b"http://[x/a.jpg",
        b"//[",
        b"javascript:",
        b"<rdf:RDF x",
        b"<a:b:c>",
        b"<a:>",
        b' xmlns="',
        b"{{",
        b"}}",
        b"null",
        b"1e999",
    ),
    *(
        b"a." * 50,
        b"a@" * 50,
        b" " * 90,
        b"(" * 50,
        b"<div>" * 50,
        b"9" * 30,
        b"-",
        b"\\",
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
    ),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a good document after some cuts, repeats, and pieces set in where they do not belong."""
    content = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(0, 6))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
        middle = draw(
            st.sampled_from(
                [b"", content[start:end] * 2, draw(st.sampled_from(PIECES)), draw(st.binary(max_size=9))]
            )
        )
        content = content[:start] + middle + content[end if draw(st.booleans()) else start :]
    return content[:100_000]


@settings(max_examples=250)
@given(
    damaged() | st.binary(max_size=300),
    st.sampled_from(["", *KINDS]),
    st.sampled_from(["", "utf-16", "latin-1"]),
)
def test_any_document_gives_a_reading_that_is_handed_over_or_a_sentence(
    content: bytes, kind: str, charset: str
) -> None:
    asked = {
        "url": "https://x.example/2026/a",
        "media_type": "",
        "charset": charset,
        "kind": kind,
        "zone": "UTC",
    }
    told = answer(asked, content, cpu_seconds=math.inf)

    if "reading" in orjson.loads(told):
        assert_promises(unpack_answer(told))
    else:
        with pytest.raises(SourceError, match=r"[.]$"):
            unpack_answer(told)


@given(damaged() | st.binary(max_size=300))
def test_no_kind_fails_at_recognising_any_document(content: bytes) -> None:
    for kind in KINDS.values():
        assert kind.recognises(Document("https://x.example/a", content)) in (True, False)
