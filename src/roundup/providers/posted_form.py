"""Reads a form that is posted to a hook in parts, like the forms that upload files.

The writer of a mail chooses most of what is in it. So it is cut at its boundaries, once and from the front,
and nothing in it is decoded or believed here.
"""

from __future__ import annotations

import re
from typing import Final

from roundup.core.errors import Refused

# Providers post some twenty fields; then attached files follow, which nobody reads here.
MOST_PARTS: Final = 100

_FORM: Final = re.compile(r"multipart/form-data\s*;", re.IGNORECASE)
_BOUNDARY: Final = re.compile(r';\s*boundary="?([^\s";,]{1,70})"?', re.IGNORECASE)
_NAME: Final = re.compile(rb';\s*name="([^"\r\n]{1,80})"')
_LONGEST_HEAD: Final = 2000


def read_posted_form(content_type: str, body: bytes) -> dict[str, bytes]:
    """Return the fields of a body by name; of two with the same name, the first.

    Parts beyond `MOST_PARTS` are left out. Raises Refused if the body is not a form in parts.
    """
    boundary = _BOUNDARY.search(content_type)
    if not _FORM.match(content_type) or boundary is None:
        raise Refused("The body is not a form in parts.")
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode("utf-8", "replace"), MOST_PARTS + 1)
    found: dict[str, bytes] = {}
    for part in parts[1 : MOST_PARTS + 1]:
        head, blank, value = part.partition(b"\r\n\r\n")
        if blank and (name := _NAME.search(head[:_LONGEST_HEAD])):
            found.setdefault(name[1].decode("ascii", "replace"), value)
    return found
