"""The letter as it was mailed, without anything meant for a single reader, for a page and for the feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from lxml import html
from lxml.html import HtmlElement
from markupsafe import Markup, escape

from roundup.core.language import SPOKEN, Language
from roundup.core.personal_links import personalise_html
from roundup.core.tokens import PersonalTokens

# The letter's styles apply only inside an element of this class.
CLASS: Final = "letter"
# Sentences that make sense only in an email, in any language, because readers choose theirs.
_ONLY_IN_A_MAIL: Final = (
    "You get this mail because you subscribed to %(name)s.",
    "Has somebody forwarded this to you?",
)
_ANY_NAME: Final = re.escape("%(name)s")
_SHOWS_SOMETHING: Final = "self::img or self::picture or self::a or self::svg"
_TOLD: Final = ("h2", "h3", "p", "li", "img")
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class PublicLetter:
    """A letter for everybody: the contents of its body, and the rules of its style sheets."""

    body: HtmlElement
    rules: str

    @property
    def markup(self) -> Markup:
        return Markup("".join(html.tostring(child, encoding="unicode") for child in self.body))  # noqa: S704

    @property
    def styles(self) -> Markup:
        """The rules, nested so that they reach nothing outside the letter."""
        return Markup(f".{CLASS}{{{self.rules}}}")  # noqa: S704 - a style sheet, without any tag

    @property
    def plain(self) -> str:
        """Its headlines, words and pictures without any styles, for programs that have their own."""
        return _NOT_XML.sub("", "".join(map(_plainly, _told(self.body))))


def public_letter(mailed: str, token_prefix: str, subscribe: str) -> PublicLetter:
    """Return the letter in a mailed document. `token_prefix` is that of its edition.

    Links that would carry a reader's rights are left out; any mark elsewhere becomes the address at which
    people can `subscribe`, or ''. Elements that are then empty are left out, too.
    """
    page: Any = html.document_fromstring(mailed)
    for comment in page.xpath("//comment()"):
        comment.drop_tree()
    body = page.body
    for link in body.xpath(".//a[contains(@href, $mark)]", mark=f"-{token_prefix}."):
        _drop_with_empty_parents(link, body)
    for words in body.xpath(".//p"):
        if _only_in_a_mail().match(_in_one_line(words.text_content())):
            _drop_with_empty_parents(words, body)
    for hidden in body.xpath("./div[contains(@style, 'mso-hide')] | .//script"):
        hidden.drop_tree()
    for letter in body.xpath(".//*[@aria-roledescription]"):
        del letter.attrib["aria-roledescription"]
    values = PersonalTokens(token_prefix).values_for_nobody(dict.fromkeys(PersonalTokens.LINKS, subscribe))
    addressed = body.xpath(".//*[contains(., $mark) or @*[contains(., $mark)]]", mark=f"-{token_prefix}.")
    said = body.xpath(".//*[text()[contains(., $mark)]]", mark=f"-{token_prefix}.")
    for place in addressed:
        _replace_marks(place, values)
    # Start with the innermost: an empty element takes its empty parents with it.
    for place in reversed(said):
        if place.getparent() is not None and _is_empty(place):
            _drop_with_empty_parents(place, body)
    return PublicLetter(body, "\n".join(_rules(page)))


def _replace_marks(place: HtmlElement, values: dict[str, str]) -> None:
    for name, value in place.attrib.items():
        place.set(name, personalise_html(value, values))
    place.text = personalise_html(place.text, values) if place.text else place.text
    for child in place:
        child.tail = personalise_html(child.tail, values) if child.tail else child.tail


def _drop_with_empty_parents(element: HtmlElement, body: HtmlElement) -> None:
    """Drop an element, and all its parents that are empty without it."""
    parent = element.getparent()
    element.drop_tree()
    while parent is not body and parent is not None and _is_empty(parent):
        parent, empty = parent.getparent(), parent
        empty.drop_tree()


def _is_empty(element: HtmlElement) -> bool:
    says_something = any(letter.isalnum() for letter in element.text_content())
    return not says_something and not element.xpath(f"boolean(.//*[{_SHOWS_SOMETHING}])")


@cache
def _only_in_a_mail() -> re.Pattern[str]:
    said = (Language(tag).say(text) for tag in SPOKEN for text in _ONLY_IN_A_MAIL)
    return re.compile("|".join(re.escape(_in_one_line(text)).replace(_ANY_NAME, ".*") for text in said))


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _rules(page: Any) -> Iterator[str]:
    for sheet in page.xpath("//style"):
        rules = sheet.text or ""
        yield f"@media {sheet.get('media')}{{{rules}}}" if sheet.get("media") else rules
        sheet.drop_tree()


def _told(body: HtmlElement) -> Iterator[HtmlElement]:
    """Yield headings, paragraphs, list items and pictures; a picture in a paragraph comes with it."""
    for element in body.iter(*_TOLD):
        if not any(above.tag in _TOLD for above in element.iterancestors()):
            yield element


def _plainly(element: HtmlElement) -> str:
    if element.tag == "img":
        return f"<p>{_picture(element)}</p>\n"
    inside = "".join(_inline(element))
    if not inside.strip():
        return ""
    return f"<p>• {inside}</p>\n" if element.tag == "li" else f"<{element.tag}>{inside}</{element.tag}>\n"


def _inline(element: HtmlElement) -> Iterator[str]:
    yield str(escape(element.text or ""))
    for child in element:
        inside = "".join(_inline(child))
        if child.tag == "a" and child.get("href"):
            inside = f'<a href="{escape(child.get("href"))}">{inside}</a>'
        elif child.tag == "img":
            inside = _picture(child)
        elif child.tag == "br":
            inside = "<br>"
        elif child.tag in ("b", "strong", "i", "em"):
            inside = f"<{child.tag}>{inside}</{child.tag}>"
        yield inside + str(escape(child.tail or ""))


def _picture(image: HtmlElement) -> str:
    return f'<img src="{escape(image.get("src", ""))}" alt="{escape(image.get("alt", ""))}">'
