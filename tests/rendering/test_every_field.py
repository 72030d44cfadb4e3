"""Any text in any field of any block is in the message as it was written, and changes nothing else.

The fields are found by looking at the blocks, so that no new one is forgotten. What a field does is
seen by putting one plain word into it: with another text in its place the document must be the same
but for that word.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundup.core.articles import Image
from roundup.core.content import Block, EditionContent
from roundup.rendering.designs import DESIGNS
from roundup.rendering.edition import render_edition
from roundup.rendering.plain import shorten
from roundup.rendering.rich_text import escape_markup
from roundup.rendering.samples import sample_blocks, sample_brand
from tests.rendering.reading import RICH, edition_of, tree_of

Path = tuple[str | int, ...]
WORD = "Zwyx"
SITE = "https://e.example/"
IMAGE = Image("https://p.example/a.jpg", "A pier", "A crane", "Ada Quill", 900, 600)
PIECES = (
    "👩‍👩‍👧‍👦 ❤️ 🏳️‍🌈 👍🏽",
    "10\u00a0km\u202fà\u00ad pied",
    "مرحبًا\u200f بالعالم",
    "क्षत्रिय हिन्दी",
    "C:\\new\\table \\u{a0} \\\\ \\",
    "\"double\" 'single' “curly” `back`",
    "&amp; &lt;b&gt; &#x27; &copy <b>&</b>",
    "{{ 7*7 }} {% raw %} ${x} %(name)s {0}",
    "e\u0301 שָׁלוֹם",
    "]]> --> <!-- </mj-text><script>",
)
LONG = "".join(islice(cycle(" ".join(PIECES) + " "), 4_000)).strip()

signs = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"))
texts = st.text(st.one_of(st.sampled_from(" \\\"'<>&\u00a0\u200d\u200f{}%"), signs), min_size=1, max_size=300)
texts = texts.map(str.strip).filter(bool)


def paths(thing: Any, so_far: Path = ()) -> Iterator[Path]:
    """Yield the place of each text of a block; of several in a row, the first stands for all."""
    if isinstance(thing, str):
        yield so_far
    elif isinstance(thing, tuple) and thing:
        yield from paths(thing[0], (*so_far, 0))
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for field in dataclasses.fields(thing):
            yield from paths(getattr(thing, field.name), (*so_far, field.name))


def put(thing: Any, path: Path, text: str) -> Any:
    """Return a copy of `thing` that says `text` at the end of `path`."""
    if not path:
        return text
    step, *rest = path
    if not rest and step in RICH:
        text = escape_markup(text)
    if isinstance(step, int):
        return (*thing[:step], put(thing[step], tuple(rest), text), *thing[step + 1 :])
    return dataclasses.replace(thing, **{step: put(getattr(thing, step), tuple(rest), text)})


def with_images(thing: Any) -> Any:
    """Return `thing` with a picture wherever one may be."""
    if isinstance(thing, tuple):
        return tuple(with_images(each) for each in thing)
    if not dataclasses.is_dataclass(thing) or isinstance(thing, type | Image):
        return thing
    changes = {field.name: with_images(getattr(thing, field.name)) for field in dataclasses.fields(thing)}
    return dataclasses.replace(thing, **changes | ({"image": IMAGE} if "image" in changes else {}))


BLOCKS: dict[str, Block] = {kind: with_images(block) for kind, block in sample_blocks().items()}
FIELDS = [(kind, path) for kind, block in BLOCKS.items() for path in paths(block)]
OF_THE_EDITION: list[Path] = [
    ("subject",),
    ("preheader",),
    ("title",),
    ("brand", "name"),
    ("brand", "tagline"),
]


def is_address(path: Path) -> bool:
    return str(path[-1]).endswith("url")


def document(content: EditionContent) -> list[tuple[str, ...]]:
    """Return the whole document as a browser has it: tags, attributes, texts."""
    return [
        (str(node.tag), node.text or "", node.tail or "", *(f"{k}={v}" for k, v in node.attrib.items()))
        for node in tree_of(render_edition(content).html).iter()
    ]


def assert_shown(plain: EditionContent, other: EditionContent, text: str) -> None:
    before, after = document(plain), document(other)
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        assert len(old) == len(new)
        for was, now in zip(old, new, strict=True):
            # A button says no more than the beginning of a long headline.
            assert now in (was.replace(WORD, text), was.replace(WORD, shorten(text, 60)))


def assert_block_shows(kind: str, path: Path, text: str, look: str = "review") -> None:
    start = SITE if is_address(path) else ""
    blocks = [put(BLOCKS[kind], path, start + said) for said in (WORD, text)]
    brand = dataclasses.replace(sample_brand(), look=look)
    assert_shown(*(edition_of(block, brand=brand) for block in blocks), text)


def in_one_line(text: str) -> str:
    return re.sub("[ \n]+", " ", text)


def as_address(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("look", DESIGNS)
@pytest.mark.parametrize(("kind", "path"), FIELDS, ids=lambda each: each if isinstance(each, str) else None)
def test_four_thousand_awkward_characters_are_shown_as_they_are(kind: str, path: Path, look: str) -> None:
    assert_block_shows(kind, path, as_address(LONG) if is_address(path) else LONG, look)


@pytest.mark.parametrize(("kind", "path"), FIELDS, ids=lambda each: each if isinstance(each, str) else None)
def test_the_plain_text_says_them_too(kind: str, path: Path) -> None:
    text = as_address(LONG) if is_address(path) else LONG
    start = SITE if is_address(path) else ""
    before, after = (
        in_one_line(render_edition(edition_of(put(BLOCKS[kind], path, start + said))).text)
        for said in (WORD, text)
    )

    assert after == before.replace(WORD, text).replace(WORD.upper(), text.upper())


@given(where=st.sampled_from(FIELDS), text=texts)
@settings(max_examples=150, deadline=None)
def test_any_text_in_any_field_is_shown_as_it_is(where: tuple[str, Path], text: str) -> None:
    assert_block_shows(*where, as_address(text) if is_address(where[1]) else text)


@given(path=st.sampled_from(OF_THE_EDITION), text=texts)
@settings(max_examples=60, deadline=None)
def test_any_words_of_the_edition_are_shown_as_they_are(path: Path, text: str) -> None:
    whole = edition_of(BLOCKS["note"])

    assert_shown(put(whole, path, WORD), put(whole, path, text), text)


def test_the_fields_of_every_kind_are_tried() -> None:
    assert {kind for kind, _ in FIELDS} == set(sample_blocks())
    assert ("contributors", ("people", 0, "about")) in FIELDS
    assert ("sponsor", ("image", "alt")) in FIELDS
