"""What stands beside a writer's name on a page is no second writer."""

from __future__ import annotations

import pytest

from tests.articles.sources.page.test_source import TEXT, page, read


@pytest.mark.parametrize(
    "word", ["Bio", "Follow", "Twitter", "Full bio", "E-mail", "LinkedIn", "View profile"]
)
def test_a_link_beside_a_name_is_no_writer(word: str) -> None:
    names = f"<p class=byline>By <a href=/ada>Ada Aal</a>, <a href=/x>{word}</a></p>"

    assert read(page(body=f"<article><h1>Harbour lights</h1>{names}{TEXT}</article>")).authors == ("Ada Aal",)
