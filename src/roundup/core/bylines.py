"""Finds the names in bylines, in the many forms that feeds and pages use."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache

from roundup.core.byline_words import (
    AGENCY,
    IN_LANGUAGE,
    JOINING,
    LEADING,
    MAYBE_JOINING,
    NOBODY,
    OTHER_WORK,
    OTHER_WORKER,
    PLACE_ALONE,
    PLACE_BEHIND,
    ROLE,
    ROLE_ALONE,
    ROLE_BEFORE,
    ROLE_BEHIND,
    SUFFIX,
    TIME,
    WRITTEN_ON,
)
from roundup.core.writer_names import could_be_a_name, name_key

# No real byline is longer; from a longer one only whole names are read.
LONGEST_BYLINE = 600

_MAIL = re.compile(r"(?<![^\s()<>\[\],;:\"])[^\s()<>\[\],;:\"][^\s()<>\[\],;:\"@]*+@[^\s()<>\[\],;:\"]++")
_ADDRESS = re.compile(
    r"(?:https?:|www\.|//)\S*|(?<![\w.\-])[\w.\-]+\.(?:com|org|net|edu|gov|info|io)/\S*", re.IGNORECASE
)
_MAIL_THEN_NAME = re.compile(
    r"^\s*+(?:mailto:)?+[^\s()][^\s()@]*+@[^\s()]++\s*+\((?P<name>.*)\)\s*$", re.DOTALL
)
_HANDLE = re.compile(r"\(?(?<![\w@])@[\w.]+\)?")
# Signs that always separate names.
_SIGNS = str.maketrans(
    {"、": ";", "،": ";", "，": ";", "؛": ";", "；": ";", "｜": "|", "／": "/", "＆": "&", "\xa0": " "}
)
_BETWEEN = re.compile(
    r"(?:(?<!\s)\s++)?+[;|•‧]\s*+|(?<!\s)[^\S\n\t]*+[\n\t]\s*+"
    # A dot within one word belongs to it: "Gal·la", "约翰·史密斯".
    r"|(?<!\s)\s++·\s*+|(?<=[^\W\d_])·\s++|(?<=[가-힣])·(?=[가-힣])"
    rf"|,?(?<!\s)\s++(?:{JOINING})\s++|,\s*(?:and|und)\s++|(?<!\s)\s++[&+/]\s++|,\s*+&\s*+"
)
# These separate only whole names; so do the words above if they have a capital, as in "Loud And Quiet".
_PERHAPS = re.compile(
    rf"(,?(?<!\s)\s++(?:(?i:{JOINING})|{MAYBE_JOINING}|{MAYBE_JOINING.upper()})\s++|(?<!\s)\s++{WRITTEN_ON}|/)"
)
# Words that join two names, but also two parts of one name: "José Ortega y Gasset". The Arabic one is a
# letter joined to the next word, and names can begin with that letter.
_MAYBE_BETWEEN = re.compile(r"((?<!\s)\s++(?:y|e|et)\s++|(?<!\s)\s++و\s*+)", re.IGNORECASE)
# Scripts in which family names come first or are separated differently: names keep their order.
_CASELESS = re.compile(r"[\u0590-\u08ff\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BRACKETS_BEHIND = re.compile(r"(?<=\w)\s*\([^()]*\)\s*$")
_INITIALS = re.compile(r"(?:[A-Z]\.[\s-]?){1,4}")


def authors_from(raw: Iterable[str], house: Iterable[str] = (), language: str = "") -> tuple[str, ...]:
    """Return the people that the bylines `raw` (plain texts) name, in order, each once.

    Mail addresses and web addresses are always removed, and so is everything in a byline that names no
    writer: people's roles, who took the pictures, where and when it was written. Bylines that name nobody
    ("Staff", "admin") are dropped; a publisher (`house`, an agency, "The …" after a person) is dropped if a
    person is named. `language` is the article's language as a tag; '' if it is unknown.
    """
    own = {_slug(name) for name in house} - {""}
    found: list[str] = []
    persons = False
    for byline in (_in_plain_words(_cut(each), language) for each in raw):
        for name, is_house in _names_in(byline, own):
            found.append(f"{'h' if is_house else 'p'}{name}")
            persons = persons or not is_house
    return _each_once(entry[1:] for entry in found if entry[0] == "p" or not persons)


@lru_cache(maxsize=4096)
def writer_keys(byline: str) -> frozenset[str]:
    """Return the keys (see `name_key`) of everything in a byline that may be the name of a writer.

    Where a joining word may also be part of one name, both the whole and its parts count.
    """
    found = set(map(name_key, authors_from([byline])))
    for part in _parts(_without_addresses(_cut(byline))):
        pieces = _MAYBE_BETWEEN.split(part)
        starts = range(0, len(pieces), 2)
        # No name contains more than two joining words.
        found |= {name_key("".join(pieces[at:end])) for at in starts for end in (at + 1, at + 3, at + 5)}
    return frozenset(found - {""})


def known_writers_in(byline: str, known: Container[str]) -> tuple[str, ...]:
    """Return the keys (see `name_key`) of the people in a byline who are in `known`.

    Where a joining word may also be part of one name, the longest known name counts.
    """
    found: list[str] = []
    for part in _parts(_without_addresses(_cut(byline))):
        found += _known_in_part(_MAYBE_BETWEEN.split(part), known)
    return tuple(dict.fromkeys(found))


def _cut(byline: str) -> str:
    """Return the beginning of a byline, up to the end of a name, short enough to be read quickly."""
    if len(byline) <= LONGEST_BYLINE:
        return byline
    start = byline[:LONGEST_BYLINE]
    return start[: max(map(start.rfind, ",;\n"))] if any(sign in start for sign in ",;\n") else start


def _in_plain_words(byline: str, language: str) -> str:
    """Return a byline with its joining and leading words translated from `language` into English."""
    joined, before = IN_LANGUAGE.get(language[:2].lower(), ("", ""))
    if joined:
        byline = re.sub(rf"(?<!\s)\s++(?:{joined})\s++", " and ", byline)
    if before:
        byline = re.sub(rf"^\s*(?:{before})\s*:?\s+", "by ", byline, flags=re.IGNORECASE)
    return byline


def _known_in_part(pieces: list[str], known: Container[str]) -> Iterator[str]:
    """Yield the known keys of runs of `pieces`. Even indexes hold names, odd ones what separates them."""
    start = 0
    while start < len(pieces):
        ends = range(len(pieces), start, -2)
        keys = ((end, name_key("".join(pieces[start:end]))) for end in ends)
        end, key = next(((end, key) for end, key in keys if key in known), (start + 1, ""))
        if key:
            yield key
        start = end + 1


def _names_in(byline: str, own: set[str]) -> Iterator[tuple[str, bool]]:
    """Yield each name in one byline, and whether it is a publisher rather than a person."""
    if _slug(byline) in own:
        yield " ".join(byline.split()), True
        return
    mailbox = _MAIL.search(byline)
    houses = own | (_mail_houses(mailbox[0]) if mailbox else set())
    first = True
    for name in _people(_without_addresses(byline)):
        if NOBODY.fullmatch(name) or not could_be_a_name(name):
            continue
        yield name, _is_house(name, houses, first)
        first = False


def _people(text: str) -> Iterator[str]:
    """Yield the names in a byline, without roles, places and times."""
    for piece in _pieces(OTHER_WORK.sub("", TIME.sub("", text))):
        name, *rest = _by_commas(piece) or [""]
        people = [part for part in rest if not (ROLE.fullmatch(part) or PLACE_ALONE.fullmatch(part))]
        if people and people[-1].isalpha() and people[-1].isupper() and not name.isupper():
            people.pop()  # an agency: "Jo Roe, SDA"
        for part in (name, *people):
            yield from map(_bare, _apart(part))


def _without_addresses(byline: str) -> str:
    wrapped = _MAIL_THEN_NAME.match(byline)
    text = wrapped["name"] if wrapped else byline
    text = (
        _ADDRESS.sub(" ", _HANDLE.sub(" ", _MAIL.sub(" ", text))).replace("@", " @").replace("mailto:", " ")
    )
    return re.sub(r"\(\s*\)|<\s*>|\[\s*\]|[\"“”<>\[\]]", " ", text)


def _parts(text: str) -> list[str]:
    parts = [_tidy(name) for piece in _pieces(text) for name in _by_commas(piece)]
    return [part for part in parts if part]


def _pieces(text: str) -> Iterator[str]:
    text = LEADING.sub("", text.translate(_SIGNS).strip())
    return (LEADING.sub("", piece.strip()) for piece in _BETWEEN.split(text))


def _by_commas(piece: str) -> list[str]:
    parts: list[str] = []
    for part in (part.strip() for part in piece.split(",")):
        if parts and SUFFIX.fullmatch(part):
            parts[-1] += f", {part}"
        elif parts and _INITIALS.fullmatch(part):
            parts[-1] = f"{part} {parts[-1]}"
        elif part:
            parts.append(part)
    if len(parts) == 2 and all(map(_may_be_half_a_name, parts)):
        return [f"{parts[1]} {parts[0]}"]  # "Doe, Jane"
    return parts


def _may_be_half_a_name(part: str) -> bool:
    other = _CASELESS.search(part) or ROLE.fullmatch(part) or NOBODY.fullmatch(part) or AGENCY.fullmatch(part)
    return not (other or " " in part or "." in part or part.isupper())


def _apart(part: str) -> list[str]:
    """Return the names in `part`. A word that may belong to a name separates only whole names."""
    pieces = _PERHAPS.split(part)
    names = [pieces[0]]
    for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if _is_whole(names[-1], sign) and _is_whole(piece, sign):
            names.append(piece)
        else:
            names[-1] += sign + piece
    return names


def _is_whole(name: str, sign: str) -> bool:
    return len(name.split()) >= 2 or (
        sign == "/" and bool(AGENCY.fullmatch(name.strip()) or _CASELESS.match(name))
    )


def _bare(name: str) -> str:
    """Return a name without the person's role, or '' if nothing else is there."""
    name = _tidy(ROLE_BEFORE.sub("", name))
    if ROLE_ALONE.fullmatch(name) or OTHER_WORK.match(name):
        return ""
    if role := ROLE_BEHIND.fullmatch(name):
        words = role["name"].split()
        # "Rory Roe Ireland correspondent"
        is_subject = (
            (role["noun"] or "").startswith("correspondent") and len(words) == 3 and words[1].istitle()
        )
        name = " ".join(words[:2] if is_subject else words)
    return _tidy(name)


