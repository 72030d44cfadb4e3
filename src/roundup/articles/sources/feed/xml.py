"""Turns an XML feed into a tree, however badly it was broken on the way."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from roundup.articles.sources.feed.text import decode_feed, parsable_xml, repair_entities, root_name
from roundup.core.articles import Problem
from roundup.core.errors import SourceError

_ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel"})
_WRAPPING: Final = 5000
_WRAPPED: Final = re.compile(
    r"<(?:rss|(?:\w+:)?feed|rdf:RDF)\s[^<>]*?(?:version\s*=|xmlns(?::\w+)?\s*=)", re.IGNORECASE
)
_ITEM_START: Final = re.compile(r"<(?:[\w.\-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ITEM_END: Final = re.compile(r"</(?:[\w.\-]+:)?(?:item|entry)\s*>", re.IGNORECASE)


def parse_feed(content: bytes, charset: str = "") -> tuple[etree._Element, tuple[Problem, ...]]:
    """Return the root element of a feed, and the problems with it.

    Raises SourceError if it is not a feed. An item that was cut off is not in the tree.
    """
    decoded, encoding_problems = decode_feed(content, charset)
    text, problems = parsable_xml(decoded)
    text = _from_feed(text)
    problems = encoding_problems + problems
    root, fault = _parse(text, recover=False)
    if root is not None:
        return root, problems
    if _is_truncated(text):
        text = _whole_items(text)
        problems += (Problem("truncated", "The feed is cut off; the articles before that point were read."),)
    else:
        problems += (
            Problem("not-well-formed", f"The feed is not well-formed XML ({fault}); it was read anyway."),
        )
    root, _ = _parse(repair_entities(text), recover=False)
    if root is None:
        root, _ = _parse(repair_entities(text), recover=True)
    if root is None or _local(root) not in _ROOTS:
        raise _not_a_feed()
    return root, problems


def _is_truncated(text: str) -> bool:
    """Say whether the end tag of the feed is missing."""
    return not re.search(rf"</(?:[\w.\-]+:)?{re.escape(root_name(text))}\s*>", text[-2000:], re.IGNORECASE)


def _whole_items(text: str) -> str:
    """Return `text` up to the end of its last whole item, or to the start of its first."""
    ends = [found.end() for found in _ITEM_END.finditer(text)]
    if ends:
        return text[: ends[-1]]
    first = _ITEM_START.search(text)
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


def begins_a_feed(text: str) -> bool:
    """Say whether a feed begins here, or a web page wrapped around one."""
    return root_name(text) in _ROOTS or bool(_WRAPPED.search(text, 0, _WRAPPING))


def _from_feed(text: str) -> str:
    """Return `text` from the root of the feed on."""
    if not text.strip():
        raise SourceError("empty", "There is nothing at this address. Check it, or try again later.")
    if not begins_a_feed(text):
        raise _not_a_feed()
    wrapped = _WRAPPED.search(text, 0, _WRAPPING)
    return text if root_name(text) in _ROOTS or wrapped is None else text[wrapped.start() :]


def _local(root: etree._Element) -> str:
    # A prefix that nothing declares stays in front of the name.
    return root.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(root.tag, str) else ""


def _not_a_feed() -> SourceError:
    return SourceError(
        "not-a-feed",
        "This is not an RSS, RDF or Atom feed. Give the address of the feed that the site's pages show.",
    )
