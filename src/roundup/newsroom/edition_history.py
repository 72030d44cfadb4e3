"""The history of an edition as its page shows it: its revisions, and everything decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from roundup.core.newsroom_language import tell
from roundup.editions.models import Edition
from roundup.sending.models import Trial


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what was done, when, and by whom. Only a revision has a `number`, and can be restored."""

    what: str
    at: datetime
    who: str
    number: int | None = None
    is_present: bool = False


def told_history(edition: Edition) -> list[Line]:
    """Return all lines, newest first. The consequences of a change stand above the change."""
    revisions = edition.revisions.defer("content").select_related("by")
    lines = [
        *(Line(line.what, line.at, _who(line.by)) for line in edition.history.select_related("by")),
        *(Line(_test(trial), trial.at, _who(trial.by)) for trial in _trials(edition)),
        *(
            Line(each.what, each.at, _who(each.by), each.number, each.pk == edition.revision_id)
            for each in revisions
        ),
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _who(by: Any) -> str:
    return str(by.get_username()) if by else tell("Roundup")


def _trials(edition: Edition) -> Any:
    return edition.trials.select_related("by").order_by("-at", "-pk")


def _test(trial: Trial) -> str:
    if trial.status == Trial.Status.REFUSED:
        return tell("A test to %(address)s did not leave.", address=trial.to)
    return tell("Sent a test to %(address)s.", address=trial.to)
