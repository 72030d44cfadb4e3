"""What the documentation names exists, and what exists is documented."""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Protocol

import pytest
from packaging.requirements import Requirement

from roundup.articles.sources.registry import KINDS
from roundup.config.cli import build_parser
from roundup.config.environment.variables import SETTINGS, Setting
from roundup.core.batches import MAX_BATCH
from roundup.core.preferences import Preferences
from roundup.providers import PROVIDERS, NoMail, NoReports, ProviderDescription, base
from tests.contracts.cases import LISTS
from tests.contracts.lists_case import ListsCase
from tests.contracts.provider_case import Answer, ReaderAnswer

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = PAGES[0].read_text()
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
GLOSSARY = (ROOT / "docs/GLOSSARY.md").read_text()
OPERATIONS = (ROOT / "docs/OPERATIONS.md").read_text()
PROSE = "\n".join(page.read_text() for page in PAGES)
TARGETS = dict(re.findall(r"^([a-z][\w-]*):(?:[^=\n#]*)(?:## (.*))?$", (ROOT / "Makefile").read_text(), re.M))
PATHS = [
    path for folder in ("src", "tests", "tools", "docs", "benchmarks") for path in (ROOT / folder).rglob("*")
]
PATHS.append(ROOT / "worker.py")
BLOCKS = sorted(path.name.removesuffix(".mjml.j2") for path in ROOT.glob("templates/email/blocks/*.mjml.j2"))


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield the parser of every command that can be typed, those of `source add` and the like included."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in below:
        for child in dict.fromkeys(action.choices.values()):
            yield from commands(child)
    if not below:
        yield parser


COMMANDS = list(commands(build_parser()))


def row(name: str) -> str:
    """Return the line of the README's table of settings that is about `name`, or nothing."""
    return next((line for line in README.splitlines() if line.startswith(f"| `{name}` |")), "")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_readme_has_a_row_with_the_default_of(setting: Setting) -> None:
    cells = row(setting.name).split("|")

    assert len(cells) > 3, f"add a row to the README's table: | `{setting.name}` | default | {setting.help} |"
    assert (f"`{setting.default}`" if setting.default else "none") in cells[2]


def test_every_setting_in_the_readmes_table_is_read() -> None:
    listed = set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", README, re.MULTILINE))

    assert not {name for name in listed if not name.startswith("ROUNDUP_TEST_")} - {
        *(setting.name for setting in SETTINGS),
        "ROUNDUP_CHROMIUM",
        "ROUNDUP_CORPUS",
    }


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda provider: provider.name)
def test_a_provider_stands_where_the_documentation_says_that_it_does(provider: ProviderDescription) -> None:
    named = f"`{provider.name}`"
    [word] = re.findall(r"^\| \*\*Provider\*\*.*", GLOSSARY, re.MULTILINE)

    assert named in row("ROUNDUP_PROVIDER"), "name it in the README's row of ROUNDUP_PROVIDER"
    assert named in word, "name it in the glossary, under Provider"
    assert (row(f"/hooks/{provider.name}/") != "") == (provider.hook is not None), (
        "see the README's table of paths"
    )
    if isinstance(provider.reports, NoReports):
        assert provider.reports.because in words_of(README).lower(), (
            "say in the README why it reports nothing"
        )
    assert provider.no_lists in words_of(README), "say in the README why it keeps no lists"


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda provider: provider.name)
def test_how_readers_leave_by_mail_through_a_provider_is_documented_or_why_not(
    provider: ProviderDescription,
) -> None:
    path = f"/hooks/{provider.name}/mail/"
    assert (row(path) != "") == (provider.mail_hook is not None), "see the README's table of paths"
    if isinstance(provider.inbound, NoMail):
        assert provider.inbound.because in words_of(README), "say in the README why no mail comes in"
    else:
        said = section(OPERATIONS, "Leaving by email")
        wanted = {path, provider.inbound.mail_host, *provider.inbound.needs}
        assert not [one for one in wanted if one not in said], "say there how it is set up"


def words_of(page: str) -> str:
    """Return a page as one line."""
    return " ".join(page.split())


