"""`roundup check-source`, `roundup source` and `roundup fetch`."""

from __future__ import annotations

import argparse
from typing import Any

from roundup.config.commands.argument_types import read_time_zone
from roundup.config.commands.output import (
    Commands,
    add_command,
    on_publication,
    print_answer,
    quoted_input,
    read_number,
    tell_progress,
)
from roundup.config.tables import update_tables


def register(commands: Commands) -> None:
    check = add_command(commands, "check-source", _check, "read sources without storing anything", json=True)
    check.add_argument(
        "source",
        nargs="+",
        metavar="URL_OR_FILE",
        help="the URL or file of a possible source; .gz works too",
    )

    check.add_argument(
        "--timezone",
        default="UTC",
        type=read_time_zone,
        help="the time zone of dates that name none, like Europe/Berlin; a publication's sources use the "
        "publication's",
    )

    source = commands.add_parser("source", help="add, list or remove sources")
    acts = source.add_subparsers(required=True, metavar="ACT")
    add = add_command(acts, "add", _add, "add a source", json=True)
    add.add_argument("url")
    add.add_argument("--section", default="", help="for articles that name no section")
    add.add_argument(
        "--section-overrides", action="store_true", help="for all its articles, whatever they name"
    )
    add.add_argument(
        "--kind", default="", help="feed, jsonfeed, wordpress or page; by default recognised by content"
    )
    on_publication(add)
    listing = add_command(acts, "list", _list, "list sources and their health", json=True)
    on_publication(listing)
    remove = add_command(acts, "remove", _remove, "remove a source; its articles stay", json=True)
    remove.add_argument("source", help="its number or its URL")
    on_publication(remove)

    fetch = add_command(commands, "fetch", _fetch, "fetch one source, or all", json=True)
    fetch.add_argument("source", nargs="?", help="its number or its URL")
    on_publication(fetch)


def _check(arguments: argparse.Namespace) -> int:
    from roundup.articles.check_source import check_source, describe_check
    from roundup.articles.source_management import installed_fetcher

    fetcher, failed = installed_fetcher(), False
    for source in arguments.source:
        result = check_source(source, fetcher, arguments.timezone)
        failed = failed or not (result["articles"] or result["kind"])
        print_answer(arguments, result, describe_check(result))
    return 1 if failed else 0


def _add(arguments: argparse.Namespace) -> None:
    from roundup.articles.named_articles import PATIENCE
    from roundup.articles.source_address import look_at
    from roundup.articles.source_management import add_source, installed_fetcher, source_address
    from roundup.publications.directory import find_publication

    update_tables()
    publication = find_publication(arguments.publication)
    found = look_at(source_address(arguments.url), installed_fetcher(PATIENCE))
    source = add_source(
        publication,
        found.url,
        section=arguments.section,
        section_overrides=arguments.section_overrides,
        kind=arguments.kind,
    )
    if found.note:
        tell_progress(f"Note: {found.note}")
    print_answer(arguments, {"id": source.pk, "url": source.url}, f"Added source {source.pk}: {source.url}")


def _list(arguments: argparse.Namespace) -> None:
    from roundup.articles.source_management import list_sources
    from roundup.publications.directory import find_publication

    update_tables()
    found = list_sources(find_publication(arguments.publication))
    lines = [f"{s['id']:4} {s['health']:9} {s['url']} {s['last_problem']}".rstrip() for s in found]
    print_answer(arguments, found, "\n".join(lines) or "There are no sources yet: `roundup source add URL`.")


def _remove(arguments: argparse.Namespace) -> None:
    from roundup.articles.source_management import remove_source

    update_tables()
    source = _find(arguments)
    remove_source(source)
    print_answer(arguments, {"removed": source.url}, f"Removed {source.url}; its articles stay.")


def _fetch(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from roundup.articles.fetching import fetch_source
    from roundup.articles.models import Source
    from roundup.articles.source_management import installed_fetcher
    from roundup.publications.directory import find_publication

    update_tables()
    publication = find_publication(arguments.publication)
    sources = (
        [_find(arguments)]
        if arguments.source is not None
        else list(Source.objects.filter(publication=publication))
    )
    fetcher, results = installed_fetcher(), []
    for source in sources:
        tell_progress(f"Fetching {source.url}")
        results.append(fetch_source(source.pk, timezone.now(), fetcher))
    documents = [result.document() for result in results]
    print_answer(
        arguments,
        documents,
        "\n".join(result.sentence() for result in results) or "There are no sources yet.",
    )
    return 1 if any(result.failed for result in results) else 0


def _find(arguments: argparse.Namespace) -> Any:
    from roundup.articles.models import Source
    from roundup.core.errors import Refused
    from roundup.publications.directory import find_publication

    mine = Source.objects.filter(publication=find_publication(arguments.publication))
    named = arguments.source
    found = mine.filter(pk=read_number(named, "a source")) if named.isdecimal() else mine.filter(url=named)
    if source := found.first():
        return source
    raise Refused(f"There is no source {quoted_input(named)}: see `roundup source list`.")
