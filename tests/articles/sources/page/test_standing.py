"""What a page says of its article's standing: to machines, and to people, wherever it stands."""

from __future__ import annotations

import orjson
import pytest

from roundup.articles.sources.child import answer
from roundup.articles.sources.child_answer import unpack_answer
from roundup.core.articles import Reading

URL = "https://quay.example.org/world/strike"


def read(body: str = "", **stated: object) -> Reading:
    """Read a page as the child process does, and unpack its answer as the parent does."""
    node = orjson.dumps(
        {"@context": "https://schema.org", "@type": "NewsArticle", "url": URL} | stated
    ).decode()
    markup = (
        f"<html><head><title>A strike</title><script type='application/ld+json'>{node}</script></head>"
        f"<body><article><h1>A strike</h1><p>Few words.</p>{body}</article></body></html>"
    )
    asked = {"url": URL, "media_type": "text/html", "charset": "utf-8", "kind": "", "zone": "UTC"}
    return unpack_answer(answer(asked, markup.encode()))


@pytest.mark.parametrize("stated", ["Retracted", ["Published", "Retracted"], {"name": "Retracted"}])
def test_the_status_of_a_work_is_stated_in_several_ways(stated: object) -> None:
    assert "Retracted" in read(creativeWorkStatus=stated).statuses


@pytest.mark.parametrize(
    "stated",
    [
        "It was Tuesday.",
        ["It was Tuesday."],
        {"@type": "CorrectionComment", "text": "It was Tuesday."},
        [{"@type": "CorrectionComment", "text": "It was Tuesday."}],
    ],
)
def test_a_correction_is_a_text_or_a_comment(stated: object) -> None:
    assert read(correction=stated).corrections == ("It was Tuesday.",)


@pytest.mark.parametrize(
    "body",
    [
        "<p>This story has been <b>retracted</b>.</p>",
        "<div class='box'>This story has been retracted.</div>",
        "<aside>This story has been retracted.</aside>",
        "<h2>This story has been retracted.</h2>",
    ],
)
def test_a_notice_is_found_even_where_the_text_of_the_article_is_not(body: str) -> None:
    found = read(body)
    assert found.articles[0].content_html == ""
    assert found.notices == ("This story has been retracted.",)


def test_a_link_to_another_article_and_a_long_text_are_no_notices() -> None:
    link = "<p>Read: <a href='/x'>Why this story has been retracted, and by whom</a></p>"
    text = f"<p>This story has been retracted. {'It goes on about something else. ' * 20}</p>"
    assert read(link + text).notices == ()


def test_a_page_that_says_nothing_of_the_kind_states_nothing() -> None:
    found = read("<p>The bill was withdrawn.</p>")
    assert (found.statuses, found.corrections, found.notices) == ((), (), ())
