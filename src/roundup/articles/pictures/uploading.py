"""Keeps the pictures that editors upload, in the same way as copies, at one of our addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from roundup.articles.models import Picture
from roundup.articles.pictures.copying import image_at_our_address, picture_files, picture_key
from roundup.articles.pictures.shapes import Focus, Shape
from roundup.core.articles import Image
from roundup.core.errors import Refused, SourceError
from roundup.core.newsroom_language import tell

# Below the web server's limit, with room for the rest of a form.
MOST_UPLOADED: Final = 7_500_000


def keep_upload(upload: UploadedFile[bytes] | None, now: datetime) -> str:
    """Keep an uploaded picture, and return its address, by which stories name it like any other picture.

    The file's name and the type that the browser states are ignored: only the content counts. The same
    content is the same picture, however often it is uploaded. Raises Refused, with a sentence that says what
    to do, for a file that is too large, cannot be shown as a picture, or cannot be written here.
    """
    if upload is None or not upload.size:
        raise Refused(tell("No picture arrived. Choose the file again."))
    if upload.size > MOST_UPLOADED:
        raise too_large()
    return _kept(upload.read(), now)


def too_large() -> Refused:
    """Return the error that refuses a file over the limit."""
    return Refused(
        tell(
            "This file is larger than %(most)s MB. Save a smaller copy; mails show at most 1,200 pixels "
            "across.",
            most=f"{MOST_UPLOADED / 1e6:.1f}",
        )
    )


def _kept(content: bytes, now: datetime) -> str:
    try:
        digest, master = picture_files().keep(content)
    except SourceError as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(
            tell(
                "The picture cannot be kept here (%(why)s). Tell the operator of this installation.",
                why=error.strerror,
            )
        ) from None
    fields = {
        "digest": digest,
        "kind": master.kind,
        "width": master.width,
        "height": master.height,
        "kept_at": now,
        "next_try_at": now,
    }
    url = image_at_our_address(Image(""), Picture(**fields), Shape.WIDE, Focus.CENTRE).url
    row, is_new = Picture.objects.get_or_create(key=picture_key(url), defaults={"url": url, **fields})
    if not is_new:
        # Somebody typed this address before a picture was there.
        Picture.objects.filter(pk=row.pk, kept_at=None).update(problem="", **fields)
    return url
