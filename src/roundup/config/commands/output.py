"""What every command shares: its switches, its clock and how it prints."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import orjson

from roundup.core.errors import Refused
from roundup.core.lines import for_terminal

Commands = Any  # argparse does not export the type of its sub-parsers' action.
Run = Callable[[argparse.Namespace], int | None]


def add_command(
    commands: Commands, name: str, run: Run, help: str, *, json: bool = False
) -> argparse.ArgumentParser:
    """Add one command; `json` gives it the switch `--json`."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
    parser.set_defaults(run=run, json=False)
    if json:
        parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def on_publication(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--publication", metavar="SLUG", help="which one, by slug or name; needed if there are several"
    )


def print_answer(arguments: argparse.Namespace, document: Any, text: str) -> None:
    """Print `document` as JSON if that is asked for, else `text` without anything a terminal would obey."""
    if arguments.json:
        sys.stdout.write(orjson.dumps(document, default=str).decode() + "\n")
    elif text:
        print(for_terminal(text))
    sys.stdout.flush()


def tell_progress(line: str) -> None:
    """Print progress to standard error, apart from any document. A full disk there does not stop the work."""
    with suppress(OSError):
        print(for_terminal(line), file=sys.stderr, flush=True)


def read_number(text: str, what: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Refused(f"{quoted_input(text)} is not the number of {what}.")
    return int(text)


def quoted_input(text: str, most: int = 60) -> str:
    """Return what somebody typed in a form that fits into a sentence: quoted, short, on one line."""
    return repr(text if len(text) <= most else text[:most] + "…")
