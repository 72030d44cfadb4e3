"""Who reads the two magazines, and who is due a copy of which edition.

Every reader has a domain of their own, so that a page with a masked address shows whose it is. Only the
names in `PROVIDER` contain words that the stand-in reads as fates.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

HARBOUR, HAFEN = "the-harbour", "der-hafen"
SECTIONS: Final = ("world", "culture", "science", "sport")
REMOVED = "science"

# The only readers when the first edition goes out, which nobody gets as a whole.
FOLLOWERS: Final = {
    "ada": ("world",),
    "bela": ("world",),
    "cora": ("culture",),
    "dana": ("culture",),
    "ebba": ("culture", "world"),
}
# Follows the one section that is removed later.
ORPHAN = "orla"
CROWD: Final = tuple(f"crowd{number:02}" for number in range(1, 61))
GERMAN: Final = ("greta", "gustl")
PAUSED, RESUMED = "paula", "resi"
# These set their preferences on the page of a link from the second edition.
CHOOSES, PAUSES, SPEAKS = "wanda", "willa", "wim"
LEFT, LEFT_BEFORE, RETURNED, ERASED = "lena", "lukas", "romy", "erna"
SUPPRESSED: Final = {
    "sunna": "unsubscribed",
    "sibyl": "by-editor",
    "signe": "invalid",
    "svea": "bounced",
    "selma": "complained",
}
# The provider reports about their copies of the second edition.
PROVIDER: Final = ("bounce", "complain", "unsub")
IMPORTED_PENDING: Final = ("pia", "piet")
ASKING: Final = ("quinn", "quirin", "quella")
CONFIRMED = "quentin"
# These use an old link after the upgrade.
LEAVES_LATER, CHOOSES_LATER = "otto", "olga"
# In the last batch of the third edition; leaves between the freeze and the upgrade.
LATE = "zita"
# Crowd01 reads both, and Lena left only one.
HAFEN_READERS: Final = (*(f"hanno{number:02}" for number in range(1, 13)), CROWD[0], LEFT)

_SECOND: Final = frozenset(
    {*FOLLOWERS, ORPHAN, *CROWD, *GERMAN, RESUMED, CHOOSES, PAUSES, SPEAKS, LEFT, RETURNED, ERASED}
    | {*SUPPRESSED, *PROVIDER, LEAVES_LATER, CHOOSES_LATER, LATE}
)
_GONE_BY_THE_THIRD: Final = frozenset({PAUSES, LEFT, ERASED, ORPHAN, *SUPPRESSED, *PROVIDER})
_THIRD: Final = (_SECOND - _GONE_BY_THE_THIRD | {CONFIRMED}) - {LATE}
DUE: Final[dict[tuple[str, int], frozenset[str]]] = {
    (HARBOUR, 1): frozenset({*FOLLOWERS, ORPHAN}),
    (HARBOUR, 2): _SECOND,
    (HARBOUR, 3): _THIRD,
    # Whether the orphan is mailed is a separate promise.
    (HARBOUR, 4): _THIRD,
    (HAFEN, 1): frozenset(HAFEN_READERS),
}
# These get everything in the publication's own language: the bytes that were approved.
WHOLE: Final = _THIRD - {*FOLLOWERS, *GERMAN, CHOOSES, SPEAKS}


def address(name: str) -> str:
    return f"{name}@{name}.example"


def name_of(email: str) -> str:
    return email.partition("@")[0]


def masked(name: str) -> str:
    """Return the part of an address that a reader's page may show."""
    return f"@{name}.example"


def table(rows: dict[str, dict[str, str]]) -> str:
    """Return a CSV file for `roundup import`, given by name what is in the columns beside the address."""
    columns = sorted({column for cells in rows.values() for column in cells})
    lines = [",".join(["email", *columns])]
    lines += [",".join([address(name), *(cells.get(c, "") for c in columns)]) for name, cells in rows.items()]
    return "\n".join(lines) + "\n"


def first_table() -> str:
    """Return those who follow sections, and nobody else."""
    followed = FOLLOWERS | {ORPHAN: (REMOVED,)}
    return table({name: {"status": "active", "sections": ";".join(s)} for name, s in followed.items()})


def second_table(today: date) -> str:
    """Return everybody else, with the reader last who is meant for the last batch."""
    active = {"status": "active"}
    rows = dict.fromkeys((*CROWD, *PROVIDER, *SUPPRESSED), active)
    rows |= {name: active | {"language": "de"} for name in GERMAN}
    rows[PAUSED] = active | {"paused_until": str(today + timedelta(days=20))}
    rows[RESUMED] = active | {"paused_until": str(today - timedelta(days=2))}
    rows |= dict.fromkeys((CHOOSES, PAUSES, SPEAKS, LEFT, RETURNED, ERASED), active)
    rows |= dict.fromkeys((LEAVES_LATER, CHOOSES_LATER), active)
    rows |= {name: {"status": "pending"} for name in IMPORTED_PENDING}
    rows[LEFT_BEFORE] = {"status": "unsubscribed"}
    rows[LATE] = active
    return table({name: cells | {"name": name.title()} for name, cells in rows.items()})


def suppressed_table() -> str:
    return table({name: {"suppressed": reason} for name, reason in SUPPRESSED.items()})


def hafen_table() -> str:
    return table({name: {"status": "active"} for name in HAFEN_READERS})
