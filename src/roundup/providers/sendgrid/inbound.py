"""Mail that comes in, as SendGrid's Inbound Parse posts it: a form, with the mail taken apart or as it came.

The envelope says where the mail was really sent. The `To` header counts as well: somebody may forward the
mail for their own address to SendGrid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from roundup.core.errors import Refused
from roundup.providers.base import InboundMail
from roundup.providers.posted_form import read_posted_form
from roundup.providers.posted_json import posted_text, read_posted_json

MAIL_HOST: Final = "mx.sendgrid.net"

# No honest list of addresses, and no honest set of headers, is longer.
_LONGEST: Final = 65_536
_MOST_ADDRESSES: Final = 20
_NOBODY: Final = ("", "<>")
# RFC 3834: automatic replies say so. A mail program marks what it writes for its owner as "auto-generated".
_ANSWER: Final = re.compile(rb"^auto-submitted[ \t]*:[ \t]*auto-replied", re.IGNORECASE | re.MULTILINE)


def read_inbound_mail(headers: Mapping[str, str], body: bytes) -> InboundMail:
    """Return the mail in one post. Raises Refused if the post cannot be read."""
    fields = read_posted_form(headers.get("Content-Type", ""), body)
    envelope = _envelope(fields.get("envelope", b"")[:_LONGEST])
    named = envelope.get("to")
    sent_to = [posted_text(each) for each in named[:_MOST_ADDRESSES]] if isinstance(named, list) else []
    sent_to.append(fields.get("to", b"")[:_LONGEST].decode("utf-8", "replace"))
    is_answer = envelope.get("from") in _NOBODY or _says_answer(fields)
    return InboundMail(tuple(filter(None, sent_to)), is_answer)


def _envelope(raw: bytes) -> Mapping[str, Any]:
    try:
        found = read_posted_json(raw)
    except Refused:
        return {}
    return found if isinstance(found, dict) else {}


def _says_answer(fields: Mapping[str, bytes]) -> bool:
    """Say whether the headers call the mail an automatic reply. They are a field, or begin the mail."""
    written = fields.get("headers") or fields.get("email", b"")
    head = written[:_LONGEST].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return bool(_ANSWER.search(head))
