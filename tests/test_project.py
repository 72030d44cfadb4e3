"""The repository keeps its own rules: rooms, sizes, locks, versions, and nothing of anyone's machine."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from roundup.providers import PROVIDERS

ROOT = Path(__file__).resolve().parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
LONGEST_FILE = 320

# Written so that none of them finds itself.
FOREIGN = {
    "a path of one machine": r"(?<![\w.}>*-])/(?:root|work|tmp|home/\w+|opt/\w+)/\w",
    "a key": r"\bSG\.[\w-]{16,}\.[\w-]{16,}|\bAKIA[0-9A-Z]{16}\b|\bghp_\w{36}|-----BEGIN [A-Z ]*PRIVATE KEY",
}

# Hosts of package registries, known by their digests, so that this file names none of them either.
REGISTRIES = {
    "a4aa2ac280bb8d1a",
    "8b5bb5eb9d758455",
    "3ca29e55be4befa4",
    "8743857e3ea00fd1",
    "75adac515f0bd3db",
}
HOST = re.compile(rb"(?<![\w-])[a-z0-9-]+\.(?:org|com)\b")


def tracked() -> list[Path]:
    """Return the files that git keeps, as they are now."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def locked(name: str) -> dict[str, str]:
    """Return the version of each package that a lock names."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE))


def wanted(*extras: str) -> list[Requirement]:
    lists = [PROJECT["project"]["dependencies"], PROJECT["dependency-groups"]["build"]]
    lists += [PROJECT["project"]["optional-dependencies"][extra] for extra in extras]
    return [Requirement(text) for listed in lists for text in listed]


@pytest.mark.parametrize("kind", FOREIGN)
def test_no_file_names(kind: str) -> None:
    pattern = re.compile(FOREIGN[kind].encode())

    found = [str(path.relative_to(ROOT)) for path in tracked() if pattern.search(path.read_bytes())]

    assert not found, f"{kind} is named in {found}"


def test_no_file_names_the_host_of_a_package_registry() -> None:
    naming = {
        str(path.relative_to(ROOT))
        for path in tracked()
        for host in set(HOST.findall(path.read_bytes()))
        if sha256(host).hexdigest()[:16] in REGISTRIES
    }

    assert not naming


def test_every_folder_of_the_package_is_a_room_of_the_contract() -> None:
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = {room.strip() for layer in layers for room in layer.split("|")}
    folders = {path.name for path in (ROOT / "src/roundup").iterdir() if (path / "__init__.py").is_file()}

    assert folders == rooms


def test_no_module_grows_too_long() -> None:
    lengths = {path: path.read_text().count("\n") for path in modules("src", "tests", "tools", "benchmarks")}

    grown = {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST_FILE}
    assert not grown


def test_no_module_is_a_drawer_for_anything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "misc", "common"}

    assert not [path for path in modules("src", "tests", "tools") if path.stem in drawers]


def test_every_module_says_what_it_is_for() -> None:
    mute = [
        str(path.relative_to(ROOT))
        for path in modules("src/roundup")
        if path.name not in ("apps.py", "manage.py") and not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert not mute


# By these words files of subscribers say who complained; they are no provider's.
SAYS_WHO_IS_MAILED = ROOT / "src/roundup/subscribers/importers/word_lists.py"


def test_no_room_above_the_providers_says_the_words_of_one() -> None:
    settings = [setting.name for provider in PROVIDERS.values() for setting in provider.settings]
    words = re.compile(rf"\bsg_\w|spamreport|{'|'.join(settings)}")
    above = [path for path in modules("src/roundup") if "providers" not in path.parts]
    saying = {str(path.relative_to(ROOT)): words.findall(path.read_text()) for path in above}

    assert SAYS_WHO_IS_MAILED in above
    assert not {path: said for path, said in saying.items() if said and ROOT / path != SAYS_WHO_IS_MAILED}


def test_sql_by_hand_says_which_benchmark_shows_what_it_buys_or_that_django_lacks_the_words() -> None:
    by_hand = re.compile(r"\.cursor\(\)|\.execute\(|RawSQL|\.raw\(|\.extra\(|roundup\.sending\.sql import")
    texts = {path: path.read_text() for path in modules("src/roundup") if "migrations" not in path.parts}
    places = {path: text for path, text in texts.items() if by_hand.search(text)}
    silent = [path.name for path, text in places.items() if not re.search(r"[Bb]y hand", text)]
    named = set(re.findall(r"python\s-m benchmarks (\w+)", "".join(places.values())))

    assert places
    assert not silent
    assert named <= {path.stem for path in modules("benchmarks")}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())

    assert entries
    assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


@pytest.mark.parametrize(
    ("name", "extras"),
    [("requirements.lock", ["embedded"]), ("requirements-dev.lock", ["embedded", "dev"])],
)
def test_a_lock_names_a_fitting_version_of_every_dependency(name: str, extras: list[str]) -> None:
    versions = locked(name)

    for requirement in wanted(*extras):
        assert requirement.specifier.contains(versions[requirement.name.lower()]), requirement


def test_every_dependency_is_used() -> None:
    # Packages whose module has another name, and psycopg, which only Django imports.
    module = {
        "django-csp": "csp",
        "dnspython": "dns",
        "markdown-it-py": "markdown_it",
        "mjml-python": "mjml",
        "pillow": "PIL",
        "psycopg": "postgresql",
        "python-dateutil": "dateutil",
    }
    code = "\n".join(path.read_text() for path in modules("src"))
    named = [text.name for text in wanted("embedded") if text.name != "hatchling"]

    assert not [
        name for name in named if not re.search(rf"\b{module.get(name, name.replace('-', '_'))}\b", code)
    ]


def test_the_two_locks_agree() -> None:
    runtime = locked("requirements.lock")

    assert runtime.items() <= locked("requirements-dev.lock").items()


def test_the_newest_entry_of_the_changelog_is_the_version() -> None:
    entries = re.findall(r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert entries[:1] == [PROJECT["project"]["version"]]


def test_the_distribution_has_a_name_of_its_own() -> None:
    """The `roundup` that package indexes know is an issue tracker: pip would offer it as our upgrade."""
    name = PROJECT["project"]["name"]

    assert name != "roundup"
    assert version(name) == PROJECT["project"]["version"]


def test_the_licence_is_the_one_that_the_package_names() -> None:
    assert PROJECT["project"]["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")


def test_ci_runs_the_script_that_everyone_runs() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert "make test" in (ROOT / ".ci/run").read_text()


def test_the_worker_finds_the_app_of_every_room() -> None:
    from roundup.config.celery import app
    from worker import app as found

    assert found is app


def test_the_changelog_tells_each_change_once() -> None:
    entries = re.split(r"\n(?=- |\n)", (ROOT / "CHANGELOG.md").read_text())
    told = Counter(" ".join(entry.split()) for entry in entries if entry.lstrip().startswith("- "))

    assert told
    assert not [entry for entry, times in told.items() if times > 1]
