"""Proposes subjects and preheaders made of whole headlines, or of whole phrases of a headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from roundup.core.story_text import first_words

SUBJECT_MOST: Final = 70
PREHEADER_MOST: Final = 120
_BETWEEN: Final = " · "
_MOST_PROPOSALS: Final = 4
_MOST_HEADLINES: Final = 6
_IN_PREHEADER: Final = 3
# A shorter part of a headline says nothing, such as "Analysis" or "Video".
_SHORTEST: Final = 20
# A colon in a time, a hyphen in a word, a comma or the full stop of "Dr." does not end a phrase.
_BORDER: Final = re.compile(
    r"(?P<mark>[?!…؟])\s|[:;؛]\s|\s[-–|•·]\s|\s?—\s?|[：；]|(?P<full>[。？！])|(?<=\w{5})\.\s"
)
_PAIRS: Final = ("()", "[]", "“”", "«»", "「」", "（）", "《》")


class ProposedWords(NamedTuple):
    """A subject, and a preheader that continues where the subject ends."""

    subject: str
    preheader: str


def proposed_words(name: str, headlines: Sequence[str]) -> list[ProposedWords]:
    """Return possible subjects and preheaders for stories with these headlines, the best first.

    There is always one: if no headline fits, the publication's `name`.
    """
    whole = [" ".join(headline.split()) for headline in headlines[:_MOST_HEADLINES]]
    subjects = dict(_subjects(whole)) or {first_words(name, SUBJECT_MOST): ()}
    found = (ProposedWords(subject, _preheader(whole, used)) for subject, used in subjects.items())
    return list(islice(found, _MOST_PROPOSALS))


def kept_words(
    present: ProposedWords, before: Sequence[ProposedWords], now: Sequence[ProposedWords]
) -> ProposedWords:
    """Return an edition's words once its stories have changed and other words are proposed.

    Words of the first proposal change to those of the new first one, and so do words that are no longer
    proposed. Words of another proposal stay, and so do an editor's own.
    """
    pairs = zip(present, zip(*before, strict=True), zip(*now, strict=True), strict=True)
    return ProposedWords(*(_kept(*each) for each in pairs))


def _kept(present: str, before: Sequence[str], now: Sequence[str]) -> str:
    is_gone = present in before and present not in now
    return now[0] if present == before[0] or is_gone else present


def shortened(headline: str, limit: int) -> str:
    """Return a headline, or as many of its whole phrases as fit; '' if those say too little."""
    if len(headline) <= limit:
        return headline
    phrases = _phrases(headline)
    runs = [*phrases[:-1][::-1], headline[_start_of_second(headline) :]]
    return next((run for run in runs if _SHORTEST <= len(run) <= limit and _is_whole(run)), "")


def _subjects(headlines: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield subjects, each with the headlines it tells: single headlines, and the first two together."""
    told = [(short, headline) for headline in headlines if (short := shortened(headline, SUBJECT_MOST))]
    for short, headline in told[: _MOST_PROPOSALS - 1]:
        yield short, (headline,)
    both = _BETWEEN.join(headlines[:2])
    if len(headlines) > 1 and all(headlines[:2]) and len(both) <= SUBJECT_MOST:
        yield both, tuple(headlines[:2])
    for short, headline in told[_MOST_PROPOSALS - 1 :]:
        yield short, (headline,)


def _preheader(headlines: Iterable[str], used: Sequence[str]) -> str:
    """Return the next headlines that fit as a whole; if none does, whole phrases of the next one."""
    others = [headline for headline in headlines if headline and headline not in used]
    told: list[str] = []
    for headline in others:
        if len(told) < _IN_PREHEADER and len(_BETWEEN.join([*told, headline])) <= PREHEADER_MOST:
            told.append(headline)
    return _BETWEEN.join(told) or next(filter(None, (shortened(each, PREHEADER_MOST) for each in others)), "")


def _phrases(headline: str) -> list[str]:
    """Return the beginnings of a headline that end with a phrase, and all of it, the shortest first."""
    ends = [_end_of(border) for border in _BORDER.finditer(headline)]
    return [headline[:end].rstrip() for end in ends] + [headline]


def _end_of(border: re.Match[str]) -> int:
    """Return where the phrase before a border ends: a question mark belongs to it, a colon does not."""
    return max(border.start(), border.end("mark"), border.end("full"))


def _start_of_second(headline: str) -> int:
    border = _BORDER.search(headline)
    rest = headline[border.end() :] if border else ""
    return len(headline) - len(rest.lstrip())


def _is_whole(run: str) -> bool:
    """Say whether all quotation marks and brackets are closed."""
    return run.count('"') % 2 == 0 and all(run.count(pair[0]) == run.count(pair[1]) for pair in _PAIRS)
