"""`roundup publication`."""

from __future__ import annotations

import argparse

from roundup.config.commands.argument_types import read_words
from roundup.config.commands.output import Commands, add_command, print_answer
from roundup.config.tables import update_tables


def register(commands: Commands) -> None:
    publication = commands.add_parser("publication", help="add or list publications")
    parts = publication.add_subparsers(required=True, metavar="ACT")
    add = add_command(parts, "add", _add, "add a publication", json=True)
    add.add_argument("name", type=read_words(200))
    add.add_argument("--url", default="", help="its website")
    add.add_argument("--timezone", default="UTC", help="an IANA name like Europe/Berlin")
    add.add_argument("--language", default="en", help="a language tag like en or de")
    add.add_argument("--sender-name", default="", help="the name in From; by default the publication's")
    add.add_argument("--sender-email", default="", help="the address in From")
    add.add_argument("--reply-to", default="")
    add.add_argument("--postal-address", default="")
    add_command(parts, "list", _list, "list publications", json=True)


def _add(arguments: argparse.Namespace) -> None:
    from django.core.exceptions import ValidationError

    from roundup.core.errors import Refused
    from roundup.publications.directory import add_publication
    from roundup.publications.models import Publication

    update_tables()
    names = ("url", "timezone", "language", "sender_name", "sender_email", "reply_to", "postal_address")
    fields = {name: value for name in names if (value := getattr(arguments, name))}
    try:
        Publication(name=arguments.name, slug="x", **fields).clean_fields(exclude=["slug"])
    except ValidationError as error:
        raise Refused(
            " ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())
        ) from None
    publication = add_publication(arguments.name, **fields)
    print_answer(arguments, _described(publication), f"Added {publication.name} ({publication.slug}).")


def _list(arguments: argparse.Namespace) -> None:
    from roundup.publications.models import Publication

    update_tables()
    found = [_described(publication) for publication in Publication.objects.order_by("pk")]
    lines = [f"{p['slug']:20} {p['name']} · {p['timezone']} · {p['language']}" for p in found]
    print_answer(
        arguments, found, "\n".join(lines) or "There is no publication yet: `roundup publication add NAME`."
    )


def _described(publication: object) -> dict[str, object]:
    names = ("slug", "name", "url", "timezone", "language", "sender_email")
    return {name: getattr(publication, name) for name in names}
