"""What a page and a feed item say now, against what they said: five inputs a kind, in many languages."""

from __future__ import annotations

import pytest

from roundup.core.articles import FoundArticle
from roundup.core.last_look import (
    USUAL,
    Kind,
    Looked,
    PageAnswer,
    Policy,
    SourceWords,
    findings_of,
    policies_for,
    policy_of,
    words_from,
    words_of,
)
from roundup.core.standing_words import names_headline

URL = "https://quay.example.org/world/harbour-strike"
THEN = SourceWords(
    "Harbour workers strike for a third week",
    "The cranes stand still, and talks have not begun.",
    "The cranes of Aldmere stand still.\nTalks have not begun, says the union.",
    "The mayor did not answer.",
)


def looked(
    *,
    item: SourceWords = THEN,
    page: SourceWords | None = THEN,
    page_then: SourceWords | None = THEN,
    status: int = 200,
    final: str = URL,
    told: SourceWords = THEN,
    is_list: bool = False,
    picture: int | None = 200,
    is_item_read: bool = True,
) -> Looked:
    answer = PageAnswer(status, final, page if status == 200 else None, is_list)
    return Looked(URL, told, THEN, item, page_then, answer, is_item_read, picture)


def kinds(found: Looked) -> list[Kind]:
    return [finding.kind for finding in findings_of(found)]


def said(**fields: object) -> SourceWords:
    return words_from(THEN.document() | fields)


def test_a_story_of_which_nothing_has_changed_has_no_finding() -> None:
    assert kinds(looked()) == []


RETRACTED = [
    "RETRACTED: Harbour workers strike for a third week",
    "[Withdrawn] Harbour workers strike",
    "Zurückgezogen: Der Streik im Hafen",
    "RÉTRACTATION : la grève du port",
    "Retirado: la huelga del puerto",
    "Retratação: a greve do porto",
    "سحب: إضراب الميناء",
]
RETRACTED_TEXT = [
    "This story has been retracted because it could not be confirmed.",
    "We have withdrawn this article after a complaint.",
    "Dieser Artikel wurde nach einer Prüfung zurückgezogen.",
    "Cet article a été dépublié par la rédaction.",
    "Este artículo ha sido retirado por la redacción.",
    "Esta reportagem foi despublicada.",
    "تم سحب هذا المقال بعد مراجعته",
]


@pytest.mark.parametrize("title", RETRACTED)
def test_a_headline_that_takes_the_article_back_is_a_retraction(title: str) -> None:
    assert kinds(looked(page=said(title=title)))[0] == Kind.RETRACTED
    assert kinds(looked(item=said(title=title)))[0] == Kind.RETRACTED


@pytest.mark.parametrize("line", RETRACTED_TEXT)
def test_a_notice_at_the_beginning_or_the_end_is_a_retraction(line: str) -> None:
    assert kinds(looked(page=said(opening=f"{line}\nThe cranes stand still.")))[0] == Kind.RETRACTED
    assert kinds(looked(page=said(closing=line)))[0] == Kind.RETRACTED
    assert kinds(looked(item=said(summary=line)))[0] == Kind.RETRACTED


@pytest.mark.parametrize("status", ["Retracted", "https://schema.org/Withdrawn", "zurückgezogen"])
def test_a_page_may_say_so_to_machines_only(status: str) -> None:
    assert kinds(looked(page=said(statuses=[status]))) == [Kind.RETRACTED]


@pytest.mark.parametrize(
    "line",
    [
        "The government has withdrawn its troops from the harbour.",
        "The bill was retracted after protests, the ministry says.",
        "Der Minister hat den Entwurf zurückgezogen.",
        "Le candidat s’est retiré de la course.",
        "El gobierno ha retirado la propuesta.",
        "O ministro retirou a proposta.",
        "The article was removed from the constitution in 1992.",
    ],
)
def test_news_about_something_else_that_was_withdrawn_is_no_retraction(line: str) -> None:
    changed = looked(page=said(opening=line), page_then=said(opening=line), item=said(summary=line))
    assert Kind.RETRACTED not in kinds(changed)


