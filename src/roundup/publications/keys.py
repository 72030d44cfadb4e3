"""The keys of publications and sections: made once, from a name in any script, and never changed.

Keys are part of addresses, folders, mail headers and readers' preferences, so they are plain ASCII.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection
from typing import Final

from django.utils.text import slugify

_LONGEST: Final = 70  # Leaves room for a number in a column of 80.
_DIGITS: Final = 8


def has_letters(name: str) -> bool:
    """Say whether a name has a letter or digit of any script."""
    return any(sign.isalnum() for sign in name)


def same_name(name: str) -> str:
    """Return a name in the form in which names are compared, in any script and on any database."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def free_key(name: str, kind: str, taken: Collection[str]) -> str:
    """Return a key for `name` that is not `taken`: its Latin letters or, if it has none, `kind` and a hash.

    The hash depends only on the name, so a row that is removed and made again with the same name has the same
    key.
    """
    plain = _latin(name) or f"{kind}-{_hash(name)}"
    return next(
        key for n in range(1, len(taken) + 2) if (key := plain if n == 1 else f"{plain}-{n}") not in taken
    )


def _latin(name: str) -> str:
    """Return the Latin letters and digits of a name; '' if only digits would be left."""
    plain = slugify(name)[:_LONGEST].strip("-_")
    is_whole = any(sign.isalpha() for sign in plain) or not any(sign.isalpha() for sign in name)
    return plain if is_whole else ""


def _hash(name: str) -> str:
    return hashlib.sha256(same_name(name).encode("utf-8", "replace")).hexdigest()[:_DIGITS]
