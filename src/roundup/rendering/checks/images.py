"""Checks of pictures: whether mail programs can show them, and what they cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from posixpath import splitext

from lxml.html import HtmlElement

from roundup.core.content import Sponsor, StoryContent
from roundup.core.newsroom_language import tell, tell_count, tell_later, tell_many_later
from roundup.rendering.checks import hosts
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.naming import in_quotes, names_of, shown_url
from roundup.rendering.checks.places import in_story
from roundup.rendering.checks.proof import Proof
from roundup.rendering.web_addresses import encoded_address, is_web_address

MANY = 25
# A phone's screen has twice as many pixels as its nominal width; anything wider is wasted.
WIDE = 3200

_UNSHOWN = {
    ".svg",
    ".svgz",
    ".avif",
    ".heic",
    ".heif",
    ".tif",
    ".tiff",
    ".bmp",
    ".jxl",
    ".pdf",
    ".mp4",
    ".webm",
}


@register_check(
    "images.width",
    Severity.ERROR,
    in_story("image_url"),
    many=tell_many_later("%(n)s pictures have no width."),
)
def images_width(proof: Proof) -> Iterator[About]:
    """Outlook obeys only the width attribute; without it the picture is shown at full size."""
    for image in proof.images:
        if not (image.get("width") or "").isdecimal():
            yield about_shown(
                proof,
                image,
                tell("A picture has no numeric width: %(picture)s; set one.", picture=shown_url(image)),
            )


@register_check(
    "images.address",
    Severity.ERROR,
    in_story("image_url"),
    many=tell_many_later("%(n)s pictures have no complete address."),
)
def images_address(proof: Proof) -> Iterator[About]:
    """A picture needs a complete web address; Gmail and Outlook do not show embedded pictures."""
    for image in proof.images:
        if not is_web_address(image.get("src") or ""):
            yield about_shown(
                proof,
                image,
                tell(
                    "A picture's address is not a complete http(s) address: %(picture)s; correct it.",
                    picture=shown_url(image),
                ),
            )


@register_check(
    "images.insecure",
    Severity.WARNING,
    in_story("image_url"),
    many=tell_many_later("%(n)s pictures are loaded without encryption."),
)
def images_insecure(proof: Proof) -> Iterator[About]:
    """Several mail programs load pictures only over https; one finding covers all pictures of a host."""
    found: dict[str, list[HtmlElement]] = defaultdict(list)
    for image in proof.images:
        parts = hosts.url_parts(image.get("src") or "")
        if parts and parts.scheme == "http" and not (proof.trial and hosts.is_loopback(parts.hostname or "")):
            found[parts.hostname or ""].append(image)
    for host, images in found.items():
        told = tell_count(
            "One picture comes from %(host)s without encryption; use https if the host offers it.",
            "%(n)s pictures come from %(host)s without encryption; use https if the host offers it.",
            len(images),
            host=host,
        )
        yield About(tuple(_showing(proof, images)), told)


@register_check(
    "images.local",
    Severity.ERROR,
    in_story("image_url"),
    many=tell_many_later("%(n)s pictures are not on a public host."),
)
def images_local(proof: Proof) -> Iterator[About]:
    """The picture shows on the editor's machine or in the office, and nowhere else."""
    for image in proof.images:
        parts = hosts.url_parts(image.get("src") or "")
        host = (parts.hostname or "") if parts else ""
        own = proof.trial and hosts.is_loopback(host)
        if (
            parts
            and is_web_address(parts.geturl())
            and not own
            and (hosts.is_local(host) or hosts.is_draft(parts))
        ):
            yield about_shown(
                proof,
                image,
                tell(
                    "A picture is not on a public host: %(picture)s; publish the picture.",
                    picture=shown_url(image),
                ),
            )


@register_check(
    "images.format",
    Severity.ERROR,
    in_story("image_url"),
    many=tell_many_later("%(n)s pictures have a format that many mail programs do not show."),
)
def images_format(proof: Proof) -> Iterator[About]:
    """Most mail programs show JPEG, PNG and GIF only."""
    for image in proof.images:
        if (ending := _ending(image.get("src") or "")) in _UNSHOWN:
            yield about_shown(
                proof,
                image,
                tell(
                    "Many mail programs do not show %(format)s: %(picture)s; use JPEG or PNG.",
                    format=ending[1:].upper(),
                    picture=shown_url(image),
                ),
            )


@register_check(
    "images.webp",
    Severity.WARNING,
    in_story("image_url"),
    many=tell_many_later("%(n)s pictures are WebP, which Outlook does not show."),
)
def images_webp(proof: Proof) -> Iterator[About]:
    """Outlook on Windows does not show WebP; one finding covers all pictures."""
    images = [image for image in proof.images if _ending(image.get("src") or "") == ".webp"]
    if images:
        told = tell_count(
            "%(n)s of the pictures is WebP, which Outlook does not show; use JPEG.",
            "%(n)s of the pictures are WebP, which Outlook does not show; use JPEG.",
            len(images),
        )
        yield About(tuple(_showing(proof, images)), told)


