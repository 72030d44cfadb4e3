"""Turns MJML into HTML: guards the engine's input and tidies its output.

The engine (MRML 6.0.1, in mjml-python 1.4.2) writes every attribute as Rust prints a string for debugging,
crashes on deep nesting without a Python error, and passes on tags that it does not know.
"""

from __future__ import annotations

import re

from mjml import mjml2html

from roundup.core.errors import RenderError
from roundup.core.newsroom_language import tell

DEEPEST = 60

_TAG = re.compile(r"<mj-title>[^<]*|<[A-Za-z][^<>]*>")
_UNSAFE_IN_ATTRIBUTES = re.compile(r"[^\x20-\x5b\x5d-\x7e]")
_OPEN_OR_CLOSE = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*+)[^<>]*?(/?)>")
_VOID = frozenset(["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"])
_LEFTOVER = re.compile(r"</?mj-[A-Za-z-]*", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

_PREVIEW = re.compile(r'<div style="display:none;font-size:1px;color:#ffffff;[^"]*+">([^<]*+)</div>')
_CONTENT_TYPE = '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
_STRAY_ATTRIBUTES = re.compile(r' (?:height="auto"|vertical-align="[a-z]+")')
_SHORT_COLOUR = re.compile(r'bgcolor="#([0-9A-Fa-f])([0-9A-Fa-f])([0-9A-Fa-f])"')
# What the engine writes at length. Each pattern contains a sign that texts contain only in escaped form.
_SPARED = (
    # Not after a table: that is where one piece of an edition ends and the next begins (`pieces`).
    (re.compile(r"(?<!</table>)<!\[endif\]--><!--\[if mso \| IE\]>"), ""),
    (re.compile(r"</?tbody>"), ""),
    # For Outlook 2003.
    (re.compile(r"<!--\[if lte mso 11\]>(?:(?!<!--).)*?<!\[endif\]-->", re.DOTALL), ""),
    (re.compile(r'class="mj-outlook-group-fix '), 'class="'),
    (re.compile(r'(<table[^<>]*) style="vertical-align:top;"'), r"\1"),
    (
        re.compile(r'(<div style=")font-family:([^;"]+);font-size:(\d+px);line-height:(\d+px);'),
        r"\1font:\3/\4 \2;",
    ),
)
# Invisible, and wide enough to keep the body's first words out of the preview in a list of mails.
_PADDING = "&#847;&zwnj;&nbsp;" * 40


def mjml_to_html(source: str, *, language: str, direction: str, ink: str) -> str:
    """Return the HTML of an MJML document, with this language and direction on its root.

    `ink` is the colour of body text. Raises RenderError if the engine refuses the source, if the source is
    nested too deeply, or if a tag is left that only MJML knows.
    """
    if not _LANGUAGE.fullmatch(language):
        raise RenderError(
            tell(
                "%(language)s is not a language tag such as en or pt-BR; correct the language.",
                language=repr(language),
            )
        )
    _refuse_deep(source)
    html = _compiled(_guarded(source))
    if leftover := _LEFTOVER.search(html):
        raise RenderError(
            tell("The tag %(tag)s is unknown or misplaced; correct the template.", tag=f"{leftover[0]}>")
        )
    return _tidied(html, f'lang="{language}" dir="{direction}"', ink)


def _refuse_deep(source: str) -> None:
    depth = 0
    for close, name, alone in _OPEN_OR_CLOSE.findall(source):
        if alone or name.lower() in _VOID:
            continue
        depth += -1 if close else 1
        if depth > DEEPEST:
            raise RenderError(tell("The template nests more than %(most)s tags; flatten it.", most=DEEPEST))


def _guarded(source: str) -> str:
    """Write everything but plain ASCII in attributes as numeric references, which the engine leaves alone."""
    return _TAG.sub(lambda tag: _UNSAFE_IN_ATTRIBUTES.sub(_reference, tag[0]), source)


def _reference(character: re.Match[str]) -> str:
    return f"&#{ord(character[0])};"


def _compiled(source: str) -> str:
    try:
        # Without an empty map of fonts, some font names pull a style sheet from a third party.
        return str(mjml2html(source, fonts={}))
    except ValueError as error:
        raise RenderError(tell("The template is not valid MJML: %(error)s.", error=error)) from error


def _tidied(html: str, wrapper: str, ink: str) -> str:
    html = html.replace(_CONTENT_TYPE, "", 1).replace("<head>", '<head><meta charset="utf-8">', 1)
    html = html.replace("<body ", '<body class="page" ', 1)
    html = _PREVIEW.sub(lambda found: _preheader(found[1], wrapper, ink), html, count=1)
    html = _STRAY_ATTRIBUTES.sub("", html)
    for pattern, shorter in _SPARED:
        html = pattern.sub(shorter, html)
    return _SHORT_COLOUR.sub(r'bgcolor="#\1\1\2\2\3\3"', html) + "\n"


def _preheader(text: str, wrapper: str, ink: str) -> str:
    """Hide the preheader in the colour of body text: filters count white text as a sign of spam."""
    style = (
        f"display:none;mso-hide:all;font-size:1px;line-height:1px;color:{ink};"
        "max-height:0;max-width:0;opacity:0;overflow:hidden;"
    )
    return f'<div {wrapper} style="{style}">{text}{_PADDING}</div>'
