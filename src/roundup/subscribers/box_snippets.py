"""The snippets that a magazine pastes into its pages, as text to copy."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.urls import reverse

from roundup.publications.brand import language_of
from roundup.publications.models import Publication
from roundup.subscribers.box_wording import wording_of
from roundup.subscribers.page_styles import button_colours


@dataclass(frozen=True, slots=True)
class Snippets:
    """The three variants: the form alone, the form with our script, and a frame."""

    form: str
    with_script: str
    frame: str


def snippets_of(publication: Publication) -> Snippets:
    """Return the publication's snippets, with its current words. They contain our full address."""
    form = _render("box_snippet", publication)
    script = f"{settings.BASE_URL}{staticfiles_storage.url('subscribers/box.js')}"
    return Snippets(
        form=form,
        with_script=f'{form}\n<script src="{script}" defer></script>',
        frame=_render("box_iframe", publication),
    )


def _render(name: str, publication: Publication) -> str:
    language, wording = language_of(publication), wording_of(publication)
    accent, on_accent = button_colours(publication)
    matter = {
        "action": f"{settings.BASE_URL}{reverse('box', args=[publication.slug])}",
        "framed": f"{settings.BASE_URL}{reverse('box_frame', args=[publication.slug])}",
        "publication": publication,
        "language": language,
        "wording": wording,
        "accent": accent,
        "on_accent": on_accent,
        "_": language.say,
    }
    return render_to_string(f"subscribers/{name}.html.j2", matter).strip()
