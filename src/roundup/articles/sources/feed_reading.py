"""A whole feed, read in this process. `feed` does it in a child that can be stopped."""

from __future__ import annotations

import math
from itertools import islice, takewhile
from time import process_time

from roundup.articles.sources.articles import MOST_ARTICLES
from roundup.articles.sources.base import Document
from roundup.articles.sources.feed_element import items_of, root_element
from roundup.articles.sources.feed_items import read_channel, read_item
from roundup.articles.sources.feed_xml import tree_of
from roundup.articles.sources.plaintext import plain_text
from roundup.articles.sources.readings import about_all, gathered
from roundup.core.articles import Reading
from roundup.core.urls import published_url

KIND = "feed"


def read_feed(document: Document, cpu_seconds: float = math.inf) -> Reading:
    """Return the articles of a feed, at most `MOST_ARTICLES`, and what was wrong with it.

    Once this process has used `cpu_seconds` no further article is begun; what was left out is
    told. Raises SourceError where it is no feed. A single article may take long on hostile input.
    """
    tree, faults = tree_of(document.content, document.charset)
    root = root_element(tree, published_url(document.url))
    channel = read_channel(root)
    items = list(islice(items_of(root), MOST_ARTICLES + 1))
    in_time = takewhile(lambda _: process_time() < cpu_seconds, items[:MOST_ARTICLES])
    found = [read_item(item, channel) for item in in_time]
    articles = tuple(article for article, _ in found)
    return Reading(
        kind=KIND,
        title=plain_text(channel.title),
        url=channel.url,
        language=channel.language,
        articles=articles,
        problems=faults + about_all(articles, len(items)) + gathered(problems for _, problems in found),
    )
