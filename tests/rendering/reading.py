"""How tests read a rendered edition: as a mail program's parser does."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, TypeVar

from lxml import html

from roundup.core.content import Block, EditionContent
from roundup.rendering.rich_text import escape_markup, plain_words
from roundup.rendering.samples import sample_edition

T = TypeVar("T")
ADDRESSES = ("url", "privacy_url", "subscribe_url")
RICH = ("blurb", "text")


def edition_of(*blocks: Block, **changes: Any) -> EditionContent:
    return dataclasses.replace(sample_edition(), blocks=blocks, **changes)


def tree_of(document: str) -> html.HtmlElement:
    return html.document_fromstring(document.encode(), parser=html.HTMLParser(encoding="utf-8"))


def said(node: html.HtmlElement) -> str:
    return "".join(node.itertext()).strip()


def outline(document: str) -> list[str]:
    """Return every tag with the names of its attributes, in order: what no text may ever change."""
    return [
        f"{node.tag} {sorted(node.attrib)}" for node in tree_of(document).iter() if isinstance(node.tag, str)
    ]


def with_texts(thing: T, text: str) -> T:
    """Return a copy of a block in which every field that is not an address says `text`."""
    if isinstance(thing, tuple):
        return tuple(with_texts(each, text) for each in thing)  # type: ignore[return-value]
    if not dataclasses.is_dataclass(thing) or isinstance(thing, type):
        return thing
    changes = {name: _changed(name, value, text) for name, value in _fields(thing)}
    return dataclasses.replace(thing, **changes)


def texts_of(thing: object) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of every text in a block, at any depth."""
    if isinstance(thing, tuple):
        for each in thing:
            yield from texts_of(each)
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for name, value in _fields(thing):
            if isinstance(value, str):
                yield name, plain_words(value) if name in RICH else value
            else:
                yield from texts_of(value)


def _fields(thing: Any) -> list[tuple[str, Any]]:
    return [(field.name, getattr(thing, field.name)) for field in dataclasses.fields(thing)]


def _changed(name: str, value: Any, text: str) -> Any:
    if isinstance(value, str):
        # What is empty stays so: a field that appears adds tags of its own, rightly.
        said = escape_markup(text) if name in RICH else text
        return said if value and name not in (*ADDRESSES, "id") else value
    return with_texts(value, text)
