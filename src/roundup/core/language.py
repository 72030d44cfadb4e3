"""The languages of mails and readers' pages: words from gettext catalogues, dates from Babel.

The words in the code are English; `src/roundup/locale/<language>.po` has those of another language. For a
language without a catalogue, everything is in English, including dates: a mixture helps nobody.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

SPOKEN: Final = ("en", "es", "fr", "de", "pt", "ar")
CATALOGUES: Final = Path(__file__).resolve().parents[1] / "locale"

# English without a country gets dates as most of the world writes them.
_DATES_LIKE: Final = {"en": "en_GB"}


@dataclass(frozen=True)
class Language:
    """The language that `tag` asks for, such as `pt-BR`, with the words of the catalogues in `folder`."""

    tag: str
    folder: Path = CATALOGUES

    @cached_property
    def spoken(self) -> str:
        """The language of the words: one of `SPOKEN`."""
        base = self.tag.partition("-")[0].lower()
        return base if base in SPOKEN else "en"

    @cached_property
    def direction(self) -> str:
        """`ltr` or `rtl`: the direction of the language asked for, in which the stories are written."""
        try:
            return str(Locale.parse(self.tag, sep="-").text_direction)
        except (UnknownLocaleError, ValueError):
            return "ltr"

    @property
    def spoken_direction(self) -> str:
        """`ltr` or `rtl`: the direction of the language spoken."""
        return str(self._locale.text_direction)

    @property
    def name(self) -> str:
        """What the spoken language calls itself, such as `français`."""
        return str(self._locale.language_name)

    def say(self, text: str, /, **values: object) -> str:
        """Return the translation of an English `text`, with each `%(name)s` replaced by its value.

        If a value is markup, the result is markup, and everything else in it is escaped.
        """
        return _filled(self._translations.gettext(text), values)

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return what `say` returns, in this language's plural form for `n`; `%(n)s` stands for `n`."""
        return _filled(self._translations.ngettext(one, many, n), {"n": self.number(n)} | values)

    def day(self, moment: date) -> str:
        """Return a day written out, with its weekday and year."""
        return str(format_date(moment, "full", locale=self._locale))

    def month(self, day: date) -> str:
        """Return the month of a day with its year: `novembre 2026`."""
        return str(format_skeleton("yMMMM", day, locale=self._locale))

    def weekday(self, number: int) -> str:
        """Return the name of a weekday, Monday being 0."""
        return str(get_day_names("wide", locale=self._locale)[number])

    def hour(self, moment: time | datetime) -> str:
        """Return the time of day as the language's readers write it: `07:00`, or `7:00 AM`."""
        return str(format_time(moment, "short", locale=self._locale))

    def number(self, n: int) -> str:
        return str(format_decimal(n, locale=self._locale))

    def listed(self, names: Sequence[str]) -> str:
        """Return `names` as a list in words, with this language's "and" before the last; "" for none."""
        # A comma before "and" is American; the rest of our English has none.
        locale = Locale.parse("en_GB") if self.spoken == "en" else self._locale
        return str(format_list(names, "standard", locale=locale))

    @cached_property
    def _locale(self) -> Locale:
        if self.spoken == "en" and not self.tag.lower().startswith("en"):
            return Locale.parse("en_GB")
        tag = _DATES_LIKE.get(self.tag.lower(), self.tag)
        try:
            return Locale.parse(tag.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            return Locale.parse(_DATES_LIKE.get(self.spoken, self.spoken))

    @property
    def _translations(self) -> NullTranslations:
        return _catalogue(self.folder / f"{self.spoken}.po")


def say_later(text: str) -> str:
    """Return `text` unchanged, but mark it for the catalogues: `say` will translate it elsewhere."""
    return text


def _filled(text: str, values: dict[str, object]) -> str:
    if any(isinstance(value, Markup) for value in values.values()):
        return escape(text) % {name: escape(value) for name, value in values.items()}
    return text % values if values else text


@lru_cache(maxsize=2 * len(SPOKEN))
def _catalogue(path: Path) -> NullTranslations:
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
