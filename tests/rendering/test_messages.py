"""Short messages hold one link, say what to do, and nothing to read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roundup.core.content import Brand
from roundup.core.errors import RenderError
from roundup.core.language import SPOKEN, Language
from roundup.rendering.designs import DESIGNS
from roundup.rendering.message_samples import MESSAGES
from roundup.rendering.messages import RenderedMail, confirmation_message, render_message
from roundup.rendering.samples import sample_brand
from tests.rendering.reading import said, tree_of

URL = "https://mail.harbour-review.example/c/" + "A" * 43 + "/"


def asked(brand: Brand, url: str = URL, hours: int = 168, language: str = "en") -> RenderedMail:
    spoken = Language(language)
    return render_message(
        brand, confirmation_message(brand, spoken, confirm_url=url, not_me_url=url, hours=hours), spoken
    )


MAIL = asked(sample_brand())


def test_every_link_but_the_magazines_own_confirms() -> None:
    hrefs = {link.get("href") for link in tree_of(MAIL.html).iter("a")}

    assert hrefs == {URL, sample_brand().url}
    assert URL in MAIL.text


def test_the_mail_says_who_asks_how_long_and_what_to_do_otherwise() -> None:
    for part in (said(tree_of(MAIL.html).body), MAIL.text):
        shown = " ".join(part.split())
        assert "asked for The Harbour Review at this address" in shown
        assert "The link works for 7 days." in shown
        assert "do nothing" in shown
        assert "4 Customs House Lane" in shown


def test_a_magazines_name_changes_nothing_but_words() -> None:
    brand = replace(sample_brand(), name='"><script>{{7*7}}</script>❤️')

    mail = asked(brand)

    assert tree_of(mail.html).find(".//script") is None
    assert said(tree_of(mail.html).find(".//h1")) == brand.name
    assert brand.name in mail.subject


def test_the_mail_speaks_the_readers_language_from_the_right_side() -> None:
    mail = asked(sample_brand(), language="ar")

    assert '<html lang="ar" dir="rtl"' in mail.html
    assert "تأكيد اشتراكي" in mail.text


def test_a_link_that_is_not_of_the_web_is_refused() -> None:
    with pytest.raises(RenderError):
        asked(sample_brand(), url="javascript:x")


@pytest.mark.parametrize(
    ("hours", "said_so"), [(168, "for 7 days."), (36, "for 36 hours."), (1, "for 1 hour.")]
)
def test_long_times_are_told_in_days(hours: int, said_so: str) -> None:
    assert f"The link works {said_so}" in asked(sample_brand(), hours=hours).text


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize("look", DESIGNS)
@pytest.mark.parametrize("language", SPOKEN)
def test_every_message_has_one_first_heading_and_a_text(name: str, look: str, language: str) -> None:
    mail = MESSAGES[name](replace(sample_brand(), look=look), Language(language))
    tree = tree_of(mail.html)

    assert len(tree.findall(".//h1")) == len(tree.findall(".//h2")) == 1
    assert " ".join(said(tree.find(".//h2")).split()) in " ".join(mail.text.split())
