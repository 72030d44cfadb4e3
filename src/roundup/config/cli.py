"""The console script `roundup`.

Exit 0: done. 1: refused or failed, with a sentence that says what to do. 2: wrong usage, or a setting that
makes no sense. With `--json` standard output gets one JSON document and nothing else; progress goes to
standard error.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version

from django.db import InterfaceError, OperationalError

from roundup.config.doctor.check_results import database_silence
from roundup.core.errors import RoundupError
from roundup.core.lines import for_terminal
from roundup.core.settings import BadSetting

_SHOWN = 80
_LONG = re.compile(r"\S{200,}")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line. It needs no settings, so that `--help` always works."""
    from roundup.config.commands import COMMANDS

    parser = argparse.ArgumentParser(
        prog="roundup",
        description="The weekly round-up of an online magazine, from its articles to its readers' inboxes.",
    )
    parser.add_argument("--version", action="version", version=f"roundup {version('roundup-newsletter')}")
    commands = parser.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    for register in COMMANDS:
        register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _open_streams()
    parser = build_parser()
    arguments = parser.parse_args(argv)
    if odd := _not_text(arguments):
        parser.error(f"{odd!a} is not text in UTF-8")
    try:
        if before := getattr(arguments, "before", None):
            before(arguments)
        _set_up()
        return int(arguments.run(arguments) or 0)
    except RoundupError as error:
        return _failed(str(error), 2 if isinstance(error, BadSetting) else 1)
    except KeyboardInterrupt:
        return _failed("interrupted")
    except BrokenPipeError:
        # The program that was reading our output has stopped.
        return _without_output()
    except (InterfaceError, OperationalError) as error:
        return _failed(database_silence(error))
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _failed(f"{error.strerror or error}{where}. Fix that, then run the command again.")
        return _without_output()


def _failed(sentence: str, code: int = 1) -> int:
    print(f"roundup: {for_terminal(_LONG.sub(_cut, sentence))}", file=sys.stderr)
    return code


def _without_output() -> int:
    """Make sure that nothing more is written to standard output, not even on exit; return 1."""
    with suppress(OSError):  # It may not be a file at all.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _open_streams() -> None:
    """Open the standard streams, in case we were started with them closed."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - open as long as we are


def _not_text(arguments: argparse.Namespace) -> str:
    """Return the first argument that is not valid text, which neither a database nor a mail could contain."""
    given = [
        each for value in vars(arguments).values() for each in (value if isinstance(value, list) else [value])
    ]
    typed = [each for each in given if isinstance(each, str)]
    return next((each for each in typed if re.search("[\ud800-\udfff]", each)), "")[:_SHOWN]


def _cut(found: re.Match[str]) -> str:
    """Shorten what somebody typed, or a source contains, so that the sentence around it stays readable."""
    return f"{found[0][:_SHOWN]}…"


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roundup.config.settings")
    import logging

    import django

    django.setup()
    # A command itself says what it does; only trouble is worth a log line.
    logging.getLogger().setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main())
