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
    26: Dispute(
        "Since the plan was written, mail to editors that is not taken has become an alarm, which the "
        "newsroom and the webhook show.",
        ("alarm too many: installation:editor-mail at w26 Thu 14:01, over w26 Thu 17:00",),
    ),
    41: Dispute(
        "By decision 91 a site that dates its archive anew no longer fills the draft. Its own alarm says so, "
        "and there is no flood to tell.",
        (
            "no mail: alarm (edition:*:flood) at w41 Thu 14:00",
            "no alarm: edition:*:flood at w41 Thu 14:00",
        ),
    ),
    42: Dispute(
        "The restored database knows no attempt of what was posted after the backup, and SendGrid's logs are "
        "asked by the attempt: a person settles these batches, as the manual says.",
        (
            (
                "edition: expected mailed at w42 Fri 07:00 within 75, got draft w42 Thu 14:00, approved w42 "
                "Thu 16:00, mailed w42 Fri 07:54, approved w42 Fri 10:00"
            ),
            "no mail: mailed at w42 Fri 12:05",
            (
                "mail too many: alarm (batch:*:uncertain, batch:*:uncertain, batch:*:uncertain, "
                "batch:*:uncertain) at w42 Fri 12:00"
            ),
            *["alarm too many: batch:*:uncertain at w42 Fri 12:00, over never"] * 4,
        ),
    ),
}
