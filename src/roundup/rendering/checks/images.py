"""Checks of pictures: whether mail programs can show them, and what they cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from posixpath import splitext

from lxml.html import HtmlElement

from roundup.core.articles import Image
from roundup.core.content import Sponsor, StoryContent
from roundup.rendering.checks import hosts
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.places import in_story
from roundup.rendering.checks.proof import Proof
from roundup.rendering.plain import shorten
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

_Pictured = StoryContent | Sponsor


@register_check("images.width", Severity.ERROR, in_story("image_url"), many="{} pictures have no width")
def images_width(proof: Proof) -> Iterator[About]:
    """Outlook obeys only the width attribute; without it the picture is shown at full size."""
    for image in proof.images:
        if not (image.get("width") or "").isdecimal():
            yield about_shown(proof, image, f"A picture has no numeric width: {src_of(image)}; set one.")


@register_check(
    "images.address", Severity.ERROR, in_story("image_url"), many="{} pictures have no complete address"
)
def images_address(proof: Proof) -> Iterator[About]:
    """A picture needs a complete web address; Gmail and Outlook do not show embedded pictures."""
    for image in proof.images:
        if not is_web_address(image.get("src") or ""):
            yield about_shown(
                proof,
                image,
                f"A picture's address is not a complete http(s) address: {src_of(image)}; correct it.",
            )


@register_check(
    "images.insecure", Severity.WARNING, in_story("image_url"), many="{} pictures come without encryption"
)
def images_insecure(proof: Proof) -> Iterator[About]:
    """Several mail programs load pictures only over https; one finding covers all pictures of a host."""
    found: dict[str, list[HtmlElement]] = defaultdict(list)
    for image in proof.images:
        parts = hosts.url_parts(image.get("src") or "")
        if parts and parts.scheme == "http" and not (proof.trial and hosts.is_loopback(parts.hostname or "")):
            found[parts.hostname or ""].append(image)
    for host, images in found.items():
        pictures = "One picture comes" if len(images) == 1 else f"{len(images)} pictures come"
        told = f"{pictures} from {host} without encryption; use https if the host offers it."
        yield About(tuple(_showing(proof, images)), told)


@register_check(
    "images.local", Severity.ERROR, in_story("image_url"), many="{} pictures are not on a public host"
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
                proof, image, f"A picture is not on a public host: {src_of(image)}; publish the picture."
            )


@register_check(
    "images.format",
    Severity.ERROR,
    in_story("image_url"),
    many="{} pictures have a format that many mail programs do not show",
)
def images_format(proof: Proof) -> Iterator[About]:
    """Most mail programs show JPEG, PNG and GIF only."""
    for image in proof.images:
        if (ending := _ending(image.get("src") or "")) in _UNSHOWN:
            yield about_shown(
                proof,
                image,
                f"Many mail programs show no {ending[1:].upper()}: {src_of(image)}; use JPEG or PNG.",
            )


@register_check(
    "images.webp",
    Severity.WARNING,
    in_story("image_url"),
    many="{} pictures are WebP, which Outlook does not show",
)
def images_webp(proof: Proof) -> Iterator[About]:
    """Outlook on Windows does not show WebP; one finding covers all pictures."""
    images = [image for image in proof.images if _ending(image.get("src") or "") == ".webp"]
    if images:
        told = f"{len(images)} of the pictures {'is' if len(images) == 1 else 'are'} WebP"
        yield About(tuple(_showing(proof, images)), f"{told}, which Outlook does not show; use JPEG.")


@register_check(
    "images.animated",
    Severity.WARNING,
    in_story("image_url"),
    many="{} pictures may move",
    choice="Pictures that may move",
)
def images_animated(proof: Proof) -> Iterator[About]:
    """Readers cannot stop an animation in a mail; it is heavy, and it makes some people ill."""
    for image in proof.images:
        if _ending(image.get("src") or "") == ".gif":
            yield about_shown(
                proof, image, f"A picture is a GIF, which may move: {src_of(image)}; use a still picture."
            )


@register_check(
    "images.small",
    Severity.WARNING,
    in_story("image_url"),
    many="{} pictures are too small for their place",
    choice="Pictures that are too small for their place",
)
def images_small(proof: Proof) -> Iterator[About]:
    """A picture shown larger than it is looks blurred."""
    shown = {image.get("src"): int(image.get("width")) for image in proof.images if _has_width(image)}
    for told, image in all_pictured(proof):
        width = shown.get(image.url, 0)
        if image.width and width > image.width * 1.1:
            yield About(
                (told,),
                f"The picture of {in_quotes(told)} is {image.width} pixels wide and shown at {width}; "
                "use a larger one.",
            )


@register_check(
    "images.heavy",
    Severity.WARNING,
    in_story("image_url"),
    many="{} pictures are larger than they need to be",
)
def images_heavy(proof: Proof) -> Iterator[About]:
    """Readers on mobile data pay for every byte; one finding covers all pictures."""
    heavy = [told for told, image in all_pictured(proof) if image.width and image.width > WIDE]
    if heavy:
        told = count_pictures(heavy, "picture is", "pictures are")
        yield About(tuple(heavy), f"{told} wider than {WIDE} pixels: {names_of(heavy)}; use a smaller copy.")


@register_check(
    "images.twice",
    Severity.WARNING,
    in_story("image_url"),
    many="{} stories show the same picture as another",
    choice="Two stories with the same picture",
)
def images_twice(proof: Proof) -> Iterator[About]:
    """A picture shared by two stories is usually a site's substitute for a missing one."""
    times = Counter(image.url for _, image in all_pictured(proof))
    for url, count in times.items():
        stories = [told for told, image in all_pictured(proof) if image.url == url]
        if count > 1 and len({told.url for told in stories}) > 1:
            said = f"{count} stories show the same picture: {names_of(stories)}; give each its own."
            yield About(tuple(stories), said)


