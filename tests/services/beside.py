"""Makes something happen at the same moment, in a separate thread and on its own connection."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from tests.services.waiting import PATIENCE


class Beside:
    """Something that another thread does, on a connection of its own."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self._act = act
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._act()
        except Exception as error:
            self._error = error
        finally:
            connection.close()

    def done(self) -> None:
        """Wait for its end, and raise what it raised."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        if self._error:
            raise self._error
