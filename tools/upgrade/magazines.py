"""The two magazines' web sites: two feeds that grow by a week at every look, their articles and a picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Final

from PIL import Image

from tests.articles.web import Visit, Web, running_web
from tools.upgrade.roster import HAFEN, HARBOUR, SECTIONS

# Four editions of one magazine, and the draft of the current week.
WEEKS: Final = 5
_ITEM = """<item><title>{title}</title><link>{url}</link><guid>{url}</guid><pubDate>{date}</pubDate>
<category>{section}</category><author>Ines Falk</author><description>{text}</description>
<enclosure url="{picture}" type="image/png" length="0"/></item>"""
_PAGE = """<!doctype html><html lang="en"><head><title>{title}</title><meta name="author" content="Ines Falk">
<meta property="og:type" content="article"></head><body><article><h1>{title}</h1><p>{text}</p></article>"""


@contextmanager
def running_magazines(now: datetime) -> Iterator[Web]:
    """Serve them until the end of the block. Their weeks end an hour before `now`."""
    with running_web() as web:
        web.serve("/picture.png", _picture(), Content_Type="image/png")
        for slug in (HARBOUR, HAFEN):
            _serve(web, slug, now)
        yield web


def feed_path(slug: str) -> str:
    return f"/{slug}/feed.xml"


def _serve(web: Web, slug: str, now: datetime) -> None:
    weeks: list[list[str]] = []
    for week in range(1, WEEKS + 1):
        items = []
        for place, section in enumerate(SECTIONS * 2):
            path = f"/{slug}/{week}/{section}-{place}"
            # The last week began less than an hour and a half ago.
            age = timedelta(minutes=2 + place) if week == WEEKS else timedelta(hours=4 + place)
            words = {
                "title": f"{section.title()} of week {week}, and what story {place} makes of it",
                "text": f"Story {place} of week {week} tells in one sentence what became of {section}.",
            }
            date = format_datetime(now - timedelta(weeks=max(WEEKS - 1 - week, 0)) - age)
            address, picture = web.url(path), web.url("/picture.png")
            items.append(_ITEM.format(url=address, date=date, section=section, picture=picture, **words))
            web.serve(path, _PAGE.format(**words).encode(), Content_Type="text/html")
        weeks.append(items)
    looks = iter(range(1, WEEKS))

    def answer(visit: Visit) -> None:
        known = "".join(item for week in weeks[: next(looks, WEEKS)] for item in week)
        body = f'<rss version="2.0"><channel><title>{slug}</title>{known}</channel></rss>'.encode()
        visit.answer(200, body, Content_Type="application/rss+xml")

    web.answers[feed_path(slug)] = answer


def _picture() -> bytes:
    kept = io.BytesIO()
    Image.linear_gradient("L").resize((1200, 630)).convert("RGB").save(kept, "PNG")
    return kept.getvalue()
