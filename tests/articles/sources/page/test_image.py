"""The lead picture is the article's own, at the address that suits a mail best."""

from __future__ import annotations

import json

import pytest
from lxml import html as lxml_html

from roundup.articles.sources.base import Document
from roundup.articles.sources.page import PageSource
from roundup.articles.sources.page.renditions import renditions_of, same_picture
from roundup.core.articles import Image

URL = "https://quay.example/2026/lights"
HOST = "https://pictures.quay.example"
PARAGRAPH = f"<p>{'The lamps along the quay were lit one after another. ' * 4}</p>"


def image(shown: str, *, stated: object = None, card: str = "") -> Image | None:
    """Return the picture of a page that shows one thing, and states others for machines and in its card."""
    node = {"@type": "NewsArticle", "headline": "Lights", "url": URL, "image": stated}
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    head += f'<meta property="og:image" content="{card}">' if card else ""
    body = f"<article><h1>Lights</h1>{shown}{PARAGRAPH * 3}</article>"
    markup = f"<html><head>{head}</head><body>{body}</body></html>"
    return PageSource().read(Document(URL, markup.encode())).articles[0].image


def address(shown: str, *, stated: object = None, card: str = "") -> str:
    found = image(shown, stated=stated, card=card)
    return found.url if found else ""


def figure(attributes: str, caption: str = "") -> str:
    return f"<figure><img {attributes}><figcaption>{caption}</figcaption></figure>"


def test_the_articles_own_cut_of_a_picture_is_taken() -> None:
    own = f"{HOST}/7f3a9c11d2e84b05-16x9.jpg"

    assert address(figure(f"src={own}"), stated=f"{HOST}/7f3a9c11d2e84b05.jpg") == own
    assert address(f"<img src={own}>", stated=f"{HOST}/7f3a9c11d2e84b05.jpg") == own


def test_an_own_cut_too_narrow_for_a_mail_gives_way_to_the_stated_one() -> None:
    whole = f"{HOST}/quay-lamps.jpg"

    assert address(figure(f"src={HOST}/quay-lamps-300x200.jpg"), stated=whole) == whole
    assert address(figure(f"src={whole}?width=400"), stated=whole) == whole
    assert address(figure(f"src={HOST}/cut/quay-lamps.jpg width=200"), stated=whole) == whole


def test_the_widest_of_a_srcset_is_taken() -> None:
    candidates = ", ".join(f"{HOST}/c_fill,w_{width}/lamps.jpg {width}w" for width in (400, 1600, 800))

    assert (
        address(figure(f'src="{HOST}/c_fill,w_400/lamps.jpg" srcset="{candidates}"'))
        == f"{HOST}/c_fill,w_1600/lamps.jpg"
    )


def test_a_type_that_every_mail_client_shows_is_preferred() -> None:
    shown = (
        f'<figure><picture><source type="image/webp" srcset="{HOST}/lamps?f=webp&w=2000">'
        f'<source type="image/jpeg" srcset="{HOST}/lamps?f=jpg&w=1200">'
        f'<img src="{HOST}/lamps?f=webp&w=700"></picture></figure>'
    )

    assert address(shown) == f"{HOST}/lamps?f=jpg&w=1200"
    assert (
        address(figure(f"src={HOST}/lamps.webp"), card=f"{HOST}/card/lamps.jpg") == f"{HOST}/card/lamps.jpg"
    )


def test_a_type_that_some_mail_clients_show_is_better_than_no_picture() -> None:
    assert address(figure(f"src={HOST}/lamps.webp")) == f"{HOST}/lamps.webp"


@pytest.mark.parametrize(
    "waiting",
    [
        f'data-src="{HOST}/real.jpg"',
        f'data-srcset="{HOST}/real.jpg 1200w"',
        f'data-retina-src="{HOST}/real.jpg"',
        f'data-full-src="{HOST}/real.jpg"',
        f'data-original="{HOST}/real.jpg"',
    ],
)
@pytest.mark.parametrize("meanwhile", ["data:image/gif;base64,R0lGOD", "/blank.gif", ""])
def test_the_real_address_of_a_lazy_picture_is_taken(waiting: str, meanwhile: str) -> None:
    assert address(figure(f'src="{meanwhile}" {waiting}')) == f"{HOST}/real.jpg"


