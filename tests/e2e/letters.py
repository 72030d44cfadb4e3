"""What lies in the outbox, as its readers see it."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


class Letters:
    """The outbox under a data folder. `new` gives what came since it was asked last."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "outbox"
        self._seen: set[Path] = set()

    def new(self) -> dict[str, EmailMessage]:
        """Return what is new, by the reader's name or address; nobody has two."""
        files = sorted(set(self._folder.rglob("*.eml")) - self._seen)
        self._seen |= set(files)
        letters = [_parsed(file) for file in files]
        by_reader = {_reader(letter): letter for letter in letters}
        assert len(by_reader) == len(letters)
        return by_reader

    def all(self) -> list[EmailMessage]:
        return [_parsed(file) for file in sorted(self._folder.rglob("*.eml"))]


def _parsed(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=policy.SMTP)


def _reader(letter: EmailMessage) -> str:
    (address,) = letter["To"].addresses
    return str(address.username)


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(letter: EmailMessage) -> str:
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def link(letter: EmailMessage, path: str) -> str:
    """Return the one link of a letter under `/path/`, out of its text."""
    (found,) = set(re.findall(rf"https?://\S+/{path}/[^\s/]+/", text_of(letter)))
    return str(found)


def one_click(letter: EmailMessage) -> str:
    """Return where a mail program posts to when its reader presses unsubscribe."""
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.search(r"<(http[^>]+)>", letter["List-Unsubscribe"])
    assert found is not None
    return found[1]
