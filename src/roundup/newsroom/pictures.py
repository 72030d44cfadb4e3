"""What an editor is shown of a picture: our copy, or that there is none yet, or why there will be none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from roundup.articles.models import Picture as Copy
from roundup.articles.pictures import copying
from roundup.articles.pictures.shapes import Focus, Shape
from roundup.core.articles import Image
from roundup.editions.models import Contributor, Edition, Story

# As they lie on the picture, row by row.
FOCI: Final = {
    Focus.TOP_LEFT.value: "Top left",
    Focus.TOP.value: "Top",
    Focus.TOP_RIGHT.value: "Top right",
    Focus.LEFT.value: "Left",
    Focus.CENTRE.value: "Middle",
    Focus.RIGHT.value: "Right",
    Focus.BOTTOM_LEFT.value: "Bottom left",
    Focus.BOTTOM.value: "Bottom",
    Focus.BOTTOM_RIGHT.value: "Bottom right",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on the desk: where it is shown from, and in words how it stands with our copy."""

    url: str
    words: str
    is_failed: bool = False


def pictures_of(edition: Edition, stories: Sequence[Story]) -> dict[int, Picture]:
    """Return the pictures of those stories that have one, by story id."""
    urls = [story.image["url"] for story in stories if story.image and not story.picture]
    rows = copying.known_pictures(urls)
    return {
        story.pk: _picture(edition, story.image, story.picture, Focus(story.focus), rows)
        for story in stories
        if story.image
    }


def sponsor_picture(edition: Edition) -> Picture | None:
    """Return the sponsor's picture; None where it has none."""
    url = edition.sponsor.get("image_url", "")
    if not url:
        return None
    return _picture(
        edition, {"url": url}, edition.sponsor_picture, Focus.CENTRE, copying.known_pictures([url])
    )


def photo_of(person: Contributor) -> Picture | None:
    """Return a contributor's photo; None where they have none."""
    image = Image(person.image_url)
    if not image.url:
        return None
    if person.picture:
        square = copying.image_at_our_address(image, person.picture, Shape.FACE, Focus.CENTRE)
        return Picture(square.url, "Mails show our own copy.")
    row = copying.known_pictures([image.url]).get(image.url)
    if row and row.problem:
        return Picture(image.url, f"It could not be copied, so mails show no photo. {row.problem}", True)
    return Picture(image.url, "Not copied yet: mails show it as soon as a draft has our copy.")


def _picture(
    edition: Edition,
    image: dict[str, object],
    copy: Copy | None,
    focus: Focus,
    rows: dict[str, Copy],
) -> Picture:
    found = Image(**image)  # type: ignore[arg-type]
    if copy:
        return Picture(
            copying.image_at_our_address(found, copy, Shape.SMALL, focus).url, "Mails show our own copy."
        )
    row = rows.get(found.url)
    if row and row.problem:
        words = f"It could not be copied, so mails show it from its own address. {row.problem}"
        return Picture(found.url, words, is_failed=True)
    if edition.status == Edition.Status.DRAFT:
        return Picture(found.url, "Not copied yet: a worker does that within a minute.")
    return Picture(found.url, "Not copied: mails show it from its own address.")