@register_check(
    "images.animated",
    Severity.WARNING,
    in_story("image_url"),
    many=tell_many_later("%(n)s pictures may be animated."),
    choice=tell_later("Pictures that may be animated"),
)
def images_animated(proof: Proof) -> Iterator[About]:
    """Readers cannot stop an animation in a mail; it is heavy, and it makes some people ill."""
    for image in proof.images:
        if _ending(image.get("src") or "") == ".gif":
            yield about_shown(
                proof,
                image,
                tell(
                    "A picture is a GIF, which may be animated: %(picture)s; use a still picture.",
                    picture=shown_url(image),
                ),
            )


@register_check(
    "images.small",
    Severity.WARNING,
    in_story("image_url"),
    many=tell_many_later("%(n)s pictures are too small for their place."),
    choice=tell_later("Pictures that are too small for their place"),
)
def images_small(proof: Proof) -> Iterator[About]:
    """A picture shown larger than it is looks blurred."""
    shown = {image.get("src"): int(image.get("width")) for image in proof.images if _has_width(image)}
    for told, image in proof.pictured:
        width = shown.get(image.url, 0)
        if image.width and width > image.width * 1.1:
            yield About(
                (told,),
                tell(
                    "The picture of %(story)s is %(width)s pixels wide and shown at %(shown)s; "
                    "use a larger one.",
                    story=in_quotes(told),
                    width=image.width,
                    shown=width,
                ),
            )


@register_check(
    "images.heavy",
    Severity.WARNING,
    in_story("image_url"),
    many=tell_many_later("%(n)s pictures are larger than they need to be."),
)
def images_heavy(proof: Proof) -> Iterator[About]:
    """Readers on mobile data pay for every byte; one finding covers all pictures."""
    heavy = [told for told, image in proof.pictured if image.width and image.width > WIDE]
    if heavy:
        told = tell_count(
            "%(n)s picture is wider than %(most)s pixels: %(names)s; use a smaller copy.",
            "%(n)s pictures are wider than %(most)s pixels: %(names)s; use a smaller copy.",
            len(heavy),
            most=WIDE,
            names=names_of(heavy),
        )
        yield About(tuple(heavy), told)


@register_check(
    "images.twice",
    Severity.WARNING,
    in_story("image_url"),
    many=tell_many_later("%(n)s stories have the same picture as another story."),
    choice=tell_later("Two stories with the same picture"),
)
def images_twice(proof: Proof) -> Iterator[About]:
    """A picture shared by two stories is usually a site's substitute for a missing one."""
    times = Counter(image.url for _, image in proof.pictured)
    for url, count in times.items():
        stories = [told for told, image in proof.pictured if image.url == url]
        if count > 1 and len({told.url for told in stories}) > 1:
            said = tell_count(
                "%(n)s story shows the same picture: %(names)s; give each its own.",
                "%(n)s stories show the same picture: %(names)s; give each its own.",
                count,
                names=names_of(stories),
            )
            yield About(tuple(stories), said)


@register_check("images.many", Severity.WARNING)
def images_many(proof: Proof) -> Iterator[str]:
    """Each picture is fetched separately, and one after the other on a slow connection."""
    if (count := len(proof.images)) > MANY:
        yield tell_count(
            "The message shows %(n)s picture; leave the picture out of some stories.",
            "The message shows %(n)s pictures; leave the picture out of some stories.",
            count,
        )


@register_check(
    "images.pixels",
    Severity.WARNING,
    in_story("image_url"),
    many=tell_many_later("%(n)s pictures are too small to see."),
)
def images_pixels(proof: Proof) -> Iterator[About]:
    """A hidden picture tracks readers, and filters count such pictures."""
    for image in proof.images:
        if _has_width(image) and int(image.get("width")) <= 2:
            yield about_shown(
                proof,
                image,
                tell("A picture is too small to see: %(picture)s; take it out.", picture=shown_url(image)),
            )


def about_shown(proof: Proof, image: HtmlElement, message: str) -> About:
    """Return a sentence about this picture, with the stories or the sponsor that show it, if any do."""
    return About(tuple(_showing(proof, [image])), message)


def _showing(proof: Proof, images: Sequence[HtmlElement]) -> list[StoryContent | Sponsor]:
    sources = {image.get("src") for image in images}
    return [told for told, image in proof.pictured if encoded_address(image.url) in sources]


def _ending(url: str) -> str:
    parts = hosts.url_parts(url)
    return splitext(parts.path)[1].lower() if parts else ""


def _has_width(image: HtmlElement) -> bool:
    return (image.get("width") or "").isdecimal()
