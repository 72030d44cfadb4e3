"""Says which tests did not run and why, in one line for the end of `make test` (`--not-run=FILE`)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

_skips: Counter[tuple[str, str]] = Counter()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--not-run", metavar="FILE", type=Path, help="write which tests did not run, and why")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _note(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    _note(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    file = session.config.getoption("--not-run")
    if file and not hasattr(session.config, "workerinput"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sentence(_skips))


def sentence(skips: Counter[tuple[str, str]]) -> str:
    """Return `Not run: 2 in tests/e2e/test_x.py (why); …` and a line end, or nothing if all ran."""
    if not skips:
        return ""
    parts = (f"{count} in {file} ({reason})" for (file, reason), count in sorted(skips.items()))
    return f"Not run: {'; '.join(parts)}\n"


def _note(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _skips[report.nodeid.partition("::")[0], reason.removeprefix("Skipped: ")] += 1
