"""The form of the settings of the box: its words, and the sites whose scripts may read the answer."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms

from roundup.core.errors import Refused
from roundup.core.lines import plain_line
from roundup.core.newsroom_language import tell_later
from roundup.newsroom.settings_forms import SettingsForm
from roundup.publications.models import Publication
from roundup.subscribers.box_places import read_origins
from roundup.subscribers.box_snippets import Snippets, snippets_of
from roundup.subscribers.box_wording import LONGEST_WORDS, usual_words
from roundup.subscribers.models import Box

_LONGEST_ORIGINS = 4000


class BoxForm(SettingsForm):
    """What the box says. Its words are kept in their own row, beside those of older boxes."""

    box_words = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "data-box-words": "", "dir": "auto"}),
        label=tell_later("Words"),
        help_text=tell_later("One paragraph, in any language. Empty: the words that come with Roundup."),
    )
    box_origins = forms.CharField(
        required=False,
        max_length=_LONGEST_ORIGINS,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "dir": "ltr"}),
        label=tell_later("Your other sites"),
        help_text=tell_later(
            "One per line, such as https://blog.example.org. The script works on these and on your website; "
            "the form and the frame work anywhere."
        ),
    )

    class Meta:
        model = Publication
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._box = Box.objects.filter(publication=self.instance).first() or Box(publication=self.instance)
        self.fields["box_words"].initial = self._box.words or usual_words(self.instance)
        self.fields["box_origins"].initial = self._box.origins

    def clean_box_words(self) -> str:
        words = plain_line(self.cleaned_data["box_words"])
        return "" if words == usual_words(self.instance) else words

    def clean_box_origins(self) -> str:
        try:
            return "\n".join(read_origins(self.cleaned_data["box_origins"]))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    def save(self, commit: bool = True) -> Publication:
        if commit and self.changed:
            self._box.words = self.cleaned_data["box_words"]
            self._box.origins = self.cleaned_data["box_origins"]
            self._box.save()
        return self.instance

    @cached_property
    def snippets(self) -> Snippets:
        """What to paste, with the words that are saved."""
        return snippets_of(self.instance)
