"""The form of the settings' page about looks: which look, the logos and the colours."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms

from roundup.core.content import Brand
from roundup.core.newsroom_language import tell, tell_later
from roundup.newsroom.settings_forms import SettingsForm
from roundup.publications.models import Publication
from roundup.rendering.designs import DESIGNS

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_USUAL = Brand("")


class LooksForm(SettingsForm):
    """How mails and pages look: fields of the brand. Those that are not shown here stay as they were."""

    look = forms.ChoiceField(
        choices=[(design.name, design.label) for design in DESIGNS.values()], label=tell_later("Look")
    )
    tagline = forms.CharField(max_length=200, required=False, label=tell_later("Tagline"))
    logo_url = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        label=tell_later("Logo"),
        help_text=tell_later(
            "Address of a PNG or JPEG, for a light background. Empty: the name is set in type."
        ),
    )
    logo_dark_url = forms.URLField(
        max_length=500, required=False, assume_scheme="https", label=tell_later("Logo for dark inboxes")
    )
    accent = forms.CharField(label=tell_later("Colour"), widget=forms.TextInput(attrs={"type": "color"}))
    accent_dark = forms.CharField(
        label=tell_later("Colour in dark mode"), widget=forms.TextInput(attrs={"type": "color"})
    )

    class Meta:
        model = Publication
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = self.instance.brand.get(name) or getattr(_USUAL, name)

    def clean_accent(self) -> str:
        return _colour(self.cleaned_data["accent"])

    def clean_accent_dark(self) -> str:
        return _colour(self.cleaned_data["accent_dark"])

    def _columns(self) -> list[str]:
        self.instance.brand = self.instance.brand | {name: self.cleaned_data[name] for name in self.changed}
        return ["brand"]


def _colour(raw: str) -> str:
    if not _COLOUR.fullmatch(raw):
        raise forms.ValidationError(tell("A colour is written as # and six digits, like #8a1c1c."))
    return raw.lower()
