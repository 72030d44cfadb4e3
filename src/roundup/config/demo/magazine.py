"""The Lantern Review: an invented weekly, whose articles are the same for everybody in the same week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

SLUG = "lantern-review"
NAME = "The Lantern Review"
TIMEZONE = "Europe/Lisbon"
WEEKS = 6
A_WEEK = 15

SECTIONS: tuple[dict[str, Any], ...] = (
    {"key": "world", "name": "World", "words": ["World"], "cap": 4},
    {"key": "cities", "name": "Cities", "words": ["Cities"], "cap": 4},
    {"key": "science", "name": "Science", "words": ["Science"], "cap": 3},
    {"key": "culture", "name": "Culture", "words": ["Culture"], "cap": 3},
    {"key": "opinion", "name": "Opinion", "words": ["Opinion"], "cap": 3},
    {"key": "notebook", "name": "Notebook", "words": ["Notebook"], "cap": 5, "style": "quick"},
)

_WRITERS = {
    "Dario Venn": "Has walked every tram line in the country, most of them twice.",
    "Priya Halloran": "Writes about houses, and about those who wait for one.",
}


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """One invented article. `slug` is stable and names its page and its picture."""

    slug: str
    section: str
    kicker: str
    writer: str
    headline: str
    dek: str
    picture: str
    published_at: datetime
    paragraphs: tuple[str, ...]


def publication_fields(base_url: str) -> dict[str, Any]:
    """Return the fields of the sample publication."""
    return {
        "name": NAME,
        "url": f"{base_url}/sample/",
        "timezone": TIMEZONE,
        "sender_name": NAME,
        "sender_email": "weekly@lantern-review.example.org",
        "reply_to": "letters@lantern-review.example.org",
        "postal_address": "The Lantern Review, 4 Quay Steps, Aldmere",
        "privacy_url": f"{base_url}/sample/privacy/",
        "max_stories": 13,
        "brand": {
            "tagline": "Politics, cities and ideas, once a week",
            "accent": "#8a3b12",
            "social": [{"name": "Mastodon", "url": "https://social.example.org/@lantern"}],
        },
    }


def editor_words(subject: str, preheader: str) -> dict[str, str]:
    """Return the invented editor's words for the top of the draft."""
    return {
        "subject": subject,
        "preheader": preheader,
        "note": (
            "Good morning. This was a week of small inventions: a cheaper battery here, a quieter horn "
            "there, and more than one town that found its own answer before anybody asked.\n\n"
            "As ever, write back. We read every letter, and print the cross ones."
        ),
        "note_signature": "Marta Quill, editor",
    }


def sponsor(base_url: str) -> dict[str, str]:
    """Return what the invented sponsor says."""
    return {
        "label": "From our sponsor",
        "headline": "Aldmere Lamp Works",
        "text": "Reading lamps that can be mended, by those who made them. Come and see on Saturdays.",
        "url": f"{base_url}/sample/",
    }


def contributors(base_url: str) -> list[dict[str, str]]:
    """Return the invented writers who have a line about them, with the addresses of their portraits."""
    return [
        {
            "name": name,
            "about": about,
            "url": f"{base_url}/sample/",
            "image_url": f"{base_url}/sample/pictures/{_slug(name)}.jpg",
        }
        for name, about in _WRITERS.items()
    ]


def portraits() -> list[str]:
    """Return the slugs of the portraits."""
    return [_slug(name) for name in _WRITERS]


def articles(now: datetime) -> list[SampleArticle]:
    """Return the articles of the last six weeks up to `now`, the newest first."""
    monday = now.date() - timedelta(days=now.weekday())
    weeks = [monday - timedelta(weeks=back) for back in range(WEEKS)]
    found = [article for week in weeks for article in _week(week) if article.published_at <= now]
    return sorted(found, key=lambda article: article.published_at, reverse=True)


def find(slug: str, now: datetime) -> SampleArticle | None:
    """Return the article with this slug, if it is published."""
    return next((article for article in articles(now) if article.slug == slug), None)


def _week(monday: date) -> list[SampleArticle]:
    """Return a week's articles, spread over its days; after six weeks the subjects come round again."""
    turn = monday.toordinal() // 7 % WEEKS
    return [_article(monday, place, turn * A_WEEK + place) for place in range(A_WEEK)]


def _article(monday: date, place: int, number: int) -> SampleArticle:
    section, kicker, writer, headline, dek, picture = _stories()[number]
    # A stride of four spreads each section over the week.
    hours = (place * 4 % A_WEEK) * 168 // A_WEEK
    day = monday + timedelta(days=hours // 24)
    published = datetime.combine(day, time(6 + hours % 12, (number * 7) % 60), tzinfo=UTC)
    return SampleArticle(
        slug=f"{day:%Y-%m-%d}-{_slug(headline)}",
        section=section,
        kicker=kicker,
        writer="" if writer == "Staff" else writer,
        headline=headline,
        dek=dek,
        picture=picture,
        published_at=published,
        paragraphs=_paragraphs_for(section, number),
    )


def _slug(headline: str) -> str:
    letters = "".join(c if c.isalnum() else " " for c in headline.lower().replace("’", ""))
    return "-".join(letters.split()[:8])


def _paragraphs_for(section: str, number: int) -> tuple[str, ...]:
    """Return the paragraphs of a section, starting at a different one for each article."""
    own = [text for name, text in _paragraphs() if name == section]
    start = number % len(own)
    return tuple(own[start:] + own[:start])


@cache
def _stories() -> tuple[tuple[str, ...], ...]:
    return tuple(_rows("stories.txt", 6))


@cache
def _paragraphs() -> tuple[tuple[str, ...], ...]:
    return tuple(_rows("paragraphs.txt", 2))


def _rows(name: str, columns: int) -> list[tuple[str, ...]]:
    text = files("roundup.config.demo").joinpath(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(cell.strip() for cell in line.split("|", columns - 1)) for line in lines]
