"""The Event Webhook: tells a URL what became of every copy, from its own thread."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from roundup.providers.sendgrid.standin.delivery import Poster, Signer, pages_of_events
from roundup.providers.sendgrid.standin.inbox import Accepted
from roundup.providers.sendgrid.standin.mangling import Mangler, Manners

# How many events may be held at once: enough to shuffle the whole of a small mailing.
_IN_HAND = 100_000


class Webhook:
    """Events on their way. All methods are safe for all threads; changes affect events that are not sent yet.

    Without a `url` nothing is posted. `key` is the public key, as SendGrid shows it.
    """

    def __init__(self, url: str = "", clock: Callable[[], float] = time.time) -> None:
        signer = Signer()
        self.key = signer.public_key
        self._url = url
        self._poster = Poster(signer, clock)
        self._mangler = Mangler()
        self._manners = Manners()
        self._changed = threading.Condition()
        self._fresh: deque[Accepted] = deque()
        self._released: list[bytes] = []
        self._held: list[bytes] = []
        self._busy = False
        self._stopping = False
        self.events = 0
        self.trouble: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="standin-webhook", daemon=True)

    @property
    def url(self) -> str:
        return self._url

    def aim(self, url: str) -> None:
        """Post to `url` from now on; an empty one stops that."""
        with self._changed:
            self._url = url
            self._changed.notify_all()

    def offer(self, accepted: Accepted) -> None:
        """Have the events of a request posted."""
        if self._url:
            with self._changed:
                self._fresh.append(accepted)
                self._changed.notify_all()

    def duplicate(self, copies: int) -> None:
        """Post every event `copies` times, each time under another event id."""
        self._behave(replace(self._manners, copies=copies))

    def shuffle(self, shuffled: bool = True) -> None:
        """Send events in random order, among those that wait at the same time."""
        self._behave(replace(self._manners, shuffled=shuffled))

    def lose(self, share: float, *, whole: bool = False) -> None:
        """Never post that `share` of the events or, with `whole`, all events of that share of requests."""
        self._behave(replace(self._manners, lost=share, whole=whole))

    def delay(self, share: float = 1.0, *, whole: bool = False) -> None:
        """Hold that `share` of the events back until `release`."""
        self._behave(replace(self._manners, late=share, whole=whole))

    def outage(self) -> None:
        """Do not call the URL at all until `release`."""
        self._behave(replace(self._manners, outage=True))

    def release(self) -> None:
        """End an outage and a delay, and post what they held back."""
        with self._changed:
            self._manners = replace(self._manners, outage=False, late=0.0)
            self._released += self._held
            self._held = []
            self._poster.hurry()
            self._changed.notify_all()

    def behave(self) -> None:
        """From now on post all events once and in order, and also those that were held back."""
        self._behave(Manners())
        self.release()

    def flush(self, timeout: float = 60.0) -> bool:
        """Wait up to `timeout` seconds until everything not held back is sent; say whether it was."""
        with self._changed:
            return self._changed.wait_for(self._is_idle, timeout)

    def forget(self) -> None:
        """Drop everything that is not sent yet."""
        with self._changed:
            self._fresh.clear()
            self._released, self._held = [], []
            self._poster.forget()
            self._changed.notify_all()

    def state(self) -> dict[str, object]:
        """Return how much was posted and how much is still to come."""
        with self._changed:
            return {
                "url": self._url,
                "events": self.events,
                "pages": self._poster.taken,
                "refused": self._poster.refused,
                "requests_to_tell": len(self._fresh),
                "events_held": len(self._held),
                "pages_to_retry": self._poster.waiting,
                "idle": self._is_idle(),
                **{name: getattr(self._manners, name) for name in Manners.__slots__},
            }

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join()
        self._poster.close()

    def _behave(self, manners: Manners) -> None:
        with self._changed:
            self._manners = manners
            self._changed.notify_all()

    def _is_idle(self) -> bool:
        if self.trouble:
            return False
        return not (self._busy or self._fresh or self._released or self._poster.waiting)

    def _run(self) -> None:
        try:
            while self._wait_for_work():
                self._work()
                with self._changed:
                    self._busy = False
                    self._changed.notify_all()
        except BaseException as error:
            self.trouble = error

    def _wait_for_work(self) -> bool:
        """Wait until there is something to tell; False when it is time to stop."""
        with self._changed:
            while not self._stopping:
                wait = None
                if self._url and not self._manners.outage:
                    wait = self._poster.wait_time()
                    if self._fresh or self._released or wait == 0:
                        self._busy = True
                        return True
                self._changed.wait(wait)
        return False

    def _work(self) -> None:
        self._poster.post_due(self._url)
        events, manners = self._next_events()
        if manners.shuffled:
            self._mangler.shuffle(events)
        for page in pages_of_events(events):
            if self._stopping or self._manners.outage:
                self._poster.keep(page)
            else:
                self._poster.post(self._url, page)
        self.events += len(events)

    def _next_events(self) -> tuple[list[bytes], Manners]:
        """Return some of the events to tell now; those held back are kept aside."""
        with self._changed:
            manners = self._manners
            events, self._released = self._released, []
        while len(events) < (_IN_HAND if manners.shuffled else 1) and (accepted := self._next()):
            now, later = self._mangler.events(accepted, manners)
            events += now
            with self._changed:
                self._held += later
        return events, manners

    def _next(self) -> Accepted | None:
        with self._changed:
            return self._fresh.popleft() if self._fresh else None
