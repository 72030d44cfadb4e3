"""Finds the templates and fills them in: escaped for MJML, unescaped for plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import Markup

from roundup.core.errors import RenderError
from roundup.core.newsroom_language import tell
from roundup.rendering import plain, rich_writing
from roundup.rendering.rich_text import rich_text
from roundup.rendering.web_addresses import encoded_address


def default_templates() -> Path:
    """Return the folder of the mail templates: in the installed package, or else in the checkout."""
    here = Path(__file__).resolve()
    packaged = here.parents[1] / "templates" / "email"
    return packaged if packaged.is_dir() else here.parents[3] / "templates" / "email"


@lru_cache(maxsize=4)
def default_renderer() -> Renderer:
    """Return the renderer for the packaged templates, compiled once per process."""
    return Renderer(default_templates())


class Renderer:
    """Fills in the mail templates of one folder, those in `own` first. Safe to share between threads.

    All files are read when it is made, and later changes to them have no effect, so all the variants of an
    edition come from the same templates.
    """

    def __init__(self, templates: Path, own: Path | None = None) -> None:
        files = _Files([templates, own] if own else [templates])
        self._marked_up = _environment(files, autoescape=True)
        self._plain = _environment(files, autoescape=False)

    def fill(self, name: str, **context: Any) -> str:
        """Return template `name` filled in: `.txt.j2` as plain text, anything else escaped.

        Raises RenderError if the template is missing or faulty, or needs something that `context` lacks.
        """
        environment = self._plain if name.endswith(".txt.j2") else self._marked_up
        try:
            return environment.get_template(name).render(context)
        except RenderError:
            raise
        except Exception as error:  # A template is a program: it may raise anything.
            raise RenderError(
                tell(
                    "The template %(template)s could not be filled in: %(error)s.",
                    template=_place(error, name),
                    error=error,
                )
            ) from error

    def has(self, name: str) -> bool:
        return name in self._plain.list_templates()

    def compile(self, name: str) -> None:
        """Read template `name` without filling it in.

        Raises RenderError, which names the line, if it is faulty.
        """
        environment = self._plain if name.endswith(".txt.j2") else self._marked_up
        try:
            environment.get_template(name)
        except Exception as error:
            raise RenderError(
                tell(
                    "The template %(template)s cannot be read: %(error)s.",
                    template=_place(error, name),
                    error=error,
                )
            ) from error


class _Files(BaseLoader):
    """The templates of some folders as they are now; a later folder's replace an earlier one's."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): (path, _bytes_of(path))
            for folder in folders
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in self._files:
            raise TemplateNotFound(template)
        path, raw = self._files[template]
        return raw.decode(), str(path), lambda: True

    def list_templates(self) -> list[str]:
        return sorted(self._files)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RenderError(
            tell("The template %(name)s cannot be read: %(error)s.", name=path.name, error=error.strerror)
        ) from error


def _cleaned(value: Any) -> Any:
    """Return what a template prints, without characters that no mail should contain.

    None is an error: a template that prints it has forgotten a case.
    """
    if value is None:
        raise RenderError(tell("A template printed a value that is missing; make it conditional."))
    if isinstance(value, Markup):
        return Markup(plain.without_control(value))  # noqa: S704 - only takes characters away
    if isinstance(value, str):
        return plain.without_control(value)
    return value


def _place(error: Exception, name: str) -> str:
    """Return which template, and which line of it, an error comes from."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.name or name}, line {error.lineno},"
    found = name
    trace = error.__traceback__
    while trace:
        # Jinja gives its frames the names and lines of the templates.
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.suffix == ".j2":
            found = f"{path.name}, line {trace.tb_lineno},"
        trace = trace.tb_next
    return found


def _environment(files: BaseLoader, *, autoescape: bool) -> Environment:
    environment = Environment(
        loader=files,
        autoescape=autoescape,  # noqa: S701 - each of the two is told which it is
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_cleaned,
    )
    environment.filters.update(
        wrap=plain.wrap_text,
        paragraphs=plain.paragraphs,
        shorten=plain.shorten,
        unquoted=plain.unquoted,
        rich_text=rich_text,
        inline=rich_writing.inline,
        one_line=rich_writing.in_one_line,
        wrap_rich=rich_writing.wrap_rich,
        web=encoded_address,
    )
    return environment
