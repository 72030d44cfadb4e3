"""What a provider's events say about a delivery, and about a reader over time.

Providers repeat events, shuffle them and lose some. So everything here is a rule about a set of events: the
result does not depend on their order, or on how often each one came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

DAY: Final = 86_400


class EventKind(IntEnum):
    """One thing a provider can report. The numbers are stored: never give one a new meaning."""

    PROCESSED = 1
    DEFERRED = 2
    DELIVERED = 3
    OPENED = 4
    OPENED_BY_MACHINE = 5
    CLICKED = 6
    DROPPED = 7
    OVER_QUOTA = 8
    BLOCKED = 9
    SOFT_BOUNCED = 10
    BOUNCED = 11
    UNSUBSCRIBED = 12
    COMPLAINED = 13

    @property
    def word(self) -> str:
        return self.name.lower().replace("_", "-")


class DeliveryStatus(IntEnum):
    """How far a copy got. In rank order: a later status outranks an earlier one.

    Dropped ranks below delivered, because what a full quota dropped may be sent again. A receiving
    server may take a message and give it back later, so both ways of refusing outrank delivered.
    """

    PROCESSED = 1
    DEFERRED = 2
    DROPPED = 3
    DELIVERED = 4
    BLOCKED = 5
    BOUNCED = 6

    @property
    def word(self) -> str:
        return self.name.lower()


PROVES: Final[Mapping[EventKind, DeliveryStatus]] = {
    EventKind.PROCESSED: DeliveryStatus.PROCESSED,
    EventKind.DEFERRED: DeliveryStatus.DEFERRED,
    EventKind.DELIVERED: DeliveryStatus.DELIVERED,
    EventKind.OPENED: DeliveryStatus.DELIVERED,
    EventKind.OPENED_BY_MACHINE: DeliveryStatus.DELIVERED,
    EventKind.CLICKED: DeliveryStatus.DELIVERED,
    EventKind.DROPPED: DeliveryStatus.DROPPED,
    EventKind.OVER_QUOTA: DeliveryStatus.DROPPED,
    EventKind.BLOCKED: DeliveryStatus.BLOCKED,
    EventKind.SOFT_BOUNCED: DeliveryStatus.BOUNCED,
    EventKind.BOUNCED: DeliveryStatus.BOUNCED,
    EventKind.UNSUBSCRIBED: DeliveryStatus.DELIVERED,
    EventKind.COMPLAINED: DeliveryStatus.DELIVERED,
}

# The provider says that it took a copy and then threw it away.
DROPS: Final = (EventKind.DROPPED, EventKind.OVER_QUOTA)

# What a reader did with a copy, whatever the copy's status; counted separately.
ACTS: Final = (
    EventKind.OPENED,
    EventKind.OPENED_BY_MACHINE,
    EventKind.CLICKED,
    EventKind.UNSUBSCRIBED,
    EventKind.COMPLAINED,
)


def advance_status(current: DeliveryStatus | None, event: EventKind) -> DeliveryStatus:
    """Return the status of a delivery after `event`; None means that nothing was known of it before."""
    proven = PROVES[event]
    return proven if current is None else max(current, proven)


BOUNCES_TO_GIVE_UP: Final = 3
SECONDS_TO_GIVE_UP: Final = 14 * DAY


def keeps_bouncing(copies: Iterable[tuple[int, DeliveryStatus]]) -> bool:
    """Say whether an address that bounced softly again and again should be given up.

    `copies` are (moment in seconds, status), one for each mailing, in any order; BOUNCED means a soft bounce.
    A full mailbox may be emptied, so it takes three bounced mailings in a row, over two weeks, with nothing
    delivered in between. Deferred and blocked copies do not count either way.
    """
    run: list[int] = []
    for at, status in sorted(copies):
        if status is DeliveryStatus.DELIVERED:
            run.clear()
        elif status is DeliveryStatus.BOUNCED:
            run.append(at)
            if len(run) >= BOUNCES_TO_GIVE_UP and at - run[0] >= SECONDS_TO_GIVE_UP:
                return True
    return False


class ComplaintLevel(StrEnum):
    """How many of a mailing's readers called it spam, as mailbox providers judge senders."""

    HIGH = "high"
    GRAVE = "grave"


# With fewer complaints than these, a single reader would decide.
_FEWEST: Final = {ComplaintLevel.GRAVE: 5, ComplaintLevel.HIGH: 3}
_RATES: Final = {ComplaintLevel.GRAVE: Fraction(3, 1000), ComplaintLevel.HIGH: Fraction(1, 1000)}


def complaint_level(complained: int, handed_over: int) -> ComplaintLevel | None:
    """Return how bad this number of complaints about these copies is, or None if it is not bad."""
    for level in (ComplaintLevel.GRAVE, ComplaintLevel.HIGH):
        if complained >= _FEWEST[level] and complained >= _RATES[level] * handed_over:
            return level
    return None


class Losses(NamedTuple):
    """How many copies were handed over, and how many of them bounced for good or caused a complaint."""

    handed_over: int = 0
    bounced: int = 0
    complained: int = 0

    def since(self, borne: Losses) -> Losses:
        return Losses(*(now - before for now, before in zip(self, borne, strict=True)))


# Providers ask senders to stay below this rate; with fewer copies, a handful of readers would decide.
_MOST_BOUNCED: Final = Fraction(5, 100)
_FEWEST_BOUNCED: Final = 20


def bounces_too_much(losses: Losses) -> bool:
    """Say whether so many copies bounced for good that the mailing had better stop."""
    return losses.bounced >= _FEWEST_BOUNCED and losses.bounced >= _MOST_BOUNCED * losses.handed_over


def is_called_spam_too_often(losses: Losses) -> bool:
    """Say whether so many readers complain that mailbox providers would refuse the rest."""
    return complaint_level(losses.complained, losses.handed_over) is ComplaintLevel.GRAVE
