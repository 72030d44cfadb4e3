"""What the lookout looks at, and what it has raised."""

from __future__ import annotations

from datetime import datetime, timedelta

from roundup.config.processes.lookout import Lookout
from roundup.publications.models import Alarm
from roundup.sending.models import Installation

NOWHERE = "redis://127.0.0.1:1/0"


def looked(at: datetime) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"ticked_at": at})


def open_alarms() -> list[str]:
    return [alarm.message for alarm in Alarm.objects.filter(cleared_at=None)]


def look_for(lookout: Lookout, begin: datetime, seconds: int) -> None:
    for passed in range(0, seconds + 1, 5):
        lookout.look(begin + timedelta(seconds=passed))
