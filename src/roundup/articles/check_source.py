"""Reads a source without storing anything, to show what it would give."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from roundup.articles.sources.base import Document
from roundup.articles.sources.fetch import Fetcher
from roundup.articles.sources.gzipped import LARGEST, gunzip_limited
from roundup.articles.sources.reader import read_document
from roundup.core.articles import FoundArticle, Image, Problem, Reading
from roundup.core.errors import SourceError

log = logging.getLogger(__name__)

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")
_SHOWN: Final = 20


def check_source(url_or_file: str, fetcher: Fetcher, zone: str = "UTC") -> dict[str, Any]:
    """Return what a URL or a file (compressed or not) contains, as `check-source --json` prints it.

    Dates that name no time zone are read in `zone`. Never raises for a source that cannot be read: the result
    then has no articles, and `problems` says why. Dates in the result are ISO 8601 or null; a missing picture
    is null, too.
    """
    try:
        reading = read_document(replace(_document(url_or_file, fetcher), zone=zone))
    except SourceError as error:
        reading = Reading("", problems=(Problem(error.code, str(error)),))
    except Exception:
        # If several sources are checked in one run, the remaining ones are still worth checking.
        log.exception("%s could not be read", url_or_file)
        reading = Reading(
            "", problems=(Problem("fault", "Roundup failed to read this source: see the log."),)
        )
    return _result(url_or_file, reading)


def describe_check(result: dict[str, Any]) -> str:
    """Return a result of `check_source` in words: what the source is, its first articles and its problems."""
    articles = result["articles"]
    head = f"{result['source']}: {result['title'] or 'without a title'} ({result['kind'] or 'not read'})"
    lines = [head, f"  {len(articles)} articles" if len(articles) != 1 else "  1 article"]
    lines += [_line(article) for article in articles[:_SHOWN]]
    if len(articles) > _SHOWN:
        lines.append(f"  … and {len(articles) - _SHOWN} more")
    lines += [f"  ! {problem['message']}" for problem in result["problems"]]
    return "\n".join(lines)


def _line(article: dict[str, Any]) -> str:
    date = (article["published_at"] or "no date")[:10]
    by = f" – {', '.join(article['authors'])}" if article["authors"] else ""
    return f"  {date:10}  {article['title'] or article['url']}{by}"


def _document(url_or_file: str, fetcher: Fetcher) -> Document:
    path = Path(url_or_file)
    if not _SCHEME.match(url_or_file) or _is_file(path):
        return Document(str(path), _content(path))
    fetched = fetcher.fetch(url_or_file)
    if fetched.document is None:
        raise SourceError(
            "empty", "The server says that nothing has changed, although we did not ask whether it had."
        )
    return fetched.document


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _content(path: Path) -> bytes:
    if not _is_file(path):
        raise SourceError("no-such-file", f"There is no file {path}. A URL begins with http:// or https://.")
    try:
        with path.open("rb") as file:
            # One byte beyond the limit shows that the file is too large.
            return gunzip_limited(file.read(LARGEST + 1))
    except OSError as error:
        raise SourceError("not-readable", f"{path} cannot be read: {error.strerror}.") from None


def _result(source: str, reading: Reading) -> dict[str, Any]:
    return {
        "source": source,
        "kind": reading.kind,
        "title": reading.title,
        "articles": [_article(found) for found in reading.articles],
        "problems": [{"code": each.code, "message": each.message} for each in reading.problems],
    }


def _article(found: FoundArticle) -> dict[str, Any]:
    return {
        "url": found.url,
        "guid": found.guid,
        "title": found.title,
        "dek": found.dek,
        "authors": list(found.authors),
        "section": found.section,
        "tags": list(found.tags),
        "published_at": _iso(found.published_at),
        "updated_at": _iso(found.updated_at),
        "summary": found.summary,
        "image": _image(found.image),
    }


def _image(image: Image | None) -> dict[str, str] | None:
    return {"url": image.url, "alt": image.alt, "credit": image.credit} if image else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
