"""Tells a person's press from a machine's: if it may be a machine's, the page asks to press once more.

Mail scanners open every link, and some press every button, within seconds of a mail. So a press that
subscribes somebody or changes their preferences counts only if its page was shown for at least three seconds.
Leaving is never made harder: no rule here applies to it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from django.core import signing

from roundup.subscribers.models import Subscriber

# `reader.css` shows the button of the page that asks once more only after this time.
SHOWN_FOR: Final = timedelta(seconds=3)
SHOWN_WITHIN: Final = timedelta(days=1)
# Scanners come at once; people must first find the mail.
_JUST_MAILED: Final = timedelta(seconds=20)
_SCANNERS: Final = re.compile(
    r"\bbot\b|bot/|crawler|spider|scanner|headless|phantomjs|python|curl/|wget/|go-http-client|java/|okhttp"
    r"|barracuda|cloudmark|fireeye|forcepoint|mimecast|proofpoint|safelinks|sophos|symantec|trendmicro",
    re.IGNORECASE,
)
_SIGNER: Final = "subscribers.page-shown"


class Showing(NamedTuple):
    """When a page was shown to somebody with a reader's link, and whether it was the one that asks again."""

    reader_id: int
    at: datetime
    again: bool


def stamp_of_showing(reader: Subscriber, now: datetime, *, again: bool = False) -> str:
    """Return the signed value that the forms of a page shown now carry in the field `shown`."""
    return signing.Signer(salt=_SIGNER).sign_object([reader.pk, now.timestamp(), again])


def is_persons_press(
    stamp: str, reader: Subscriber, now: datetime, *, program: str = "", mailed_at: datetime | None = None
) -> bool:
    """Say whether a press with this stamp counts.

    `program` is the browser's name for itself; `mailed_at` is when the mail with the link left.
    """
    showing = _read(stamp)
    if showing is None or showing.reader_id != reader.pk:
        return False
    if not SHOWN_FOR <= now - showing.at <= SHOWN_WITHIN:
        return False
    return showing.again or not (_SCANNERS.search(program) or (mailed_at and now - mailed_at < _JUST_MAILED))


def _read(stamp: str) -> Showing | None:
    try:
        reader_id, at, again = signing.Signer(salt=_SIGNER).unsign_object(stamp)
    except signing.BadSignature:
        return None
    return Showing(reader_id, datetime.fromtimestamp(at, UTC), again)
