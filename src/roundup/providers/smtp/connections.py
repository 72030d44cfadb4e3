"""A process's connections to its mail server: few, used for many messages, kept for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from roundup.core.deadlines import Deadline
from roundup.core.errors import ProviderBusy
from roundup.core.mail_servers import MailServer
from roundup.core.newsroom_language import tell
from roundup.providers.smtp.conversation import Conversation
from roundup.providers.smtp.handing_over import open_conversation

# Servers refuse clients that open dozens of connections; each connection serves one batch at a time.
MOST = 8
_KEPT_FOR = 20.0
_LIVES_FOR = 300.0


class Connections:
    """Lends conversations to threads, and opens at most `MOST`."""

    def __init__(self, server: MailServer, answer_within: float) -> None:
        self._server = server
        self._answer_within = answer_within
        self._free = threading.BoundedSemaphore(MOST)
        self._lock = threading.Lock()
        # Each with the moment it was given back. The last one returned is lent first.
        self._idle: list[tuple[Conversation, float]] = []
        self._is_watched = False

    @contextmanager
    def turn(self, deadline: Deadline) -> Iterator[None]:
        """Wait until a connection may be taken. Raises ProviderBusy if the time runs out first."""
        if not self._free.acquire(timeout=min(max(deadline.left(), 0.0), threading.TIMEOUT_MAX)):
            raise ProviderBusy(tell("Every connection to the mail server was in use; nothing has left."))
        try:
            yield
        finally:
            self._free.release()

    def take(self, ends: float) -> Conversation:
        """Return a conversation that may last until `ends`: one that was kept and still answers, or a new
        one.

        Raises one of a provider's four errors; nothing has left then.
        """
        while kept := self._kept():
            kept.ends = ends
            if _is_answered(kept):
                return kept
            kept.goodbye()
        return open_conversation(self._server, ends, self._answer_within)

    def give_back(self, conversation: Conversation) -> None:
        """Keep a conversation for the next batch, unless it is over or has gone on for long."""
        now = time.monotonic()
        if not conversation.is_open or now - conversation.began > _LIVES_FOR:
            conversation.goodbye()
            return
        with self._lock:
            self._idle.append((conversation, now))
            if not self._is_watched:
                self._watch()

    def close(self) -> None:
        while kept := self._kept():
            kept.goodbye()

    def _kept(self) -> Conversation | None:
        with self._lock:
            return self._idle.pop()[0] if self._idle else None

    def _watch(self) -> None:
        self._is_watched = True
        timer = threading.Timer(_KEPT_FOR, self._end_stale)
        timer.daemon = True
        timer.start()

    def _end_stale(self) -> None:
        """End conversations that have not been used for long."""
        now = time.monotonic()
        with self._lock:
            stale = [kept for kept, since in self._idle if now - since >= _KEPT_FOR]
            self._idle = [(kept, since) for kept, since in self._idle if now - since < _KEPT_FOR]
            self._is_watched = False
            if self._idle:
                self._watch()
        for kept in stale:
            kept.goodbye()


def _is_answered(kept: Conversation) -> bool:
    """Say whether the server still answers; it may have ended the conversation in the meantime."""
    try:
        code, _ = kept.docmd("RSET")
    except OSError:
        return False
    kept.needs_reset = False
    return 200 <= code < 300
