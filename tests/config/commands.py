"""Running a command in this process, as a person types it."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from roundup.config.cli import main


class Terminal:
    """What a command printed, and how it ended."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self.err = ""

    def run(self, *argv: str, code: int = 0) -> str:
        """Run `roundup ARGV` and return what it printed; fail where it ends otherwise than with `code`."""
        self._capture.readouterr()
        ended = main(argv)
        out, self.err = self._capture.readouterr()
        assert ended == code, out + self.err
        return out

    def json(self, *argv: str, code: int = 0) -> Any:
        return orjson.loads(self.run(*argv, "--json", code=code))
