"""What an editor is shown of a picture: our copy, or that there is none yet, or why there will be none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings

from roundup.articles.models import Picture as Copy
from roundup.articles.pictures import copying
from roundup.articles.pictures.shapes import Focus, Shape, cut_box
from roundup.core.articles import Image
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.models import Contributor, Edition, Story

# In the order in which they lie on the picture, row by row.
FOCI: Final = {
    Focus.TOP_LEFT.value: tell_later("Top left"),
    Focus.TOP.value: tell_later("Top"),
    Focus.TOP_RIGHT.value: tell_later("Top right"),
    Focus.LEFT.value: tell_later("Left"),
    Focus.CENTRE.value: tell_later("Middle"),
    Focus.RIGHT.value: tell_later("Right"),
    Focus.BOTTOM_LEFT.value: tell_later("Bottom left"),
    Focus.BOTTOM.value: tell_later("Bottom"),
    Focus.BOTTOM_RIGHT.value: tell_later("Bottom right"),
}

_ROOM: Final = (432, 384)
# In thousandths of a side: nobody notices that the rest is cut off.
_NEARLY_ALL: Final = 980


@dataclass(frozen=True, slots=True)
class Point:
    """One point that the focus can be on, and what readers then get in each shape.

    A cut is given as left, top, width and height, in thousandths of the whole picture.
    """

    value: str
    words: str
    wide: str
    small: str


@dataclass(frozen=True, slots=True)
class Crop:
    """What an editor needs to choose the focus: the whole picture, its points, and both cuts as they are now.

    The addresses are paths, because the newsroom may be open under another host name.
    """

    whole: Image
    wide: Image
    small: Image
    points: tuple[Point, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the letter always shows the whole picture: then there is nothing to choose."""
        boxes = [box.split() for point in self.points for box in (point.wide, point.small)]
        return all(min(int(width), int(height)) >= _NEARLY_ALL for _, _, width, height in boxes)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on the desk: where it is shown from, and in words the state of our copy.

    `crop` is None if there is no copy that could be cut.
    """

    url: str
    words: str
    is_failed: bool = False
    crop: Crop | None = None


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
    """Return the sponsor's picture; None if it has none."""
    url = edition.sponsor.get("image_url", "")
    if not url:
        return None
    return _picture(
        edition, {"url": url}, edition.sponsor_picture, Focus.CENTRE, copying.known_pictures([url])
    )


def photo_of(person: Contributor) -> Picture | None:
    """Return a contributor's photo; None if they have none."""
    image = Image(person.image_url)
    if not image.url:
        return None
    if person.picture:
        square = copying.image_at_our_address(image, person.picture, Shape.FACE, Focus.CENTRE)
        return Picture(square.url, tell("Mails show our own copy."))
    row = copying.known_pictures([image.url]).get(image.url)
    if row and row.problem:
        words = tell("It could not be copied, so mails show no photo.")
        return Picture(image.url, f"{words} {row.problem}", is_failed=True)
    return Picture(image.url, tell("Not copied yet: mails show it as soon as a draft has our copy."))


def _picture(
    edition: Edition,
    image: dict[str, object],
    copy: Copy | None,
    focus: Focus,
    rows: dict[str, Copy],
) -> Picture:
    found = Image(**image)  # type: ignore[arg-type]
    if copy:
        url = copying.image_at_our_address(found, copy, Shape.SMALL, focus).url
        return Picture(url, tell("Mails show our own copy."), crop=_crop(found, copy, focus))
    row = rows.get(found.url)
    if row and row.problem:
        words = tell("It could not be copied, so mails show it from its own address.")
        return Picture(found.url, f"{words} {row.problem}", is_failed=True)
    if edition.status == Edition.Status.DRAFT:
        return Picture(found.url, tell("Not copied yet: a worker does that within a minute."))
    return Picture(found.url, tell("Not copied: mails show it from its own address."))


def _crop(image: Image, copy: Copy, focus: Focus) -> Crop:
    def cut(shape: Shape, focus: Focus) -> Image:
        shown = copying.image_at_our_address(image, copy, shape, focus)
        return replace(shown, url=shown.url.removeprefix(settings.BASE_URL))

    points = tuple(
        Point(value, tell(words), _box(copy, Shape.WIDE, Focus(value)), _box(copy, Shape.SMALL, Focus(value)))
        for value, words in FOCI.items()
    )
    return Crop(
        _fitted(cut(Shape.WHOLE, Focus.CENTRE)), cut(Shape.WIDE, focus), cut(Shape.SMALL, focus), points
    )


def _fitted(image: Image) -> Image:
    """Return the picture with a size that fits the desk; our pages may not set a size by style."""
    width, height = image.width or 1, image.height or 1
    share = min(1, _ROOM[0] / width, _ROOM[1] / height)
    return replace(image, width=max(1, round(width * share)), height=max(1, round(height * share)))


def _box(copy: Copy, shape: Shape, focus: Focus) -> str:
    left, top, right, bottom = cut_box(copy.width, copy.height, shape, focus)
    parts = (
        left / copy.width,
        top / copy.height,
        (right - left) / copy.width,
        (bottom - top) / copy.height,
    )
    return " ".join(str(round(1000 * part)) for part in parts)
