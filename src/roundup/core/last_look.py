"""Compares what a story's page and feed item say now with what they said when the draft was made.

It takes what was read and returns findings; the publication's policies decide what follows from them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from roundup.core.article_identity import letters_and_digits
from roundup.core.articles import FoundArticle, Reading
from roundup.core.standing_words import is_corrected, is_no_page, is_taken_back, takes_back
from roundup.core.urls import url_key

_PARAGRAPHS: Final = 3
_LONGEST: Final = 600
_BREAK: Final = re.compile(r"</(?:p|li|h[1-6]|blockquote|figcaption|div)>|<br ?/?>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_FRONT: Final = re.compile(r"/?(?:index\.\w{2,5}|home|[a-z]{2}(?:-[a-z]{2})?)?/?", re.IGNORECASE)
_GONE: Final = frozenset({404, 410, 451})
_PAYMENT: Final = 402


class Kind(StrEnum):
    """What can be wrong with a story at the last look, the gravest first."""

    RETRACTED = "retracted"
    GONE = "gone"
    REDIRECTED = "redirected"
    CORRECTED = "corrected"
    PAYWALLED = "paywalled"
    NO_PICTURE = "no-picture"
    UNREAD = "unread"


class Policy(StrEnum):
    """What a publication does about a kind of finding: tell, hold the edition, or drop the story."""

    TELL = "tell"
    HOLD = "hold"
    DROP = "drop"


USUAL: Final[Mapping[Kind, Policy]] = {
    Kind.RETRACTED: Policy.HOLD,
    Kind.GONE: Policy.HOLD,
    Kind.REDIRECTED: Policy.HOLD,
    Kind.CORRECTED: Policy.TELL,
    Kind.PAYWALLED: Policy.TELL,
    Kind.NO_PICTURE: Policy.TELL,
    Kind.UNREAD: Policy.TELL,
}


def policies_for(kind: Kind) -> tuple[Policy, ...]:
    """Return the policies that make sense for a kind: no story is dropped just for want of an answer."""
    return (Policy.TELL, Policy.HOLD) if kind is Kind.UNREAD else tuple(Policy)


def policy_of(kind: Kind, chosen: Mapping[str, str]) -> Policy:
    """Return the policy for a kind: the `chosen` one if it makes sense for it, otherwise the usual one."""
    return next((each for each in policies_for(kind) if each == chosen.get(kind)), USUAL[kind])


@dataclass(frozen=True, slots=True)
class SourceWords:
    """What a feed item or a page says about its article, as far as the last look compares it.

    `opening` and `closing` are its first and last paragraphs, one on each line.
    """

    title: str = ""
    summary: str = ""
    opening: str = ""
    closing: str = ""
    paywalled: bool = False
    statuses: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the words, fit for JSON."""
        return asdict(self)


def words_from(document: Mapping[str, Any]) -> SourceWords:
    """Return the words from a document that `SourceWords.document` returned."""
    known: dict[str, Any] = {f.name: document[f.name] for f in fields(SourceWords) if f.name in document}
    for name in ("statuses", "corrections", "notices"):
        known[name] = tuple(known.get(name, ()))
    return SourceWords(**known)


def words_on_page(reading: Reading) -> SourceWords | None:
    """Return the words of a page's one article, with its corrections and notices; None if it has none."""
    if not reading.articles:
        return None
    stated = (reading.statuses, reading.corrections, reading.notices)
    statuses, corrections, notices = (tuple(each[:_LONGEST] for each in lines) for lines in stated)
    said = words_of(reading.articles[0])
    return replace(said, statuses=statuses, corrections=corrections, notices=notices)


def words_of(found: FoundArticle) -> SourceWords:
    """Return what `found` says, as far as the last look compares it."""
    paragraphs = [*_paragraphs(found.content_html)]
    return SourceWords(
        found.title,
        found.dek or found.summary,
        _cut(paragraphs[:_PARAGRAPHS]),
        _cut(paragraphs[_PARAGRAPHS:][-_PARAGRAPHS:]),
        found.paywalled,
    )


def _paragraphs(markup: str) -> Iterable[str]:
    for part in _BREAK.split(markup):
        if text := " ".join(html.unescape(_TAG.sub("", part)).split()):
            yield text


def _cut(paragraphs: Sequence[str]) -> str:
    return "\n".join(each[:_LONGEST] for each in paragraphs)


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """How a story's page answered: `status` is 0 if there was no answer or it could not be read.

    `words` is None if the page was not read as one article; `is_list` says that it is a front page or a list
    instead.
    """

    status: int
    final_url: str = ""
    words: SourceWords | None = None
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """One story at the last look: what we tell, what its source said then, and what it says now.

    The item is the article as its feeds describe it; `is_item_read` says whether one of them answered this
    time. The page may never have been read before. The picture's status is None if it proves nothing.
    """

    url: str
    told: SourceWords
    item_then: SourceWords
    item_now: SourceWords
    page_then: SourceWords | None
    page_now: PageAnswer
    is_item_read: bool = True
    picture_status: int | None = None

    @property
    def is_unread(self) -> bool:
        """Say whether its page did not answer, or neither its page nor its feeds said anything."""
        says_something = self.page_now.words or self.page_now.status in _GONE or self.is_item_read
        return self.page_now.status == 0 or not says_something


