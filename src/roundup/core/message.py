"""One complete message for one reader, as it goes over the wire.

The standard library writes the body. The headers are written here, because the library's folding (Python
3.11) encodes a long URL into words that no mail program reads as a URL, loses the quotes around a long
display name (so that a comma in it starts another address), and drops spaces between encoded words.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from roundup.core.errors import Refused
from roundup.core.lines import one_line
from roundup.core.newsroom_language import tell

LONGEST_LINE = 998
LONGEST_WORD = 900
_OWN = frozenset(
    {"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id", "orig-date"}
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_ADDRESS = re.compile(r"[!-~][!-?A-~]*+@[!-~]++")
_MESSAGE_ID = re.compile(r"<[!-;=?-~][!-;=?A-~]*+@[!-;=?-~]++>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")

_Header = tuple[str, str | Address]


class WirePolicy(EmailPolicy):
    """SMTP's rules, except that our own headers are kept as they will be written and folded only at spaces.

    So no URL or id is ever cut, and no word is ever decoded: a word that looks encoded comes from a stranger.
    """

    def header_store_parse(self, name: str, value: str | Address) -> tuple[str, str]:
        if _is_mime(name):
            stored: tuple[str, str] = super().header_store_parse(name, value)
            return stored
        return name, " ".join(_words_of(value))

    def fold(self, name: str, value: str) -> str:
        if _is_mime(name):
            return str(super().fold(name, value))
        return self.linesep.join(_folded(name, value.split(" "))) + self.linesep

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii")


WIRE = WirePolicy(linesep="\r\n")


def build_message(
    *,
    sender_name: str,
    sender_email: str,
    reply_to: str = "",
    to_email: str,
    to_name: str = "",
    subject: str,
    html: str,
    text: str,
    headers: Mapping[str, str] | None = None,
    message_id: str,
    date: datetime,
) -> EmailMessage:
    """Return the whole message; its `as_bytes()` is what goes over the wire.

    `message_id` includes its angle brackets; `date` is aware. Line breaks in names and in the subject
    become spaces. Raises Refused if an address, an id or a header cannot be written safely.
    """
    message = EmailMessage(policy=WIRE)
    own = _common(sender_name, sender_email, reply_to, date) + _own(to_email, to_name, subject, message_id)
    for name, value in [*own, *_checked(headers or {})]:
        message[name] = value
    message.set_content(text, charset="utf-8", cte=_encoding(text))
    message.add_alternative(html, subtype="html", charset="utf-8", cte=_encoding(html))
    return message


def shared_headers(
    *, sender_name: str, sender_email: str, reply_to: str = "", headers: Mapping[str, str], date: datetime
) -> bytes:
    """Return the header lines that all copies of a message share, as `build_message` writes them.

    With `reader_headers` and a body they make a message at a hundredth of the cost: headers are not parsed
    again for each reader. Raises Refused as `build_message` does.
    """
    return _lines([*_common(sender_name, sender_email, reply_to, date), *_checked(headers)])


def reader_headers(
    *, to_email: str, to_name: str = "", subject: str, headers: Mapping[str, str], message_id: str
) -> bytes:
    """Return the header lines of one reader's copy, as `build_message` writes them."""
    return _lines([*_own(to_email, to_name, subject, message_id), *_checked(headers)])


def _common(sender_name: str, sender_email: str, reply_to: str, date: datetime) -> list[_Header]:
    found: list[_Header] = [("From", _mailbox(sender_name, sender_email))]
    if reply_to:
        found.append(("Reply-To", _mailbox("", reply_to)))
    return [*found, ("Date", format_datetime(_aware(date)))]


def _own(to_email: str, to_name: str, subject: str, message_id: str) -> list[_Header]:
    return [
        ("To", _mailbox(to_name, to_email)),
        ("Subject", one_line(subject)),
        ("Message-ID", _checked_id(message_id)),
    ]


def _checked(headers: Mapping[str, str]) -> list[_Header]:
    return [(_checked_name(name), _checked_value(name, value)) for name, value in headers.items()]


