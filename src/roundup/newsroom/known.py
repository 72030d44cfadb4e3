"""Browsers from which an account has signed in before: each carries a signed mark and has its own counter."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string

from roundup.editors.accounts import account_hash

COOKIE = "known"
_KEPT = timedelta(days=365)
_SALT = "newsroom.known"
_PATH = "/newsroom/"


def mark_of(request: HttpRequest, name: str) -> str:
    """Return the mark of a browser from which this account signed in before; nothing for any other."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_KEPT)
        account, mark = kept["account"], kept["mark"]
    except (signing.BadSignature, TypeError, KeyError, ValueError):
        return ""
    return str(mark) if constant_time_compare(account, account_hash(name)) else ""


def remember(request: HttpRequest, answer: HttpResponse, name: str) -> None:
    """Give the browser a mark of this account, or renew the mark that it has."""
    mark = mark_of(request, name) or get_random_string(22)
    kept = signing.dumps({"account": account_hash(name), "mark": mark}, salt=_SALT)
    answer.set_cookie(
        COOKIE,
        kept,
        max_age=_KEPT,
        path=_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
