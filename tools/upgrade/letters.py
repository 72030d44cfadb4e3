"""What is in a mail: a reader's own links, the stories, and what they all share."""

from __future__ import annotations

import re
from typing import Any

from lxml import html

from roundup.archive.letter import public_letter

PLACEHOLDER = "#own"
_ANY = "ru0000000000"
_MARK = re.compile(r"-ru[0-9a-f]+\.[a-z]+-")
_LETTERS = {"u": "unsubscribe", "p": "preferences", "b": "browser", "c": "confirm"}


def own_links(text: str, base: str) -> dict[str, str]:
    """Return a mail's own links by the letter of their path.

    Raises ValueError for two with the same letter.
    """
    found: dict[str, str] = {}
    for url, letter in re.findall(rf"({re.escape(base)}/([upbc])/[\w-]+/)", text):
        if found.setdefault(letter, url) != url:
            raise ValueError(f"a mail holds two links to {_LETTERS[letter]}")
    return found


def shared(text: str, base: str) -> str:
    """Return a mail or a proof without what differs between readers."""
    own = rf"{re.escape(base)}/[upb]/[\w-]+/"
    return re.sub(own, PLACEHOLDER, _MARK.sub(PLACEHOLDER, text))


def for_everybody(text: str, base: str) -> tuple[str, list[str]]:
    """Return what the archive shows of a mail, a proof or a page of its own: the words and the addresses."""
    page: Any = html.document_fromstring(text)
    own = page.xpath("//*[@class='letter']")
    letter = own[0] if own else _public(text, base)
    return " ".join(letter.text_content().split()), letter.xpath(".//@href | .//@src")


def _public(text: str, base: str) -> Any:
    """Return the body of a mail or a proof as the archive takes it, whoever its links belong to."""
    mark = f"-{_ANY}.browser-"
    marked = re.sub(rf"{re.escape(base)}/[upb]/[\w-]+/", mark, _MARK.sub(mark, text))
    return public_letter(marked, _ANY, "").body


def stories(text: str, magazine: str) -> list[str]:
    """Return the addresses of a mail's stories, in order and each once."""
    return list(dict.fromkeys(re.findall(rf'href="({re.escape(magazine)}/[^"]+/\d+/[^"]+)"', text)))


def pictures(text: str, base: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf'src="({re.escape(base)}/pictures/[^"]+)"', text)))


def edition_of(text: str, magazine: str) -> tuple[str, int] | None:
    """Return which edition a mail or a page is, by its first story, or None if it is not an edition.

    The story's address contains the publication and the week, which is also the number of every mailed
    edition.
    """
    found = re.search(rf'href="{re.escape(magazine)}/([\w-]+)/(\d+)/', text)
    return (found[1], int(found[2])) if found else None
