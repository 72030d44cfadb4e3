"""What a short message is made of, and how it becomes a mail (`messages` says which there are)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from roundup.core.articles import Image
from roundup.core.content import Brand
from roundup.core.language import Language
from roundup.core.lines import one_line
from roundup.rendering.appearance import appearance_of
from roundup.rendering.edition import squeeze_blank_lines
from roundup.rendering.mjml import mjml_to_html
from roundup.rendering.renderer import Renderer, default_renderer
from roundup.rendering.web_addresses import encoded_address


@dataclass(frozen=True, slots=True)
class RenderedMail:
    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """The words on a button, and where it leads."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class QuietLink:
    """A link in the small print, without a button's weight."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Message:
    """What a short message says. Texts are plain. `small` is the small print.

    `image` is shown below the heading, and leads where the button leads. `listed` are lines below the first
    paragraph.
    """

    subject: str
    heading: str
    paragraphs: Sequence[str]
    button: Button
    small: Sequence[str | QuietLink] = field(default=())
    image: Image | None = None
    listed: Sequence[str] = ()


def render_message(
    brand: Brand, message: Message, language: Language, renderer: Renderer | None = None
) -> RenderedMail:
    """Return the message as it goes out. It says nothing about unsubscribing, because it comes only once."""
    used = renderer or default_renderer()
    look = appearance_of(brand, language.direction)
    subject = one_line(message.subject)
    context = {
        "brand": brand,
        "look": look,
        "_": language.say,
        "speech": language,
        "apart": "",
        "language": language.tag,
        "subject": subject,
    }
    marked_up, plain = _small_print(message, language, look.light.dim)
    source = used.fill("message.mjml.j2", message=marked_up, **context)
    html = mjml_to_html(source, language=language.tag, direction=language.direction, ink=look.light.ink)
    return RenderedMail(
        subject, html, squeeze_blank_lines(used.fill("message.txt.j2", message=plain, **context))
    )


def _small_print(message: Message, language: Language, colour: str) -> tuple[Message, Message]:
    """Return the message for HTML and for plain text, which show a quiet link differently."""
    link = Markup('<a href="{}" style="color:{};text-decoration:underline;">{}</a>')
    for_html: list[str] = []
    for_text: list[str] = []
    for part in message.small:
        if isinstance(part, QuietLink):
            url = encoded_address(part.url)
            for_html.append(link.format(url, colour, part.text))
            for_text.append(f"{language.say('%(words)s:', words=part.text)} {url}")
        else:
            for_html.append(part)
            for_text.append(part)
    return replace(message, small=for_html), replace(message, small=for_text)
