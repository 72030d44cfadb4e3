"""The forms of the contributors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory

from roundup.core.newsroom_language import tell, tell_later
from roundup.core.writer_names import name_key
from roundup.editions.models import Contributor
from roundup.publications.models import Publication

if TYPE_CHECKING:
    _FormOfContributor = forms.ModelForm[Contributor]
    _FormSet = BaseInlineFormSet[Contributor, Publication, forms.ModelForm[Contributor]]
else:
    _FormOfContributor = forms.ModelForm
    _FormSet = BaseInlineFormSet


class ContributorForm(_FormOfContributor):
    """One contributor. A new photo is copied again."""

    url = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        label=tell_later("Address"),
        help_text=tell_later("The page with all their stories."),
    )
    image_url = forms.URLField(
        max_length=2000,
        required=False,
        assume_scheme="https",
        label=tell_later("Address of a photo"),
        help_text=tell_later("Cut to a square. Empty: no photo."),
    )

    class Meta:
        model = Contributor
        fields = ["name", "about", "url", "image_url"]
        labels = {"name": tell_later("Name"), "about": tell_later("About them")}
        help_texts = {"name": tell_later("As it appears in bylines."), "about": tell_later("Two lines.")}

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def save(self, commit: bool = True) -> Contributor:
        if "image_url" in self.changed_data:
            self.instance.picture = None
        return super().save(commit)


class _Contributors(_FormSet):
    """All contributors of a publication. Each name occurs once, however it is written."""

    def add_fields(self, form: forms.ModelForm[Contributor], index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = tell_later("Delete")

    def clean(self) -> None:
        taken: set[str] = set()
        for form in self.forms:
            name = form.cleaned_data.get("name", "") if hasattr(form, "cleaned_data") else ""
            if not name or form.cleaned_data.get("DELETE"):
                continue
            if name_key(name) in taken:
                form.add_error("name", tell("%(name)s is already listed.", name=name))
            taken.add(name_key(name))

    def save(self, commit: bool = True) -> list[Contributor]:
        """Save in an order in which no name is still taken: remove first, then change names."""
        if commit:
            changed = [form.instance for form in self.initial_forms if "name" in form.changed_data]
            gone = [form.instance for form in self.deleted_forms if form.instance.pk]
            Contributor.objects.filter(pk__in=[one.pk for one in gone]).delete()
            for one in changed:
                Contributor.objects.filter(pk=one.pk).update(name=f"\x1f{one.pk}")
        return super().save(commit)


ContributorFormSet = inlineformset_factory(
    Publication,
    Contributor,
    form=ContributorForm,
    formset=_Contributors,
    extra=1,
    can_delete=True,
    max_num=200,
)
