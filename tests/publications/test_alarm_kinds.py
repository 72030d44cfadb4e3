"""Every alarm that the code raises has a name and a next step, and docs/OPERATIONS says more about it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from roundup.articles.upheavals import Upheaval
from roundup.publications.alarm_kind import AlarmKind
from roundup.publications.alarm_kinds import ALARM_KINDS, kind_of_alarm

ROOT = Path(__file__).resolve().parents[2]
ROOM = ROOT / "src/roundup"
OPERATIONS = (ROOT / "docs/OPERATIONS.md").read_text()
RAISING = {"raise_alarm": 1, "raise_everywhere": 0}
# Raised through a variable. What it may be stands beside it: names of `about` in each of these modules.
NAMED_ELSEWHERE = {"sending/handing_over/reader_mail.py", "config/processes/lookout.py"}
CHANGES = sorted(Upheaval.__dataclass_fields__)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in sorted(ROOM.rglob("*.py")):
        if path.name == "alarms.py" and path.parent.name == "publications":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                yield path, node


def subjects(value: ast.expr, path: Path) -> list[str]:
    """Return what an expression for `about` may be, with a `*` for each part that is known later."""
    match value:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(each) for each in product(*(subjects(part, path) for part in parts))]
        case ast.FormattedValue(value=ast.Name(id=name)) if name.isupper():
            return constants(name, path)
        case ast.FormattedValue():
            return ["*"]
        case ast.Name(id=name):
            return constants(name, path) or assigned(name, path)
        case ast.Call(func=ast.Name(id="alarm_subject"), args=[_]):
            return ["source:*"]
        case ast.Call(func=ast.Name(id="alarm_subject"), args=[_, ast.Constant(value=what)]):
            return [f"source:*:{what}"]
        case ast.Call(func=ast.Name(id="alarm_subject")):
            return [f"source:*:{what}" for what in CHANGES]
        case ast.Call(func=ast.Name(id=name)):
            return returned(name, path)
    return []


def constants(name: str, path: Path) -> list[str]:
    values = [
        node.value.value
        for module in (path, ROOM / "editors/alarm_words.py")
        for node in tree(module).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        if getattr(node.targets[0], "id", "") == name
    ]
    return values[:1]


def assigned(name: str, path: Path) -> list[str]:
    """Return what the module assigns to a name, alone or with another."""
    found: list[str] = []
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Assign):
            continue
        for target, value in zip(*pair(node), strict=False):
            if getattr(target, "id", "") == name:
                found += subjects(value, path)
    return found


def pair(node: ast.Assign) -> tuple[list[ast.expr], list[ast.expr]]:
    target = node.targets[0]
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        return target.elts, node.value.elts
    return [target], [node.value]


def returned(name: str, path: Path) -> list[str]:
    return [
        each
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name == name
        for inner in ast.walk(node)
        if isinstance(inner, ast.Return) and inner.value
        for each in subjects(inner.value, path)
    ]


def raised() -> set[str]:
    """Return every `about` that the code raises, in the form of a pattern."""
    found = set()
    for name, place in RAISING.items():
        for path, call in calls(name):
            where = path.relative_to(ROOM).as_posix()
            if where not in NAMED_ELSEWHERE:
                about = subjects(call.args[place], path)
                assert about, f"{where}:{call.lineno}: the test cannot tell what this alarm is about"
                found |= set(about)
    return found | of_reader_mail() | of_the_lookout()


def of_reader_mail() -> set[str]:
    return {subject for path, call in calls("ReaderMail") for subject in subjects(call.args[3], path)}


def of_the_lookout() -> set[str]:
    path = ROOM / "config/processes/lookout.py"
    [found] = [
        node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef) and node.name == "_found"
    ]
    yields = [node.value for node in ast.walk(found) if isinstance(node, ast.Yield)]
    return {subject for each in yields for subject in subjects(each.elts[0], path)}  # type: ignore[union-attr]


def test_every_alarm_that_is_raised_is_of_exactly_one_kind() -> None:
    for about in sorted(raised()):
        assert [kind.pattern for kind in ALARM_KINDS if kind.fits(about)] == [about]


def test_every_kind_of_alarm_is_raised_somewhere() -> None:
    assert sorted(kind.pattern for kind in ALARM_KINDS) == sorted(raised())


@pytest.mark.parametrize("kind", ALARM_KINDS, ids=lambda kind: kind.pattern)
def test_operations_has_the_heading_of(kind: AlarmKind) -> None:
    assert re.search(rf"^##+ {re.escape(kind.heading)}$", OPERATIONS, re.MULTILINE)


def test_an_alarm_of_the_whole_installation_is_raised_for_every_publication_or_for_what_all_share() -> None:
    everywhere = {
        subject for path, call in calls("raise_everywhere") for subject in subjects(call.args[0], path)
    } | of_the_lookout()
    everywhere -= of_reader_mail()
    whole = {kind.pattern for kind in ALARM_KINDS if kind.is_whole}

    assert everywhere <= whole
    # Raised for some publications at a time, about the one journal.
    assert whole - everywhere == {"installation:leaves", "installation:leaves-unread"}


def test_an_alarm_of_an_earlier_version_can_still_be_read_and_ended() -> None:
    assert kind_of_alarm("smoke:signals").stays
