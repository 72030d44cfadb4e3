"""What was left out of an edition: with its true reason, searched, and one press away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from roundup.articles.models import Article
from roundup.core.verdicts import Reason
from roundup.editions import editing
from roundup.editions.models import Edition, LedgerEntry, Verdict
from roundup.newsroom.left_out import Asked, LeftOut, Other, left_out_of
from tests.making import NOW, make_article
from tests.newsroom.pages import said, text, tree
from tests.newsroom.visiting import Visit
from tests.services.accessibility import Axe

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def page(edition: Edition, client: Client, query: str = "") -> str:
    return text(client.get(f"/newsroom/editions/{edition.pk}/left-out/{query}"))


def listed(found: LeftOut) -> list[Other]:
    return [other for pile in found.piles for other in pile.shown]


def others(edition: Edition, find: str = "", **asked: int | str) -> list[Other]:
    return listed(left_out_of(edition, Asked(find, **asked)))  # type: ignore[arg-type]


def titles(edition: Edition, find: str) -> list[str]:
    return [other.article.title for other in others(edition, find)]


def out(edition: Edition, number: int, reason: str, detail: str = "", **fields: object) -> Article:
    """Return an article that was considered and left out for this reason."""
    article = make_article(edition.publication, number, **fields)
    Verdict.objects.create(edition=edition, article=article, chosen=False, reason=reason, detail=detail)
    return article


def another(edition: Edition, number: int = 9) -> Edition:
    fields = {
        field.attname: getattr(edition, field.attname)
        for field in Edition._meta.concrete_fields
        if not field.primary_key
    }
    period = edition.period + timedelta(days=7 * number)
    return Edition.objects.create(**fields | {"number": number, "period": period})


def test_what_was_found_since_counts_this_week_only(edition: Edition) -> None:
    of_now = make_article(edition.publication, 90, published_at=LATER, first_seen_at=LATER)
    undated = make_article(edition.publication, 91, published_at=None, first_seen_at=LATER)
    archive = make_article(
        edition.publication, 92, published_at=edition.news_since - timedelta(days=30), first_seen_at=LATER
    )
    following = edition.send_at + timedelta(days=1)
    make_article(edition.publication, 93, published_at=following, first_seen_at=following)

    found = {other.article.pk: other.reason for other in others(edition)}

    assert found == {of_now.pk: "new", undated.pk: "new", archive.pk: "earlier"}


def test_a_dropped_article_is_listed_with_its_reason_and_comes_back_by_one_press(
    edition: Edition, desk: Client
) -> None:
    story = edition.stories.all()[2]
    editing.drop_story(edition, story.pk, NOW)
    assert [(other.article, other.reason) for other in others(edition)] == [(story.article, "dropped")]

    found = tree(desk.get(f"/newsroom/editions/{edition.pk}/left-out/"))
    button = found.xpath("//div[@id='rest-list']//button[@formaction]")[0]
    form = {field.get("name"): field.get("value") for field in found.xpath("//div[@id='rest-list']//input")}
    form[button.get("name")] = button.get("value")
    answer = desk.post(button.get("formaction"), form, follow=True)

    assert said(answer) == ["Brought into World, as its last story."]
    assert edition.stories.get(article=story.article_id).section_key == story.section_key


def test_an_article_found_after_the_draft_was_made_is_among_them(edition: Edition, desk: Client) -> None:
    later = make_article(edition.publication, 77, first_seen_at=LATER)

    assert [other.article for other in others(edition)] == [later]
    assert "Left out: found since the draft was made." in page(edition, desk)


def test_an_article_is_offered_for_the_section_that_its_labels_name(edition: Edition) -> None:
    for number, label in enumerate(("Culture", "World", "Nobody’s")):
        make_article(edition.publication, 77 + number, first_seen_at=LATER, section=label)

    offered = {other.article.section: other.section.key for other in others(edition)}
    assert offered == {"Culture": "culture", "World": "world", "Nobody’s": "world"}


def test_one_without_labels_goes_where_its_source_belongs(edition: Edition) -> None:
    edition.publication.sources.update(section="Culture")
    make_article(edition.publication, 77, first_seen_at=LATER, section="", authors=[])

    assert [other.section.key for other in others(edition)] == ["culture"]


def test_another_section_is_chosen_from_a_menu(edition: Edition, desk: Client) -> None:
    article = make_article(edition.publication, 77, first_seen_at=LATER)
    place = f"/newsroom/editions/{edition.pk}/left-out/"
    link = tree(desk.get(place)).xpath("//a[starts-with(., 'Another section')]/@href")[0]

    found = tree(desk.get(link.partition("#")[0]))
    buttons = found.xpath("//li[@id=$row]//button", row=f"article-{article.pk}")
    assert [button.get("value") for button in buttons] == ["world", "culture"]


@pytest.mark.parametrize("reason", [Reason.OVER_CAP, Reason.RESERVED, Reason.DROPPED])
def test_the_reason_is_the_one_of_now(reason: str, edition: Edition, desk: Client) -> None:
    article = out(edition, 77, reason, "edition 8")
    LedgerEntry.objects.create(article=article, edition=another(edition))

    assert "Left out: in edition 9, which is a draft." in page(edition, desk)
    assert not tree(desk.get(f"/newsroom/editions/{edition.pk}/left-out/")).xpath("//button[@formaction]")


def test_what_another_draft_has_given_back_can_come_again(edition: Edition, desk: Client) -> None:
    article = out(edition, 77, Reason.RESERVED, "edition 9")
    LedgerEntry.objects.create(article=article, edition=another(edition), state=LedgerEntry.State.RELEASED)

    assert "another draft when this one was made (edition 9), and is free now." in page(edition, desk)
    assert [other.can_come for other in others(edition)] == [True]


def test_what_is_mailed_already_cannot_be_brought_in(edition: Edition, desk: Client) -> None:
    article = out(edition, 77, Reason.ALREADY_SENT, "edition 3")

    assert "Left out: already sent: edition 3." in page(edition, desk)
    assert (
        f"articles/{article.pk}/bring-in"
        not in desk.get(f"/newsroom/editions/{edition.pk}/left-out/").content.decode()
    )


def test_nor_is_what_has_no_headline_or_link(edition: Edition) -> None:
    out(edition, 77, Reason.UNTITLED, title="")

    assert [other.can_come for other in others(edition)] == [False]


@pytest.mark.parametrize(
    ("find", "found"),
    [
        ("harbour", ["The HARBOUR that nobody wants"]),
        ("NOBODY  harbour", ["The HARBOUR that nobody wants"]),
        ("frieda lind", ["Über die Straße"]),
        ("uber strasse", ["Über die Straße"]),
        ("no section wants", ["Über die Straße"]),
        ("полдень", ["Полдень на пристани"]),
        ("الميناء", ["أخبار الميناء"]),
        ("no room culture", ["أخبار الميناء"]),
        ("nothing of the kind", []),
        ("%", None),
        ("'; DROP TABLE", []),
        ("_", None),
    ],
)
def test_it_is_searched_by_headline_author_and_reason(
    find: str, found: list[str] | None, edition: Edition
) -> None:
    everything = [
        out(edition, 71, Reason.EARLIER, title="The HARBOUR that nobody wants"),
        out(edition, 72, Reason.NO_SECTION, title="Über die Straße", authors=["Frieda Lind"]),
        out(edition, 73, Reason.TOO_OLD, title="Полдень на пристани", authors=[]),
        out(edition, 74, Reason.OVER_CAP, "Culture", title="أخبار الميناء"),
    ]

    wanted = found if found is not None else [article.title for article in everything]
    assert sorted(titles(edition, find)) == sorted(wanted)


def test_what_was_looked_for_is_said_and_stays_in_its_field(edition: Edition, desk: Client) -> None:
    out(edition, 71, Reason.EARLIER, title="The harbour")
    out(edition, 72, Reason.EARLIER, title="The pier")
    answer = desk.get(f"/newsroom/editions/{edition.pk}/left-out/", {"find": ' "harbour" '})

    assert '1 of 2 articles match “"harbour"”.' in text(answer)
    assert tree(answer).xpath("//input[@id='rest-find']/@value") == ['"harbour"']


@pytest.mark.parametrize(
    "query",
    [
        {"find": '"><script>alert(1)</script>'},
        {"find": "\x00"},
        {"find": "a" * 5000},
        {"reason": "' OR 1=1 --", "page": "-1"},
        {"page": "9" * 400, "into": "٣"},
        {"reason": "earlier", "page": "9" * 18},
    ],
)
def test_a_hostile_query_finds_what_it_finds(query: dict[str, str], edition: Edition, desk: Client) -> None:
    out(edition, 71, Reason.EARLIER)

    answer = desk.get(f"/newsroom/editions/{edition.pk}/left-out/", query)

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_to_htmx_it_is_the_list_alone(edition: Edition, desk: Client) -> None:
    out(edition, 71, Reason.EARLIER)
    answer = desk.get(f"/newsroom/editions/{edition.pk}/left-out/", headers={"HX-Request": "true"})

    assert answer.content.decode().lstrip().startswith('<div id="rest-list">')
    assert "<html" not in answer.content.decode()


def test_what_was_left_out_is_folded_by_reason_with_its_count(edition: Edition, desk: Client) -> None:
    dropped = edition.stories.all()[2]
    editing.drop_story(edition, dropped.pk, NOW)
    make_article(edition.publication, 78, first_seen_at=LATER)

    found = left_out_of(edition, Asked())
    assert [(pile.key, pile.count, pile.is_open) for pile in found.piles] == [
        ("new", 1, True),
        ("dropped", 1, False),
    ]
    assert all(pile.is_open for pile in left_out_of(edition, Asked(reason="dropped")).piles)
    assert "Dropped by an editor 1 article" in page(edition, desk)


def test_of_many_for_one_reason_a_few_are_listed_and_all_of_them_part_by_part(
    edition: Edition, desk: Client
) -> None:
    for number in range(100, 175):
        make_article(edition.publication, number, published_at=NOW, first_seen_at=LATER)

    assert len(others(edition)) == 10
    assert "Show all 75" in page(edition, desk)
    parts = [[other.article.pk for other in others(edition, reason="new", page=at)] for at in (1, 2, 3)]
    assert [len(part) for part in parts] == [50, 25, 25]
    assert len({*parts[0], *parts[1]}) == 75
    assert "Part 1 of 2." in page(edition, desk, "?reason=new")
    assert "Part 2 of 2." in page(edition, desk, "?reason=new&page=2")


@pytest.mark.one_database
def test_with_5000_articles_the_page_is_small_and_asks_no_more_questions(
    edition: Edition, desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def questions(reasons: Sequence[str], first: int, last: int) -> None:
        rows = [
            Article(
                publication=edition.publication,
                url=f"https://quay.example.org/{number}",
                url_key=f"https://quay.example.org/{number}",
                title=f"A headline that is about as long as most are, number {number}",
                authors=["Ines Falk", "Frieda Lind"],
                content_html="x" * 2000,
                published_at=NOW,
                first_seen_at=NOW,
            )
            for number in range(first, last)
        ]
        Article.objects.bulk_create(rows)
        Verdict.objects.bulk_create(
            Verdict(
                edition=edition,
                article=row,
                chosen=False,
                reason=reasons[place % len(reasons)],
                detail="The same words as another headline has" * 2,
            )
            for place, row in enumerate(rows)
        )

    questions([*Reason], 1000, 6000)
    place = f"/newsroom/editions/{edition.pk}/left-out/"
    for query in ("", "?find=number", f"?reason={Reason.EARLIER}", "?find=5999&reason=copy"):
        with django_assert_max_num_queries(25):
            answer = desk.get(place + query)
        assert len(answer.content) < 400_000


def test_nothing_is_found_since_for_an_edition_that_has_left(edition: Edition) -> None:
    make_article(edition.publication, 77, first_seen_at=LATER)
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.MAILED)
    edition.refresh_from_db()

    assert not others(edition)


def test_the_list_reads_no_long_texts(edition: Edition) -> None:
    make_article(edition.publication, 77, first_seen_at=LATER)
    editing.drop_story(edition, edition.stories.all()[2].pk, NOW)

    assert all(
        other.article.get_deferred_fields() >= {"content_html", "summary"} for other in others(edition)
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("query", ["", "?find=headline&reason=earlier&into="])
def test_the_page_keeps_nobody_out(query: str, edition: Edition, visit: Visit, axe: Axe) -> None:
    article = out(edition, 71, Reason.EARLIER)
    for number in range(100, 120):
        make_article(edition.publication, number, first_seen_at=LATER)

    path = f"/newsroom/editions/{edition.pk}/left-out/{query}"
    assert axe(visit(path + (str(article.pk) if query else ""), 375)) == []
