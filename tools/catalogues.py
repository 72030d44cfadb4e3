"""Bring the catalogues in line with the words in code and templates: `python -m tools.catalogues`.

New words are added without a translation, and words no longer used are dropped; `--check` only says what is
missing, and fails if anything is.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "src" / "roundup" / "locale"
TRANSLATED: Final = ("es", "fr", "de", "pt", "ar")

_CODE: Final = (
    "core/email_addresses.py",
    "core/story_text.py",
    "core/language.py",
    "subscribers/*.py",
    "rendering/*.py",
    "rendering/checks/subject.py",
    "editions/composing.py",
    "editions/contributors.py",
    "newsroom/archive.py",
)
_TEMPLATES: Final = ("email/**/*.j2", "web/reader.html.j2", "web/subscribers/*.j2", "web/archive/*.j2")
# Header fields that differ from run to run, or would say who ran it.
_OF_NO_USE: Final = tuple(
    f'"{name}'.encode()
    for name in ("Project-Id", "Report-", "POT-", "PO-", "Last-", "Language-Team", "Generated")
)
_KEYWORDS: Final = {
    "_": None,
    "say": None,
    "say_later": None,
    "count": (1, 2),
    "Refused": None,
    "TooOften": None,
}


def words() -> Catalog:
    """Return every word that readers may see, as an empty catalogue."""
    found = Catalog()
    for path, method in _sources():
        with path.open("rb") as file:
            for _, message, _, _ in extract(
                method, file, keywords=_KEYWORDS, options={"newstyle_gettext": "on"}
            ):
                if message and all(message):
                    found.add(message)
    return found


def catalogue(language: str) -> Catalog:
    """Return a language's catalogue as it is stored."""
    path = FOLDER / f"{language}.po"
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> Catalog:
    """Return a language's catalogue with exactly the words that are in use now."""
    kept = catalogue(language)
    fresh = Catalog(locale=language, fuzzy=False, header_comment=f"# The words of roundup in {language}.")
    for message in sorted((each for each in words() if each.id), key=lambda each: str(each.id)):
        old = kept.get(message.id)
        fresh.add(message.id, old.string if old else None, flags=message.flags)
    return fresh


def lacking(language: str) -> list[str]:
    """Return the words without a translation."""
    return [
        str(message.id)
        for message in updated(language)
        if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]


def _sources() -> Iterator[tuple[Path, str]]:
    for pattern in _CODE:
        yield from ((path, "python") for path in sorted((ROOT / "src" / "roundup").glob(pattern)))
    for pattern in _TEMPLATES:
        yield from ((path, "jinja2.ext:babel_extract") for path in sorted((ROOT / "templates").glob(pattern)))


def _written(found: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, found, width=100, no_location=True, omit_header=False, ignore_obsolete=True)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_OF_NO_USE))


def main(arguments: list[str]) -> int:
    missing = {language: lacking(language) for language in TRANSLATED}
    for language, texts in missing.items():
        print(f"{language}: {len(texts)} without a translation", *texts, sep="\n  ")
        if "--check" not in arguments:
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / f"{language}.po").write_bytes(_written(updated(language)))
    return int("--check" in arguments and any(missing.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
