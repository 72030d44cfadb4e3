"""Turns an XML document into a tree, however broken it is."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml import etree

from roundup.articles.sources.xml.text import decode_xml, parsable_xml, repair_entities, root_name
from roundup.core.articles import Problem
from roundup.core.newsroom_language import tell


def readable_xml(content: bytes, charset: str = "") -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a document from its first tag on, and the problems with it."""
    decoded, problems = decode_xml(content, charset)
    text, more = parsable_xml(decoded)
    return text, problems + more


def parse_xml(
    text: str, roots: Collection[str], parts: Collection[str]
) -> tuple[etree._Element | None, tuple[Problem, ...]]:
    """Return the root element of what `readable_xml` returned, and further problems with it.

    The root is None unless its name is one of `roots`, in small letters. `parts` are the elements that the
    document lists: a part that was cut off is not in the tree.
    """
    problems: tuple[Problem, ...] = ()
    root, fault = _parse(text, recover=False)
    if root is None:
        problems = (_problem_of(text, fault),)
        text = repair_entities(_whole_parts(text, parts) if _is_truncated(text) else text)
        root, _ = _parse(text, recover=False)
    if root is None:
        root, _ = _parse(text, recover=True)
    return (root if root is not None and _local(root) in roots else None), problems


def _problem_of(text: str, fault: str) -> Problem:
    if _is_truncated(text):
        return Problem(
            "truncated", tell("The document is cut off; the articles before that point were read.")
        )
    return Problem(
        "not-well-formed",
        tell("The document is not well-formed XML (%(fault)s); it was read anyway.", fault=fault),
    )


def _is_truncated(text: str) -> bool:
    """Say whether the end tag of the whole document is missing."""
    return not re.search(rf"</(?:[\w.\-]+:)?{re.escape(root_name(text))}\s*>", text[-2000:], re.IGNORECASE)


def _whole_parts(text: str, parts: Collection[str]) -> str:
    """Return `text` up to the end of its last whole part, or to the start of its first."""
    names = rf"(?:[\w.\-]+:)?(?:{'|'.join(map(re.escape, parts))})"
    ends = [found.end() for found in re.finditer(rf"</{names}\s*>", text, re.IGNORECASE)]
    if ends:
        return text[: ends[-1]]
    first = re.search(rf"<{names}[\s>]", text, re.IGNORECASE)
    return text[: first.start()] if first else text


def _parse(text: str, recover: bool) -> tuple[etree._Element | None, str]:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser), ""
    except etree.XMLSyntaxError as error:
        line = f"line {error.lineno}: " if error.lineno else ""
        return None, f"{line}{_readable(error.msg or 'no element')}"


def _readable(message: str) -> str:
    return " ".join(re.sub(r"[^ -~]+", " ", message.split(", line ")[0]).split())[:160]


def _local(root: etree._Element) -> str:
    # An undeclared prefix stays in front of the name.
    return root.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(root.tag, str) else ""
