"""The publications of this installation: makes one, and finds the one that somebody means."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.publications.keys import free_key, has_letters, same_name
from roundup.publications.models import Publication


def default_publication() -> Publication:
    """Return the first publication, or make one with sensible defaults if there is none."""
    first = Publication.objects.order_by("pk").first()
    if first:
        return first
    return Publication.objects.get_or_create(slug="magazine", defaults={"name": "The Magazine"})[0]


def named_or_first(slug: str) -> Publication | None:
    """Return the publication that an address names by its slug or, if it names none, the first one.

    Returns None if there is no such publication. Unlike `default_publication`, it makes none.
    """
    if not slug:
        return Publication.objects.order_by("pk").first()
    if not slug.isprintable():
        return None  # PostgreSQL accepts no NUL, even in a query.
    return Publication.objects.filter(slug=slug).first()


def offered_beside(publication: Publication) -> list[Publication]:
    """Return the other publications that are offered to the readers of this one."""
    return list(Publication.objects.filter(is_offered=True).exclude(pk=publication.pk).order_by("name", "pk"))


def find_publication(name: str | None) -> Publication:
    """Return the publication with this slug or name; for None, the only one, made now if there is none.

    Raises Refused for a name that no publication has, and for None if there are several.
    """
    if name is None:
        return _only_publication()
    found = Publication.objects.filter(slug=name).first() or _named(name)
    if not found:
        raise Refused(f"There is no publication called {name[:60]!r}: see `roundup publication list`.")
    return found


def _named(name: str) -> Publication | None:
    """Return the publication with this name; SQLite ignores the case only of Latin letters."""
    whole = same_name(name)
    return next((p for p in Publication.objects.order_by("pk") if same_name(p.name) == whole), None)


def _only_publication() -> Publication:
    slugs = list(Publication.objects.order_by("pk").values_list("slug", flat=True)[:10])
    if len(slugs) > 1:
        raise Refused(f"There are several publications: say which, with --publication {' or '.join(slugs)}.")
    return default_publication()


def add_publication(name: str, **fields: object) -> Publication:
    """Make a publication. Raises Refused if the name is taken or a field makes no sense."""
    if not has_letters(name):
        raise Refused(tell("A publication needs a name with letters in it."))
    taken = tell("There is already a publication called %(name)s.", name=repr(name))
    if _named(name):
        raise Refused(taken)
    slug = free_key(name, "publication", Publication.objects.values_list("slug", flat=True))
    try:
        with transaction.atomic():
            return Publication.objects.create(name=name, slug=slug, **fields)
    except IntegrityError:
        raise Refused(taken) from None
