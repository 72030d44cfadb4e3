"""Opens strangers' pictures and writes our own: upright, in sRGB, in a type that all mail programs show."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from roundup.articles.pictures.shapes import Focus, Master, Shape, cut_box, cut_size
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell

LARGEST_BYTES: Final = 200_000
LARGEST_MASTER: Final = 2400
MOST_PIXELS: Final = 60_000_000
SMALLEST_SIDE: Final = 40

_READ: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_DRAWN: Final = frozenset({"PNG", "GIF"})
# A drawing has few colours; a photograph of this size has thousands.
_COLOURS_OF_A_DRAWING: Final = 256
_QUALITIES: Final = (84, 76, 68, 58, 46)
_SHRINK: Final = 0.8
_SMALLEST_TRY: Final = 60


def make_master(content: bytes) -> Master:
    """Return a stranger's picture upright, without hidden data, and no larger than we will ever need.

    Raises SourceError with a sentence for the editor if we cannot show it as a picture.
    """
    with _opened(content) as opened:
        drawn = opened.format in _DRAWN
        picture = _flat(opened)
    picture.thumbnail((LARGEST_MASTER, LARGEST_MASTER), Image.Resampling.LANCZOS)
    if drawn and picture.getcolors(_COLOURS_OF_A_DRAWING) is not None:
        return Master(_png(picture), "png", *picture.size)
    return Master(_jpeg(picture, 92), "jpg", *picture.size)


def cut_picture(content: bytes, shape: Shape, focus: Focus) -> bytes:
    """Return the cut of a master that a mail shows: at most 200 kB, with fewer pixels if necessary."""
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        kind, picture = opened.format, _bare(opened)
    wanted = cut_size(*picture.size, shape)
    picture = picture.crop(cut_box(*picture.size, shape, focus))
    while True:
        written = _within(picture.resize(wanted, Image.Resampling.LANCZOS), drawn=kind == "PNG")
        if len(written) < LARGEST_BYTES or min(wanted) < _SMALLEST_TRY:
            return written
        wanted = round(wanted[0] * _SHRINK), round(wanted[1] * _SHRINK)


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=_READ)
    except UnidentifiedImageError:
        raise _refused(
            tell("The picture is of a type that mail programs cannot show: use JPEG or PNG.")
        ) from None
    except _BOMBS as error:
        raise _too_many() from error
    except (OSError, ValueError, SyntaxError) as error:
        raise _refused(tell("The picture is damaged.")) from error
    if opened.width * opened.height > MOST_PIXELS:
        raise _too_many()
    if min(opened.size) < SMALLEST_SIDE:
        raise _refused(
            tell("The picture is smaller than %(least)s pixels: use a larger one.", least=SMALLEST_SIDE)
        )
    return opened


def _flat(opened: Image.Image) -> Image.Image:
    """Return the first frame, upright and in sRGB, with white behind anything transparent."""
    try:
        opened.draft("RGB", (LARGEST_MASTER, LARGEST_MASTER))
        picture = _in_srgb(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, SyntaxError, *_BOMBS) as error:
        raise _refused(tell("The picture is damaged.")) from error
    if not picture.has_transparency_data:
        return _bare(picture)
    ground = Image.new("RGBA", picture.size, "white")
    return _bare(Image.alpha_composite(ground, picture.convert("RGBA")))


def _bare(picture: Image.Image) -> Image.Image:
    """Return only the pixels; otherwise comments, locations and profiles would be saved with them."""
    bare = picture.convert("RGB")
    bare.info.clear()
    return bare


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ours = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, theirs, ours, outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # The profile is broken: keep the colours as they are.


def _within(picture: Image.Image, *, drawn: bool) -> bytes:
    if drawn:
        return _png(picture.quantize(_COLOURS_OF_A_DRAWING))
    written = b""
    for quality in _QUALITIES:
        written = _jpeg(picture, quality)
        if len(written) < LARGEST_BYTES:
            break
    return written


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _too_many() -> SourceError:
    return _refused(tell("The picture has more than 60 million pixels: use a smaller one."))


def _refused(why: str) -> SourceError:
    return SourceError("bad-picture", why)
