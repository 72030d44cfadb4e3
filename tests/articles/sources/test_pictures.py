"""The picture that shows the article, with what has to be said beside it."""

from __future__ import annotations

import pytest

from roundup.articles.sources.pictures import IN_BODY, MEANT, THUMBNAIL, Offer, best, split_credit, usable_alt
from roundup.core.articles import Image


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        (
            "Top photo credit: President Doe in Santa Marta, 2025. REUTERS/Luisa G",
            "President Doe in Santa Marta, 2025.",
            "REUTERS/Luisa G",
        ),
        (
            "Top image credit: A meeting. (Photo via the Office of X)",
            "A meeting.",
            "Photo via the Office of X",
        ),
        (
            "Top photo credit: Arlington cemetery. (Shutterstock/Orhan Cam)",
            "Arlington cemetery.",
            "Shutterstock/Orhan Cam",
        ),
        ("Top photo credit: Jane Doe", "", "Jane Doe"),
        ("A bridge at dawn. Photo: Jane Doe", "A bridge at dawn.", "Photo: Jane Doe"),
        ("A bridge at dawn (2026)", "A bridge at dawn (2026)", ""),
        ("", "", ""),
    ],
)
def test_caption_and_credit_in_one_string_are_told_apart(text: str, caption: str, credit: str) -> None:
    assert split_credit(text) == (caption, credit)


@pytest.mark.parametrize(
    "name", ["Shutterstock_1598261611-scaled", "image.jpg", "IMG_2034", "DSC 1234", "2026-02-photo"]
)
def test_the_name_of_a_file_is_no_alternative_text(name: str) -> None:
    assert usable_alt(name) == ""


def test_an_alternative_text_is_kept() -> None:
    assert usable_alt("A bridge &amp; a boat") == "A bridge & a boat"


def test_what_was_meant_for_the_article_goes_before_what_stands_in_it() -> None:
    meant, inside = (
        Image("https://x.example/a.jpg"),
        Image("https://x.example/b.jpg", width=2000, height=1000),
    )

    assert best([Offer(inside, IN_BODY), Offer(meant, MEANT)]) == meant


def test_a_small_thumbnail_is_the_last_resort() -> None:
    small, inside = Image("https://x.example/a.jpg", width=75, height=75), Image("https://x.example/b.jpg")

    assert best([Offer(small, MEANT), Offer(inside, IN_BODY)]) == inside
    assert best([Offer(small, THUMBNAIL)]) == small


def test_other_offers_of_the_same_picture_lend_their_words() -> None:
    meant = Image("https://x.example/image.jpg?id=1&width=1200")
    same = Image("https://x.example/image.jpg?id=1&width=300", alt="A bridge")
    other = Image("https://x.example/image.jpg?id=2&width=300", caption="Not this one")

    found = best([Offer(meant, MEANT), Offer(other, IN_BODY), Offer(same, IN_BODY)])

    assert found is not None
    assert (found.url, found.alt, found.caption) == (meant.url, "A bridge", "")
