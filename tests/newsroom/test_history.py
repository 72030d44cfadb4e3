"""What was done to an edition can be undone, done again, looked at and restored, by forms alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from lxml import html

from roundup.editions import editing
from roundup.editions.models import Edition
from tests.making import NOW, approved
from tests.newsroom.pages import hidden, said, text, tree

pytestmark = pytest.mark.django_db
EXCHANGE = {"headers": {"HX-Request": "true"}}


def at(edition: Edition, act: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{act}"


def press(client: Client, edition: Edition, act: str, page: str = "", **more: str) -> HttpResponse:
    path = at(edition, act)
    return client.post(path, hidden(client, at(edition, page), path) | more, follow=True)


def subject_of(edition: Edition) -> str:
    return str(Edition.objects.values_list("subject", flat=True).get(pk=edition.pk))


@pytest.fixture
def changed(edition: Edition) -> Edition:
    """The draft with two changes of its subject, far enough apart to be two in the history."""
    editing.set_words(edition, subject="Ebb", now=NOW)
    editing.drop_story(edition, edition.stories.all()[3].pk, NOW)
    editing.set_words(edition, subject="Flood", now=NOW)
    return edition


def test_changes_are_undone_one_by_one_and_done_again(desk: Client, changed: Edition) -> None:
    assert said(press(desk, changed, "undo/")) == ["Undone: Rewrote the opening (Subject)."]
    assert subject_of(changed) == "Ebb"
    press(desk, changed, "undo/")
    assert changed.stories.count() == 6
    press(desk, changed, "undo/")
    assert subject_of(changed) not in ("Ebb", "Flood")

    for _ in range(3):
        (told,) = said(press(desk, changed, "redo/"))
        assert told.startswith("Redone: ")
    assert (subject_of(changed), changed.stories.count()) == ("Flood", 5)


def test_a_button_that_has_nothing_to_do_is_shut(desk: Client, edition: Edition) -> None:
    def shut() -> list[str]:
        return list(tree(desk.get(at(edition))).xpath("//button[@disabled and @id]/@id"))

    assert shut() == ["undo", "redo"]
    editing.set_words(edition, subject="Ebb", now=NOW)
    assert shut() == ["redo"]
    press(desk, edition, "undo/")
    assert shut() == ["undo"]


def test_the_buttons_say_what_they_undo(desk: Client, changed: Edition) -> None:
    names = tree(desk.get(at(changed))).xpath("//button[@id='undo']")[0].text_content().split()

    assert " ".join(names) == "Undo: Rewrote the opening (Subject)"


@pytest.mark.parametrize("act", ["undo/", "redo/"])
def test_a_press_on_what_somebody_has_changed_since_is_refused(
    act: str, desk: Client, changed: Edition, admin: User
) -> None:
    form = hidden(desk, at(changed), at(changed, act))
    editing.set_words(changed, preheader="Theirs", now=NOW, by=admin)

    (told,) = said(desk.post(at(changed, act), form, follow=True))

    assert "Somebody else has changed this edition" in told
    assert subject_of(changed) == "Flood"


def test_a_second_tab_of_one_person_undoes_nothing_that_it_does_not_show(
    desk: Client, edition: Edition, editor: User
) -> None:
    editing.set_words(edition, subject="Ebb", now=NOW, by=editor)
    form = hidden(desk, at(edition), at(edition, "undo/"))
    # Typed in one go with what was typed before, so it makes no revision of its own.
    editing.set_words(edition, subject="Ebb and flood", now=NOW, by=editor)

    (told,) = said(desk.post(at(edition, "undo/"), form, follow=True))

    assert "this edition since this page was loaded" in told
    assert subject_of(edition) == "Ebb and flood"


@pytest.mark.parametrize(("act", "told"), [("undo/", "nothing to undo"), ("redo/", "nothing to redo")])
def test_where_there_is_nothing_to_do_it_is_said(act: str, told: str, desk: Client, edition: Edition) -> None:
    assert told in said(press(desk, edition, act))[0]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 400, "1\x00"])
@pytest.mark.parametrize("act", ["undo/", "redo/", "history/1/restore/"])
def test_a_version_that_makes_no_sense_changes_nothing(
    act: str, version: str, desk: Client, changed: Edition
) -> None:
    answer = desk.post(at(changed, act), {"version": version}, follow=True)

    assert len(said(answer)) == 1
    assert subject_of(changed) == "Flood"


def test_undoing_what_voided_an_approval_brings_it_back(desk: Client, edition: Edition) -> None:
    approved(edition)
    editing.set_words(edition, subject="Ebb", now=NOW)

    assert said(press(desk, edition, "undo/"))[0].endswith("The approval is valid again.")

    edition.refresh_from_db()
    assert edition.status == Edition.Status.APPROVED


def test_the_history_lists_who_did_what_newest_first(desk: Client, edition: Edition) -> None:
    press(desk, edition, "words/", subject="Ebb")

    items = tree(desk.get(at(edition, "history/"))).xpath("//ol[starts-with(@class, 'history')]/li")
    newest, oldest = (" ".join(item.text_content().split()) for item in items)
    assert newest.startswith("Rewrote the opening (Subject) as it is now")
    assert newest.endswith("ana@quay.example.org")
    assert oldest.startswith("Assembled")
    assert oldest.endswith("Roundup")


def test_a_history_in_which_nobody_has_changed_anything_says_so(desk: Client, edition: Edition) -> None:
    assert "Nobody has changed it yet." in text(desk.get(at(edition, "history/")))


def test_a_change_is_shown_with_what_it_did_and_what_came_after(desk: Client, changed: Edition) -> None:
    found = tree(desk.get(at(changed, "history/2/")))

    did, since = (
        [" ".join(line.text_content().split()) for line in found.xpath(path)]
        for path in ("//section[h2/@id='did']//li", "//section[h2/@id='since']//li")
    )
    assert any("Ebb" in line for line in did)
    assert any("Flood" in line for line in since)
    assert "“The headline of article number 2” was dropped." in since


def test_what_was_typed_stays_words_in_the_history(desk: Client, edition: Edition) -> None:
    editing.set_words(edition, note='<img src=x onerror="alert(1)"><script>1</script>', now=NOW)

    page = desk.get(at(edition, "history/2/"))

    assert not tree(page).xpath("//img | //@onerror")
    assert "<img src=x" in text(page)


def test_an_earlier_state_is_restored_and_that_is_undone(desk: Client, changed: Edition) -> None:
    assert said(press(desk, changed, "history/2/restore/", "history/2/")) == ["Restored."]
    assert (subject_of(changed), changed.stories.count()) == ("Ebb", 6)

    press(desk, changed, "undo/")
    assert (subject_of(changed), changed.stories.count()) == ("Flood", 5)


def test_restoring_over_what_somebody_has_just_done_is_refused(
    desk: Client, changed: Edition, admin: User
) -> None:
    form = hidden(desk, at(changed, "history/2/"), at(changed, "history/2/restore/"))
    editing.set_words(changed, subject="Theirs", now=NOW, by=admin)

    (told,) = said(desk.post(at(changed, "history/2/restore/"), form, follow=True))

    assert "Somebody else has changed this edition" in told
    assert subject_of(changed) == "Theirs"


def test_the_present_state_offers_no_restoring(desk: Client, changed: Edition) -> None:
    page = desk.get(at(changed, "history/4/"))

    assert "Nothing: the edition is like this now." in text(page)
    assert not tree(page).xpath("//form[contains(@action, 'restore')]")


def test_a_state_that_is_not_kept_is_not_found(desk: Client, changed: Edition) -> None:
    assert desk.get(at(changed, "history/99/")).status_code == 404


def ids(answer: HttpResponse) -> set[str]:
    """Return what an exchange puts into the page."""
    return set(html.fragment_fromstring(answer.content.decode(), "div").xpath("//@hx-swap-oob/../@id"))


@pytest.mark.parametrize("act", ["undo/", "redo/"])
def test_an_exchange_answers_with_the_parts_alone(act: str, desk: Client, changed: Edition) -> None:
    if act == "redo/":
        press(desk, changed, "undo/")
    form = hidden(desk, at(changed), at(changed, act)) | {"sheet": "opening"}
    answer = desk.post(at(changed, act), form, **EXCHANGE)

    assert answer.status_code == 200
    assert b"<html" not in answer.content
    bar = {"bar-state", "bar-title", "bar-undo", "revision-now"}
    assert ids(answer) == bar | {"banner", "story-count", "list", "no-stories", "messages", "sheet"}
    assert "letter-changed" in answer["HX-Trigger"]


def test_a_stale_press_is_refused_in_a_sentence_where_one_is(
    desk: Client, changed: Edition, admin: User
) -> None:
    form = hidden(desk, at(changed), at(changed, "undo/"))
    editing.set_words(changed, preheader="Theirs", now=NOW, by=admin)

    answer = desk.post(at(changed, "undo/"), form, **EXCHANGE)

    assert any("Somebody else has changed this edition" in told for told in said(answer))
    assert subject_of(changed) == "Flood"


def test_what_is_saved_by_itself_exchanges_no_list(desk: Client, edition: Edition) -> None:
    form = hidden(desk, at(edition), at(edition, "words/")) | {"subject": "Ebb", "sheet": "opening"}

    answer = desk.post(at(edition, "words/"), form, **EXCHANGE)

    assert "list" not in ids(answer)
    assert {"sheet", "bar-title", "revision-now", "about-block-note"} <= ids(answer)
    assert subject_of(edition) == "Ebb"


def test_what_cannot_be_saved_is_answered_with_both_texts(desk: Client, edition: Edition) -> None:
    form = hidden(desk, at(edition), at(edition, "words/"))
    editing.set_words(edition, subject="Theirs", now=NOW)

    answer = desk.post(at(edition, "words/"), form | {"subject": "Mine"}, **EXCHANGE)

    assert answer.status_code == 409
    assert b"<html" not in answer.content
    assert "Theirs" in text(answer)
    assert "Mine" in text(answer)
    assert subject_of(edition) == "Theirs"


def test_a_drop_is_said_where_it_can_be_undone(desk: Client, edition: Edition) -> None:
    path = at(edition, f"stories/{edition.stories.all()[2].pk}/drop/")
    answer = desk.post(path, hidden(desk, at(edition), path), **EXCHANGE)

    (form,) = tree(answer).xpath("//ul[@class='messages']//form")
    fields = dict(form.form_values())
    assert edition.stories.count() == 5
    desk.post(form.get("action"), fields, **EXCHANGE)
    assert edition.stories.count() == 6


def test_a_sheet_is_fetched_by_itself(desk: Client, edition: Edition) -> None:
    story = edition.stories.all()[1]

    answer = desk.get(at(edition, f"?sheet=story-{story.pk}"), **EXCHANGE)

    assert b"<html" not in answer.content
    assert tree(answer).xpath("//aside[@id='sheet']//input[@name='headline']/@value") == [story.headline]


@pytest.mark.parametrize(
    "name", ["", "story-", "story-0", "story-" + "9" * 40, "story-x", "../", "\x00", "<b>", "sponsor "]
)
def test_a_sheet_that_means_nothing_is_the_opening(name: str, desk: Client, edition: Edition) -> None:
    answer = desk.get(at(edition), {"sheet": name}, **EXCHANGE)

    assert tree(answer).xpath("//input[@id='open-sheet']/@value") == ["opening"]
