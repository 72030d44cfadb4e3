"""The Jinja2 environment of the web pages."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from roundup.core.newsroom_language import tell, tell_count
from roundup.rendering.rich_text import plain_words


def template_environment(**options: Any) -> Environment:
    """Return the environment for pages: escaping on, a missing name is an error."""
    options.update(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    env = Environment(**options)  # noqa: S701 - autoescape is set above
    env.filters.update(plain_words=plain_words)
    # Readers' pages bring their own `_`, in the reader's language.
    env.globals.update(static=staticfiles_storage.url, url=_url, _=tell, count=tell_count)
    return env


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)
