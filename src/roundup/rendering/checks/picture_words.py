"""Checks of the words that go with pictures: their descriptions and credits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, splitext
from urllib.parse import unquote

from roundup.core.article_identity import letters_and_digits
from roundup.core.content import Sponsor
from roundup.core.newsroom_language import tell, tell_count, tell_later, tell_many_later
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.images import about_shown
from roundup.rendering.checks.naming import in_quotes, names_of, shown_url
from roundup.rendering.checks.places import in_story
from roundup.rendering.checks.proof import Proof
from roundup.rendering.plain import shorten

LONG_ALT = 250

_CAMERA = re.compile(
    r"(?:img|dsc[nf]?|image|photo|screenshot|picture|untitled|unnamed)[\W_]*\d*", re.IGNORECASE
)
_FILE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|avif|svg|heic)", re.IGNORECASE)


@register_check(
    "images.alt",
    Severity.ERROR,
    in_story("image_alt"),
    many=tell_many_later("%(n)s pictures have no alternative text."),
)
def images_alt(proof: Proof) -> Iterator[About]:
    """Without it a screen reader reads out the file's name, and with pictures off there is only a gap."""
    for image in proof.images:
        if image.get("alt") is None:
            yield about_shown(
                proof,
                image,
                tell("A picture has no alternative text: %(picture)s; write one.", picture=shown_url(image)),
            )


@register_check(
    "images.described",
    Severity.ERROR,
    in_story("image_alt"),
    many=tell_many_later("%(n)s pictures have no description."),
    choice=tell_later("Pictures that are neither described nor marked as decoration"),
)
def images_described(proof: Proof) -> Iterator[About]:
    """Somebody must describe it or call it decoration; until then, readers who cannot see it miss it."""
    bare = [told for told, image in proof.pictured if image.is_undescribed]
    if bare:
        told = tell_count(
            "%(n)s picture has no description: %(names)s; describe what it shows.",
            "%(n)s pictures have no description: %(names)s; describe what they show.",
            len(bare),
            names=names_of(bare),
        )
        yield About(tuple(bare), told)


@register_check(
    "images.alt-file-name",
    Severity.WARNING,
    in_story("image_alt"),
    many=tell_many_later("%(n)s pictures are described by a file’s name."),
    choice=tell_later("Pictures that are described by a file’s name"),
)
def alt_file_name(proof: Proof) -> Iterator[About]:
    """A file's name does not say what the picture shows."""
    for told, image in proof.pictured:
        if _is_file_name(image.alt.strip(), image.url):
            said = shorten(image.alt, 60)
            yield About(
                (told,),
                tell(
                    "The picture of %(story)s is described by a file's name, “%(words)s”; describe it.",
                    story=in_quotes(told),
                    words=said,
                ),
            )


@register_check(
    "images.alt-long",
    Severity.WARNING,
    in_story("image_alt"),
    many=tell_many_later("%(n)s descriptions are too long."),
    choice=tell_later("Very long descriptions"),
)
def alt_long(proof: Proof) -> Iterator[About]:
    """A screen reader reads it out in one go, and nobody can skip a part of it."""
    for told, image in proof.pictured:
        if (length := len(image.alt)) > LONG_ALT:
            yield About(
                (told,),
                tell(
                    "The description of the picture of %(story)s has %(length)s characters; shorten it.",
                    story=in_quotes(told),
                    length=length,
                ),
            )


@register_check(
    "images.credit",
    Severity.WARNING,
    in_story("image_credit"),
    many=tell_many_later("%(n)s pictures have no credit."),
    choice=tell_later("Pictures without a credit"),
)
def images_credit(proof: Proof) -> Iterator[About]:
    """The maker of a picture has a right to be named; one finding covers all stories."""
    bare = [
        told for told, image in proof.pictured if not image.credit.strip() and not isinstance(told, Sponsor)
    ]
    if bare:
        told = tell_count(
            "%(n)s picture has no credit: %(names)s; say who made it.",
            "%(n)s pictures have no credit: %(names)s; say who made it.",
            len(bare),
            names=names_of(bare),
        )
        yield About(tuple(bare), told)


def _is_file_name(alt: str, url: str) -> bool:
    if not alt:
        return False
    name = splitext(basename(unquote(url.partition("?")[0])))[0]
    # A file's name without its ending may be a fair description, but not if it has no spaces.
    bare = (
        " " not in alt
        and len(alt) > 4
        and re.search(r"[\d_-]", alt)
        and letters_and_digits(alt) == letters_and_digits(name)
    )
    return bool(_FILE.fullmatch(alt) or _CAMERA.fullmatch(alt) or bare)