def section(page: str, title: str) -> str:
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda provider: provider.name)
def test_operations_say_what_a_provider_answers_and_how_its_reports_come(
    provider: ProviderDescription,
) -> None:
    uncertain, stopped = (section(OPERATIONS, one) for one in ("A batch is uncertain", "Sending has stopped"))
    events = section(OPERATIONS, "Events do not come")

    assert re.search(rf"^ *\| `{provider.name}` \|", uncertain, re.MULTILINE), (
        "give it a row in the table of OPERATIONS on uncertain batches"
    )
    assert provider.keeps_here or f"`{provider.name}`" in stopped, "say there what to do when it has stopped"
    if provider.hook:
        wanted = {f"/hooks/{provider.name}/", *provider.hook.needs}
        assert not [one for one in wanted if one not in events], "say there what to look at"


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda provider: provider.name)
def test_operations_say_how_its_keys_are_replaced_and_which_of_them_changes_its_lists(
    provider: ProviderDescription,
) -> None:
    replaced, came_back = (
        section(OPERATIONS, one)
        for one in ("Replace the provider's keys", "Readers who came back get nothing")
    )
    keys = {setting.name for setting in provider.settings if setting.secret}
    public = {name for one in (provider.hook, provider.mail_hook) if one for name in one.needs}

    assert not [key for key in keys | public if key not in replaced]
    assert provider.name not in LISTS or [key for key in keys if key in came_back], (
        "say there which right its key needs"
    )


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda provider: provider.name)
def test_people_are_told_that_there_is_a_provider_and_how_it_is_chosen(provider: ProviderDescription) -> None:
    assert re.search(rf"[`=]{provider.name}`", CHANGELOG), "add an entry to the CHANGELOG"
    if not provider.keeps_here:
        beginning = words_of(README.partition("\n## ")[0])
        assert provider.title in beginning, "name it where the README begins"
        assert f"`ROUNDUP_PROVIDER={provider.name}`" in README, "say in the README how to send through it"


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda provider: provider.name)
def test_a_provider_that_takes_fewer_readers_at_once_says_so(provider: ProviderDescription) -> None:
    said = f"with `{provider.name}` at most {provider.max_batch}"

    assert (said in row("ROUNDUP_BATCH_SIZE")) is (provider.max_batch < MAX_BATCH), said


def test_the_page_on_the_house_names_every_place_of_a_provider() -> None:
    """And whatever a provider may be able to do, or else nobody learns that it can be asked for."""
    page = (ROOT / "docs/ARCHITECTURE.md").read_text()
    places = page.partition("### A provider\n")[2].partition("\n#")[0]
    wanted = ["description.py", "PROVIDERS", "ROUNDUP_PROVIDER", "/hooks/", "glossary", "keeps_here"]
    wanted += [
        "ProviderCase",
        "tests/contracts/cases/",
        "`Answer`",
        "`Never`",
        "NoReports",
        "ReportCase",
        "tests/providers/",
        "private_host",
        "NEVER_LEFT",
        "tests/services/",
        "tests/test_names.py",
        "tests/config/test_settings.py",
        "ANY_TEXT",
        "message_fields.py",
        "posted_json.py",
        "OPERATIONS",
        *(name for name, thing in vars(base).items() if is_protocol(thing)),
        *(f"`{thing.__name__}`" for thing in (Answer, ReaderAnswer, ListsCase)),
        *(path.name for path in (ROOT / "src/roundup/providers").glob("[a-z]*.py") if path.name != "dns.py"),
    ]

    assert not [place for place in wanted if place not in places]


def is_protocol(thing: object) -> bool:
    return getattr(thing, "_is_protocol", False) is True and thing is not Protocol


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_rows_of_a_table_have_lines_of_their_own(page: Path) -> None:
    assert not [line for line in page.read_text().splitlines() if re.search(r"\|\s+\|-{3}", line)]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.prog)
