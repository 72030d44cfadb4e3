"""Gets sections, tags and kickers from the labels that publishers put on articles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from roundup.articles.sources.text.plain import plain_text

_MOST_TAGS: Final = 50
_LONGEST: Final = 80
# Forms of writing, as kickers name them.
_KINDS: Final = re.compile(
    r"analysis|reporting|opinion|commentary|news|interview|review|essay|explainer|feature|column|editorial|video"
    r"|podcast|q&a|investigation|dispatch|perspective|letter|report|profile|briefing|live|exclusive",
    re.IGNORECASE,
)
_INTERNAL: Final = re.compile(
    r"[^\s]*[_=][^\s]*|[#@/].*|\d+|uncategori[sz]ed|default|home ?page|featured?|top stories|all|none"
    r"|null|untagged|rss|feed|sticky|syndicat(?:ed|ion)|no[- ]?index",
    re.IGNORECASE,
)


def split_kicker(label: str) -> tuple[str, str]:
    """Return kicker and section of a label such as "Analysis | Washington Politics".

    A label without a bar names a section only.
    """
    kind, bar, section = (part.strip() for part in label.partition("|"))
    return (kind, section) if bar else ("", kind)


def _is_internal(label: str) -> bool:
    """Say whether a label is for the publisher's own use: `homepage_regional_china`."""
    return bool(_INTERNAL.fullmatch(label)) or len(label) > _LONGEST


def sort_labels(raw: Iterable[str]) -> tuple[str, str, tuple[str, ...]]:
    """Return kicker, section and tags from an article's labels, in the publisher's order.

    The section is the one in a kicker's label, or else the first label a reader would understand. Internal
    labels are ignored.
    """
    tags: dict[str, str] = {}
    for label in raw:
        text = plain_text(label)
        if text and not _is_internal(text):
            tags.setdefault(text.casefold(), text)
    shown = tuple(tags.values())[:_MOST_TAGS]
    for tag in shown:
        kicker, section = split_kicker(tag)
        if section and _KINDS.fullmatch(kicker):
            return kicker, section, shown
    return "", next(iter(shown), ""), shown
