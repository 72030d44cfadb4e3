"""Making publications, and raising and clearing their alarms."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from roundup.core.content_rules import first_sentence
from roundup.core.errors import Refused
from roundup.publications.models import Alarm, Publication

log = logging.getLogger(__name__)


def default_publication() -> Publication:
    """Return the first publication, made with sensible defaults where there is none."""
    first = Publication.objects.order_by("pk").first()
    if first:
        return first
    return Publication.objects.get_or_create(slug="magazine", defaults={"name": "The Magazine"})[0]


def find_publication(name: str | None) -> Publication:
    """Return the publication with this slug or name; for None the only one, made where there is none.

    Raises Refused for a name that no publication has, and for None where there are several.
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
    """Make a publication. Raises Refused where the name is taken or a field makes no sense."""
    slug = slugify(name)[:80]
    if not slug:
        raise Refused("A publication needs a name with letters in it.")
    try:
        with transaction.atomic():
            return Publication.objects.create(name=name, slug=slug, **fields)
    except IntegrityError:
        raise Refused(f"There is already a publication called {name!r}.") from None


def raise_alarm(publication: Publication, about: str, message: str, now: datetime) -> None:
    """Tell the editors, once: an alarm that is open about the same thing only changes its words."""
    message = message.replace("\x00", "")  # Others' words may hold one, and PostgreSQL keeps none.
    _, is_new = Alarm.objects.update_or_create(
        publication=publication,
        about=about,
        cleared_at=None,
        defaults={"message": message},
        create_defaults={"message": message, "raised_at": now},
    )
    if is_new:
        said = first_sentence(" ".join(message.split()))
        log.warning("alarm raised for %s about %s: %s", publication.slug, about, said)


def clear_alarm(publication: Publication, about: str, now: datetime) -> None:
    """Take an alarm back, if it is open: what it told of is over."""
    if Alarm.objects.filter(publication=publication, about=about, cleared_at=None).update(cleared_at=now):
        log.info("alarm cleared for %s about %s", publication.slug, about)


def raise_everywhere(about: str, message: str, now: datetime) -> None:
    """Tell the editors of every publication of what concerns the whole installation."""
    for publication in Publication.objects.order_by("pk"):
        raise_alarm(publication, about, message, now)


def clear_everywhere(about: str, now: datetime) -> None:
    for alarm in Alarm.objects.filter(about=about, cleared_at=None).select_related("publication"):
        clear_alarm(alarm.publication, about, now)


def answer_alarm(publication: Publication, about: str, now: datetime) -> None:
    """Take an alarm back that a person has acted on: if it comes back, that is news at once."""
    Alarm.objects.filter(publication=publication, about=about).update(answered_at=now)
    clear_alarm(publication, about, now)