@dataclass(frozen=True, slots=True)
class LookFinding:
    """Something that the last look found: `detail` is the new headline, the address or the answer."""

    kind: Kind
    detail: str = ""


def findings_of(looked: Looked) -> tuple[LookFinding, ...]:
    """Return what is wrong with a story now, the gravest finding first; empty if nothing is wrong."""
    found = [_retracted(looked), _gone(looked), _corrected(looked), _paywalled(looked), _picture(looked)]
    if looked.is_unread:
        found.append(LookFinding(Kind.UNREAD))
    return tuple(each for each in found if each)


def _now(looked: Looked) -> list[SourceWords]:
    return [looked.item_now, *([looked.page_now.words] if looked.page_now.words else [])]


def _retracted(looked: Looked) -> LookFinding | None:
    """Return a finding if the source retracts its article, unless our own words already say so."""
    for said in _now(looked):
        if takes_back(said.statuses):
            return LookFinding(Kind.RETRACTED, said.title)
        lines = [line for line in _lines(said) if is_taken_back(line)]
        if lines and not any(map(is_taken_back, (looked.told.title, looked.told.summary))):
            return LookFinding(Kind.RETRACTED, lines[0])
    return None


def _lines(said: SourceWords) -> list[str]:
    texts = (said.title, said.summary, said.opening, said.closing, *said.notices)
    return [line for text in texts for line in text.split("\n") if line]


def _gone(looked: Looked) -> LookFinding | None:
    page = looked.page_now
    if page.status in _GONE:
        return LookFinding(Kind.GONE, str(page.status))
    title = page.words.title if page.words else ""
    if is_no_page(title) and not is_no_page(looked.told.title):
        return LookFinding(Kind.GONE, title)
    if leads_away(looked.url, page):
        return LookFinding(Kind.REDIRECTED, page.final_url)
    return None


def leads_away(url: str, page: PageAnswer) -> bool:
    """Say whether the article's address now leads to a front page, or to the list the article was in."""
    if not page.final_url or url_key(page.final_url) == url_key(url):
        return False
    before, after = urlsplit(url).path.rstrip("/"), urlsplit(page.final_url).path.rstrip("/")
    if _FRONT.fullmatch(before):
        return False
    return page.is_list or bool(_FRONT.fullmatch(after)) or before.startswith(f"{after}/")


def _corrected(looked: Looked) -> LookFinding | None:
    page = looked.page_now.words
    if leads_away(looked.url, looked.page_now):
        page = None
    for then, now in ((looked.item_then, looked.item_now), (looked.page_then, page)):
        if now and (said := correction_in(then, now)):
            return LookFinding(Kind.CORRECTED, said)
    return None


def correction_in(then: SourceWords | None, now: SourceWords) -> str:
    """Return the words that correct an article, or that are new in it; '' if there are none.

    Without the words of `then`, only what is marked as a correction counts.
    """
    before = then or SourceWords()
    noted = {letters_and_digits(line) for line in (*_lines(before), *before.corrections)}
    for line in (*now.corrections, *(each for each in _lines(now) if is_corrected(each))):
        if letters_and_digits(line) not in noted:
            return line
    if then is None:
        return ""
    if _is_other(then.title, now.title):
        return now.title
    pairs = ((then.summary, now.summary), (then.opening, now.opening))
    return next((new for old, new in pairs if _is_other(old, new) and not _is_longer(old, new)), "")


def _is_other(old: str, new: str) -> bool:
    """Say whether words were replaced by other words; filling a gap or losing a text does not count."""
    before, after = letters_and_digits(old), letters_and_digits(new)
    return bool(before and after) and before != after


def _is_longer(old: str, new: str) -> bool:
    """Say whether one text is the beginning of the other: the same text, shown at a different length."""
    before, after = letters_and_digits(old), letters_and_digits(new)
    return before.startswith(after) or after.startswith(before)


def _paywalled(looked: Looked) -> LookFinding | None:
    was = looked.item_then.paywalled or bool(looked.page_then and looked.page_then.paywalled)
    if was or looked.told.paywalled:
        return None
    is_closed = looked.page_now.status == _PAYMENT or any(said.paywalled for said in _now(looked))
    return LookFinding(Kind.PAYWALLED) if is_closed else None


def _picture(looked: Looked) -> LookFinding | None:
    return LookFinding(Kind.NO_PICTURE) if looked.picture_status in _GONE else None
