"""What each field of `Preferences` means in each place: an example of each, which all tests of them use."""

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

    `chosen` is a value, `typed` what the page sends for it and `shown` what it shows then, and `cell` what a
    file says for it. `called` are the English words beside its field. `refused` is what somebody could send
    and the page must not take; a box takes anything. `no_cells` make no sense, and `usual_cells` say the
    same as an empty cell, for a magazine in English with World, Culture and Sport. `another_copy`
    says whether a mailing has other words for it, and `another_greeting` whether what is merged into a copy
    for this reader alone, links aside, is another. With `silence` a reader gets nothing, because of `why`;
    `to_the_last` says whether that counts after the freeze too: at posting, and for a redrive.
    """

    chosen: Any
    typed: dict[str, Any]
    shown: str
    called: str
    cell: str
    refused: tuple[dict[str, Any], ...]
    no_cells: tuple[str, ...]
    usual_cells: tuple[str, ...]
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
        called="What you get",
        cell="Culture",
        refused=({"sections": ["atlantis"]}, {"sections": ["culture", "<b>"]}),
        no_cells=("Atlantis", "=1+1"),
        usual_cells=(" ; ", "world, culture, sport"),
        another_copy=True,
        silence=frozenset({"sport"}),
        why=WhyNot.NO_STORIES,
    ),
    "paused_until": Meaning(
        chosen=AWAY,
        typed={"paused_until": AWAY.isoformat()},
        shown=f'value="{AWAY.isoformat()}"',
        called="The last day without mail",
        cell=f"{AWAY:%d.%m.%Y}",
        refused=({"paused_until": "soon"}, {"paused_until": "2099-01-01"}, {"pause": "forever"}),
        no_cells=("soon", "2099-01-01", "03/04/2027"),
        usual_cells=("2020-01-01",),
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
        called="Language of emails and pages",
        cell="DE_at",
        refused=({"language": "tlh"}, {"language": "de-AT"}),
        no_cells=("tlh", "deutsch"),
        usual_cells=("en", "EN-gb"),
        another_copy=True,
    ),
}
