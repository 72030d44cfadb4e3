"""The language in which Roundup speaks to editors: English for now, with all its words in a catalogue.

The words in code and templates are English; `src/roundup/locale/newsroom.pot` lists them for translators, and
`src/roundup/locale/newsroom/<language>.po` would hold them in another language.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from roundup.core.language import CATALOGUES, Language

_ENGLISH: Final = Language("en", CATALOGUES / "newsroom")
_language: ContextVar[Language] = ContextVar("language of the newsroom", default=_ENGLISH)


def tell(text: str, /, **values: object) -> str:
    """Return an English `text` in the newsroom's language, with each `%(name)s` replaced by its value.

    If a value is markup, the result is markup, and everything else in it is escaped.
    """
    # The catalogue has its own header under the empty text.
    return _language.get().say(text, **values) if text else text


def tell_count(one: str, many: str, n: int, /, **values: object) -> str:
    """Return what `tell` returns, in the plural form for `n`; `%(n)s` stands for `n`, as in `12,345`."""
    return _language.get().count(one, many, n, **values)


def tell_later(text: str) -> str:
    """Return `text` unchanged, but mark it for the catalogues: `tell` will translate it elsewhere."""
    return text


def tell_many_later(many: str) -> str:
    """Return `many` unchanged, but mark it for the catalogues as a sentence about several things.

    `tell_count(many, many, n)` will translate it elsewhere, in the plural form for `n`.
    """
    return many


@contextmanager
def newsroom_speaking(language: Language) -> Iterator[None]:
    """Let the newsroom speak `language` inside the `with` block, in this thread."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)
