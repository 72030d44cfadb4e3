"""The picture of an item is the one that opens it, at its real address, with its own words."""

from __future__ import annotations

import pytest

from roundup.core.articles import Image
from tests.articles.sources.feed.feeds import article

P = "https://mill.example/pictures"
TEXT = "<p>The miller has not ground a sack of flour since the flood took his wheel.</p>"


def image(body: str = "", media: str = "") -> Image | None:
    return article(f"{media}<content:encoded><![CDATA[{body}]]></content:encoded>").image


def name(body: str = "", media: str = "") -> str:
    found = image(body, media)
    return found.url.removeprefix(f"{P}/") if found else ""


def img(name: str, attributes: str = "") -> str:
    return f'<img src="{P}/{name}" {attributes}>'


@pytest.mark.parametrize(
    "body",
    [
        img("first.jpg") + TEXT + img("second.jpg", 'width="1200" height="800"'),
        img("first.jpg", 'width="640" height="427"') + TEXT + img("second.jpg", 'width="640" height="960"'),
        TEXT + img("first.jpg", 'width="300"') + TEXT + img("second.png", 'width="1000" height="3000"'),
        img("preview.jpg", 'width="150" height="150"') + TEXT + img("first.jpg"),
        img("first.jpg", 'height="400"') + img("second-1600x900.jpg"),
    ],
)
def test_the_picture_that_opens_the_text_is_taken_and_not_the_largest(body: str) -> None:
    assert name(body) == "first.jpg"


@pytest.mark.parametrize(
    "media",
    [
        (
            f'<media:content url="{P}/first.jpg" medium="image"/>'
            f'<media:content url="{P}/ada.jpg" medium="image" width="180" height="180"/>'
        ),
        f'<media:content url="{P}/first-90.jpg" medium="image" width="90"/><enclosure url="{P}/first.jpg"/>',
        (
            f'<media:content url="{P}/x.jpg" type="image/jpeg" width="140"/>'
            f'<media:content url="{P}/first.jpg" type="image/jpeg" width="700"/>'
        ),
        (
            f'<media:group><media:content url="{P}/x.jpg" width="240"/>'
            f'<media:content url="{P}/first.jpg" width="960"/>'
            f'<media:content url="{P}/y.jpg" width="480"/></media:group>'
        ),
    ],
)
def test_of_stated_pictures_the_first_is_taken_and_of_one_picture_the_largest(media: str) -> None:
    assert name(img("second.jpg", 'width="1600" height="1600"'), media) == "first.jpg"


def test_the_widest_of_several_previews_is_taken() -> None:
    sizes = (384, 144, 960, 600)
    media = "".join(f'<media:thumbnail url="{P}/still-{n}.jpg" width="{n}" height="{n}"/>' for n in sizes)

    assert name(media=media) == "still-960.jpg"


@pytest.mark.parametrize("alt", ["Ada Aal", "Photo of Ada Aal", "ADA AAL"])
def test_a_picture_of_the_writer_is_not_the_articles(alt: str) -> None:
    portrait = img("faces.jpg", f'alt="{alt}" width="400" height="400"')

    assert name(portrait + img("wheel.jpg"), "<dc:creator>Ada Aal</dc:creator>") == "wheel.jpg"


@pytest.mark.parametrize(
    "shown",
    [
        f'<img src="/theme/blank.gif" data-src="{P}/wheel.jpg">',
        f'<img src="data:image/gif;base64,R0lGOD" data-lazy-src="{P}/wheel.jpg" width="800" height="600">',
        f'<img src="{P}/wheel-20x13.jpg" data-original="{P}/wheel.jpg">',
        f'<img src="/loading.svg" srcset="{P}/wheel-s.jpg 300w, {P}/wheel.jpg 1400w">',
        f'<img src="/img/placeholder-3x2.png" data-srcset="{P}/wheel-s.jpg 1x,{P}/wheel.jpg 2x">',
        f'<img data-image="{P}/wheel.jpg" data-load="false">',
        f'<img alt="x" data-orig-file="{P}/wheel.jpg">',
        (
            f'<picture><source type="image/webp" srcset="{P}/w.webp 900w">'
            f'<source srcset="{P}/wheel.jpg 900w">'
            '<img alt="The wheel"></picture>'
        ),
        f'<picture><source data-srcset="{P}/wheel.jpg"><img src="/assets/grey.gif"></picture>',
        f"<noscript>{img('wheel.jpg')}</noscript>",
    ],
)
def test_what_stands_in_for_a_picture_gives_way_to_it(shown: str) -> None:
    assert name(f"<p>{shown}</p>{TEXT}{img('later.jpg', 'width=1200 height=900')}") == "wheel.jpg"


@pytest.mark.parametrize(
    "body",
    [
        '<img src="https://mill.example/favicon.ico">',
        '<img src="https://mill.example/theme/logo.svg" width="600" height="200">',
        '<img src="https://mill.example/theme/mill-logo.png" width="600" height="300">',
        '<img src="https://counter.example/hit.php?page=7">',
        '<img src="https://mill.example/stats/count.gif?id=7" width="120" height="60">',
        '<img src="https://cdn.example/emoji/1f600.png">',
        '<img src="https://cdn.example/2/1f600.png" class="emoji" alt="x">',
        '<img src="https://cdn.example/a.png" width="32" height="32">',
        '<img src="https://cdn.example/buttons/a.png" width="88" height="31">',
        f'<a href="https://talk.example/share?u=1">{img("tell.png", "width=256 height=256")}</a>',
        img("a.png", 'alt="Share on Facebook" width="128" height="128"'),
        '<img src="https://mill.example/authors/ada-aal.jpg" width="300" height="300">',
        img("ada.jpg", 'class="avatar photo" width="240" height="240"'),
        img("subscribe-banner.png", 'width="600" height="200"'),
        img("summer.png", 'width="728" height="90"'),
        f'<a href="https://mill.example/subscribe">{img("summer.jpg", "width=600 height=300")}</a>',
        img("summer.jpg", 'alt="Jetzt abonnieren" width="600" height="300"'),
    ],
)
def test_signs_faces_counters_and_calls_are_no_pictures(body: str) -> None:
    assert name(TEXT + body) == ""
    assert name(TEXT + body + img("wheel.jpg")) == "wheel.jpg"