def test_documented_with_an_example_and_explained_by_its_help(command: argparse.ArgumentParser) -> None:
    assert command.prog in PROSE
    assert command.description
    assert command.description in re.sub(r"\s+", " ", command.format_help())


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_source_stands_where_people_look_for_it(kind: str) -> None:
    add = next(command for command in COMMANDS if command.prog.endswith("source add"))
    (option,) = (action for action in add._actions if "--kind" in action.option_strings)
    (entry,) = (line for line in GLOSSARY.splitlines() if line.startswith("| **Kind** |"))

    kept = [line.strip() for line in README.splitlines() if line.startswith("| `roundup check-source")]

    assert re.search(rf"\b{kind}\b", option.help or ""), "name it in `config/commands/sources.py`"
    assert f"`{kind}`" in entry, "name it in docs/GLOSSARY.md, under *Kind*"
    assert any(f"`{kind}`" in line for line in kept), "name it in the README's row of `check-source`"
    assert f"`{kind}`" in CHANGELOG, "name it in CHANGELOG.md, under *Unreleased*"


@pytest.mark.parametrize("name", [field.name for field in fields(Preferences)])
def test_a_preference_stands_where_people_look_for_it(name: str) -> None:
    (entry,) = (line for line in GLOSSARY.splitlines() if line.startswith("| **Preferences** |"))
    ((columns, cells),) = re.findall(
        r"A CSV file has the columns `[^`]*` and optionally\s`([^`]*)`(.*?)\n\n", README, re.DOTALL
    )
    page = (ROOT / "templates/web/subscribers/preferences.html.j2").read_text()

    assert f"`{name}`" in entry, "name it in docs/GLOSSARY.md, under *Preferences*"
    assert name in columns.split(","), "name it in the README's columns of an import"
    assert f"`{name}`" in cells, "say after the README's columns of an import what its cell may say"
    assert f"`{name}`" in CHANGELOG, "name its column in CHANGELOG.md, under *Unreleased*"
    assert f'"{name}"' in page, "give it a field in templates/web/subscribers/preferences.html.j2"


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_is_documented_and_has_its_twin_in_plain_text(block: str) -> None:
    assert f"`{block}`" in PROSE
    assert (ROOT / f"templates/email/blocks/{block}.txt.j2").is_file()


def test_every_make_target_that_the_documentation_names_exists() -> None:
    named = set(re.findall(r"(?:`|^|\$ )make ([a-z][a-z-]*)", PROSE, re.MULTILINE))

    assert named
    assert not named - set(TARGETS)


def test_every_make_target_explains_itself() -> None:
    assert not [target for target, line in TARGETS.items() if not line]


def test_every_room_is_described() -> None:
    rooms = {path.name for path in (ROOT / "src/roundup").iterdir() if (path / "__init__.py").is_file()}
    page = (ROOT / "docs/ARCHITECTURE.md").read_text()

    assert not [room for room in rooms if f"`{room}`" not in page]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    page = (ROOT / "docs/decisions/0002-dependencies.md").read_text()
    lists = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    lists += project["dependency-groups"].values()
    names = {Requirement(text).name for listed in lists for text in listed}

    assert not [name for name in sorted(names) if f"`{name}`" not in page]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!\w+:)([^)#\s]+)", page.read_text())

    assert not [link for link in links if not (page.parent / link).exists()]


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_heading_leads_to_one(page: Path) -> None:
    for file, anchor in re.findall(r"\]\((?!\w+:)([^)#\s]*)#([^)\s]+)\)", page.read_text()):
        assert anchor in anchors(page.parent / file if file else page), f"{file}#{anchor}"


def test_the_table_of_decisions_has_every_page_under_its_title() -> None:
    folder = ROOT / "docs/decisions"
    heads = {page.name: page.read_text().partition("\n")[0] for page in folder.glob("[0-9]*.md")}
    rows = re.findall(r"^\| \[(\d+)\]\((\S+)\) \| (.+) \|$", (folder / "README.md").read_text(), re.MULTILINE)

    assert {name: f"# {number}. {title}" for number, name, title in rows} == heads


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    """A page may leave out the beginning of a path: `core/tokens.py`, `eligibility.py`."""
    named = re.findall(r"`((?:tests|tools|docs)/[\w./-]+|[\w./-]+\.py)`", page.read_text())

    assert not [
        name for name in named if not any(f"{path}/".endswith(f"/{name.rstrip('/')}/") for path in PATHS)
    ]
