"""A story that no source brought: added by its address, or written by hand, and never added twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from roundup.articles.models import Article
from roundup.articles.sources.fetch import Fetched, Fetcher
from roundup.articles.store import store_reading
from roundup.core.articles import FoundArticle, Reading
from roundup.core.errors import Refused, SourceError
from roundup.editions import editing
from roundup.editions.adding import ArticleKnown, add_by_address, add_by_hand
from roundup.editions.assembling import reassemble_edition
from roundup.editions.ending import skip_edition
from roundup.editions.models import Edition, LedgerEntry, Story
from roundup.editions.proof import proof_of
from roundup.editions.reasons import article_reasons
from roundup.editions.revisions import Act
from roundup.editions.undoing import undo_change
from tests.articles.test_named_articles import PAGE
from tests.articles.web import PATIENT, Web, running_web
from tests.making import NOW, approved, make_article, make_edition, make_publication
from tests.services.waiting import until

pytestmark = pytest.mark.django_db
HAND = {"headline": "A pilot retires", "url": "https://quay.example.org/pilot"}


@pytest.fixture
def web() -> Iterator[Web]:
    with running_web() as running:
        yield running


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(["127.0.0.0/8"], timeouts=PATIENT)


@pytest.fixture
def edition() -> Edition:
    return make_edition(make_publication())


def test_an_article_comes_into_the_section_that_its_labels_name(
    edition: Edition, web: Web, fetcher: Fetcher
) -> None:
    story = add_by_address(edition, web.serve("/a", PAGE, content_type="text/html"), NOW, fetcher)

    assert (story.headline, story.section_key) == ("Who reads the meters", "culture")
    (reason,) = [each for each in article_reasons(edition) if each.article.pk == story.article_id]
    assert (reason.is_in, reason.words) == (True, "brought in by an editor")
    assert edition.ledger.get(article=story.article_id).state == LedgerEntry.State.RESERVED
    editing.rewrite_story(edition, story.pk, headline="Our words", now=NOW)


def test_no_transaction_is_open_while_the_page_is_read(edition: Edition, web: Web) -> None:
    open_then: list[int] = []

    class Watched(Fetcher):
        def fetch(self, url: str, **options: Any) -> Fetched:
            open_then.append(len(connection.savepoint_ids))
            return super().fetch(url, **options)

    outside = len(connection.savepoint_ids)
    url = web.serve("/a", PAGE, content_type="text/html")
    add_by_address(edition, url, NOW, Watched(["127.0.0.0/8"], timeouts=PATIENT))

    assert open_then == [outside]


def test_an_article_that_we_know_is_not_read_again(edition: Edition, fetcher: Fetcher) -> None:
    story = edition.stories.all()[2]
    editing.drop_story(edition, story.pk, NOW)

    back = add_by_address(edition, f"{story.article.url}?utm_source=x", NOW, fetcher)

    assert back.article_id == story.article_id
    assert Article.objects.count() == 6


def test_one_that_is_in_the_edition_is_pointed_at(edition: Edition, fetcher: Fetcher) -> None:
    story = edition.stories.all()[2]

    with pytest.raises(Refused, match=f"already in the edition: “{story.headline}”, in {story.section_name}"):
        add_by_address(edition, story.article.url, NOW, fetcher)


def test_the_second_of_two_presses_adds_nothing(edition: Edition, web: Web, fetcher: Fetcher) -> None:
    url = web.serve("/a", PAGE, content_type="text/html")
    add_by_address(edition, url, NOW, fetcher)

    with pytest.raises(Refused, match="already in the edition"):
        add_by_address(edition, url, NOW, fetcher)
    assert edition.stories.count() == 7


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LedgerEntry.State.RESERVED, "it is in edition 9, which is a draft"),
        (LedgerEntry.State.SPENT, "it is already sent in edition 9, on Wednesday 18 November 2026"),
    ],
)
def test_one_that_another_edition_has_is_told_with_its_state(
    state: str, words: str, edition: Edition, fetcher: Fetcher
) -> None:
    story = edition.stories.all()[2]
    editing.drop_story(edition, story.pk, NOW)
    sent = state == LedgerEntry.State.SPENT
    other = _another(edition, mailed_at=NOW if sent else None)
    LedgerEntry.objects.create(article_id=story.article_id, edition=other, state=state)

    with pytest.raises(Refused, match=words):
        add_by_address(edition, story.article.url, NOW, fetcher)
    with pytest.raises(Refused, match=words):
        add_by_hand(edition, headline="Again", url=story.article.url, now=NOW)


def _another(edition: Edition, **fields: object) -> Edition:
    values = {
        field.attname: getattr(edition, field.attname)
        for field in Edition._meta.concrete_fields
        if not field.primary_key
    }
    period = edition.period - timedelta(days=7)
    return Edition.objects.create(**values | {"number": 9, "period": period} | fields)


def test_a_page_that_cannot_be_read_changes_nothing(edition: Edition, web: Web, fetcher: Fetcher) -> None:
    before = list(edition.stories.values()), Article.objects.count()

    with pytest.raises(SourceError, match="There is no page at this address"):
        add_by_address(edition, web.url("/gone"), NOW, fetcher)
    assert (list(edition.stories.values()), Article.objects.count()) == before


def test_nothing_is_read_for_an_edition_that_can_no_longer_be_changed(
    edition: Edition, web: Web, fetcher: Fetcher
) -> None:
    skip_edition(edition, NOW)

    with pytest.raises(Refused, match="can no longer be changed"):
        add_by_address(edition, web.url("/a"), NOW, fetcher)
    with pytest.raises(Refused, match="can no longer be changed"):
        add_by_hand(edition, **HAND, now=NOW)
    assert not web.visits
    assert Article.objects.count() == 6


def test_adding_takes_an_approval_back(edition: Edition) -> None:
    add_by_hand(approved(edition), **HAND, now=NOW)

    edition.refresh_from_db()
    assert edition.status == Edition.Status.DRAFT


def test_a_story_written_by_hand_says_what_was_typed_and_leads_where_it_was_told(edition: Edition) -> None:
    story = add_by_hand(
        edition, **HAND, blurb="After forty years.", byline="Ana Lind", section="culture", now=NOW
    )

    assert (story.headline, story.blurb, story.byline) == (
        "A pilot retires",
        "After forty years.",
        "Ana Lind",
    )
    assert (story.section_key, story.article.url) == ("culture", HAND["url"])
    proof = proof_of(edition)
    assert "A pilot retires" in proof.rendered.html
    assert HAND["url"] in proof.rendered.text
    assert not proof.errors


def test_dropped_and_brought_in_again_it_is_still_there(edition: Edition) -> None:
    story = add_by_hand(edition, **HAND, blurb="After forty years.", section="culture", now=NOW)
    editing.drop_story(edition, story.pk, NOW)

    back = editing.bring_in(edition, story.article_id, "culture", NOW)
    assert (back.headline, back.blurb) == ("A pilot retires", "After forty years.")


def test_a_feed_that_brings_the_same_article_later_makes_no_second_story(edition: Edition) -> None:
    story = add_by_hand(edition, **HAND, now=NOW)
    source = edition.publication.sources.get()
    shown = FoundArticle(url=f"{HAND['url']}/?utm_source=rss", title="Pilot of the port retires", guid="p")

    store_reading(source, Reading("feed", articles=(shown,)), NOW + timedelta(hours=1))

    assert Article.objects.filter(url_key__endswith="/pilot").count() == 1
    assert edition.stories.get(article=story.article_id).headline == "A pilot retires"


def test_it_outlives_a_draft_that_is_made_again(edition: Edition) -> None:
    story = add_by_hand(edition, **HAND, now=NOW)

    reassemble_edition(edition, NOW + timedelta(minutes=1))

    assert edition.verdicts.filter(article=story.article_id).exists()
    assert Article.objects.filter(pk=story.article_id).exists()


def test_at_an_address_that_we_know_the_article_is_named_and_nothing_of_it_is_taken_over(
    edition: Edition,
) -> None:
    known = edition.stories.all()[2]
    known.article.image = {"url": "https://quay.example.org/quay.jpg", "credit": "A. Lind"}
    known.article.kicker = "Analysis"
    known.article.save()
    editing.drop_story(edition, known.pk, NOW)
    hand = {"headline": "Our words", "url": known.article.url}

    with pytest.raises(ArticleKnown, match=f"“{known.article.title}”"):
        add_by_hand(edition, **hand, now=NOW)
    assert not edition.stories.filter(headline="Our words").exists()
    story = add_by_hand(edition, **hand, known=known.article_id, now=NOW)

    assert (story.article_id, story.headline) == (known.article_id, "Our words")
    assert (story.blurb, story.byline, story.kicker, story.image) == ("", "", "", None)


def test_the_history_says_that_a_story_was_written_and_one_undo_takes_it_back(edition: Edition) -> None:
    add_by_hand(edition, **HAND, blurb="After forty years.", now=NOW)

    edition.refresh_from_db()
    assert edition.revision
    assert edition.revision.what == "Wrote a story: “A pilot retires”"
    undo_change(edition, Act("Undone", NOW))
    assert edition.stories.count() == 6


def test_a_story_by_hand_has_the_picture_that_came_with_it(edition: Edition) -> None:
    picture = {"url": "https://quay.example.org/pilot.jpg", "alt": "A pilot", "credit": "A. Lind"}

    said = {f"image_{name}": words for name, words in picture.items()}
    story = add_by_hand(edition, **HAND, **said, now=NOW)

    assert story.image
    assert {name: story.image[name] for name in picture} == picture


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"headline": "  "}, "A story needs a headline"),
        ({"url": ""}, "not a web address"),
        ({"url": "javascript:alert(1)"}, "not a web address"),
        ({"section": "moon"}, "no such section"),
        ({"byline": "a" * 501}, "501 characters"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_no_story(
    wrong: dict[str, str], words: str, edition: Edition
) -> None:
    with pytest.raises((Refused, SourceError), match=words):
        add_by_hand(edition, **HAND | wrong, now=NOW)
    assert Story.objects.count() == 6
    assert edition.ledger.count() == 6
    assert Article.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_of_two_editions_that_want_an_article_at_once_one_is_told_that_the_other_has_it() -> None:
    edition = make_edition(make_publication())
    other = _another(edition)
    article = make_article(edition.publication, 77)
    answers: list[Exception | Story] = []

    def bring_into_the_other() -> None:
        try:
            answers.append(editing.bring_in(other, article.pk, "world", NOW))
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    thread = Thread(target=bring_into_the_other)
    with transaction.atomic():
        editing.bring_in(edition, article.pk, "world", NOW)
        thread.start()
        if connection.vendor == "postgresql":
            until(_somebody_waits)
    thread.join()

    assert [str(answer) for answer in answers] == [
        "Edition 1 has reserved “The headline of article number 77”."
    ]
    assert isinstance(answers[0], Refused)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
