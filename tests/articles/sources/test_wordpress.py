"""WordPress's answers give the posts that are published, and no others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.wordpress import WordPressSource
from roundup.core.articles import FoundArticle, Reading
from roundup.core.errors import SourceError

KIND = WordPressSource()
POST: dict[str, Any] = {
    "id": 7,
    "type": "post",
    "status": "publish",
    "date": "2026-02-17T04:30:00",
    "date_gmt": "2026-02-17T09:30:00",
    "modified_gmt": "2026-02-18T09:30:00",
    "guid": {"rendered": "https://magazine.example/?p=7"},
    "link": "https://magazine.example/a/",
    "title": {"rendered": "It&#8217;s <em>over</em>"},
    "excerpt": {"rendered": "<p>It rained all day [&hellip;]</p>", "protected": False},
    "content": {"rendered": "<p>It rained all day in Rome.</p>", "protected": False},
    "_embedded": {
        "author": [{"name": "Jane Doe"}],
        "wp:featuredmedia": [
            {
                "source_url": "https://magazine.example/a.jpg",
                "alt_text": "A bridge",
                "caption": {"rendered": "<p>A bridge. (REUTERS/Jane Doe)</p>"},
                "media_details": {"width": 1200, "height": 800},
            }
        ],
        "wp:term": [
            [{"name": "Middle East &amp; Africa", "taxonomy": "category"}],
            [{"name": "Rain", "taxonomy": "post_tag"}],
        ],
    },
}


def reading(answer: Any) -> Reading:
    document = Document(
        url="https://magazine.example/wp-json/wp/v2/posts?_embed", content=orjson.dumps(answer)
    )
    assert KIND.recognises(document)
    return KIND.read(document)


def article(**changes: Any) -> FoundArticle:
    (found,) = reading([{**POST, **changes}]).articles
    return found


def test_a_post_is_read() -> None:
    found = article()

    assert (found.title, found.url, found.guid) == (
        "It’s over",
        "https://magazine.example/a/",
        "https://magazine.example/?p=7",
    )
    assert (found.authors, found.section, found.tags) == (
        ("Jane Doe",),
        "Middle East & Africa",
        ("Middle East & Africa", "Rain"),
    )
    assert found.summary == "It rained all day…"
    assert found.image is not None
    assert (found.image.alt, found.image.caption, found.image.credit) == (
        "A bridge",
        "A bridge.",
        "REUTERS/Jane Doe",
    )


def test_the_date_in_utc_is_read_as_such_though_it_does_not_say_so() -> None:
    found = article()

    assert found.published_at == datetime(2026, 2, 17, 9, 30, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 2, 18, 9, 30, tzinfo=UTC)
    assert reading([POST]).problems == ()


def test_a_local_date_alone_is_told() -> None:
    post = {name: value for name, value in POST.items() if name != "date_gmt"}

    assert [problem.code for problem in reading(post).problems] == ["no-time-zone"]


def test_a_single_post_is_an_answer_too() -> None:
    assert len(reading(POST).articles) == 1


@pytest.mark.parametrize("status", ["future", "draft", "private", "pending", "trash"])
def test_a_post_that_is_not_out_stays_where_it_is(status: str) -> None:
    found = reading([POST, {**POST, "status": status}])

    assert len(found.articles) == 1
    assert [problem.code for problem in found.problems] == ["not-published"]


def test_a_protected_post_shows_no_body() -> None:
    found = article(content={"rendered": "<p>Paid words.</p>", "protected": True})

    assert found.paywalled
    assert "Paid words" not in found.content_html


def test_co_authors_go_before_the_author() -> None:
    terms = [[{"name": "Alice", "taxonomy": "author"}, {"name": "Bob", "taxonomy": "author"}]]

    assert article(_embedded={**POST["_embedded"], "wp:term": terms}).authors == ("Alice", "Bob")


def test_without_embedded_parts_the_seo_head_helps() -> None:
    head = {
        "author": "Jane Doe",
        "og_image": [{"url": "https://magazine.example/o.jpg"}],
        "og_site_name": "M",
    }
    found = article(_embedded={"author": [{"code": "rest_user_invalid_id"}]}, yoast_head_json=head)

    assert found.authors == ("Jane Doe",)
    assert found.image is not None
    assert found.image.url == "https://magazine.example/o.jpg"


def test_a_locked_site_says_why() -> None:
    locked = {
        "code": "rest_forbidden",
        "message": "Sorry, you are not allowed to do that.",
        "data": {"status": 401},
    }

    with pytest.raises(SourceError, match="not allowed"):
        reading(locked)


def test_users_are_not_posts() -> None:
    assert not KIND.recognises(
        Document(url="", content=b'[{"id": 1, "name": "x", "link": "https://x.example"}]')
    )
