"""An uploaded picture is kept as a copy is; what is no picture is refused, whatever it is called."""

from __future__ import annotations

import errno
import io
import struct
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from roundup.articles.models import Picture
from roundup.articles.pictures.copying import kept_pictures, picture_key, urls_to_copy
from roundup.articles.pictures.uploading import MOST_UPLOADED, keep_upload
from roundup.core.errors import Refused
from roundup.core.urls import is_web_url
from tests.articles.pictures.samples import chart, opened, photograph, written

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
JPEG = written(photograph(), "JPEG")


def upload(content: bytes, name: str = "quay.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def shown(url: str, client: Client) -> bytes:
    answer = client.get("/pictures/" + url.rpartition("/")[2])
    assert answer.status_code == 200
    return bytes(answer.content)


def refusal(content: bytes, name: str = "quay.jpg") -> str:
    with pytest.raises(Refused) as refused:
        keep_upload(upload(content, name), NOW)
    assert not Picture.objects.exists()
    return str(refused.value)


def test_it_has_an_address_of_ours_that_stories_can_name(client: Client) -> None:
    url = keep_upload(upload(JPEG), NOW)

    assert is_web_url(url)
    assert list(kept_pictures([url])) == [url]
    assert urls_to_copy([url], NOW + timedelta(days=1)) == []
    assert opened(shown(url, client)).size == (1200, 750)


def test_the_same_content_is_the_same_picture() -> None:
    assert keep_upload(upload(JPEG, "a.jpg"), NOW) == keep_upload(upload(JPEG, "b.png"), NOW)
    assert Picture.objects.count() == 1


def test_an_address_that_was_tried_in_vain_before_is_kept_now() -> None:
    url = keep_upload(upload(JPEG), NOW)
    Picture.objects.update(kept_at=None, digest="", problem="There is nothing there.", tries=2)

    keep_upload(upload(JPEG), NOW)

    picture = Picture.objects.get(key=picture_key(url))
    assert (picture.kept_at, picture.problem) == (NOW, "")


def test_its_name_and_stated_type_count_for_nothing(client: Client) -> None:
    url = keep_upload(upload(written(chart(), "PNG"), "../../etc/passwd\x00.svg", "text/html"), NOW)

    assert "passwd" not in url
    assert opened(shown(url, client)).format == "PNG"


def test_it_is_upright_and_says_nothing_of_where_it_was_taken(client: Client) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Lies on its side.
    exif[0x010E] = "at home"
    exif.get_ifd(0x8825)[1] = "N"

    url = keep_upload(upload(written(photograph(1600, 1000), "JPEG", exif=exif)), NOW)

    picture = Picture.objects.get()
    assert (picture.width, picture.height) == (1000, 1600)
    assert b"at home" not in shown(url, client)
    assert not opened(shown(url, client)).getexif()


def test_of_a_moving_picture_the_first_frame_is_shown(client: Client) -> None:
    red, blue = (Image.new("RGB", (300, 200), colour) for colour in ("red", "blue"))
    moving = written(red, "GIF", save_all=True, append_images=[blue, blue], duration=100)

    still = opened(shown(keep_upload(upload(moving, "a.gif"), NOW), client))
    assert not getattr(still, "is_animated", False)
    assert still.convert("RGB").getpixel((10, 10)) == (255, 0, 0)


def test_a_picture_with_a_page_behind_it_is_served_without_the_page(client: Client) -> None:
    page = b"<html><script>alert(document.cookie)</script></html>"
    url = keep_upload(upload(written(chart(), "GIF", comment=page) + page, "a.gif"), NOW)

    assert b"<script" not in shown(url, client)
    assert client.get("/pictures/" + url.rpartition("/")[2])["Content-Type"] == "image/png"


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a PNG that says of itself what it likes."""
    head = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    out = b"\x89PNG\r\n\x1a\n"
    for name, data in (head, *chunks):
        out += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return out


BOMB = zlib.compress(b"\x00" * 200_000_000, 9)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "of a type"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "of a type"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1" + b"\x00" * 200, "of a type"),
        ("a.jpg", b"PK\x03\x04" + b"\x00" * 500, "of a type"),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3", "of a type"),
        ("a.tif", written(chart(), "TIFF"), "of a type"),
        ("a.bmp", written(chart(), "BMP"), "of a type"),
        ("a.jpg", JPEG[:4000], "damaged"),
        ("a.png", png(300, 200), "of a type"),
        ("a.png", png(60_000, 60_000, (b"IDAT", BOMB[:1000])), "60 million pixels"),
        ("a.png", png(8_000, 9_000, (b"IDAT", BOMB[:1000])), "60 million pixels"),
        ("a.png", png(2_000_000_000, 2, (b"IDAT", BOMB[:1000])), "pixels"),
        ("a.png", png(300, 200, (b"zTXt", b"Comment\x00\x00" + BOMB), (b"IDAT", b"x")), "damaged"),
        ("a.png", png(300, 200, (b"iCCP", b"icc\x00\x00" + BOMB), (b"IDAT", b"x")), "damaged"),
        ("a.gif", written(Image.new("RGB", (1, 1)), "GIF"), "smaller than 40 pixels"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 100, "of a type"),
    ],
)
def test_what_is_not_a_picture_that_mails_can_show_is_refused(name: str, content: bytes, words: str) -> None:
    assert words in refusal(content, name)


def test_nothing_and_too_much_are_refused_before_they_are_read() -> None:
    assert refusal(b"") == "No picture arrived. Choose the file again."
    with pytest.raises(Refused, match="No picture arrived"):
        keep_upload(None, NOW)

    class Large(SimpleUploadedFile):
        def read(self, *_: object) -> bytes:
            raise AssertionError("it was read")

    large = Large("a.jpg", b"")
    large.size = MOST_UPLOADED + 1
    with pytest.raises(Refused, match=r"larger than 7\.5 MB"):
        keep_upload(large, NOW)


def test_a_full_disk_is_told_and_leaves_no_row(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(self: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", no_room)

    assert "cannot be kept here (No space left on device)" in refusal(JPEG)


def test_reading_starts_where_the_file_does() -> None:
    file = upload(JPEG)
    file.file = io.BytesIO(JPEG)

    assert keep_upload(file, NOW)
