"""A RebelMouse page gives its own story, and nothing of the stories that follow it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.page import PageSource
from roundup.core.articles import FoundArticle
from tests.corpus import corpus_dir

URL = "https://harbour-review.example/tides-of-treaty"


def story(
    number: int, slug: str, headline: str, section: str, dek: str, body: str, credit: str, author: str
) -> str:
    """Return one whole <article>, in the shape of the CMS; all stories of a page look alike."""
    return f"""
    <article class="page-article post-{number}" elid="{number}">
      <div class="widget__section">{section}</div>
      <h1 class="widget__headline h1"><a class="widget__headline-text" href="/{slug}">{headline}</a></h1>
      <div class="widget__subheadline"><h2></h2><p>{dek}</p></div>
      <img class="rm-hero-media" alt="Shutterstock_77001-scaled" src="data:image/svg+xml;utf8,"
           data-runner-src="https://harbour-review.example/media-library/image.jpg?id={number}&width=1200">
      <div class="photo-credit">{credit}</div>
      <span class="social-author__name">{author}</span>
      <div class="body-description">{body}<p>google cta</p><p>Follow us on social</p></div>
      <div class="widget__show-more js-keep-reading"><span class="show-more js-expand">keep reading</span
      ><span class="show-less js-contract">Show less</span></div>
    </article>"""


def paragraphs(word: str) -> str:
    sentence = (
        f"The {word} was discussed at length by everybody who had come to the old harbour that evening. "
    )
    return "".join(f"<p>{sentence * 3}</p>" for _ in range(3))


NEXT = [
    (11, "one", "Lighthouse keepers strike", "Labour", "Lamps go dark.", "lighthouse", "Olga Ostrom"),
    (12, "two", "Herring quotas doubled", "Fisheries", "Nets are full.", "herring", "Pim Pieters"),
    (13, "three", "Dredgers run aground", "Ports", "Mud wins.", "dredger", "Quinn Quist"),
]


def page(own_first: bool = True) -> str:
    own = story(
        10,
        "tides-of-treaty",
        "Tides of a treaty",
        "Analysis | Sea Law",
        "Nobody reads the annex.",
        paragraphs("treaty"),
        "Top photo credit: Delegates leave the hall in Bergen. REUTERS/Nina Nord",
        "Mara Maas",
    )
    others = [
        story(
            n,
            slug,
            head,
            section,
            dek,
            paragraphs(word),
            f"Top photo credit: A {word}. (Shutterstock/X)",
            author,
        )
        for n, slug, head, section, dek, word, author in NEXT
    ]
    stories = [own, *others] if own_first else [*others, own]
    return f"""<!doctype html><html lang="en"><head><title>Tides of a treaty | Harbour Review</title>
      <link rel="canonical" href="{URL}"><meta property="og:site_name" content="Harbour Review">
      <meta property="og:type" content="article"><meta property="article:author" content="https://facebook.com/harbour">
      <meta property="article:published_time" content="2026-01-14T05:00:00Z">
      <meta property="og:title" content="Tides of a treaty"></head>
      <body>{"".join(stories)}<h3>LATEST</h3><h3>QIOSK</h3></body></html>"""


def read(html: str, url: str = URL) -> FoundArticle:
    return PageSource().read(Document(url, html.encode())).articles[0]


def everything(found: FoundArticle) -> str:
    return repr(found).casefold()


@pytest.mark.parametrize("own_first", [True, False])
def test_the_next_stories_never_leak(own_first: bool) -> None:
    told = everything(read(page(own_first)))

    for _, _, headline, section, dek, word, author in NEXT:
        for foreign in (headline, section, dek, word, author):
            assert foreign.casefold() not in told
    for furniture in (
        "google cta",
        "keep reading",
        "show less",
        "follow us on social",
        "latest",
        "qiosk",
        "shutterstock",
    ):
        assert furniture not in told


def test_the_templates_marks_are_read() -> None:
    found = read(page())

    assert found.title == "Tides of a treaty"
    assert found.dek == "Nobody reads the annex."
    assert (found.kicker, found.section) == ("Analysis", "Sea Law")
    assert found.authors == ("Mara Maas",)
    assert found.published_at == datetime(2026, 1, 14, 5, tzinfo=UTC)
    assert found.content_html.count("<p>") == 3


def test_the_lead_picture_is_the_real_one_with_caption_and_credit_told_apart() -> None:
    image = read(page()).image

    assert image is not None
    assert image.url == "https://harbour-review.example/media-library/image.jpg?id=10&width=1200"
    assert (image.alt, image.caption, image.credit) == (
        "",
        "Delegates leave the hall in Bergen.",
        "REUTERS/Nina Nord",
    )


def test_a_credit_alone_in_its_place_is_not_a_caption() -> None:
    lead = "Top photo credit: Delegates leave the hall in Bergen. REUTERS/Nina Nord"
    image = read(page().replace(lead, "Nina Nord")).image

    assert image is not None
    assert (image.caption, image.credit) == ("", "Nina Nord")


def test_a_body_beside_an_article_of_pictures_is_found() -> None:
    html = f"""<html><head><link rel="canonical" href="{URL}"></head><body>
      <h1 class="widget__headline-text">Ebb</h1>
      <article class="image-article" elid="10"><img class="rm-hero-media" src="/a.jpg?id=10"></article>
      <div class="body-description">{paragraphs("ebb")}</div></body></html>"""

    assert read(html).content_html.count("<p>") == 3


@pytest.mark.corpus
def test_a_real_body_gives_its_first_picture_and_its_text() -> None:
    folder = corpus_dir()
    if folder is None:
        pytest.skip("the corpus is not here")
    content = (folder / "rebelmouse" / "ieee-spectrum-raibert.body.html").read_bytes()

    found = PageSource().read(Document("https://spectrum.ieee.org/marc-raibert", content)).articles[0]

    assert found.image is not None
    assert "id=34671434" in found.image.url
    assert "the bottleneck" not in found.content_html
    assert "When" in found.content_html


@pytest.mark.corpus
def test_the_seed_is_read_as_it_was_annotated() -> None:
    folder = corpus_dir()
    if folder is None:
        pytest.skip("the corpus is not here")
    expected = json.loads((folder / "rebelmouse" / "seed.expected.json").read_text())

    found = (
        PageSource().read(Document("seed.txt", (folder / "rebelmouse" / "seed.txt").read_bytes())).articles[0]
    )

    assert (found.title, found.dek) == (expected["headline"], expected["dek"])
    assert (found.kicker, found.section) == (expected["type"], expected["section"])
    assert f"{found.kicker} | {found.section}" == expected["kicker"]
    assert (found.authors, found.image, found.published_at) == ((), None, None)
    body = found.content_html.removeprefix("<p>").removesuffix("</p>").split("</p>\n<p>")
    assert len(body) == expected["body_paragraphs"]
    assert body[0].startswith(expected["body_first_words"])
    assert body[-1].endswith(expected["body_last_words"])
    told = repr(found)
    foreign = [
        *expected["must_not_contain"],
        expected["lead_image_alt"],
        *(story["headline"] for story in expected["related"]),
    ]
    assert [text for text in foreign if text in told] == []
    assert expected["kicker"].casefold() not in found.content_html.casefold()
