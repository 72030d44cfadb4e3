"""The forms of the contributors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.forms import inlineformset_factory

from roundup.editions.models import Contributor
from roundup.publications.models import Publication

if TYPE_CHECKING:
    _FormOfContributor = forms.ModelForm[Contributor]
else:
    _FormOfContributor = forms.ModelForm


class ContributorForm(_FormOfContributor):
    """One contributor. Another photo is copied anew."""

    url = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        label="Address",
        help_text="The page with all their stories.",
    )
    image_url = forms.URLField(
        max_length=2000,
        required=False,
        assume_scheme="https",
        label="Address of a photo",
        help_text="Cut to a square. Empty: no photo.",
    )

    class Meta:
        model = Contributor
        fields = ["name", "about", "url", "image_url"]
        labels = {"name": "Name", "about": "About them"}
        help_texts = {"name": "As it appears in bylines.", "about": "Two lines."}

    def clean_name(self) -> str:
        """Refuse a name that is there already, however it is written."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        same = Contributor.objects.filter(publication=self.instance.publication_id, name__iexact=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"{name} is listed already.")
        return name

    def save(self, commit: bool = True) -> Contributor:
        if "image_url" in self.changed_data:
            self.instance.picture = None
        return super().save(commit)


ContributorFormSet = inlineformset_factory(
    Publication, Contributor, form=ContributorForm, extra=1, can_delete=True, max_num=200
)
