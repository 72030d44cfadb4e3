"""What the draft and an editor who brings an article in go by: the article's labels, address and sources."""

from __future__ import annotations

import pytest

from roundup.articles.models import Article, Sighting, Source
from roundup.articles.source_management import set_section
from roundup.editions.adding import fitting_rules
from roundup.editions.assembling import reassemble_edition
from roundup.editions.models import Edition
from roundup.editions.story_sections import sections_of
from roundup.publications.models import Publication
from tests.making import NOW, THURSDAY, make_article, make_edition, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication() -> Publication:
    return make_publication()


def sections_in(edition: Edition, article: Article) -> set[str]:
    """Return the section of an article in a new draft, and the one that it is brought into."""
    edition = reassemble_edition(edition, THURSDAY)
    fitting = fitting_rules([article], sections_of(edition))[article.pk].key
    return {edition.stories.get(article=article).section_key, fitting}


def test_a_source_that_overrides_decides_for_all_its_articles(publication: Publication) -> None:
    edition = make_edition(publication)
    article = Article.objects.get(title__endswith="number 1")
    assert sections_in(edition, article) == {"world"}

    set_section(Source.objects.get(), "Culture", overrides=False)
    assert sections_in(edition, article) == {"world"}

    set_section(Source.objects.get(), " Culture ", overrides=True)
    assert sections_in(edition, article) == {"culture"}


def test_one_source_that_overrides_is_enough(publication: Publication) -> None:
    edition = make_edition(publication)
    article = Article.objects.get(title__endswith="number 1")
    other = Source.objects.create(
        publication=publication, url="https://blog.example.org/", section="Culture", section_overrides=True
    )
    set_section(Source.objects.exclude(pk=other.pk).get(), "World", overrides=False)

    Sighting.objects.create(source=other, article=article, seen_at=NOW)

    assert sections_in(edition, article) == {"culture"}


def test_a_folder_of_the_address_names_a_section(publication: Publication) -> None:
    publication.sections.create(key="sea", name="Sea", words=["/Coast/"], position=7, cap=6)
    edition = make_edition(publication)
    article = make_article(publication, 9, url="https://quay.example.org/coast/9", section="Elsewhere")

    assert sections_in(edition, article) == {"sea"}
