"""What a module hands to others says by its name what it does: where it is used, nothing else tells."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"

# These rooms are still to be gone through.
_NOT_YET = {"newsroom"}

# One word is enough where the whole field knows it, and knows one thing by it.
_ONE_WORD_TELLS = {
    "shorten": "text is all that it is ever asked of",
    "tell": "the sentence that is told stands beside it",
    "unsubscribe": "what everybody calls it, from the RFC to the button",
}


def functions() -> Iterator[tuple[str, str]]:
    """Yield module and name of every function that others may import, in the rooms gone through.

    Views are left out: the addresses of pages name them.
    """
    for path in SOURCE.rglob("*.py"):
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        if {"migrations", "views"} & {*module.split(".")} or _room(module) in _NOT_YET:
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield module, node.name


def imported_bare() -> set[tuple[str, str]]:
    """Return module and name of whatever a module of ours imports by `from module import name`."""
    return {
        (node.module, alias.name)
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def _room(module: str) -> str:
    return [*module.split("."), ""][1]


def test_a_function_that_is_used_without_its_module_tells_what_it_does() -> None:
    mute = {
        f"{module}.{name}"
        for module, name in {*functions()} & imported_bare()
        if "_" not in name and name not in _ONE_WORD_TELLS
    }

    assert not sorted(mute), "give them two words, or let them be called with their module"


def test_two_functions_that_are_used_without_their_modules_have_two_names() -> None:
    homes = defaultdict(set)
    for module, name in {*functions()} & imported_bare():
        homes[name].add(module)

    assert not {name: sorted(modules) for name, modules in homes.items() if len(modules) > 1}


def test_every_word_that_is_excused_is_in_use() -> None:
    assert not _ONE_WORD_TELLS.keys() - {name for _, name in {*functions()} & imported_bare()}


def test_every_room_that_is_excused_exists() -> None:
    assert not {room for room in _NOT_YET if not (SOURCE / "roundup" / room).is_dir()}
