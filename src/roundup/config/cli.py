"""The console script `roundup`.

Exit 0: done. 1: refused or failed, with a sentence that says what to do. 2: wrong usage, or a
setting that makes no sense. With `--json` standard output holds one JSON document and nothing else;
progress goes to standard error.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from importlib.metadata import version

from roundup.config.values import BadSetting
from roundup.core.errors import RoundupError
from roundup.core.lines import for_terminal

_SHOWN = 80
_LONG = re.compile(r"\S{200,}")


def build_parser() -> argparse.ArgumentParser:
    """Return the whole command line. Needs no settings, so that `--help` always works."""
    from roundup.config.commands import COMMANDS

    parser = argparse.ArgumentParser(
        prog="roundup",
        description="The weekly round-up of an online magazine, from its articles to its readers' inboxes.",
    )
    parser.add_argument("--version", action="version", version=f"roundup {version('roundup')}")
    commands = parser.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    for register in COMMANDS:
        register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = build_parser()
    arguments = parser.parse_args(argv)
    if odd := _not_text(arguments):
        parser.error(f"{odd!a} is not text in UTF-8")
    # What we write holds readers' addresses: it is for this user alone.
    os.umask(0o077)
    try:
        if before := getattr(arguments, "before", None):
            before(arguments)
        _set_up()
        return int(arguments.run(arguments) or 0)
    except RoundupError as error:
        print(f"roundup: {for_terminal(_LONG.sub(_cut, str(error)))}", file=sys.stderr)
        return 2 if isinstance(error, BadSetting) else 1
    except KeyboardInterrupt:
        print("roundup: interrupted", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _not_text(arguments: argparse.Namespace) -> str:
    """Return what was typed in bytes that are no text, which neither a database nor a mail can hold."""
    typed = [value for value in vars(arguments).values() if isinstance(value, str)]
    return next((value for value in typed if re.search("[\ud800-\udfff]", value)), "")[:_SHOWN]


def _cut(found: re.Match[str]) -> str:
    """Shorten what somebody typed, or a source holds, so that the sentence around it is seen."""
    return f"{found[0][:_SHOWN]}…"


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roundup.config.settings")
    import logging

    import django

    django.setup()
    # A command says itself what it does; only trouble is worth a log line.
    logging.getLogger().setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main())
