"""`roundup import` and `roundup export`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.utils import timezone

from roundup.config.commands.output import Commands, command, database, on_publication, show


def register(commands: Commands) -> None:
    load = command(commands, "import", _import, "take in subscribers from a file; mails nobody", json=True)
    load.add_argument("file", type=Path)
    load.add_argument(
        "--format", default="auto", help="auto, or plain: pass over columns that are not known here"
    )
    load.add_argument("--dry-run", action="store_true", help="only say what would happen")
    on_publication(load)
    export = command(commands, "export", _export, "write all subscribers as CSV")
    on_publication(export)


def _import(arguments: argparse.Namespace) -> int:
    from roundup.publications.directory import find_publication
    from roundup.subscribers.importers import import_file

    database()
    result = import_file(
        find_publication(arguments.publication),
        arguments.file,
        format=arguments.format,
        dry_run=arguments.dry_run,
        now=timezone.now(),
    )
    show(arguments, result.document(), result.sentence())
    return 0


def _export(arguments: argparse.Namespace) -> None:
    from roundup.publications.directory import find_publication
    from roundup.subscribers.importers import export_subscribers

    database()
    for line in export_subscribers(find_publication(arguments.publication)):
        sys.stdout.write(line)
