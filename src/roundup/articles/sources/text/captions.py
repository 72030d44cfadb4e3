"""The words that go with a picture: its description, caption and credit."""

from __future__ import annotations

import re
from typing import Final

from roundup.articles.sources.text.plain import plain_text

LONGEST_CREDIT: Final = 90
_LONGEST_WORDS: Final = 2_000

_ANY_FILE: Final = r"\.(?:jpe?g|png|gif|webp|avif|tiff?|bmp|heic)"
_FILE_NAME: Final = re.compile(
    rf"[^\s]+{_ANY_FILE}|\S*[_\d]\S*(?:[-_]scaled)?|(?:img|dsc|image|photo|picture)[-_ ]?\d*", re.IGNORECASE
)
_ADDRESS_OR_FILE: Final = re.compile(rf"http.*|\S+{_ANY_FILE}", re.IGNORECASE | re.DOTALL)

# RebelMouse's "Top photo credit:" begins a string that contains the caption, then the credit.
_LEAD: Final = re.compile(r"(?:(?:top|lead|main)\s+)?(?:photo|image|picture)\s+credit\s*:?\s+", re.IGNORECASE)
_WORD: Final = (
    r"(?:photo(?:graph(?:ed|er|y)?|s)?|image|foto(?:grafía|graf)?|bild|quelle|credits?|crédit)"
    r"(?:\s+(?:credit|photo|source))?"
)
# A credit comes after the end of a sentence, or after a bar or a bracket.
_SPACE: Final = r"(?:(?<!\s)\s++)?+"
_BORDER: Final = rf"(?:^|(?<=[.!?…”\"’'»)\]])\s*+|{_SPACE}[|(\[]\s*+|\s[–—-]\s*+)"
_LABEL: Final = re.compile(
    rf"{_BORDER}(?:{_WORD}\s*+[:©]|(?:{_WORD}|shot)\s++by\b|source\s*+:)\s*+"
    rf"|{_SPACE}(?<![^\W_])(?=(?-i:[A-ZÉ])){_WORD}\s*+[:©]\s*+|{_SPACE}©\s*+",
    re.IGNORECASE,
)
_BY: Final = re.compile(r"by\s+", re.IGNORECASE)
_AGENCY: Final = (
    r"(?:reuters|afp|ap(?: photo)?|epa(?:-efe)?|getty(?: images)?|shutterstock|alamy|istock(?:photo)?|imago"
    r"|dpa|xinhua|sipa|zuma|unsplash|flickr|wikimedia(?: commons)?|creative commons|cc by(?:-\w+)*|handout)"
)
_IN_BRACKETS: Final = re.compile(
    rf"{_SPACE}[(\[](?P<words>(?=[^()\[\]]*\b(?:{_AGENCY}\b|(?:photo|image)s?\s*+(?:by|via|from|courtesy)\b"
    r"|courtesy\b|(?-i:via [A-Z@]|[A-Z][\w.'’-]{0,40}+ [A-Z][^/()\[\]]{0,80}+/ ?[A-Z])))[^()\[\]]+)"
    r"[)\]]\s*+\.?$",
    re.IGNORECASE,
)
_AT_END: Final = re.compile(
    rf"{_BORDER}(?P<words>{_AGENCY}(?:\s*[/|,–—-][^.!?]{{1,100}}|\s+via\s[^.!?]{{1,60}})?"
    rf"|(?:photo|image|photograph)s?\s+(?:via|courtesy|from)\s[^.!?]{{1,80}}"
    rf"|(?-i:[A-Z])[^.!?|()/]{{1,60}}/\s?{_AGENCY}\b[^.!?]{{0,60}})\s*\.?$",
    re.IGNORECASE,
)
# A credit that only the introductory words announce: no rule above recognises it.
_PROMISED: Final = re.compile(
    rf"{_SPACE}\((?P<bracket>[^()/]*+/[^()]*+)\)\s*+\.?$|(?<=[.!?\"”’])\s++(?P<bare>[^.!?]{{2,70}})\s*+\.?$"
)


def usable_alt(text: str) -> str:
    """Return an alternative text, or '' if it is only the name of a file."""
    alt = plain_text(text)[:_LONGEST_WORDS].rstrip()
    return "" if _FILE_NAME.fullmatch(alt) else alt


def worth_saying(text: str) -> str:
    """Return `text`, or '' if it is only an address or the name of a file."""
    return "" if _ADDRESS_OR_FILE.fullmatch(text) else text


def bare_credit(text: str) -> str:
    """Return a credit without the word that introduces it: "Photo: Jane Doe" becomes "Jane Doe"."""
    label = _LEAD.match(text) or _LABEL.match(text) or _BY.match(text)
    return _trimmed(text[label.end() :] if label else text) or text


def split_credit(text: str) -> tuple[str, str]:
    """Return the caption and the credit from one plain string that contains both.

    "Top photo credit: Words. REUTERS/Somebody" gives "Words." and the agency's credit; "Words. Foto:
    Somebody" gives "Words." and "Somebody". Anything that cannot be separated stays in the caption.
    """
    text = " ".join(text[:_LONGEST_WORDS].split())
    lead = _LEAD.match(text)
    words = text[lead.end() :] if lead else text
    found = _IN_BRACKETS.search(words) or _AT_END.search(words)
    if found:
        return words[: found.start()].strip(), bare_credit(found["words"].strip())
    if lead:
        return _promised(words)
    labels = (label for label in _LABEL.finditer(words) if len(words) - label.end() <= LONGEST_CREDIT)
    if label := next(labels, None):
        return words[: label.start()].strip(" |–—-("), _trimmed(words[label.end() :])
    return words, ""


def _promised(words: str) -> tuple[str, str]:
    """Return the caption and the credit from a string that is introduced as a credit."""
    if found := _PROMISED.search(words):
        return words[: found.start()].strip(), (found["bracket"] or found["bare"]).strip()
    return ("", _trimmed(words)) if len(words) <= LONGEST_CREDIT else (words, "")


def _trimmed(credit: str) -> str:
    return credit.strip(" ()[]").removesuffix(".").rstrip()