def test_a_retraction_that_our_own_headline_tells_of_is_no_news() -> None:
    told = said(title="Retracted: the study of the harbour")
    assert Kind.RETRACTED not in kinds(looked(told=told, page=told, page_then=told))


def test_a_retraction_that_the_page_had_when_the_draft_was_made_is_found_nevertheless() -> None:
    page = said(closing="This story has been retracted.")
    assert kinds(looked(page=page, page_then=page)) == [Kind.RETRACTED]


@pytest.mark.parametrize("status", [404, 410, 451])
def test_a_page_whose_server_says_so_is_gone(status: int) -> None:
    assert kinds(looked(status=status)) == [Kind.GONE]


@pytest.mark.parametrize(
    "title",
    [
        "404 Not Found",
        "Page not found – The Quay",
        "Seite nicht gefunden",
        "Page introuvable",
        "Página no encontrada",
        "Página não encontrada",
        "الصفحة غير موجودة",
    ],
)
def test_a_page_that_only_says_so_to_people_is_gone_too(title: str) -> None:
    assert kinds(looked(page=SourceWords(title), page_then=None))[0] == Kind.GONE


def test_a_story_about_four_hundred_and_four_ships_is_not_gone() -> None:
    title = "404 ships wait outside the harbour"
    assert kinds(looked(page=said(title=title), page_then=said(title=title), told=said(title=title))) == []


@pytest.mark.parametrize(
    "final",
    [
        "https://quay.example.org/",
        "https://quay.example.org",
        "https://www.quay.example.org/index.html",
        "https://quay.example.org/en/",
        "https://quay.example.org/world/",
        "https://other.example.org/?from=quay",
    ],
)
def test_an_address_that_leads_to_a_front_page_is_redirected(final: str) -> None:
    assert kinds(looked(final=final, page=None)) == [Kind.REDIRECTED]


def test_an_address_that_leads_to_a_list_is_redirected() -> None:
    assert kinds(looked(final="https://quay.example.org/topics/ports", page=None, is_list=True)) == [
        Kind.REDIRECTED
    ]


@pytest.mark.parametrize(
    "final",
    [
        "https://quay.example.org/world/harbour-strike/",
        "https://www.quay.example.org/world/harbour-strike?utm_source=x",
        "https://quay.example.org/world/harbour-strike-third-week",
        "https://quay.example.org/2026/11/harbour-strike",
        "http://quay.example.org/world/harbour-strike",
    ],
)
def test_an_article_that_moved_to_another_address_is_not_redirected_home(final: str) -> None:
    assert kinds(looked(final=final)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Correction: The strike is in its second week.",
        "An earlier version of this article gave a wrong number.",
        "This story was amended on 19 November.",
        "In einer früheren Fassung dieses Artikels stand eine falsche Zahl.",
        "Rectificatif : la grève dure depuis deux semaines.",
        "Una versión anterior de este artículo daba otra cifra.",
        "Este artigo foi corrigido.",
        "تصويب: الإضراب في أسبوعه الثاني",
    ],
)
def test_what_is_marked_as_corrected_is_told(line: str) -> None:
    assert kinds(looked(page=said(closing=line))) == [Kind.CORRECTED]
    assert kinds(looked(page=said(closing=line), page_then=None)) == [Kind.CORRECTED]
    assert kinds(looked(page=said(closing=line), page_then=said(closing=line))) == []


