"""Where a box stands: the page on which it was filled in, and the sites whose scripts may read our answer.

The page is kept with the consent, and trusted for nothing else: anybody can send any address.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.urls import is_web_url, published_url
from roundup.publications.models import Publication
from roundup.subscribers.box_models import Box

LONGEST_PAGE: Final = 300
MOST_ORIGINS: Final = 20
_USUAL_PORTS = {"http": 80, "https": 443}


def page_address(raw: str) -> str:
    """Return an http(s) address without query and fragment; its site if it is too long, or ''."""
    found = published_url(raw[: 4 * LONGEST_PAGE])
    if not found or not is_web_url(found):
        return ""
    whole = urlsplit(found)._replace(query="", fragment="").geturl()
    if len(whole) > LONGEST_PAGE:
        whole = f"{origin_of(found)}/"
    return whole if whole.isprintable() and len(whole) <= LONGEST_PAGE else ""


def origin_of(url: str) -> str:
    """Return the site of an address as browsers name it: scheme, host and, if unusual, port; or ''."""
    found = published_url(url)
    if not found:
        return ""
    parts = urlsplit(found)
    host = parts.hostname or ""
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return ""
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, _USUAL_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def read_origins(text: str) -> list[str]:
    """Return the sites that an admin typed, one per line. Raises Refused for anything that is not a site."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_ORIGINS:
        raise Refused(tell("Name at most %(most)s sites.", most=MOST_ORIGINS))
    return list(dict.fromkeys(_read_origin(line) for line in lines))


def _read_origin(line: str) -> str:
    parts = urlsplit(line) if is_web_url(line) else None
    if parts is None or parts.path not in ("", "/") or parts.query or parts.fragment or "*" in line:
        raise Refused(
            tell(
                "“%(line)s” is not a site: write https and the host, as in https://www.example.org.",
                line=line[:80],
            )
        )
    return origin_of(line)


def named_origins(publication: Publication) -> list[str]:
    """Return the sites that the publication names: its website, and those of its box."""
    box = Box.objects.filter(publication=publication).first()
    return [
        origin for origin in (origin_of(publication.url), *(box.origins.split() if box else ())) if origin
    ]


def is_ours(origin: str, request: HttpRequest) -> bool:
    """Say whether a page of this installation sent the request. `origin` is one that `origin_of` returned."""
    return origin == origin_of(settings.BASE_URL) or urlsplit(origin).netloc == request.get_host()


def asked_from(request: HttpRequest) -> str:
    """Return the site that the browser says sent the form, or '' if it does not say."""
    headers = request.headers
    return origin_of(headers.get("Origin", "")) or origin_of(headers.get("Referer", ""))


def page_of_box(request: HttpRequest, told: str) -> str:
    """Return the page on which the form stood, as far as we can know, or ''.

    What the form has `told` counts, unless the browser names another site: then that site counts.
    """
    page, referrer = page_address(told), page_address(request.headers.get("Referer", ""))
    origin = asked_from(request)
    if not origin or is_ours(origin, request):
        return page or referrer
    if origin_of(page) == origin:
        return page
    return referrer if origin_of(referrer) == origin else f"{origin}/"


def way_back(publication: Publication, request: HttpRequest, page: str) -> str:
    """Return `page` if one of our pages may link to it, or ''.

    We link only to a site that the publication names, or that the reader has just come from: otherwise
    anybody could use us to lead readers to any address.
    """
    origin = origin_of(page)
    known = {*named_origins(publication), asked_from(request)}
    return page if origin and origin in known else ""