def test_one_described_figure_at_the_top_counts_more_than_the_card() -> None:
    assert address(figure(f"src={HOST}/own.jpg alt=Lamps"), card=f"{HOST}/card.jpg") == f"{HOST}/own.jpg"


@pytest.mark.parametrize(
    "shown",
    [
        figure(f"src={HOST}/own.jpg"),
        figure(f"src={HOST}/own.jpg alt=IMG_0234.jpg"),
        figure(f"src={HOST}/own.jpg alt=Lamps width=300"),
        figure(f"src={HOST}/own.gif alt=Lamps"),
        figure(f"src={HOST}/one.jpg alt=Lamps") + figure(f"src={HOST}/two.jpg alt=Cranes"),
        f"<img src={HOST}/own.jpg alt=Lamps>",
        f"<aside>{figure(f'src={HOST}/own.jpg alt=Lamps')}</aside>",
        PARAGRAPH + figure(f"src={HOST}/own.jpg alt=Lamps"),
    ],
)
def test_what_may_be_decoration_does_not_count_more_than_the_card(shown: str) -> None:
    assert address(shown, card=f"{HOST}/card.jpg") == f"{HOST}/card.jpg"


def test_words_and_size_travel_with_the_picture() -> None:
    stated = {"url": f"{HOST}/quay-lamps.jpg", "width": 1600, "height": 900, "creditText": "Ana Low"}
    shown = figure(f"src={HOST}/quay-lamps-300x200.jpg alt=Lamps", "Lamps at night.")

    expected = Image(f"{HOST}/quay-lamps.jpg", "Lamps", "Lamps at night.", "Ana Low", 1600, 900)
    assert image(shown, stated=stated) == expected


def test_the_size_of_one_cut_is_never_given_for_another() -> None:
    stated = {"url": f"{HOST}/wide/quay-lamps.jpg", "width": 1600, "height": 900}
    found = image(figure(f"src={HOST}/square/quay-lamps.jpg"), stated=stated)

    assert found is not None
    assert (found.url, found.width, found.height) == (f"{HOST}/square/quay-lamps.jpg", None, None)


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("/a.jpg", [("/a.jpg", 1)]),
        ("/a.jpg 1x, /b.jpg 2x", [("/a.jpg", 1), ("/b.jpg", 2)]),
        ("/a.jpg 1x,/b.jpg 1.5x", [("/a.jpg", 1), ("/b.jpg", 1.5)]),
        ("/a,b.jpg 2x, /c.jpg", [("/a,b.jpg", 2), ("/c.jpg", 1)]),
        ("/a.jpg, /b.jpg 2x", [("/a.jpg", 1), ("/b.jpg", 2)]),
        (",,,", []),
        ("", []),
    ],
)
def test_a_srcset_is_read_as_browsers_read_it(srcset: str, expected: list[tuple[str, float]]) -> None:
    offered = renditions_of(lxml_html.fromstring(f'<img srcset="{srcset}">'), URL)

    assert [(one.url.removeprefix("https://quay.example"), one.scale) for one in offered] == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/a/quay-lamps.jpg", "/b/quay-lamps-1024x683.webp", True),
        ("/image.jpg?id=1&width=9", "/image.jpg?id=1", True),
        ("/image.jpg?id=1", "/image.jpg?id=2", False),
        ("/x/1.jpg", "/y/1.jpg", False),
        ("/a/quay-lamps.jpg", "/a/quay-cranes.jpg", False),
    ],
)
def test_two_addresses_of_one_picture_are_recognised(one: str, other: str, same: bool) -> None:
    assert same_picture(HOST + one, HOST + other) is same
    assert same_picture(HOST + other, HOST + one) is same


@pytest.mark.parametrize(
    "path", ["sites/default/files/2026/lamps.jpg", "img/grey-quay.jpg", "pixel-9-review.jpg"]
)
def test_a_word_that_stand_ins_have_too_makes_none_of_a_picture(path: str) -> None:
    assert address("", card=f"{HOST}/{path}") == f"{HOST}/{path}"


@pytest.mark.parametrize("path", ["img/default.jpg", "assets/blank-3x2.gif", "favicon.ico", "logo-wide.png"])
def test_a_stand_in_is_not_the_picture_of_a_page(path: str) -> None:
    assert address("", card=f"{HOST}/{path}") == ""
