"""Writers' names: what may be a name, how a list of names is read, and when two names are the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from roundup.core.byline_words import SUFFIX
from roundup.core.lines import plain_line

LONGEST_NAME: Final = 80
_UNCOUNTED: Final = frozenset("'’‘ʼ`´\N{ARABIC TATWEEL}")
# Signs that separate names in lists.
_BETWEEN: Final = frozenset(";|")


def name_key(name: str) -> str:
    """Return a key that is the same for all spellings of one name, whatever its case, accents and signs.

    Marks that make a different letter, as in Devanagari or Kana, stay.
    """
    apart = unicodedata.normalize("NFKD", name).casefold().replace("ı", "i")
    signs = "".join("" if _is_left_out(sign) else sign if _is_of_a_name(sign) else " " for sign in apart)
    return unicodedata.normalize("NFC", " ".join(signs.split()))


def could_be_a_name(name: str) -> bool:
    """Say whether a part of a byline may be a name, judging by its length and signs."""
    return len(name) <= LONGEST_NAME and any(map(str.isalpha, name)) and "@" not in name


def is_name(name: str) -> bool:
    """Say whether this could be one person's name, alone on one line."""
    return could_be_a_name(name) and plain_line(name) == name and _BETWEEN.isdisjoint(name)


def each_writer_once(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names, leaving out each whose key has already occurred."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name_key(name), name)
    return tuple(found.values())


def listed_names(text: str) -> list[str]:
    """Return the names in a list, which are separated by commas, semicolons or bars."""
    names: list[str] = []
    for part in filter(None, (" ".join(part.split()) for part in re.split(r"[;,|]", text))):
        if names and SUFFIX.fullmatch(part):
            names[-1] += f", {part}"
        else:
            names.append(part)
    return names


def _is_left_out(sign: str) -> bool:
    """Say whether a sign of a name does not count: an accent, a vowel point, an apostrophe."""
    mark = unicodedata.combining(sign)
    return 10 <= mark <= 36 or mark >= 200 or sign in _UNCOUNTED or unicodedata.category(sign) == "Cf"


def _is_of_a_name(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"
