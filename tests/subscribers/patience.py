"""Browsers of people who read a page before they press: their presses count."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from roundup.core.tokens import Purpose
from roundup.subscribers.links import open_link
from roundup.subscribers.models import Subscriber
from roundup.subscribers.pressed_by_people import stamp_of_showing

A_WHILE = timedelta(seconds=30)
_DOORS = {
    "a": Purpose.ADDRESS,
    "c": Purpose.CONFIRM,
    "d": Purpose.DATA,
    "p": Purpose.PREFERENCES,
    "r": Purpose.UNDO,
}
_PATH = re.compile(r"(?:https?://[^/]+)?/([acdpr])/([\w-]+)")


def shown_a_while_ago(reader: Subscriber) -> str:
    """Return what the form of a reader's page carries that was shown half a minute ago."""
    return stamp_of_showing(reader, timezone.now() - A_WHILE)


class PatientClient(Client):
    """Sends with each form of a reader's page what it carries if it was shown a while ago."""

    def post(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        if (found := _PATH.match(path)) and (data is None or isinstance(data, dict)):
            reader = open_link(_DOORS[found[1]], found[2]).subscriber
            data = (data or {}) | ({"shown": shown_a_while_ago(reader)} if reader else {})
        return super().post(path, data, *args, **kwargs)
