"""Gets the text of an XML document from its bytes, with the right characters and fit to be parsed."""

from __future__ import annotations

import html
import re
from html.entities import html5
from typing import Final

from roundup.articles.sources.text.decoding import decode_text
from roundup.articles.sources.text.surrogates import join_surrogates
from roundup.core.articles import Problem
from roundup.core.newsroom_language import tell

_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([A-Za-z0-9._\-]{1,40})")

_PROLOG: Final = re.compile(r"<\?xml\b[^<>]*\?>\s*")
_DOCTYPE: Final = re.compile(
    r"(?P<before>(?:\s++|<!--.{0,20000}?-->|<\?.{0,2000}?\?>)*+)"
    r"<!DOCTYPE\b[^\[<>]*+(?:\[(?P<subset>.{0,20000}?)\]\s*)?>",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY: Final = re.compile(
    r"<!ENTITY\s+([A-Za-z][\w.\-]{0,40})\s+(?:\"([^\"<&%]{0,100})\"|'([^'<&%]{0,100})')\s*>"
)
_CHARACTER: Final = re.compile(r"<!ENTITY\s+([A-Za-z][\w.\-]{0,40})\s+[\"'](&#x?[0-9A-Fa-f]{1,6};)[\"']\s*>")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CDATA: Final = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_REFERENCE: Final = re.compile(r"&(?:([A-Za-z][A-Za-z0-9.\-]{0,40});|#(?:\d{1,7}|x[0-9A-Fa-f]{1,6});|)")
_OF_XML: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})


def decode_xml(content: bytes, charset: str) -> tuple[str, tuple[Problem, ...]]:
    """Return what `decode_text` does, for the encodings that the server and the document declare."""
    declared = _DECLARED.search(content[:1000])
    return decode_text(content, charset, declared[1].decode() if declared else "")


def parsable_xml(text: str) -> tuple[str, tuple[Problem, ...]]:
    """Return `text` from its first tag on, without declarations and with known entities resolved.

    The result needs no document type, so nothing in it can load or expand anything.
    """
    start = text.find("<")
    problems: tuple[Problem, ...] = ()
    if text[: max(start, 0)].strip("\ufeff\u200b \t\r\n"):
        problems = (
            Problem("leading-junk", tell("There is something before the document begins; it was left out.")),
        )
    text = _NOT_XML.sub("", join_surrogates(_PROLOG.sub("", text[max(start, 0) :], count=1)))
    doctype = _DOCTYPE.match(text)
    if doctype:
        text = doctype["before"] + text[doctype.end() :]
        own = _own_entities(doctype["subset"] or "")
        text = _outside_cdata(text, own) if own else text
    return text, problems


def repair_entities(text: str) -> str:
    """Return `text` with HTML's entities and each lone `&` written as XML requires."""
    return _outside_cdata(text, _of_html)


def root_name(text: str) -> str:
    """Return the name of the first element, in lower case and without its prefix, or ''."""
    first = re.match(
        r"(?:\s++|<\?.{0,2000}?\?>|<!--.{0,20000}?-->|<![^\[<>]{0,2000}>)*+<([A-Za-z_][\w.\-]*+:)?([\w.\-]+)",
        text,
        re.DOTALL,
    )
    return first[2].lower() if first else ""


def _own_entities(subset: str) -> dict[str, str]:
    """Return the entities that a document defines, except those that refer to others."""
    plain = {name: one or other for name, one, other in _ENTITY.findall(subset)[:300]}
    return {**plain, **{name: html.unescape(value) for name, value in _CHARACTER.findall(subset)[:300]}}


_of_html: Final = {name[:-1]: value for name, value in html5.items() if name.endswith(";")}


def _outside_cdata(text: str, entities: dict[str, str]) -> str:
    pieces = _CDATA.split(text)
    pieces[::2] = [_REFERENCE.sub(lambda found: _resolved(found, entities), piece) for piece in pieces[::2]]
    return "".join(pieces)


def _resolved(found: re.Match[str], entities: dict[str, str]) -> str:
    name = found[1]
    if found[0] == "&":
        return "&amp;" if entities is _of_html else "&"
    if not name or name in _OF_XML:
        return found[0]
    if name in entities:
        return html.escape(entities[name])
    return f"&amp;{name};" if entities is _of_html else found[0]
