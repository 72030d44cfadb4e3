"""The mail that asks a new reader to confirm: no story, no picture of a story, one link."""

from __future__ import annotations

from dataclasses import dataclass

from roundup.core.content import Brand
from roundup.core.message import one_line
from roundup.rendering.edition import squeezed
from roundup.rendering.environment import Renderer, default_renderer
from roundup.rendering.look import look_of
from roundup.rendering.mjml import to_html
from roundup.rendering.words import how_long, words_for


@dataclass(frozen=True, slots=True)
class RenderedMail:
    subject: str
    html: str
    text: str


def render_confirmation(
    brand: Brand,
    *,
    confirm_url: str,
    hours: int,
    language: str = "en",
    direction: str = "ltr",
    renderer: Renderer | None = None,
) -> RenderedMail:
    """Return the mail that asks for a press on `confirm_url`, which works for `hours`."""
    used = renderer or default_renderer()
    look, words = look_of(brand, direction), words_for(language)
    subject = one_line(words.confirm_subject.format(name=brand.name))
    context = {
        "brand": brand,
        "look": look,
        "words": words,
        "language": language,
        "subject": subject,
        "confirm_url": confirm_url,
        "until": how_long(hours, words),
    }
    source = used.fill("confirm.mjml.j2", **context)
    html = to_html(source, language=language, direction=direction, ink=look.light.ink)
    return RenderedMail(subject, html, squeezed(used.fill("confirm.txt.j2", **context)))
