"""The forms of the newsroom. A form checks what was typed; the models say what makes sense."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.forms import inlineformset_factory
from django.utils.text import slugify

from roundup.core.content import Brand
from roundup.core.newsroom_language import tell, tell_later
from roundup.publications.models import Publication, Section
from roundup.rendering.designs import DESIGNS

if TYPE_CHECKING:
    _FormOfPublication = forms.ModelForm[Publication]
    _FormOfSection = forms.ModelForm[Section]
else:
    _FormOfPublication = _FormOfSection = forms.ModelForm

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_USUAL = Brand("")


@cache
def _zones() -> list[tuple[str, str]]:
    return [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]


class BeginForm(forms.Form):
    """The first publication: only what cannot be guessed."""

    name = forms.CharField(max_length=200, label=tell_later("Name"))
    timezone = forms.ChoiceField(
        choices=_zones,
        initial="UTC",
        label=tell_later("Time zone"),
        help_text=tell_later("All hours are in this time zone."),
    )


class SourceForm(forms.Form):
    url = forms.URLField(
        max_length=2000,
        assume_scheme="https",
        label=tell_later("Address"),
        help_text=tell_later(
            "A feed, or the address of a WordPress site’s posts (…/wp-json/wp/v2/posts?_embed)."
        ),
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )
    section = forms.CharField(
        max_length=120,
        required=False,
        label=tell_later("Section"),
        help_text=tell_later("Optional: for its articles that name no section."),
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        if not url.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(tell("Only addresses with http:// or https:// can be read."))
        return url


class PublicationForm(_FormOfPublication):
    """Name, voice, clock and looks of a publication."""

    look = forms.ChoiceField(
        choices=[(design.name, design.label) for design in DESIGNS.values()], label="Look"
    )
    tagline = forms.CharField(max_length=200, required=False, label="Tagline")
    logo_url = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        label="Logo",
        help_text="Address of a PNG or JPEG, for a light background. Empty: the name is set in type.",
    )
    logo_dark_url = forms.URLField(
        max_length=500, required=False, assume_scheme="https", label="Logo for dark inboxes"
    )
    accent = forms.CharField(label="Colour", widget=forms.TextInput(attrs={"type": "color"}))
    accent_dark = forms.CharField(label="Colour in the dark", widget=forms.TextInput(attrs={"type": "color"}))

    url = forms.URLField(max_length=500, required=False, assume_scheme="https", label="Website")
    privacy_url = forms.URLField(max_length=500, required=False, assume_scheme="https", label="Privacy page")

    spread_minutes = forms.IntegerField(
        min_value=0,
        max_value=1440,
        label="Minutes over which to spread a mailing",
        help_text="0: as fast as possible. A longer time spares your site a rush of readers.",
    )

    undo_minutes = forms.IntegerField(
        min_value=0,
        max_value=60,
        label="Minutes in which sending can be undone",
        help_text=(
            "For so long before an edition leaves the newsroom says so and offers to undo it. "
            "“Send now” waits for it. 0: it leaves at once."
        ),
    )

    BRAND = ("look", "tagline", "logo_url", "logo_dark_url", "accent", "accent_dark")

    class Meta:
        model = Publication
        fields = [
            "name",
            "url",
            "language",
            "timezone",
            "sender_name",
            "sender_email",
            "reply_to",
            "postal_address",
            "privacy_url",
            "assemble_weekday",
            "assemble_time",
            "send_weekday",
            "send_time",
            "sends_unapproved",
            "undo_minutes",
            "spread_minutes",
            "max_stories",
            "max_age_days",
            "least_stories",
        ]
        labels = {
            "language": "Language",
            "timezone": "Time zone",
            "sender_name": "Sender's name",
            "sender_email": "Sender's address",
            "reply_to": "Answers go to",
            "postal_address": "Postal address",
            "assemble_weekday": "The draft is made on",
            "assemble_time": "at",
            "send_weekday": "It goes out on",
            "send_time": "at",
            "sends_unapproved": "Send it even if nobody approves it",
            "max_stories": "Stories in an edition, at most",
            "max_age_days": "Days after which an article is too old",
            "least_stories": "Stories in an edition, at least",
        }
        help_texts = {
            "language": "Choose one that Roundup speaks, or type the code of another, like nl or pt-BR.",
            "postal_address": "The law asks for one in every newsletter.",
            "reply_to": "Empty: they go to the sender's address.",
            "least_stories": "Fewer make a thin week: an alarm.",
            "max_age_days": "However late it was found.",
            "sends_unapproved": "Only if its proof has no errors and the week is not thin.",
        }
        widgets = {
            "language": forms.TextInput(attrs={"list": "languages", "autocomplete": "off"}),
            "timezone": forms.Select(),
            "assemble_time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "send_time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"] = forms.ChoiceField(choices=_zones, label="Time zone")
        for name, field in self.fields.items():
            if name in self.BRAND:
                field.initial = self.instance.brand.get(name) or getattr(_USUAL, name)

    def clean_accent(self) -> str:
        return _colour(self.cleaned_data["accent"])

    def clean_accent_dark(self) -> str:
        return _colour(self.cleaned_data["accent_dark"])

    def save(self, commit: bool = True) -> Publication:
        """Keep what the form shows of the brand; what it does not show stays as it was."""
        self.instance.brand = self.instance.brand | {name: self.cleaned_data[name] for name in self.BRAND}
        return super().save(commit)


def _colour(raw: str) -> str:
    if not _COLOUR.fullmatch(raw):
        raise forms.ValidationError("A colour is written as # and six digits, like #8a1c1c.")
    return raw.lower()


class SectionForm(_FormOfSection):
    """One section. Its words are typed with commas between them."""

    words_typed = forms.CharField(
        required=False,
        label="Takes articles with",
        help_text="Words between commas: a kicker, section, tag or author. Empty: what no other takes.",
    )

    class Meta:
        model = Section
        fields = ["name", "position", "style", "cap"]
        labels = {"name": "Name", "position": "Order", "style": "Shown as", "cap": "Stories at most"}

    field_order = ["name", "words_typed", "style", "cap", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words_typed"].initial = ", ".join(self.instance.words)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not slugify(name):
            raise forms.ValidationError("A section needs a name with letters in it.")
        return name

    def save(self, commit: bool = True) -> Section:
        """Keep the key of a section that readers may follow already; a new one gets its name's."""
        typed = str(self.cleaned_data["words_typed"])
        self.instance.words = list(dict.fromkeys(filter(None, (word.strip() for word in typed.split(",")))))
        self.instance.key = self.instance.key or _free_key(self.instance)
        return super().save(commit)


def _free_key(section: Section) -> str:
    taken = set(Section.objects.filter(publication=section.publication).values_list("key", flat=True))
    plain = slugify(section.name)[:70]
    return next(
        key for n in range(1, len(taken) + 2) if (key := plain if n == 1 else f"{plain}-{n}") not in taken
    )


SectionFormSet = inlineformset_factory(
    Publication, Section, form=SectionForm, extra=1, can_delete=True, max_num=20
)
