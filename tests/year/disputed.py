"""Rows of the plan that we hold to be wrong: why, and what happens instead. The fewer the better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Dispute:
    """Why a row is not followed, and exactly how what happens differs from it."""

    why: str
    instead: tuple[str, ...]


DISPUTED: Final[Mapping[int, Dispute]] = {
    21: Dispute(
        "By decision 89 a clock that went back is believed after two minutes; its alarm, which tells that it "
        "happened, ends when work goes on.",
        ("alarm installation:clock: expected over at w21 Tue 20:30, got over w21 Tue 20:02",),
    ),
    42: Dispute(
        "The restored database knows no attempt of what was posted after the backup, and SendGrid's logs are "
        "asked by the attempt: a person settles these batches, as the manual says.",
        (),
    ),
}
