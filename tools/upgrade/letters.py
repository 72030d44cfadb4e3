"""What is in a mail: a reader's own links, the stories, and the bytes that all its readers share."""

from __future__ import annotations

import re

PLACEHOLDER = "#own"
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
    """Return a mail, a proof or a page of the archive without what differs between readers and places."""
    own = rf"{re.escape(base)}/(?:[upb]/[\w-]+/|subscribe/?[^\s\"<>]*|archive/[^\s\"<>]*)"
    return re.sub(own, PLACEHOLDER, _MARK.sub(PLACEHOLDER, text))


def stories(html: str, magazine: str) -> list[str]:
    """Return the addresses of a mail's stories, in order and each once."""
    return list(dict.fromkeys(re.findall(rf'href="({re.escape(magazine)}/[^"]+/\d+/[^"]+)"', html)))


def pictures(html: str, base: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf'src="({re.escape(base)}/pictures/[^"]+)"', html)))


def edition_of(html: str, magazine: str) -> tuple[str, int] | None:
    """Return which edition a mail or a page is, by its first story, or None if it is not an edition.

    The story's address contains the publication and the week, which is also the number of every mailed
    edition.
    """
    found = re.search(rf'href="{re.escape(magazine)}/([\w-]+)/(\d+)/', html)
    return (found[1], int(found[2])) if found else None