@register_check("images.many", Severity.WARNING)
def images_many(proof: Proof) -> Iterator[str]:
    """Each picture is fetched separately, and one after the other on a slow connection."""
    if (count := len(proof.images)) > MANY:
        yield f"The message shows {count} pictures; leave the picture out of some stories."


@register_check(
    "images.pixels", Severity.WARNING, in_story("image_url"), many="{} pictures are too small to see"
)
def images_pixels(proof: Proof) -> Iterator[About]:
    """A hidden picture tracks readers, and filters count such pictures."""
    for image in proof.images:
        if _has_width(image) and int(image.get("width")) <= 2:
            yield about_shown(proof, image, f"A picture is too small to see: {src_of(image)}; take it out.")


def all_pictured(proof: Proof) -> list[tuple[_Pictured, Image]]:
    """Return whatever shows a picture, with that picture."""
    shown: list[_Pictured] = [*proof.told, *proof.sponsors]
    return [(told, told.image) for told in shown if told.image]


def about_shown(proof: Proof, image: HtmlElement, message: str) -> About:
    """Return a sentence about whatever shows this picture, as far as it is an editor's."""
    return About(tuple(_showing(proof, [image])), message)


def _showing(proof: Proof, images: Sequence[HtmlElement]) -> list[_Pictured]:
    sources = {image.get("src") for image in images}
    return [told for told, image in all_pictured(proof) if encoded_address(image.url) in sources]


def in_quotes(told: _Pictured) -> str:
    return f"“{shorten(told.headline, 80)}”"


def names_of(many: Sequence[_Pictured]) -> str:
    first = ", ".join(f"“{shorten(told.headline, 40)}”" for told in many[:3])
    return first if len(many) <= 3 else f"{first} and {len(many) - 3} more"


def count_pictures(many: Sequence[_Pictured], one: str, several: str) -> str:
    return f"{len(many)} {one if len(many) == 1 else several}"


def src_of(image: HtmlElement) -> str:
    return shorten(image.get("src") or "", 120)


def _ending(url: str) -> str:
    parts = hosts.url_parts(url)
    return splitext(parts.path)[1].lower() if parts else ""


def _has_width(image: HtmlElement) -> bool:
    return (image.get("width") or "").isdecimal()
