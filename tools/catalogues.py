"""Bring the catalogues in line with the words in code and templates: `python -m tools.catalogues`.

New words are added without a translation, and words no longer used are dropped; `--check` only says what is
missing, and fails if anything is. The readers' words have a catalogue in each language; translators make
those of the newsroom's words from its template.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from roundup.rendering.checks import registered_checks

Keywords = Mapping[str, tuple[int, ...] | None]
Place = tuple[Path, str, Keywords]

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "src" / "roundup" / "locale"
NEWSROOM: Final = FOLDER / "newsroom.pot"
TRANSLATED: Final = ("es", "fr", "de", "pt", "ar")

_CODE: Final = (
    "core/email_addresses.py",
    "core/filling.py",
    "core/story_text.py",
    "core/language.py",
    "subscribers/*.py",
    "rendering/*.py",
    "rendering/checks/subject.py",
    "editions/composing.py",
    "editions/contributors.py",
    "archive/*.py",
)
_TEMPLATES: Final = ("email/**/*.j2", "web/reader.html.j2", "web/subscribers/*.j2", "web/archive/*.j2")
# Header fields that differ from run to run, or would say who ran it.
_OF_NO_USE: Final = tuple(
    f'"{name}'.encode()
    for name in ("Project-Id", "Report-", "POT-", "PO-", "Last-", "Language-Team", "Generated")
)
_KEYWORDS: Final[Keywords] = {
    "_": None,
    "say": None,
    "say_later": None,
    "count": (1, 2),
    "Refused": None,
    "TooOften": None,
}
_NEWSROOM_CODE: Final = ("**/*.py",)
# What is wrong with an address is said to readers and to editors.
_TOLD_TO_BOTH: Final = ("core/email_addresses.py",)
_NEWSROOM_TEMPLATES: Final = ("web/newsroom/**/*.j2",)
_TOLD_IN_CODE: Final[Keywords] = {
    "tell": None,
    "tell_later": None,
    "tell_count": (1, 2),
    "tell_many_later": (1, 1),
}
_TOLD_IN_TEMPLATES: Final[Keywords] = {"_": None, "count": (1, 2)}


def words() -> Catalog:
    """Return every word that readers may see, as an empty catalogue."""
    return _extracted(
        *_places("src/roundup", _CODE, "python", _KEYWORDS),
        *_places("templates", _TEMPLATES, "jinja2.ext:babel_extract", _KEYWORDS),
    )


def newsroom_words() -> Catalog:
    """Return every word that editors may see, as an empty catalogue."""
    found = _extracted(
        *_places("src/roundup", _NEWSROOM_CODE, "python", _TOLD_IN_CODE),
        *_places("src/roundup", _TOLD_TO_BOTH, "python", {"Refused": None}),
        *_places("templates", _NEWSROOM_TEMPLATES, "jinja2.ext:babel_extract", _TOLD_IN_TEMPLATES),
    )
    # The reason of a check is its docstring, and the page where editors choose shows it.
    for rule in registered_checks().values():
        if rule.choice:
            found.add(rule.reason)
    return found


def newsroom_template() -> bytes:
    """Return what `NEWSROOM` must hold."""
    fresh = Catalog(fuzzy=False, header_comment="# The words of the newsroom, for translators.")
    for message in sorted((each for each in newsroom_words() if each.id), key=lambda each: str(each.id)):
        fresh.add(message.id, flags=message.flags)
    return _written(fresh)


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


def _extracted(*places: Place) -> Catalog:
    found = Catalog()
    for path, method, keywords in places:
        with path.open("rb") as file:
            for _, message, _, _ in extract(
                method, file, keywords=keywords, options={"newstyle_gettext": "on"}
            ):
                if message and all(message):
                    found.add(message)
    return found


def _places(folder: str, patterns: tuple[str, ...], method: str, keywords: Keywords) -> Iterator[Place]:
    for pattern in patterns:
        yield from ((path, method, keywords) for path in sorted((ROOT / folder).glob(pattern)))


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
            (FOLDER / f"{language}.po").write_bytes(_written(updated(language)))
    if "--check" not in arguments:
        NEWSROOM.write_bytes(newsroom_template())
    return int("--check" in arguments and any(missing.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
