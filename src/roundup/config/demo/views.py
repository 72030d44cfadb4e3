"""The sample magazine's own web site: a feed, article pages and pictures, for the demo alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from csp.decorators import csp_update
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from roundup.config.demo import magazine
from roundup.publications.models import Publication
from roundup.subscribers.box_snippets import snippets_of

View = Callable[..., HttpResponse]


def _only_in_the_demo(view: Callable[..., HttpResponse | FileResponse]) -> View:
    """Answer 404 if there is no sample publication: a real newsroom has no such pages."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> Any:
        if not Publication.objects.filter(slug=magazine.SLUG).exists():
            raise Http404
        return view(request, **kwargs)

    return guarded


def _context(**more: object) -> dict[str, object]:
    return {"magazine": magazine.NAME, "base": f"{settings.BASE_URL}/sample", **more}


@_only_in_the_demo
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "sample/home.html.j2", _context(articles=magazine.articles(timezone.now())[:30]))


@_only_in_the_demo
def feed(request: HttpRequest) -> HttpResponse:
    context = _context(articles=magazine.articles(timezone.now()))
    return render(request, "sample/feed.xml.j2", context, content_type="application/rss+xml")


# A magazine that pastes the box must allow this, too: the box has its style in the page.
@csp_update({"style-src": ["'unsafe-inline'"]})
@_only_in_the_demo
def article(request: HttpRequest, slug: str) -> HttpResponse:
    found = magazine.find(slug, timezone.now())
    if found is None:
        raise Http404
    publication = Publication.objects.get(slug=magazine.SLUG)
    context = _context(article=found, data=_structured(found), box=snippets_of(publication).with_script)
    return render(request, "sample/article.html.j2", context)


@_only_in_the_demo
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "sample/privacy.html.j2", _context())


@_only_in_the_demo
def picture(request: HttpRequest, slug: str) -> FileResponse | HttpResponse:
    path = settings.DATA / "sample" / f"{slug}.jpg"
    if not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


def _structured(found: magazine.SampleArticle) -> str:
    """Return the article's JSON-LD, safe inside a script element."""
    document = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": found.headline,
        "description": found.dek,
        "datePublished": found.published_at.isoformat(),
        "articleSection": found.section,
        "author": [{"@type": "Person", "name": found.writer}] if found.writer else [],
        "publisher": {"@type": "Organization", "name": magazine.NAME},
    }
    return orjson.dumps(document).decode().replace("<", "\\u003c")
