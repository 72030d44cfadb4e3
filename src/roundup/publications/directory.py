"""The publications of this installation: makes one, and finds the one that somebody means."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.publications.models import Publication


def default_publication() -> Publication:
    """Return the first publication, or make one with sensible defaults if there is none."""
    first = Publication.objects.order_by("pk").first()
    if first:
        return first
    return Publication.objects.get_or_create(slug="magazine", defaults={"name": "The Magazine"})[0]


def find_publication(name: str | None) -> Publication:
    """Return the publication with this slug or name; for None the only one, which is made if there is none.

    Raises Refused for a name that no publication has, and for None if there are several.
    """
    if name is None:
        return _only_publication()
    found = (
        Publication.objects.filter(slug=name).first() or Publication.objects.filter(name__iexact=name).first()
    )
    if not found:
        raise Refused(f"There is no publication called {name[:60]!r}: see `roundup publication list`.")
    return found


def _only_publication() -> Publication:
    slugs = list(Publication.objects.order_by("pk").values_list("slug", flat=True)[:10])
    if len(slugs) > 1:
        raise Refused(f"There are several publications: say which, by --publication {' or '.join(slugs)}.")
    return default_publication()


def add_publication(name: str, **fields: object) -> Publication:
    """Make a publication. Raises Refused if the name is taken or a field makes no sense."""
    slug = slugify(name)[:80]
    if not slug:
        raise Refused(tell("A publication needs a name with letters in it."))
    try:
        with transaction.atomic():
            return Publication.objects.create(name=name, slug=slug, **fields)
    except IntegrityError:
        raise Refused(tell("There is already a publication called %(name)s.", name=repr(name))) from None
