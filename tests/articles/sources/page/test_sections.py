"""The section and the tags of a page are words for readers."""

from __future__ import annotations

import html

import pytest

from tests.articles.sources.page.test_source import jsonld, meta, page, read


@pytest.mark.parametrize(
    ("stated", "section"),
    [
        ("https://quay.example/ports", ""),
        ("Sin categoría", ""),
        ("homepage_lead", ""),
        ("Ports, Tides, Trade", "Ports"),
        ("Sea & Shore", "Sea & Shore"),
    ],
)
def test_a_page_names_its_section_and_tags_to_readers(stated: str, section: str) -> None:
    assert read(page(meta(article__section=html.escape(stated)))).section == section
    assert read(page(jsonld(articleSection=stated))).section == section
    found = read(page(meta(news_keywords=html.escape(f"{stated}, #quay, Tides"))))
    assert found.tags[-1:] == ("Tides",) if section != "Ports" else found.tags == ("Ports", "Tides", "Trade")