def test_a_correction_that_only_machines_are_told_of_counts_once() -> None:
    page = said(corrections=["The strike is in its second week."])
    assert [f.detail for f in findings_of(looked(page=page))] == ["The strike is in its second week."]
    assert kinds(looked(page=page, page_then=page)) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Harbour workers strike for a second week"},
        {"title": "Harbour workers strike for a third week, and go on"},
        {"summary": "The cranes stand still, and talks have begun."},
        {"opening": "The cranes of Aldmere stand still.\nTalks have begun, says the union."},
        {"opening": "The cranes of Oldmere stand still.\nTalks have not begun, says the union."},
    ],
)
def test_another_headline_or_opening_is_a_correction(fields: dict[str, str]) -> None:
    assert kinds(looked(item=said(**fields))) == [Kind.CORRECTED]
    assert kinds(looked(page=said(**fields))) == [Kind.CORRECTED]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Harbour Workers strike, for a third week"},
        {"summary": ""},
        {"summary": "The cranes stand still"},
        {"opening": "The cranes of Aldmere stand still."},
        {"opening": THEN.opening + "\nMore follows."},
    ],
)
def test_the_same_words_written_otherwise_or_cut_are_no_correction(fields: dict[str, str]) -> None:
    assert kinds(looked(item=said(**fields), page=said(**fields))) == []


def test_a_page_that_was_never_read_before_may_have_a_headline_of_its_own() -> None:
    assert kinds(looked(page=said(title="Strike: week three"), page_then=None)) == []


def test_what_is_newly_behind_a_paywall_is_told_once_it_is() -> None:
    closed = said(paywalled=True)
    assert kinds(looked(page=closed)) == [Kind.PAYWALLED]
    assert kinds(looked(item=closed)) == [Kind.PAYWALLED]
    assert kinds(looked(status=402)) == [Kind.PAYWALLED]
    assert kinds(looked(page=closed, page_then=closed)) == []
    assert kinds(looked(page=closed, told=closed)) == []


@pytest.mark.parametrize(
    ("status", "found"),
    [(404, [Kind.NO_PICTURE]), (410, [Kind.NO_PICTURE]), (403, []), (200, []), (None, [])],
)
def test_a_picture_is_missing_where_its_server_says_so(status: int | None, found: list[Kind]) -> None:
    assert kinds(looked(picture=status)) == found


def test_a_page_that_does_not_answer_is_unread() -> None:
    assert kinds(looked(status=0)) == [Kind.UNREAD]


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_page_shut_to_programs_is_unread_only_where_its_feed_is_silent_too(status: int) -> None:
    assert kinds(looked(status=status)) == []
    assert kinds(looked(status=status, is_item_read=False)) == [Kind.UNREAD]


def test_the_gravest_finding_comes_first() -> None:
    page = said(title="RETRACTED: Harbour workers strike", paywalled=True)
    assert kinds(looked(page=page, picture=404)) == [
        Kind.RETRACTED,
        Kind.CORRECTED,
        Kind.PAYWALLED,
        Kind.NO_PICTURE,
    ]


def test_words_are_taken_from_the_first_and_the_last_paragraphs() -> None:
    markup = "".join(f"<p>Part &amp; {number}.</p>" for number in range(1, 9))
    found = words_of(FoundArticle(URL, "T", dek="D", summary="S", content_html=markup))
    assert found.opening == "Part & 1.\nPart & 2.\nPart & 3."
    assert found.closing == "Part & 6.\nPart & 7.\nPart & 8."
    assert (found.title, found.summary) == ("T", "D")
    assert words_from(found.document()) == found


def test_a_policy_that_was_not_chosen_or_makes_no_sense_is_the_usual_one() -> None:
    assert policy_of(Kind.RETRACTED, {}) == USUAL[Kind.RETRACTED] == Policy.HOLD
    assert policy_of(Kind.RETRACTED, {"retracted": "drop"}) == Policy.DROP
    assert policy_of(Kind.UNREAD, {"unread": "drop"}) == Policy.TELL
    assert policy_of(Kind.GONE, {"gone": "nonsense"}) == Policy.HOLD
    assert Policy.DROP not in policies_for(Kind.UNREAD)


def test_words_of_an_editor_that_name_a_story_are_recognised() -> None:
    assert names_headline("This week: the harbour strike goes on", "Harbour workers strike for a third week")
    assert not names_headline("The week at The Quay", "Harbour workers strike for a third week")
    assert names_headline("Harbour!", "Harbour")
