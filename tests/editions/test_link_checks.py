"""The links of a draft are tried, and the proof says which do not answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from roundup.articles.models import Article
from roundup.articles.sources.fetch import Fetcher
from roundup.core.errors import Refused
from roundup.editions.assembling import assemble_edition
from roundup.editions.lifecycle import approve_edition
from roundup.editions.link_checks import answers_of, ask_links, drafts_with_unasked_links
from roundup.editions.look_models import LinkAnswer
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.rendering.checks.link_answers import SAID, Answer
from tests.articles.web import PATIENT, Web, running_web
from tests.making import NOW, make_articles, make_publication

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def web() -> Iterator[Web]:
    with running_web() as server:
        yield server


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(["127.0.0.0/8"], "roundup tests", timeouts=PATIENT)


@pytest.fixture
def edition(web: Web) -> Edition:
    """A draft of three stories that a server on this machine has pages of."""
    publication = make_publication()
    for article in make_articles(publication, 3):
        url = web.serve(f"/{article.pk}", b"<p>A story.</p>")
        Article.objects.filter(pk=article.pk).update(url=url)
    return assemble_edition(publication, NOW)


def first_of(edition: Edition) -> str:
    return edition.stories.order_by("position")[0].article.url


def codes(edition: Edition) -> list[str]:
    return [finding.code for finding in proof_of(edition).findings if finding.code.startswith("links.")]


def test_links_that_answer_are_not_mentioned(edition: Edition, fetcher: Fetcher) -> None:
    assert ask_links(edition, NOW, fetcher) == 3
    assert codes(edition) == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_link_that_is_gone_keeps_the_edition_back(
    status: int, edition: Edition, web: Web, fetcher: Fetcher
) -> None:
    web.serve("/" + first_of(edition).rpartition("/")[2], status=status)

    ask_links(edition, NOW, fetcher)

    assert codes(edition) == ["links.gone"]
    with pytest.raises(Refused, match="is no longer there"):
        approve_edition(edition, proof_of(edition).hash, None, NOW)


def test_a_link_that_leads_to_a_draft_is_an_error(edition: Edition, web: Web, fetcher: Fetcher) -> None:
    target = web.serve("/draft?preview=true", b"<p>Not yet.</p>")
    web.redirect("/" + first_of(edition).rpartition("/")[2], target)

    ask_links(edition, NOW, fetcher)

    assert codes(edition) == ["links.leads-to-draft"]


def test_a_server_that_is_down_only_warns(edition: Edition, web: Web, fetcher: Fetcher) -> None:
    web.serve("/" + first_of(edition).rpartition("/")[2], status=503)

    ask_links(edition, NOW, fetcher)

    assert codes(edition) == ["links.unanswered"]
    approve_edition(edition, proof_of(edition).hash, None, NOW)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_server_that_lets_no_programs_in_is_there(
    status: int, edition: Edition, web: Web, fetcher: Fetcher
) -> None:
    web.serve("/" + first_of(edition).rpartition("/")[2], status=status)

    ask_links(edition, NOW, fetcher)

    assert codes(edition) == []


def test_a_finding_names_its_story(edition: Edition, web: Web, fetcher: Fetcher) -> None:
    web.serve("/" + first_of(edition).rpartition("/")[2], status=404)
    ask_links(edition, NOW, fetcher)

    (finding,) = [each for each in proof_of(edition).findings if each.code == "links.gone"]

    assert finding.stories == (str(edition.stories.order_by("position")[0].pk),)


def test_links_in_the_note_and_in_blurbs_are_tried_and_told_like_those_of_stories(
    edition: Edition, web: Web, fetcher: Fetcher
) -> None:
    gone = [web.serve(f"/gone/{place}", status=404) for place in range(3)]
    first = edition.stories.order_by("position")[0]
    sponsor = {"label": "Ad", "headline": "Sable", "url": gone[0], "image_url": "", "image_alt": ""}
    edition.note, edition.sponsor = f"Read [this]({gone[0]}).", sponsor | {"text": f"- {gone[1]}"}
    edition.save()
    edition.stories.filter(pk=first.pk).update(blurb=f"By **[a friend]({gone[2]})**. <a@b.example>")
    assert drafts_with_unasked_links(NOW) == [edition.pk]

    assert ask_links(edition, NOW, fetcher) == 6

    found = [each for each in proof_of(edition).findings if each.code == "links.gone"]
    assert [each.stories for url in gone for each in found if url in each.message] == [
        (),
        (),
        (str(first.pk),),
    ]
    assert drafts_with_unasked_links(NOW) == []


def test_links_are_asked_seldom(edition: Edition, web: Web, fetcher: Fetcher) -> None:
    web.serve("/" + first_of(edition).rpartition("/")[2], status=503)

    asked = [ask_links(edition, NOW + after, fetcher) for after in (0 * HOUR, HOUR / 2, HOUR, 12 * HOUR)]

    assert asked == [3, 0, 1, 3]


def test_whoever_asks_for_it_has_all_links_asked(edition: Edition, fetcher: Fetcher) -> None:
    ask_links(edition, NOW, fetcher)

    assert ask_links(edition, NOW + HOUR / 60, fetcher, anew=True) == 3


def test_a_draft_wants_asking_until_its_links_were(edition: Edition, fetcher: Fetcher) -> None:
    assert drafts_with_unasked_links(NOW) == [edition.pk]

    ask_links(edition, NOW, fetcher)

    assert drafts_with_unasked_links(NOW) == []


def test_every_state_but_fine_is_told(edition: Edition) -> None:
    assert {str(state) for state in LinkAnswer.State} == set(Answer)
    assert set(SAID) == {*Answer} - {Answer.FINE}
    assert answers_of([]) == ()
