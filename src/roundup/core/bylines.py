"""Who wrote it: finds names in the many forms of bylines that feeds and pages use."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

LONGEST_NAME = 80
# No real byline is longer; from a longer one only whole names are read.
LONGEST_BYLINE = 600

_MAIL = re.compile(r"(?<![^\s()<>\[\],;:\"])[^\s()<>\[\],;:\"][^\s()<>\[\],;:\"@]*+@[^\s()<>\[\],;:\"]++")
_ADDRESS = re.compile(
    r"(?:https?:|www\.|//)\S*|(?<![\w.\-])[\w.\-]+\.(?:com|org|net|edu|gov|info|io)/\S*", re.IGNORECASE
)
_MAIL_THEN_NAME = re.compile(
    r"^\s*+(?:mailto:)?+[^\s()][^\s()@]*+@[^\s()]++\s*+\((?P<name>.*)\)\s*$", re.DOTALL
)
_LEADING = re.compile(
    r"^(?:(?:written|words|text|story|posted|opinion|analysis|reporting|reported|report|review|commentary)\s+)?by\b[:\s]+"
    r"|^(?:von|par|por|author|authors)\s*:\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:(?<!\s)\s++)?+[;|•·]\s*+|(?<!\s)[^\S\n\t]*+[\n\t]\s*+"
    r"|,?(?<!\s)\s++(?:and|und|with)\s++|(?<!\s)\s++&\s++|,\s*+&\s*+",
    re.IGNORECASE,
)
# Words that join two names, but also two parts of one name: "José Ortega y Gasset". The Arabic one is
# written onto the next word, and is a letter with which names begin.
_MAYBE_BETWEEN = re.compile(r"((?<!\s)\s++(?:y|e|et)\s++|(?<!\s)\s++و\s*+)", re.IGNORECASE)
# What may follow a name after a comma and still be part of it.
_SUFFIX = re.compile(
    r"(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|esq|j\.?d|m\.?p|obe|cbe|mbe|ret|usn|usa|usmc|usaf|s\.?j|o\.?p)\.?",
    re.IGNORECASE,
)
# Bylines that name nobody.
_NOBODY = re.compile(
    r"(?:the\s++)?+(?:admin|administrator|webmaster|staff|editor|editors|editorial|root|guest|anonymous|anonym"
    r"|unknown|none|null|n/?a|nobody|author|user|noreply|no-reply|super\s?user|various(?:\s+authors)?|newsroom|redaktion|redazione"
    r"|(?:photos?|photography|images?|illustrations?|art|editing|edited|video)\s+by\b.*"
    r"|(?:editorial|news|web)\s+(?:staff|team|board|desk)|guest\s+(?:author|contributor|writer|post)"
    r"|.*\b(?:staff|staff\s+writers?|staff\s+reporters?|newsroom|editorial\s+team))",
    re.IGNORECASE,
)
# "Jane Doe in Washington"
_PLACE = re.compile(r"(?<![\w .'’-])(?=[\w .'’-]*+$)([\w .'’-]*?\w) in [A-Z].*")
_AGENCY = re.compile(
    r"reuters|associated\s+press|the\s+associated\s+press|ap|afp|agence\s+france[-\s]presse|dpa|bloomberg|upi|efe|ansa|xinhua",
    re.IGNORECASE,
)


def authors_from(raw: Iterable[str], house: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the people that the bylines `raw` (plain texts) name, in order, each once.

    Mail addresses and web addresses are always removed. Bylines that name nobody ("Staff", "admin") are
    dropped; so is a publisher (`house`, an agency, "The …" after a person) if a person is named.
    """
    own = {_slug(name) for name in house} - {""}
    found: list[str] = []
    persons = False
    for byline in map(_cut, raw):
        for name, is_house in _names_in(byline, own):
            found.append(f"{'h' if is_house else 'p'}{name}")
            persons = persons or not is_house
    return _each_once(entry[1:] for entry in found if entry[0] == "p" or not persons)


def name_key(name: str) -> str:
    """Return the key that is the same for two spellings of one name."""
    return " ".join(name.casefold().split())


def known_writers_in(byline: str, known: Container[str]) -> tuple[str, ...]:
    """Return the keys (see `name_key`) of those people in a byline who are in `known`.

    If the words between two names may also be part of one name, the longest known name counts.
    """
    found: list[str] = []
    for part in _parts(_without_addresses(_cut(byline))):
        found += _known_in_part(_MAYBE_BETWEEN.split(part), known)
    return tuple(dict.fromkeys(found))


def _cut(byline: str) -> str:
    """Return a byline short enough to be read quickly: its first letters, up to the end of a name."""
    if len(byline) <= LONGEST_BYLINE:
        return byline
    start = byline[:LONGEST_BYLINE]
    return start[: max(map(start.rfind, ",;\n"))] if any(sign in start for sign in ",;\n") else start


def _known_in_part(pieces: list[str], known: Container[str]) -> Iterator[str]:
    """Yield the known keys of runs of `pieces`. Even places hold names, and odd ones what separates them."""
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
    mailbox = _MAIL.search(byline)
    houses = own | (_mail_houses(mailbox[0]) if mailbox else set())
    first = True
    for name in _parts(_without_addresses(byline)):
        if _NOBODY.fullmatch(name) or not _could_be_a_name(name):
            continue
        yield name, _is_house(name, houses, first)
        first = False


def _without_addresses(byline: str) -> str:
    wrapped = _MAIL_THEN_NAME.match(byline)
    text = wrapped["name"] if wrapped else byline
    text = _ADDRESS.sub(" ", _MAIL.sub(" ", text)).replace("@", " @").replace("mailto:", " ")
    return re.sub(r"\(\s*\)|<\s*>|\[\s*\]|[\"“”<>\[\]]", " ", text)


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for piece in _BETWEEN.split(text):
        named = _by_commas(_LEADING.sub("", piece.strip()))
        parts += [_tidy(name) for name in named]
    return [part for part in parts if part]


def _by_commas(piece: str) -> list[str]:
    parts: list[str] = []
    for part in (part.strip() for part in piece.split(",")):
        if parts and _SUFFIX.fullmatch(part):
            parts[-1] += f", {part}"
        elif part:
            parts.append(part)
    if len(parts) == 2 and not any(" " in part or "." in part or part.isupper() for part in parts):
        return [f"{parts[1]} {parts[0]}"]  # "Doe, Jane"
    return parts


def _tidy(name: str) -> str:
    name = re.sub(r"\s+", " ", _LEADING.sub("", name.strip())).strip(" ,;:-–—*/")
    name = _PLACE.sub(r"\1", name)
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1].strip()
    while name and name.count("(") != name.count(")"):
        name = re.sub(r"[()]", " ", name)
    return re.sub(r"\s+", " ", name).strip(" ,;:-–—*/")


def _could_be_a_name(name: str) -> bool:
    return len(name) <= LONGEST_NAME and any(map(str.isalpha, name)) and "@" not in name


def _is_house(name: str, houses: set[str], first: bool) -> bool:
    slug = _slug(name)
    if _AGENCY.fullmatch(name) or any(slug.startswith(house) for house in houses):
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
    """Return `names` without repetitions; of two spellings it keeps the one in mixed case."""
    chosen: dict[str, str] = {}
    for name in names:
        key = re.sub(r"\s+", " ", name.casefold())
        if key not in chosen or (_is_even(chosen[key]) and not _is_even(name)):
            chosen[key] = name
    return tuple(chosen.values())


def _is_even(name: str) -> bool:
    return name.isupper() or name.islower()
