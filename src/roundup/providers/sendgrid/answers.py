"""What SendGrid's answer, or its silence, proves about a batch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

import httpx2

from roundup.core.errors import (
    ProviderBusy,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.core.newsroom_language import tell
from roundup.providers.http_answers import UNTOLD_WAIT, answered_json, wait_asked_for, words_to_keep
from roundup.providers.wire import NEVER_LEFT

_NO_SUCH_PLACE = (httpx2.InvalidURL, httpx2.UnsupportedProtocol)

# Answers from a gateway that may have passed the request on.
_DOUBTFUL = {408, 425, 499}

_INDEX = re.compile(r"personalizations[.\[](\d{1,6})(?!\d)")


def failure_of(error: Exception) -> ProviderError:
    """Return what a network exception proves; an unknown one proves nothing."""
    kind = type(error).__name__
    if isinstance(error, NEVER_LEFT):
        return ProviderBusy(
            tell("SendGrid could not be reached (%(error)s); the batch has not left.", error=kind)
        )
    if isinstance(error, _NO_SUCH_PLACE):
        return ProviderHalted(
            tell("SENDGRID_HOST is not an address that can be called (%(error)s): correct it.", error=kind)
        )
    return ProviderUncertain(
        tell("SendGrid's answer never came (%(error)s): the batch may have been taken.", error=kind)
    )


def raise_for(response: httpx2.Response, now: float) -> NoReturn:
    """Raise the error that an answer other than 202 means.

    `now` is Unix time, from which waits are counted.
    """
    status = response.status_code
    if status == 429:
        wait = retry_after_seconds(response.headers, now)
        raise ProviderBusy(
            tell("SendGrid asks us to wait: too many requests."), retry_after=wait or UNTOLD_WAIT
        )
    if status == 400:
        raise _refusal(_errors(response))
    if status == 413:
        raise ProviderRefused(tell("SendGrid finds the request too large: split the batch."), too_large=True)
    if status >= 500 or status in _DOUBTFUL or 200 < status < 300:
        raise ProviderUncertain(
            tell("SendGrid answered %(status)s: the batch may have been taken.", status=status)
        )
    raise ProviderHalted(_halt_sentence(status, _errors(response)))


def retry_after_seconds(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds to wait that an answer names, in one of two headers, or None."""
    return wait_asked_for(headers, now, _until(headers.get("X-RateLimit-Reset"), now))


def _until(value: str | None, now: float) -> float | None:
    return float(value) - now if value and value.isascii() and value.isdigit() else None


def _refusal(errors: list[dict[str, Any]]) -> ProviderError:
    """Return what a 400 refuses: one reader, the batch, or a message that can be sent to nobody."""
    said = _said(errors)
    for error in errors:
        place = _INDEX.search(_text(error, "field")) or _INDEX.search(_text(error, "message"))
        if place:
            return ProviderRefused(
                tell("SendGrid refuses one reader: %(said)s", said=said), index=int(place[1])
            )
    fields = [_text(error, "field") for error in errors]
    if fields and all(field and not field.startswith("personalizations") for field in fields):
        return ProviderHalted(
            tell("SendGrid refuses the message itself: %(said)s Fix it, then resume.", said=said)
        )
    return ProviderRefused(tell("SendGrid refuses the batch: %(said)s", said=said))


def _halt_sentence(status: int, errors: list[dict[str, Any]]) -> str:
    said = _said(errors)
    if status == 200:
        return tell("SendGrid only checked the batch: switch its sandbox mode off, then resume.")
    if status in (401, 403):
        return tell(
            "SendGrid will not serve this key: %(said)s Look at SENDGRID_API_KEY, its permissions and quota.",
            said=said,
        )
    return tell(
        "SENDGRID_HOST answered %(status)s, which SendGrid never does: correct it. %(said)s",
        status=status,
        said=said,
    )


def _errors(response: httpx2.Response) -> list[dict[str, Any]]:
    """Return the errors that the body lists."""
    body = answered_json(response.content)
    errors = body.get("errors") if isinstance(body, dict) else None
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def _said(errors: list[dict[str, Any]]) -> str:
    return words_to_keep(" ".join(_text(error, "message") for error in errors))


def _text(error: dict[str, Any], name: str) -> str:
    value = error.get(name)
    return value if isinstance(value, str) else ""
