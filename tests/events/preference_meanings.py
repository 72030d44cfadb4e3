"""What each field of `Preferences` means in each place, for `test_every_preference.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from roundup.subscribers.eligibility import WhyNot
from tests.making import FRIDAY

AWAY = FRIDAY.date() + timedelta(days=14)


@dataclass(frozen=True)
class Meaning:
    """What a field means in each place.

    `chosen` is a value, `typed` what the page sends for it and `shown` what it shows then. `another_copy`
    says whether a mailing has other words for it, and `another_greeting` whether what is merged into a copy
    for this reader alone, links aside, is another. With `silence` a reader gets nothing, because of `why`;
    `to_the_last` says whether that counts after the freeze too: at posting, and for a redrive.
    """

    chosen: Any
    typed: dict[str, Any]
    shown: str
    another_copy: bool
    another_greeting: bool = False
    silence: Any = None
    why: WhyNot | None = None
    to_the_last: bool = False


MEANINGS = {
    # A copy is chosen at the freeze: the page says that a change counts from the next round-up on.
    "sections": Meaning(
        chosen=frozenset({"culture"}),
        typed={"sections": ["culture"]},
        shown='value="culture" checked',
        another_copy=True,
        silence=frozenset({"sport"}),
        why=WhyNot.NO_STORIES,
    ),
    "paused_until": Meaning(
        chosen=AWAY,
        typed={"paused_until": AWAY.isoformat()},
        shown=f'value="{AWAY.isoformat()}"',
        another_copy=False,
        silence=AWAY,
        why=WhyNot.PAUSED,
        to_the_last=True,
    ),
    # No language is a reason to get nothing; the words of a copy are those of the freeze.
    "language": Meaning(
        chosen="de",
        typed={"language": "de"},
        shown='value="de" lang="de" selected',
        another_copy=True,
    ),
}
