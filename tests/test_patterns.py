"""No regular expression of ours takes for ever: on no text does its time grow faster than the text."""

from __future__ import annotations

import ast
import builtins
import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from tests.services.backtracking import attacks, stalls

ROOM = Path(__file__).resolve().parents[1] / "src" / "roundup"
METHODS = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
PLACES_OF_FLAGS = {"compile": 1, "match": 2, "fullmatch": 2, "search": 2, "findall": 2, "finditer": 2}
Module = tuple[str, ModuleType, list[Any]]


class Pattern(NamedTuple):
    """A pattern as it is in the code, and the ways in which a text is looked through by it."""

    place: str
    compiled: re.Pattern[str]
    ways: tuple[str, ...]


class _Samples(dict[str, Any]):
    """Stands for the names within a function of which a pattern is made: a plain word each."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def __missing__(self, name: str) -> str:
        if name in self._known or hasattr(builtins, name):
            raise KeyError(name)
        return "word"


def modules() -> Iterator[Module]:
    """Yield every module of ours by its name, imported and as its source says."""
    for path in sorted(ROOM.rglob("*.py")):
        if "migrations" in path.parts or path.stem in ("manage", "__main__"):
            continue
        name = ".".join(path.relative_to(ROOM).with_suffix("").parts).removesuffix(".__init__")
        module = importlib.import_module(f"roundup.{name}" if name != "__init__" else "roundup")
        yield (
            name,
            module,
            [node for node in ast.walk(ast.parse(path.read_text())) if hasattr(node, "lineno")],
        )


def patterns() -> list[Pattern]:
    """Return every pattern in our code, named and nameless."""
    read = list(modules())
    ways = _ways(read)
    return [found for module in read for found in _patterns_in(module, ways)]


def _ways(read: list[Module]) -> dict[re.Pattern[Any], set[str]]:
    """Return by which methods each compiled pattern is used, in whatever module."""
    found: dict[re.Pattern[Any], set[str]] = {}
    for _, module, nodes in read:
        for node in nodes:
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS:
                compiled = vars(module).get(node.value.id)
                if isinstance(compiled, re.Pattern):
                    found.setdefault(compiled, set()).add(node.attr)
    return found


def _patterns_in(read: Module, ways: dict[re.Pattern[Any], set[str]]) -> Iterator[Pattern]:
    name, module, nodes = read
    for call in (node for node in nodes if isinstance(node, ast.Call) and node.args):
        function = ast.unparse(call.func)
        method = function.removeprefix("re.")
        if function not in ("re.compile", "re_path") and (method == function or method not in METHODS):
            continue
        compiled = re.compile(_value(call.args[0], module), _flags(call, method, module))
        used = {method} if method in METHODS else ways.get(compiled, {"search"})
        yield Pattern(f"{name}:{call.lineno}", _of_text(compiled), tuple(sorted(used)))


def _flags(call: ast.Call, method: str, module: ModuleType) -> int:
    given = [key.value for key in call.keywords if key.arg == "flags"]
    if not given and method in PLACES_OF_FLAGS:
        given = call.args[PLACES_OF_FLAGS[method] :]
    return int(_value(given[0], module)) if given else 0


def _value(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), "pattern", "eval"), vars(module), _Samples(vars(module)))


def _of_text(compiled: re.Pattern[Any]) -> re.Pattern[str]:
    if isinstance(compiled.pattern, str):
        return compiled
    return re.compile(compiled.pattern.decode("latin-1"), compiled.flags)


PATTERNS = patterns()


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.place)
def test_a_pattern_takes_no_longer_than_its_text_is_long(pattern: Pattern) -> None:
    slow = [
        (way, attack)
        for way in pattern.ways
        for attack in attacks(pattern.compiled)
        if stalls(_use(pattern.compiled, way), attack)
    ]

    assert not slow, f"{pattern.compiled.pattern} takes for ever: {slow[0]}"


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        (r"(?:\s|<!--.{0,20000}?-->)*<!DOCTYPE", "match"),
        (r"[^\s,]+@[^\s,]+", "search"),
        (r"\b[\w.]+\.com/", "sub"),
        (r"\s+(?:gmbh|ltd)$", "sub"),
        (r"<!\[CDATA\[.*?\]\]>", "split"),
        (r"(?:\w[\w.]*(?:, | and )?\s*){1,8}?(?: in \b.*)?$", "match"),
        (r"(a|b|ab)*c", "fullmatch"),
    ],
)
def test_a_pattern_that_stalls_is_found(pattern: str, way: str) -> None:
    use = _use(re.compile(pattern, re.DOTALL), way)

    assert any(stalls(use, attack) for attack in attacks(re.compile(pattern, re.DOTALL)))


def test_all_patterns_of_the_code_are_tried() -> None:
    assert len(PATTERNS) > 300


def _use(compiled: re.Pattern[str], way: str) -> Callable[[str], object]:
    if way in ("sub", "subn"):
        return lambda text: compiled.sub(" ", text)
    use: Callable[[str], object] = getattr(compiled, "findall" if way == "finditer" else way)
    return use
