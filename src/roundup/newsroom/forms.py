"""The forms that make a publication and add a source. A form checks what was typed; models check the rest."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms

from roundup.articles.sources.registry import kinds_in_words
from roundup.core.newsroom_language import tell, tell_later


@cache
def time_zones() -> list[tuple[str, str]]:
    return [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]


class BeginForm(forms.Form):
    """The first publication: only what cannot be guessed."""

    name = forms.CharField(max_length=200, label=tell_later("Name"))
    timezone = forms.ChoiceField(
        choices=time_zones,
        initial="UTC",
        label=tell_later("Time zone"),
        help_text=tell_later("All hours are in this time zone."),
    )


class SourceSectionForm(forms.Form):
    """The section that a source names for its articles."""

    section = forms.CharField(
        max_length=120,
        required=False,
        label=tell_later("Section"),
        help_text=tell_later("Optional: for its articles that name no section."),
    )
    section_overrides = forms.BooleanField(
        required=False,
        label=tell_later("Always this section, whatever section its articles name"),
    )


class SourceForm(SourceSectionForm):
    url = forms.URLField(
        max_length=2000,
        assume_scheme="https",
        label=tell_later("Address"),
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_in_words(with_pages=False)
        self.fields["url"].help_text = tell("The address of %(kinds)s.", kinds=kinds)

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        if not url.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(tell("Only addresses with http:// or https:// can be read."))
        return url
