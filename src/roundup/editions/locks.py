"""Locks an edition for a step of its life, or says why that step is no longer possible."""

from __future__ import annotations

from typing import Final, NamedTuple

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.models import Edition
from roundup.editions.state_words import state_in_words


class Refusal(NamedTuple):
    """What to tell somebody who cannot do something in an edition's `%(state)s`, or once it is on its way."""

    state: str
    on_its_way: str = ""


APPROVE: Final = Refusal(
    tell_later("This edition is %(state)s, so it cannot be approved."),
    tell_later("This edition is on its way to its readers and cannot be approved any more."),
)
SCHEDULE: Final = Refusal(
    tell_later("This edition is %(state)s, so it cannot be scheduled."),
    tell_later("This edition is on its way to its readers and cannot be scheduled any more."),
)
SEND: Final = Refusal(
    tell_later("This edition is %(state)s, so it cannot be sent."),
    tell_later("This edition is on its way to its readers and cannot be sent any more."),
)
SKIP: Final = Refusal(
    tell_later("This edition is %(state)s, so it cannot be skipped."),
    tell_later("This edition is on its way to its readers and cannot be skipped any more."),
)
CANCEL: Final = Refusal(
    tell_later("This edition is %(state)s, so it cannot be cancelled."),
    tell_later("This edition is on its way to its readers and cannot be cancelled any more."),
)
KEEP_UP: Final = Refusal(
    tell_later("This edition is %(state)s, so no news comes in."),
    tell_later("This edition is on its way to its readers, so no news comes in."),
)
TAKE_UP: Final = Refusal(
    tell_later("This edition is %(state)s, so it cannot be taken up again."),
    tell_later("The mailing of this edition has begun, so it cannot be taken up again."),
)


def lock_edition(edition: Edition, *allowed: Edition.Status, refusal: Refusal) -> Edition:
    """Return an edition, locked. Raises Refused unless its state is one of `allowed`."""
    found = Edition.objects.select_for_update().get(pk=edition.pk)
    if found.status not in allowed:
        raise Refused(tell(refusal.state, state=state_in_words(found)))
    return found


def lock_waiting(edition: Edition, *allowed: Edition.Status, refusal: Refusal) -> Edition:
    """Return an edition, locked. Raises Refused as `lock_edition` does, and also if it is on its way."""
    found = lock_edition(edition, *allowed, refusal=refusal)
    if found.is_on_its_way:
        raise Refused(tell(refusal.on_its_way))
    return found
