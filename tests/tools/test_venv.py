"""Setting up does nothing twice, leaves nothing half done, and says what to do when it cannot."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools import venv

Calls = list[tuple[str, ...]]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with locks and without .venv."""
    for name in ("pyproject.toml", *venv.LOCKS.values()):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(venv, "ROOT", str(tmp_path))
    monkeypatch.setattr(venv, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(venv, "UNFINISHED", str(tmp_path / ".venv/unfinished"))
    monkeypatch.setattr(venv, "PYTHON", str(tmp_path / ".venv/bin/python"))
    return tmp_path


@pytest.fixture
def calls(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What would have been run: the making of .venv, and the arguments of each `pip install`."""
    made: Calls = []

    def run(*command: str) -> None:
        made.append(command)
        if "venv" in command:
            (checkout / ".venv/bin").mkdir(parents=True)
            (checkout / ".venv/bin/python").touch(0o755)

    monkeypatch.setattr(venv, "run", run)
    monkeypatch.setattr(venv, "works", lambda: (checkout / ".venv/bin/python").exists())
    return made


def set_up(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["venv.py", part])
    venv.main()


def makings(calls: Calls) -> int:
    return sum("venv" in call for call in calls)


def installed(calls: Calls) -> list[str]:
    return [call[-1] for call in calls if "install" in call]


def test_the_tools_come_on_top_of_what_roundup_runs_on(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up("dev", monkeypatch)

    assert installed(calls) == ["requirements.lock", ".", "requirements-dev.lock"]


def test_the_distribution_of_the_old_name_goes_before_the_new_one_comes(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up("runtime", monkeypatch)

    own = [call[-1] for call in calls if call[-1] in (venv.FORMER_NAME, ".")]
    assert own == [venv.FORMER_NAME, "."]


def test_a_second_run_does_nothing(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up("runtime", monkeypatch)
    calls.clear()

    set_up("runtime", monkeypatch)

    assert calls == []


def test_a_new_lock_is_installed_into_what_is_there(
    checkout: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up("dev", monkeypatch)
    calls.clear()
    (checkout / "requirements-dev.lock").write_text("a newer one")

    set_up("dev", monkeypatch)

    assert installed(calls) == ["requirements-dev.lock"]
    assert makings(calls) == 0


def test_a_run_that_was_cut_short_is_started_over(
    checkout: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*command: str) -> None:
        raise KeyboardInterrupt

    set_up("runtime", monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(venv, "pip", cut_short)
        with pytest.raises(KeyboardInterrupt):
            set_up("dev", patch)
    calls.clear()

    set_up("dev", monkeypatch)

    assert makings(calls) == 1
    assert installed(calls) == ["requirements.lock", ".", "requirements-dev.lock"]
    assert not (checkout / ".venv/unfinished").exists()


def test_a_moved_checkout_is_set_up_again(
    checkout: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up("runtime", monkeypatch)
    stamp = checkout / ".venv/installed-runtime"
    stamp.write_text(stamp.read_text().replace(str(checkout), "elsewhere"))
    calls.clear()

    set_up("runtime", monkeypatch)

    assert makings(calls) == 1


def test_a_python_that_has_gone_away_is_replaced(
    checkout: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up("runtime", monkeypatch)
    shutil.rmtree(checkout / ".venv/bin")
    calls.clear()

    set_up("runtime", monkeypatch)

    assert makings(calls) == 1


def test_without_a_suitable_python_the_sentence_says_what_to_install(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(venv, "CANDIDATES", ("no-such-python",))

    with pytest.raises(SystemExit, match="apt-get install python3 python3-venv"):
        set_up("runtime", monkeypatch)
