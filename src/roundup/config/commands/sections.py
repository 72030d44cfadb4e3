"""`roundup section`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from roundup.config.commands.argument_types import read_words
from roundup.config.commands.output import Commands, add_command, on_publication, print_answer, tell_progress
from roundup.config.tables import update_tables
from roundup.core.sections import Style

if TYPE_CHECKING:
    from roundup.publications.models import Section


def register(commands: Commands) -> None:
    section = commands.add_parser("section", help="add, list or remove sections")
    acts = section.add_subparsers(required=True, metavar="ACT")
    add = add_command(acts, "add", _add, "add a section; drafts made already keep theirs", json=True)
    add.add_argument("name", type=read_words(120))
    add.add_argument(
        "--words",
        default="",
        type=read_words(2000),
        help="separated by commas: kickers, sections, tags, authors, or folders in addresses, like /world/; "
        "without any, the section takes what no other section takes",
    )
    add.add_argument("--style", default=Style.STORIES.value, choices=[style.value for style in Style])
    add.add_argument("--cap", default=4, type=_read_cap, help="the most stories it takes")
    on_publication(add)
    listing = add_command(acts, "list", _list, "list sections in order", json=True)
    on_publication(listing)
    remove = add_command(acts, "remove", _remove, "remove a section; drafts made already keep it", json=True)
    remove.add_argument("section", help="its key or its name")
    on_publication(remove)


def _read_cap(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= 1000):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number from 1 to 1000")
    return int(text)


def _add(arguments: argparse.Namespace) -> None:
    from roundup.publications.directory import find_publication
    from roundup.publications.section_management import add_section, typed_words

    update_tables()
    publication, words = find_publication(arguments.publication), typed_words(arguments.words)
    section = add_section(publication, arguments.name, words=words, style=arguments.style, cap=arguments.cap)
    if all(each.words for each in publication.sections.all()):
        tell_progress(
            "Note: articles that fit no section are left out. A section without words would take them."
        )
    print_answer(arguments, _described(section), f"Added {section.name} ({section.key}).")


def _list(arguments: argparse.Namespace) -> None:
    from roundup.publications.directory import find_publication

    update_tables()
    found = [_described(section) for section in find_publication(arguments.publication).sections.all()]
    lines = [f"{s['key']:20} {s['name']} · {s['style']} · {s['cap']} · {_taken(s['words'])}" for s in found]
    print_answer(
        arguments, found, "\n".join(lines) or "There are no sections yet: `roundup section add NAME`."
    )


def _taken(words: list[str]) -> str:
    return ", ".join(words) or "what no other section takes"


def _remove(arguments: argparse.Namespace) -> None:
    from roundup.publications.directory import find_publication
    from roundup.publications.section_management import find_section
    from roundup.subscribers.audience import count_followed_sections
    from roundup.subscribers.followers import told_of_removal

    update_tables()
    publication = find_publication(arguments.publication)
    section = find_section(publication, arguments.section)
    section.delete()
    followed, living = count_followed_sections(publication), publication.section_keys
    told = told_of_removal([section], followed, living)
    print_answer(
        arguments, {"removed": section.key, "readers": told}, f"Removed {section.name}. {told}".rstrip()
    )


def _described(section: Section) -> dict[str, Any]:
    names = ("key", "name", "words", "style", "cap", "position")
    return {name: getattr(section, name) for name in names}
