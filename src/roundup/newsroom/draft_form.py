"""The form of the settings by which drafts are made: weights, favoured words, and what counts as a notice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django import forms

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell_later
from roundup.core.notice_patterns import DEFAULT_PATTERNS
from roundup.core.notices import read_patterns
from roundup.core.ranking import HEAVIEST, NUMBERS, Weights, weights_from
from roundup.newsroom.settings_forms import SettingsForm
from roundup.publications.models import Publication

_LONGEST_WORDS: Final = 2000
_LONGEST_PATTERNS: Final = 20_000


def _weight(label: str) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=HEAVIEST, label=label)


class DraftForm(SettingsForm):
    """How the stories of a week are chosen. Nothing here changes a draft that is open."""

    event = _weight(tell_later("Several articles cover the same event"))
    place = _weight(tell_later("It is high up in a feed that is ordered by hand"))
    recency = _weight(tell_later("It is new"))
    picture = _weight(tell_later("It has a picture"))
    text = _weight(tell_later("It has enough text"))
    writer = _weight(tell_later("It is by a named writer, not by an agency"))
    pinned = _weight(tell_later("It has a word that you favour"))
    muted = _weight(tell_later("Less if it has a word that you play down"))
    same_writer = _weight(tell_later("Less for each story by the same writer"))
    same_section = _weight(tell_later("Less for each story in the same section"))
    pinned_words = forms.CharField(
        required=False,
        max_length=_LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=tell_later("Words that you favour"),
        help_text=tell_later("One per line; looked for in headlines, sections, tags and names."),
    )
    muted_words = forms.CharField(
        required=False,
        max_length=_LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=tell_later("Words that you play down"),
        help_text=tell_later("One per line."),
    )
    notice_patterns = forms.CharField(
        required=False,
        max_length=_LONGEST_PATTERNS,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        label=tell_later("What counts as a notice or advertising"),
        help_text=tell_later(
            "One per line: where to look, a colon, and the words. Such articles never come into a draft by "
            "themselves; they wait among those left out. Empty: the list that comes with Roundup."
        ),
    )

    class Meta:
        model = Publication
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weights = weights_from(self.instance.weights)
        for name in NUMBERS:
            self.fields[name].initial = getattr(weights, name)
        self.fields["pinned_words"].initial = "\n".join(sorted(weights.pinned_words))
        self.fields["muted_words"].initial = "\n".join(sorted(weights.muted_words))
        self.fields["notice_patterns"].initial = self.instance.notice_patterns or DEFAULT_PATTERNS.strip()

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in NUMBERS]

    def clean_notice_patterns(self) -> str:
        text = "\n".join(self.cleaned_data["notice_patterns"].splitlines()).strip()
        try:
            read_patterns(text)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return "" if text == DEFAULT_PATTERNS.strip() else text

    def tried(self) -> Publication:
        """Return the publication as it would be with what was typed. It is not saved."""
        self._columns()
        return self.instance

    def _columns(self) -> list[str]:
        typed = {name: self.cleaned_data[name] for name in NUMBERS}
        typed |= {name: _words(self.cleaned_data[name]) for name in ("pinned_words", "muted_words")}
        self.instance.weights = {name: value for name, value in typed.items() if value != _usual(name)}
        self.instance.notice_patterns = self.cleaned_data["notice_patterns"]
        return ["weights", "notice_patterns"]


def _words(text: str) -> list[str]:
    lines: Iterable[str] = (" ".join(line.split()) for line in text.splitlines())
    return sorted({line for line in lines if line})


def _usual(name: str) -> object:
    usual = getattr(Weights(), name)
    return sorted(usual) if isinstance(usual, frozenset) else usual
