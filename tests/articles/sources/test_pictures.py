"""The picture that shows the article, with what has to be said beside it."""

from __future__ import annotations

from roundup.articles.sources.pictures import IN_BODY, MEANT, THUMBNAIL, Offer, best_image
from roundup.core.articles import Image


def test_what_was_meant_for_the_article_goes_before_what_stands_in_it() -> None:
    meant, inside = (
        Image("https://x.example/a.jpg"),
        Image("https://x.example/b.jpg", width=2000, height=1000),
    )

    assert best_image([Offer(inside, IN_BODY), Offer(meant, MEANT)]) == meant


def test_a_small_thumbnail_is_the_last_resort() -> None:
    small, inside = Image("https://x.example/a.jpg", width=75, height=75), Image("https://x.example/b.jpg")

    assert best_image([Offer(small, MEANT), Offer(inside, IN_BODY)]) == inside
    assert best_image([Offer(small, THUMBNAIL)]) == small


def test_other_offers_of_the_same_picture_lend_their_words() -> None:
    meant = Image("https://x.example/image.jpg?id=1&width=1200")
    same = Image("https://x.example/image.jpg?id=1&width=300", alt="A bridge")
    other = Image("https://x.example/image.jpg?id=2&width=300", caption="Not this one")

    found = best_image([Offer(meant, MEANT), Offer(other, IN_BODY), Offer(same, IN_BODY)])

    assert found is not None
    assert (found.url, found.alt, found.caption) == (meant.url, "A bridge", "")
