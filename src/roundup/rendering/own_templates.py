"""A publication's own templates, which replace ours file by file and are tried before they are used."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from roundup.core.content import Brand
from roundup.core.errors import RenderError
from roundup.core.language import Language, say_later
from roundup.core.newsroom_language import tell
from roundup.rendering.checks import Severity, check_proof
from roundup.rendering.designs import DESIGNS
from roundup.rendering.edition import render_edition
from roundup.rendering.messages import confirmation_message, render_message
from roundup.rendering.own_page_messages import address_change_message
from roundup.rendering.renderer import Renderer
from roundup.rendering.samples import sample_brand, sample_edition

# Words of our earlier templates: a publication's own templates may be copies of them.
_STILL_SAID: Final = (say_later("Read “%(headline)s”"),)
_LINK = "https://newsletter.example.org/c/0123456789abcdef/"


def renderer_for(templates: Path, own: Path | None) -> Renderer:
    """Return a renderer for `templates`; those in `own` come first if there is such a folder.

    The renderer is kept until a file changes. Raises as `tried_renderer` does.
    """
    if own is None or not own.is_dir():
        return _plain(templates, _state_of(templates))
    return _tried(templates, own, _state_of(templates) + _state_of(own))


def tried_renderer(templates: Path, own: Path) -> Renderer:
    """Return a renderer in which the templates in `own` replace those in `templates`.

    Raises RenderError with the first fault, by file and line: a file that replaces no template of ours, one
    that cannot be read, or sample content that does not render without an error.
    """
    renderer = Renderer(templates, own)
    known = {path.relative_to(templates).as_posix() for path in templates.rglob("*.j2")}
    for path in sorted(path for path in own.rglob("*") if path.is_file()):
        name = path.relative_to(own).as_posix()
        if name not in known and not name.startswith("own/"):
            raise RenderError(
                tell(
                    "%(path)s does not replace a template: none of ours has that name. Put files that only "
                    "your own templates include into the folder “own”.",
                    path=path,
                )
            )
        renderer.compile(name)
    for look in DESIGNS:
        _try(renderer, replace(sample_brand(), look=look))
    return renderer


@lru_cache(maxsize=4)
def _plain(templates: Path, state: tuple[tuple[str, int], ...]) -> Renderer:
    """Return a renderer for files in just this `state`."""
    return Renderer(templates)


@lru_cache(maxsize=8)
def _tried(templates: Path, own: Path, state: tuple[tuple[str, int], ...]) -> Renderer:
    """Return a renderer for files in just this `state`."""
    return tried_renderer(templates, own)


def _state_of(folder: Path) -> tuple[tuple[str, int], ...]:
    """Return a value that changes whenever a file in `folder` does."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return tuple(sorted((path.as_posix(), path.stat().st_mtime_ns) for path in files))


def _try(renderer: Renderer, brand: Brand) -> None:
    """Render samples of everything. Raises RenderError if one is refused or has an error of form."""
    content = replace(sample_edition(), brand=brand)
    for finding in check_proof(content, render_edition(content, renderer)):
        if finding.severity is Severity.ERROR:
            raise RenderError(
                tell(
                    "With your templates the sample edition has a fault: %(finding)s", finding=finding.message
                )
            )
    english = Language("en")
    asking = confirmation_message(brand, english, confirm_url=_LINK, not_me_url=_LINK, hours=72)
    moving = address_change_message(brand, english, confirm_url=_LINK, hours=72)
    for message in (asking, moving):
        render_message(brand, message, english, renderer)