def _tidy(name: str) -> str:
    name = re.sub(r"\s+", " ", LEADING.sub("", name.strip())).strip(" ,;:-–—*/")
    name = PLACE_BEHIND.sub(r"\1", name).removesuffix(" et al.")
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1].strip()
    if (behind := _BRACKETS_BEHIND.search(name)) and behind.start() != 0:
        name = "" if OTHER_WORKER.fullmatch(behind[0].strip(" ()")) else name[: behind.start()]
    while name and name.count("(") != name.count(")"):
        name = re.sub(r"[()]", " ", name)
    return re.sub(r"\s+", " ", name).strip(" ,;:-–—*/")


def _is_house(name: str, houses: set[str], first: bool) -> bool:
    slug = _slug(name)
    if AGENCY.fullmatch(name) or any(slug.startswith(house) for house in houses):
        return True
    return not first and name.lower().startswith("the ")


def _mail_houses(address: str) -> set[str]:
    """Return the publisher's names in a mail address: `theweek@futurenet.com` gives theweek and futurenet."""
    local, _, domain = address.partition("@")
    words = {_slug(local), *(_slug(label) for label in domain.split(".")[:-1])}
    return {word for word in words if len(word) >= 5 and word.startswith("the")} | {
        _slug(label) for label in domain.split(".")[:-1] if len(label) >= 4
    }


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    """Return `names` without repetitions; of two spellings, the one in mixed case stays."""
    chosen: dict[str, str] = {}
    for name in names:
        key = re.sub(r"\s+", " ", name.casefold())
        if key not in chosen or (_is_even(chosen[key]) and not _is_even(name)):
            chosen[key] = name
    return tuple(chosen.values())


def _is_even(name: str) -> bool:
    return name.isupper() or name.islower()