@pytest.mark.parametrize(
    "file",
    [
        "lunch-counter.jpg",
        "style-icon.jpg",
        "grey-whale.jpg",
        "default/files/styles/large/public/wheel.jpg",
        "google-pixel-9.png",
        "share-of-the-vote.png",
        "image.jpg?id=7",
        "newsletter-printers-strike.jpg",
        "1920x1080.webp",
        "country/wheel.png",
    ],
)
def test_a_word_that_signs_have_too_makes_no_sign_of_a_picture(file: str) -> None:
    assert name(img(file)) == file


@pytest.mark.parametrize(
    "media",
    [
        '<media:content url="https://player.example/embed/7" width="640" height="360"/>',
        '<media:content url="https://video.example/watch?v=7"/>',
        '<enclosure url="https://cdn.example/talk.opus"/>',
        '<enclosure url="https://cdn.example/minutes.docx" length="1"/>',
        '<enclosure url="https://cdn.example/images/plan.pdf"/>',
        '<enclosure url="https://mill.example/favicon.ico" type="image/x-icon"/>',
        '<media:content url="https://cdn.example/talk" type="audio/mpeg"/>',
    ],
)
def test_a_file_of_which_nobody_says_that_it_is_a_picture_is_none(media: str) -> None:
    assert name(media=media) == ""
    assert name(img("wheel.jpg"), media) == "wheel.jpg"


@pytest.mark.parametrize(
    "media",
    [
        f'<enclosure url="{P}/wheel.jpg"/>',
        f'<enclosure url="{P}/wheel.jpg" type="application/octet-stream"/>',
        '<media:content url="https://cdn.example/images/4711"/>',
        '<media:content url="https://cdn.example/4711?fm=jpg&amp;w=800"/>',
        '<media:content url="https://cdn.example/4711" medium="image"/>',
        (
            '<media:group><media:content url="https://v.example/7" type="video/mp4"/>'
            '<media:thumbnail url="https://v.example/7/still" width="480" height="360"/></media:group>'
        ),
        (
            '<media:content url="https://v.example/7.mp4" medium="video">'
            '<media:thumbnail url="https://v.example/7.jpg"/>'
            "</media:content>"
        ),
    ],
)
def test_a_stated_picture_and_the_still_of_a_video_are_taken(media: str) -> None:
    assert name(media=media) != ""


@pytest.mark.parametrize("role", ["author", "owner", "photographer", "", "Artist"])
def test_whoever_is_named_inside_a_picture_made_it(role: str) -> None:
    found = article(
        "<dc:creator>Ada Aal</dc:creator>"
        f'<media:content url="{P}/wheel.jpg" medium="image">'
        f'<media:credit role="{role}">Bo Berg</media:credit>'
        "</media:content>"
    )

    assert found.image is not None
    assert (found.image.credit, found.authors) == ("Bo Berg", ("Ada Aal",))


def test_a_group_names_who_made_its_picture() -> None:
    found = image(
        media=f'<media:group><media:credit role="author">Bo Berg</media:credit>'
        f"<media:description>The wheel in May.</media:description>"
        f'<media:content url="{P}/s.jpg" width="300"/>'
        f'<media:content url="{P}/wheel.jpg" width="900"/></media:group>'
    )

    assert found is not None
    assert (found.url, found.credit, found.caption) == (f"{P}/wheel.jpg", "Bo Berg", "The wheel in May.")


def test_an_author_named_beside_a_picture_did_not_make_it() -> None:
    found = image(
        media=f'<media:content url="{P}/wheel.jpg"/><media:credit role="author">Ada Aal</media:credit>'
    )

    assert found is not None
    assert found.credit == ""


def test_the_photographer_is_named_before_the_owner() -> None:
    found = image(
        media=f'<media:content url="{P}/wheel.jpg"><media:credit role="owner">Mill Press</media:credit>'
        '<media:credit role="photographer">Bo Berg</media:credit></media:content>'
    )

    assert found is not None
    assert found.credit == "Bo Berg"


def test_the_words_travel_with_the_picture_that_is_chosen() -> None:
    found = image(
        f"<figure>{img('wheel.jpg', 'width=640')}<figcaption>The wheel. Photo: Bo Berg</figcaption></figure>"
        f"{TEXT}<figure>{img('flood.jpg', 'width=1600')}"
        "<figcaption>The flood. Photo: Cy Cohn</figcaption></figure>"
    )

    assert found is not None
    assert (found.url, found.caption, found.credit) == (f"{P}/wheel.jpg", "The wheel.", "Bo Berg")


def test_a_leading_picture_leaves_the_text_with_its_caption() -> None:
    opening = (
        f"<figure><picture><source srcset='{P}/w.webp'>{img('wheel.jpg')}</picture><figcaption>The wheel."
    )
    found = article(f"<description><![CDATA[{opening}</figcaption></figure>{TEXT}]]></description>")

    assert found.content_html == TEXT
