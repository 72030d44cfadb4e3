"""The form of a publication's sections.

The form carries the version of each section that it showed. If two editors change different fields, both
changes are kept; only a conflict in the same field needs an answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from django import forms
from django.db import transaction
from django.forms import BaseInlineFormSet, inlineformset_factory

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.form_versions import StaleForm, changed_fields, version_of, wanted_fields
from roundup.newsroom.settings_forms import sent_words, somebody_else, tell_choices
from roundup.publications.models import Publication, Section
from roundup.publications.section_management import MOST_SECTIONS, new_key, require_name, typed_words

if TYPE_CHECKING:
    _FormOfSection = forms.ModelForm[Section]
    _FormsOfSections = BaseInlineFormSet[Section, Publication, "SectionForm"]
else:
    _FormOfSection, _FormsOfSections = forms.ModelForm, BaseInlineFormSet

_SENT = re.compile(r"sections-(\d{1,4})-(\w+)")
_REMOVES: Final = "DELETE"
Row = dict[str, str]


class SectionForm(_FormOfSection):
    """One section. Its words are typed with commas between them."""

    words_typed = forms.CharField(
        required=False,
        label=tell_later("Takes articles with"),
        help_text=tell_later(
            "Words separated by commas: a kicker, section, tag or author, or a folder in an address, "
            "like /world/. If empty, the section takes what no other section takes."
        ),
    )

    class Meta:
        model = Section
        fields: ClassVar = ["name", "position", "style", "cap"]
        labels: ClassVar = {
            "name": tell_later("Name"),
            "position": tell_later("Order"),
            "style": tell_later("Shown as"),
            "cap": tell_later("Stories, at most"),
        }

    field_order = ["name", "words_typed", "style", "cap", "position"]

    def __init__(self, *args: Any, torn: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._torn = torn or {}
        self.fields["words_typed"].initial = ", ".join(self.instance.words)
        tell_choices(self)

    def own_words(self) -> Row:
        """Return the fields of the section as a browser sends them back if nobody touches them."""
        return {name: text for name, text in sent_words(self).items() if name in self.field_order}

    @property
    def seen(self) -> str:
        """The version of this section as it is saved."""
        return version_of(self.own_words())

    def clean_name(self) -> str:
        try:
            return require_name(str(self.cleaned_data["name"]))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, sentence in self._torn.items():
            self.add_error(name, sentence)
        return cleaned

    def save(self, commit: bool = True) -> Section:
        """Keep the section's key, by which readers may follow it; a new section's key comes from its name."""
        typed = str(self.cleaned_data["words_typed"])
        self.instance.words = typed_words(typed)
        self.instance.key = self.instance.key or new_key(self.instance.publication, self.instance.name)
        return super().save(commit)


class SectionForms(_FormsOfSections):
    """All sections, and an empty form for one more."""

    def __init__(
        self, *args: Any, torn: Mapping[int, Mapping[str, str]] | None = None, **kwargs: Any
    ) -> None:
        self._torn = torn or {}
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"torn": self._torn.get(index) if index is not None else None}

    def add_fields(self, form: SectionForm, index: int | None) -> None:
        super().add_fields(form, index)
        if _REMOVES in form.fields:
            form.fields[_REMOVES].label = tell_later("Remove this section")


_OF_PUBLICATION = cast(
    "type[SectionForms]",
    inlineformset_factory(
        Publication,
        Section,
        form=SectionForm,
        formset=SectionForms,
        extra=1,
        can_delete=True,
        max_num=MOST_SECTIONS,
    ),
)


def section_forms(publication: Publication) -> SectionForms:
    """Return the form of the sections as they are saved."""
    return _OF_PUBLICATION(instance=publication)


@dataclass
class _Merged:
    """The rows of a form and, by row number, what somebody else has changed in a row."""

    rows: list[Row] = field(default_factory=list)
    torn: dict[int, dict[str, str]] = field(default_factory=dict)

    def add(self, row: Row, torn: dict[str, str]) -> None:
        self.torn[len(self.rows)] = torn
        self.rows.append(row)


def save_sections(publication: Publication, typed: Mapping[str, str]) -> SectionForms:
    """Save the changes to the sections, and return their form: if it has errors, nothing was saved.

    Raises Refused if the form was not complete.
    """
    with transaction.atomic():
        Publication.objects.select_for_update().get(pk=publication.pk)
        formset = _typed(publication, typed)
        if formset.is_valid():
            formset.save()
    return formset


def _typed(publication: Publication, typed: Mapping[str, str]) -> SectionForms:
    """Return the form with what was typed over the sections as they are now."""
    if "sections-TOTAL_FORMS" not in typed:
        raise Refused(tell("The form was not complete. Reload the page and try again."))
    shown, merged, sent = section_forms(publication), _Merged(), _rows_of(typed)
    sections = shown.initial_forms
    known = {row["id"]: row for row in sent if row.get("id")}
    for form in sections:
        _merge(merged, form, known.pop(str(form.instance.pk), None))
    for row in known.values():
        _bring_back(merged, row)
    for row in sent:
        if not row.get("id"):
            merged.add(row, {})
    return _OF_PUBLICATION(_data(merged.rows, len(sections)), instance=publication, torn=merged.torn)


def _rows_of(typed: Mapping[str, str]) -> list[Row]:
    rows: defaultdict[int, Row] = defaultdict(dict)
    for name, text in typed.items():
        if found := _SENT.fullmatch(name):
            rows[int(found[1])][found[2]] = text
    return [rows[place] for place in sorted(rows)]


def _merge(merged: _Merged, form: SectionForm, row: Row | None) -> None:
    """Add a section with what was typed; without a row, somebody else has made it in the meantime."""
    saved, whose = form.own_words(), {"id": str(form.instance.pk)}
    if row is None:
        return merged.add(saved | whose, {})
    own, seen, torn = {name: row.get(name) for name in saved}, row.get("seen", ""), {}
    try:
        changed_fields(saved, own, seen)
    except StaleForm as stale:
        torn = {each.name: somebody_else(form.fields[each.name], each.saved) for each in stale.torn}
    if _REMOVES in row:
        whose[_REMOVES] = "on"
        if seen != form.seen:
            torn = {_REMOVES: tell("Somebody else has changed this section. Save again to remove it.")}
    merged.add(saved | wanted_fields(saved, own, seen) | whose, torn)
    return None


def _bring_back(merged: _Merged, row: Row) -> None:
    """Add a section that somebody else has removed, if something was typed into it."""
    own = {name: row.get(name, "") for name in SectionForm.field_order}
    if _REMOVES not in row and version_of(own) != row.get("seen"):
        told = tell("Somebody else has removed this section. Save again to add it again.")
        merged.add(own, {"name": told})


def _data(rows: list[Row], sections: int) -> Row:
    count = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": sections}
    fields = {f"{place}-{name}": text for place, row in enumerate(rows) for name, text in row.items()}
    return {f"sections-{name}": str(text) for name, text in (count | fields).items()}
