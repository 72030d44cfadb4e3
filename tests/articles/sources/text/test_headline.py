"""A headline loses its markup, and keeps the tags that it speaks of."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.articles.sources.base import Document
from roundup.articles.sources.registry import read_here
from roundup.articles.sources.text.headline import headline_text
from roundup.articles.sources.text.plain import plain_text
from tests.articles.sources.feed.feeds import article, atom, reading


@pytest.mark.parametrize(
    ("markup", "headline"),
    [
        ("Why the <table> element survives in mail", "Why the <table> element survives in mail"),
        ("The &lt;script&gt; tag, thirty years on", "The <script> tag, thirty years on"),
        ("The &amp;lt;script&amp;gt; tag", "The <script> tag"),
        ("<script>alert(1)</script>Title", "Title"),
        ("<b>Bold</b> claim of the <i>Evening Star</i>", "Bold claim of the Evening Star"),
        ("&lt;i&gt;Ulysses&lt;/i&gt; at 100", "Ulysses at 100"),
        ("Line<br>two", "Line two"),
        ("Line<br/>two", "Line two"),
        ("Stop using the <br> tag", "Stop using the <br> tag"),
        ("The <img> element and its alt", "The <img> element and its alt"),
        ('<img src="x.gif"> News', "News"),
        ("<font color=red>News", "News"),
        ("<b>News", "News"),
        ("News</b>", "News"),
        ("The missing </body> tag", "The missing </body> tag"),
        ("<em>, <strong> and friends", "<em>, <strong> and friends"),
        ("Using <details> and <summary>", "Using <details> and <summary>"),
        ("Vec<T> wins", "Vec<T> wins"),
        ("AT&amp;T lays", "AT&T lays"),
        ("1 &lt; 2", "1 < 2"),
        ("a <p>para</p>", "a para"),
        ("<video>: a history", "<video>: a history"),
        ("The story of <title>", "The story of <title>"),
        ('<a href="/x">Link</a> text', "Link text"),
        ("Don&#x27;t", "Don't"),
        ("What is &lt;canvas&gt;?", "What is <canvas>?"),
        ("I <3 trains", "I <3 trains"),
        ("An <iframe> in <em>every</em> mail", "An <iframe> in every mail"),
        ("<style>p{}</style>Trains", "Trains"),
        ("Was <svg> kann", "Was <svg> kann"),
        ('<span class="kicker">Opinion:</span> Trains', "Opinion: Trains"),
    ],
)
def test_a_tag_is_a_word_if_it_can_be_nothing_else(markup: str, headline: str) -> None:
    assert headline_text(markup) == headline


@pytest.mark.parametrize("tag", ["<script>", "<table>", "<video>", "<em>", "<title>"])
def test_every_kind_of_feed_keeps_the_tag_of_which_a_headline_speaks(tag: str) -> None:
    said = f"The {tag} element & its end"
    escaped = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": said}]}

    assert article(f"<title>{escaped}</title>").title == said
    assert article(f"<title>{escaped.replace('&', '&amp;')}</title>").title == said
    for kind in ("", ' type="text"', ' type="html"'):
        assert reading(atom(f"<title{kind}>{escaped}</title>")).articles[0].title == said
    assert read_here(Document("https://x.example", json.dumps(feed).encode())).articles[0].title == said


@given(st.text(st.characters(exclude_characters="<>&"), max_size=60))
def test_a_headline_without_tags_is_as_plain_as_any_text(text: str) -> None:
    assert headline_text(text) == plain_text(text.replace("\ue0f0", "").replace("\ue0f1", ""))
