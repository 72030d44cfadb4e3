"""Strangers' pictures are turned into ones that every mail program shows, or refused in a sentence."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from roundup.articles.pictures.cutting import LARGEST_BYTES, cut_picture, make_master
from roundup.articles.pictures.shapes import Focus, Shape, cut_size
from roundup.core.errors import SourceError
from tests.articles.pictures.samples import chart, noise, opened, photograph, written


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_photograph_becomes_a_jpeg_whatever_it_was(kind: str) -> None:
    made = make_master(written(photograph(), kind))

    assert made.kind == ("png" if kind == "GIF" else "jpg")
    assert (made.width, made.height) == (1600, 1000)


def test_a_drawing_stays_a_png() -> None:
    made = make_master(written(chart(), "PNG"))

    assert made.kind == "png"
    assert opened(cut_picture(made.content, Shape.WIDE, Focus.CENTRE)).format == "PNG"


def test_transparent_parts_become_white() -> None:
    clear = Image.new("RGBA", (200, 200), (0, 0, 0, 0))

    assert opened(make_master(written(clear, "PNG")).content).convert("RGB").getpixel((5, 5)) == (
        255,
        255,
        255,
    )


def test_a_picture_taken_sideways_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter

    assert make_master(written(photograph(800, 400), "JPEG", exif=exif)).height == 800


def test_where_it_was_taken_is_not_told() -> None:
    exif = Image.Exif()
    exif[0x010E] = "in front of our house"

    assert b"our house" not in make_master(written(photograph(), "JPEG", exif=exif)).content


HIDDEN = b"our house, 38.7 N, ines@reader.example"


def commented(kind: str) -> bytes:
    """Return a picture of this type with words in every place that holds some."""
    words, told = HIDDEN.decode(), PngInfo()
    told.add_text("Comment", words)
    told.add_itxt("XML:com.adobe.xmp", words)
    told.add_text("Author", words, zip=True)
    exif = Image.Exif()
    exif[0x010E] = words
    extras = {
        "JPEG": {"comment": HIDDEN, "exif": exif, "xmp": HIDDEN},
        "PNG": {"pnginfo": told, "exif": exif},
        "WEBP": {"xmp": HIDDEN, "exif": exif},
        "GIF": {"comment": HIDDEN},
    }
    return written(photograph(), kind, **extras[kind])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_no_word_that_is_hidden_in_a_picture_is_served(kind: str) -> None:
    assert commented(kind) != written(photograph(), kind)

    made = make_master(commented(kind))

    for content in (made.content, *(cut_picture(made.content, shape, Focus.CENTRE) for shape in Shape)):
        assert_bare(content)


def test_a_drawing_is_bare_too() -> None:
    told = PngInfo()
    told.add_text("Comment", HIDDEN.decode())

    made = make_master(written(Image.new("RGB", (300, 200), "red"), "PNG", pnginfo=told, dpi=(300, 300)))

    assert made.kind == "png"
    for content in (made.content, cut_picture(made.content, Shape.WIDE, Focus.CENTRE)):
        assert_bare(content)


def test_an_older_master_is_cut_without_its_comment() -> None:
    assert_bare(cut_picture(commented("JPEG"), Shape.WIDE, Focus.CENTRE))


def assert_bare(content: bytes) -> None:
    assert HIDDEN not in content
    with Image.open(io.BytesIO(content)) as opened:
        opened.load()
        assert not set(opened.info) & {"comment", "Comment", "exif", "xmp", "icc_profile", "dpi", "Author"}


@pytest.mark.parametrize("shape", list(Shape))
def test_even_a_picture_that_does_not_compress_stays_below_the_limit(shape: Shape) -> None:
    made = make_master(written(noise(1400, 1000), "PNG"))

    assert len(cut_picture(made.content, shape, Focus.CENTRE)) < LARGEST_BYTES


def test_a_cut_has_the_size_that_was_predicted() -> None:
    made = make_master(written(photograph(1333, 777), "JPEG"))

    for shape in Shape:
        shown = opened(cut_picture(made.content, shape, Focus.BOTTOM_RIGHT))
        assert shown.size == cut_size(made.width, made.height, shape)


def test_the_same_picture_gives_the_same_bytes() -> None:
    content = written(photograph(), "JPEG")

    assert make_master(content) == make_master(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "a type that mail programs cannot show"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a type that mail programs cannot show"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "a type that mail programs cannot show"),
        (written(Image.new("RGB", (1, 1)), "GIF"), "smaller than 40 pixels"),
        (written(photograph(), "JPEG")[:3000], "damaged"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        make_master(content)


def test_a_picture_of_too_many_pixels_is_not_opened() -> None:
    bomb = written(Image.new("1", (12_000, 12_000)), "PNG")

    with pytest.raises(SourceError):
        make_master(bomb)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([written(chart(60, 60), kind) for kind in ("PNG", "GIF", "JPEG")]),
)
def test_no_bytes_do_more_than_be_refused(damage: bytes, good: bytes) -> None:
    content = good[: len(good) // 2] + damage + good[len(good) // 2 + len(damage) :]
    try:
        made = make_master(content)
    except SourceError:
        return
    assert Image.open(io.BytesIO(made.content)).size == (made.width, made.height)
