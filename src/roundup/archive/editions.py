"""Finds editions that have gone out: all of a publication's, those with some words, one's neighbours."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum

from roundup.articles.pictures.shapes import Shape
from roundup.core.articles import Image
from roundup.editions.approvals import approved_bytes
from roundup.editions.composing import shown_image, stories_of
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending.models import Variant

_LONGEST = 100


def mailed_editions(publication: Publication) -> QuerySet[Edition]:
    """Return the editions that have gone out, in no order."""
    return Edition.objects.filter(publication=publication, status=Edition.Status.MAILED)


def newest_first(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    return editions.order_by("-send_at", "-pk")


def having_words(editions: QuerySet[Edition], asked: str) -> QuerySet[Edition]:
    """Return the editions with each word of `asked` in their subject or a headline; without words, all.

    Capitals and accents do not matter. SQLite ignores case only in plain Latin letters, so we compare here:
    editions are few.
    """
    words = _folded(asked[:_LONGEST]).split()
    if not words:
        return editions
    said: dict[int, list[str]] = {}
    for pk, subject, headline in editions.values_list("pk", "subject", "stories__headline"):
        said.setdefault(pk, [subject]).append(headline or "")
    return editions.filter(pk__in=[pk for pk, texts in said.items() if _has_all(texts, words)])


def _has_all(texts: Iterable[str], words: Iterable[str]) -> bool:
    whole = _folded("\n".join(texts))
    return all(word in whole for word in words)


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def edition_before(edition: Edition) -> Edition | None:
    """Return the edition that went out just before this one, or None."""
    earlier = Q(send_at__lt=edition.send_at) | Q(send_at=edition.send_at, pk__lt=edition.pk)
    return newest_first(mailed_editions(edition.publication).filter(earlier)).first()


def edition_after(edition: Edition) -> Edition | None:
    """Return the edition that went out just after this one, or None."""
    later = Q(send_at__gt=edition.send_at) | Q(send_at=edition.send_at, pk__gt=edition.pk)
    return newest_first(mailed_editions(edition.publication).filter(later)).last()


def left_at(edition: Edition) -> datetime:
    """Return when an edition left, in the publication's time zone. Its day is the one in the masthead."""
    return edition.send_at.astimezone(edition.publication.zone)


def mailed_html(edition: Edition) -> str | None:
    """Return the HTML that was approved or, if an older version lost that, the HTML that most readers got."""
    if approved := approved_bytes(edition):
        return approved.html
    variants = Variant.objects.filter(mailing__edition=edition)
    most_first = variants.annotate(copies=Sum("batches__posted")).order_by(F("copies").desc(nulls_last=True))
    return most_first.values_list("html", flat=True).first()


def lead_picture(edition: Edition, shape: Shape) -> Image | None:
    """Return the picture of an edition's first story, if it is at our address or on the magazine's own site.

    Readers' pages load nothing from other sites.
    """
    told = stories_of(edition)
    lead = next((story for story in told if story.place == story.Place.LEAD), None) or next(iter(told), None)
    image = shown_image(lead, shape) if lead else None
    ours = {_host(settings.BASE_URL), _host(edition.publication.url)}
    return image if image and _host(image.url) in ours else None


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")
