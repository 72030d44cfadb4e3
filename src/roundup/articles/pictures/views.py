"""Serves our pictures on the web.

An address always means the same bytes, so browsers may keep them for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from roundup.articles.pictures.copying import picture_files
from roundup.articles.pictures.files import CutName
from roundup.core.errors import SourceError

_TYPES: Final = {"jpg": "image/jpeg", "png": "image/png"}


def _path(wanted: CutName, is_named: Callable[[CutName], bool]) -> Path | None:
    files = picture_files()
    # Mails ask for most of them. These need no database, so they are shown even while it is down.
    if kept := files.kept_cut(wanted):
        return kept
    return files.cut(wanted) if files.has(wanted.digest, wanted.kind) and is_named(wanted) else None


def _etag(request: HttpRequest, name: str, **_: object) -> str | None:
    return f'"{name}"' if CutName.read(name) else None


@require_safe
@condition(etag_func=_etag)
def picture(request: HttpRequest, name: str, *, is_named: Callable[[CutName], bool]) -> HttpResponse:
    """Show a cut of a picture that we keep, or 404 for any other name.

    A missing cut is made only if one of our mails or pages names it, so strangers cannot have anything made.
    """
    wanted = CutName.read(name)
    try:
        path = _path(wanted, is_named) if wanted else None
    except SourceError:
        path = None
    if wanted is None or path is None:
        raise Http404("There is no such picture.")
    answer = HttpResponse(path.read_bytes(), content_type=_TYPES[wanted.kind])
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["Content-Security-Policy"] = "default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"  # Webmail programs show it, too.
    return answer