def _lines(headers: Iterable[_Header]) -> bytes:
    return b"".join(
        (WIRE.linesep.join(_folded(name, _words_of(value))) + WIRE.linesep).encode("ascii")
        for name, value in headers
    )


def _is_mime(name: str) -> bool:
    return name.lower().startswith(("content-", "mime-"))


def _folded(name: str, words: list[str], width: int = 78) -> list[str]:
    """Return the lines of a header, broken before words that would exceed `width`, never inside a word.

    Raises Refused if a word contains a line break: the last check, in case an earlier one missed it.
    """
    lines = [f"{name}: {''.join(words[:1])}"]
    for word in words[1:]:
        # Some programs take a line of spaces for the end of the headers.
        if word and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += " " + word
    whole = "".join(lines)
    if not (whole.isascii() and whole.isprintable()):
        raise Refused(
            tell(
                "The header %(name)s would not be one line of plain characters; take out the line break.",
                name=name,
            )
        )
    return lines


def _words_of(value: str | Address) -> list[str]:
    """Return a header's value as words in ASCII."""
    if isinstance(value, Address):
        return [*_phrase(value.display_name), f"<{value.addr_spec}>"]
    return _unstructured(value)


def _unstructured(text: str) -> list[str]:
    """Return `text` in words; those from the first non-ASCII word to the last are encoded as one."""
    words = text.split(" ")
    foreign = [place for place, word in enumerate(words) if not _is_plain(word)]
    if not foreign:
        return words
    first, end = foreign[0], foreign[-1] + 1
    return [*words[:first], *_encoded(" ".join(words[first:end])), *words[end:]]


def _is_plain(word: str) -> bool:
    return word.isascii() and "=?" not in word and len(word) < LONGEST_WORD


def _phrase(name: str) -> list[str]:
    """Return a display name as a quoted string, or encoded if it cannot be quoted."""
    if not name:
        return []
    if not all(map(_is_plain, name.split(" "))):
        return _encoded(name)
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'.split(" ")


def _encoded(text: str) -> list[str]:
    """Return `text` as words of RFC 2047, at most 75 characters each, cut between characters."""
    chunks = [""]
    for character in text:
        if len((chunks[-1] + character).encode()) > 45:
            chunks.append("")
        chunks[-1] += character
    return [f"=?utf-8?b?{b64encode(chunk.encode()).decode()}?=" for chunk in chunks]


def _mailbox(name: str, email: str) -> Address:
    if not _ADDRESS.fullmatch(email):
        raise Refused(tell("An address in this message is not plain ASCII like name@domain; correct it."))
    try:
        return Address(display_name=one_line(name), addr_spec=email)
    except (ValueError, IndexError, MessageError):
        raise Refused(tell("An address or a name in this message cannot be written on one line.")) from None


def _aware(date: datetime) -> datetime:
    if date.tzinfo is None:
        raise Refused(tell("The message's date has no time zone; give it one."))
    return date


def _checked_id(message_id: str) -> str:
    if not _MESSAGE_ID.fullmatch(message_id) or len(message_id) > 250:
        raise Refused(
            tell("The message's id must look like %(example)s; correct it.", example="<unique@domain>")
        )
    return message_id


def _checked_name(name: str) -> str:
    kind = name.lower()
    if not _NAME.fullmatch(name) or kind in _OWN or kind.startswith("resent-") or _is_mime(name):
        raise Refused(
            tell(
                "The header %(name)s may not be set here; leave it out or choose another name.",
                name=repr(name),
            )
        )
    return name


def _checked_value(name: str, value: str) -> str:
    if _CONTROL.search(value) or any(len(word) > LONGEST_WORD for word in value.split(" ")):
        raise Refused(
            tell(
                "The value of the header %(name)s contains a line break or a word that is too long; "
                "shorten it.",
                name=name,
            )
        )
    return value


def _encoding(text: str) -> str:
    """Return quoted-printable, which people can read, for mostly ASCII, else base64, which is smaller."""
    others = sum(1 for byte in text.encode("utf-8", "surrogatepass") if byte > 126 or byte == 61)
    return "quoted-printable" if others * 6 <= len(text) else "base64"
