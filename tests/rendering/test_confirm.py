"""The mail that asks for confirmation holds one link, says what to do, and nothing to read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roundup.core.errors import RenderError
from roundup.rendering.confirm import render_confirmation
from roundup.rendering.samples import sample_brand
from tests.rendering.reading import said, tree_of

URL = "https://mail.harbour-review.example/c/" + "A" * 43 + "/"
MAIL = render_confirmation(sample_brand(), confirm_url=URL, hours=168)


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

    mail = render_confirmation(brand, confirm_url=URL, hours=24)

    assert tree_of(mail.html).find(".//script") is None
    assert said(tree_of(mail.html).find(".//h1")) == brand.name
    assert brand.name in mail.subject


def test_the_mail_speaks_the_readers_language_from_the_right_side() -> None:
    mail = render_confirmation(sample_brand(), confirm_url=URL, hours=24, language="ar", direction="rtl")

    assert '<html lang="ar" dir="rtl"' in mail.html
    assert "تأكيد اشتراكي" in mail.text


def test_a_link_that_is_not_of_the_web_is_refused() -> None:
    with pytest.raises(RenderError):
        render_confirmation(sample_brand(), confirm_url="javascript:x", hours=1)
