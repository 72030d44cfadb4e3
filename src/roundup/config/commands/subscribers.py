"""`roundup import` and `roundup export`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.utils import timezone

from roundup.config.commands.output import Commands, add_command, on_publication, print_answer
from roundup.config.tables import update_tables


def register(commands: Commands) -> None:
    load = add_command(commands, "import", _import, "import subscribers from a file; mails nobody", json=True)
    load.add_argument("file", type=Path)
    load.add_argument("--format", default="auto", help="auto, or plain: ignore unknown columns")
    load.add_argument("--dry-run", action="store_true", help="only say what would happen")
    on_publication(load)
    export = add_command(commands, "export", _export, "write all subscribers as CSV")
    on_publication(export)


def _import(arguments: argparse.Namespace) -> int:
    from roundup.publications.directory import find_publication
    from roundup.subscribers.importers import import_file

    update_tables()
    result = import_file(
        find_publication(arguments.publication),
        arguments.file,
        format=arguments.format,
        dry_run=arguments.dry_run,
        now=timezone.now(),
    )
    print_answer(arguments, result.document(), result.sentence())
    return 0


def _export(arguments: argparse.Namespace) -> None:
    from roundup.publications.directory import find_publication
    from roundup.subscribers.importers import export_subscribers

    update_tables()
    for line in export_subscribers(find_publication(arguments.publication)):
        sys.stdout.write(line)
