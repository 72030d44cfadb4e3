"""What goes wrong in the year: each fault by its name, from its moment until another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, Final

from roundup.editions.models import Edition
from tests.year.clock import Clock
from tests.year.engine import Engine
from tests.year.magazine import Magazine
from tests.year.post_office import PostOffice
from tests.year.shapes import Fault

# By the name of a fault: what the feed of `of` is instead.
_FEEDS: Final = {
    "feed-answers-500": "500",
    "feed-is-a-web-page": "page",
    "feed-answers-301-elsewhere": "301",
    "feed-redates-old-posts": "redated",
    "feed-unchanged": "unchanged",
}


class Faults:
    """Begins and ends faults. `changed_article` is what a fault has changed in the current edition."""

    def __init__(self, clock: Clock, engine: Engine, magazine: Magazine, post_office: PostOffice) -> None:
        self._clock, self._engine, self._magazine, self._post = clock, engine, magazine, post_office
        self.changed_article: int | None = None
        self.open_edition: Callable[[], Edition] = lambda: Edition.objects.latest("pk")

    def begin(self, fault: Fault) -> None:
        if fault.what in _FEEDS:
            self._magazine.wrong[fault.of] = _FEEDS[fault.what]
        else:
            _BEGINS[fault.what](self, fault)

    def end(self, fault: Fault) -> None:
        if fault.what in _FEEDS:
            self._magazine.wrong.pop(fault.of, None)
        elif fault.what in _ENDS:
            _ENDS[fault.what](self, fault)

    def mend_key(self) -> None:
        self._post.serve_key()

    def _machine_off(self, _: Fault) -> None:
        self._engine.is_off = True
        self._post.webhook.outage()

    def _machine_on(self, _: Fault) -> None:
        self._engine.is_off = False
        self._post.webhook.release()

    def _worker_dies(self, _: Fault) -> None:
        self._engine.is_dead = True

    def _worker_lives(self, _: Fault) -> None:
        self._engine.is_dead = False

    def _redis_goes(self, _: Fault) -> None:
        self._engine.broker_is_gone = True

    def _redis_comes(self, _: Fault) -> None:
        self._engine.broker_is_gone = False

    def _clock_goes(self, fault: Fault) -> None:
        minutes = fault.count if fault.what == "clock-ahead" else -fault.count
        self._clock.wrong_by = timedelta(minutes=minutes)

    def _clock_is_right(self, _: Fault) -> None:
        self._clock.wrong_by = timedelta()

    def _two_schedulers(self, _: Fault) -> None:
        self._engine.schedulers = 2

    def _one_scheduler(self, _: Fault) -> None:
        self._engine.schedulers = 1

    def _posts_go_wrong(self, fault: Fault) -> None:
        self._post.go_wrong(fault)

    def _posts_are_right(self, _: Fault) -> None:
        self._post.behave()


_Act = Callable[[Faults, Fault], Any]
_BEGINS: Mapping[str, _Act] = {
    "machine-off": Faults._machine_off,
    "worker-dead": Faults._worker_dies,
    "redis-gone": Faults._redis_goes,
    "clock-ahead": Faults._clock_goes,
    "clock-behind": Faults._clock_goes,
    "two-schedulers": Faults._two_schedulers,
    **dict.fromkeys(
        (
            "mail-send-answers-401",
            "mail-send-answers-429",
            "mail-send-answers-503",
            "mail-send-taken-without-answer",
            "everything-answers-401",
            "sendgrid-unreachable",
            "no-events-no-logs",
        ),
        Faults._posts_go_wrong,
    ),
}
_ENDS: Mapping[str, _Act] = {
    "machine-off": Faults._machine_on,
    "worker-dead": Faults._worker_lives,
    "redis-gone": Faults._redis_comes,
    "clock-ahead": Faults._clock_is_right,
    "clock-behind": Faults._clock_is_right,
    "two-schedulers": Faults._one_scheduler,
    **dict.fromkeys(
        (
            "mail-send-answers-401",
            "mail-send-answers-429",
            "mail-send-answers-503",
            "mail-send-taken-without-answer",
            "everything-answers-401",
            "sendgrid-unreachable",
            "no-events-no-logs",
        ),
        Faults._posts_are_right,
    ),
}
