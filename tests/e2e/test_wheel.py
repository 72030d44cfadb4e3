"""The wheel carries all that runs, and the worker starts from the tree."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.services.processes import running, stop
from tests.services.valkey import running_valkey
from tests.services.waiting import PATIENCE

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built without a network."""
    folder = tmp_path_factory.mktemp("dist")
    argv = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as packed:
        return set(packed.namelist())


def on_disk(folder: Path, as_folder: str) -> set[str]:
    files = {file.relative_to(folder) for file in folder.rglob("*") if file.is_file()}
    return {f"{as_folder}/{file}" for file in files if "__pycache__" not in file.parts}


def test_the_wheel_holds_the_package_and_its_templates_and_nothing_else(names: set[str]) -> None:
    own = {name for name in names if ".dist-info/" not in name}

    assert own == on_disk(ROOT / "src" / "roundup", "roundup") | on_disk(
        ROOT / "templates", "roundup/templates"
    )


@pytest.mark.parametrize(
    "name",
    [
        "roundup/templates/email/edition.mjml.j2",
        "roundup/templates/web/newsroom/edition.html.j2",
        "roundup/newsroom/static/newsroom/newsroom.css",
        "roundup/subscribers/static/subscribers/reader.css",
        "roundup/config/demo/stories.txt",
        "roundup/editions/migrations/0001_initial.py",
    ],
)
def test_the_wheel_holds_what_no_import_would_miss(names: set[str], name: str) -> None:
    assert name in names


def test_nothing_in_the_wheel_must_be_compiled_first(names: set[str]) -> None:
    assert not {name for name in names if name.endswith((".mo", ".so", ".c", ".pyc"))}


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the wheel and the packages that it needs, to which this tree is unknown."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    places = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    site = Path(places["purelib"])
    with ZipFile(wheel) as packed:
        packed.extractall(site)
    # A path that such a file names is searched, but the links to trees in it are not followed.
    (site / "needed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return python


def test_it_is_the_wheel_that_runs(python: Path, tmp_path: Path) -> None:
    argv = [python, "-c", "import roundup; print(roundup.__file__)"]
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    found = subprocess.run(argv, cwd=tmp_path, env=plain, capture_output=True, text=True, check=True).stdout

    assert ROOT not in Path(found).parents


def test_the_worker_starts_from_the_tree_and_stops_when_asked(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "celery", "-A", "worker", "worker", "--loglevel", "INFO"]
    log = tmp_path / "log"

    def is_ready() -> bool:
        return any(line.endswith(" ready.") for line in log.read_text().splitlines())

    with running_valkey() as url:
        environment = os.environ | {"ROUNDUP_DATA": str(tmp_path / "data"), "REDIS_URL": url}
        with running(argv, is_ready, log, cwd=ROOT, env=environment) as worker:
            assert stop(worker) == 0
