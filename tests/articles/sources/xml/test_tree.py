"""XML of any kind is read as far as it goes, and its elements are found by names."""

from __future__ import annotations

import pytest

from roundup.articles.sources.making import MOST_ARTICLES, problems_of_all
from roundup.articles.sources.xml.element import Element, root_element
from roundup.articles.sources.xml.tree import parse_xml, readable_xml
from roundup.core.articles import FoundArticle

SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>https://x.example/a</loc></url><url><loc>https://x.example/b?c&amp;d</loc></url></urlset>"
)


def read(document: str, *roots: str) -> tuple[Element | None, list[str]]:
    text, problems = readable_xml(document.encode())
    root, more = parse_xml(text, roots or ("urlset",), ("url",))
    found = root_element(root, "https://x.example/") if root is not None else None
    return found, [problem.code for problem in (*problems, *more)]


def places(root: Element | None) -> list[str]:
    assert root
    return [url.first("loc") for url in root.outermost("url")]


def test_a_kind_names_its_own_roots_and_parts() -> None:
    root, problems = read(SITEMAP)

    assert places(root) == ["https://x.example/a", "https://x.example/b?c&d"]
    assert problems == []


@pytest.mark.parametrize("document", [SITEMAP, "<a", "", "<p>", "<urlsets/>", "<!-- <urlset> -->"])
def test_another_root_is_none(document: str) -> None:
    assert read(document, "rss")[0] is None


def test_a_part_that_was_cut_off_is_left_out_and_told() -> None:
    root, problems = read(SITEMAP[: SITEMAP.index("?c&amp")])

    assert places(root) == ["https://x.example/a"]
    assert problems == ["truncated"]


def test_what_is_not_well_formed_is_read_and_told() -> None:
    root, problems = read(SITEMAP.replace("&amp;", "&"))

    assert places(root) == ["https://x.example/a", "https://x.example/b?c&d"]
    assert problems == ["not-well-formed"]


def test_a_part_within_another_is_not_one_of_its_own() -> None:
    root, _ = read(
        "<urlset><a><url><loc>1</loc><url><loc>2</loc></url></url></a><url><loc>3</loc></url></urlset>"
    )

    assert places(root) == ["1", "3"]


def test_a_base_on_the_way_counts() -> None:
    root, _ = read('<urlset><a xml:base="/b/"><url xml:base="c/"><loc>d</loc></url></a></urlset>')

    assert root
    assert [url.url(url.first("loc")) for url in root.outermost("url")] == ["https://x.example/b/c/d"]


@pytest.mark.parametrize("name", ["a:", ":", "a:b:", "a:1", "a:-", "a:é"])
def test_an_element_with_a_damaged_name_keeps_its_words(name: str) -> None:
    root, _ = read(f"<urlset><url><loc>one <{name}>two</{name}></loc></url>")

    assert root
    assert "two" in next(root.outermost("url")).markup("loc")


def test_whoever_takes_the_children_for_articles_can_tell_that_there_are_more() -> None:
    root, _ = read(f"<urlset>{'<url/>' * (MOST_ARTICLES + 50)}</urlset>")
    assert root
    offered = root.all("url")
    articles = tuple(FoundArticle(url="https://x.example/", title="a") for _ in offered[:MOST_ARTICLES])

    assert "too-many" in [problem.code for problem in problems_of_all(articles, len(offered))]
