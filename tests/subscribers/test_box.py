"""The box is posted from other sites: it keeps what it showed and where, and tells no site too much."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from roundup.publications.models import Publication
from roundup.subscribers import subscriptions, tasks
from roundup.subscribers.box_places import LONGEST_PAGE, page_address
from roundup.subscribers.box_wording import wording_of
from roundup.subscribers.models import Box, BoxWording, Consent, SignUp, Subscriber
from tests.making import make_publication
from tests.subscribers.boxes import ARTICLE, BOX, MAGAZINE, kept, press

SEED = (
    "Subscribe now to our weekly round-up and don't miss a beat with your favorite contributors and "
    "reporters, as well as staff analysis, opinion, and news."
)


@pytest.fixture
def web() -> Client:
    """A browser without cookies that must never need any."""
    return Client(enforce_csrf_checks=True)


def test_the_words_are_the_default_until_a_publication_has_its_own_in_any_script(
    publication: Publication,
) -> None:
    assert wording_of(publication).words == SEED

    Box.objects.create(publication=publication, words="اشتركوا في رسالتنا")
    assert wording_of(publication).words == "اشتركوا في رسالتنا"


def test_a_press_keeps_the_words_that_were_shown_their_version_and_the_page(
    web: Client, publication: Publication
) -> None:
    answer = press(web)

    shown = wording_of(publication)
    assert answer.status_code == 200
    assert not answer.cookies
    assert (kept().channel, kept().page, kept().wording_version) == ("box", ARTICLE, shown.version)
    assert kept().wording == shown.text
    assert SEED in kept().wording
    assert "I can leave at any time" in kept().wording
    assert kept().wording.endswith("[Subscribe]")


def test_a_snippet_pasted_before_the_words_changed_still_gives_the_words_that_it_shows(
    web: Client, publication: Publication
) -> None:
    tasks.take_up()  # The clock keeps what the boxes show.
    old = wording_of(publication)
    Box.objects.create(publication=publication, words="Read us on Fridays.")
    Publication.objects.update(name="The Pier")

    press(web, wording=old.version)

    assert (kept().wording, kept().wording_version) == (old.text, old.version)
    assert "The Quay" in kept().wording


@pytest.mark.parametrize("version", ["", "0123456789ab", "x" * 5000, "0123456789a\x00", "0123456789AB"])
def test_a_wording_that_we_never_issued_is_no_evidence(
    version: str, web: Client, publication: Publication
) -> None:
    press(web, wording=version)

    assert (kept().wording, kept().wording_version) == ("", "")
    assert Subscriber.objects.get().email == "ann@example.org"


def test_the_words_of_another_publication_are_no_evidence(web: Client, publication: Publication) -> None:
    other = make_publication(name="The Pier", slug="pier")
    tasks.take_up()

    press(web, wording=wording_of(other).version)

    assert kept().wording == ""


def test_every_wording_is_kept_once_however_often_the_clock_ticks(publication: Publication) -> None:
    tasks.take_up()
    tasks.take_up()

    assert [row.text for row in BoxWording.objects.all()] == [wording_of(publication).text]


@pytest.mark.parametrize(
    ("headers", "told", "page"),
    [
        # The browser says nothing more than the site: the rest is the form's word.
        (MAGAZINE, ARTICLE, ARTICLE),
        ({}, ARTICLE, ARTICLE),
        ({"origin": "null"}, ARTICLE, ARTICLE),
        (MAGAZINE, "", "https://quay.example.org/"),
        ({"origin": "https://quay.example.org", "referer": f"{ARTICLE}?a=b"}, "", ARTICLE),
        ({"referer": f"{ARTICLE}?a=b#c"}, "", ARTICLE),
        # A form that names another site than the browser is not believed.
        ({"origin": "https://thief.example"}, ARTICLE, "https://thief.example/"),
        (MAGAZINE, "javascript:alert(1)", "https://quay.example.org/"),
        ({}, "javascript:alert(1)", ""),
        ({}, "ftp://quay.example.org/", ""),
        ({}, "https://ann:secret@quay.example.org/", ""),
        ({}, f"https://quay.example.org/{'x' * 400}", "https://quay.example.org/"),
        ({}, "https://quay.example.org/a\x00b", "https://quay.example.org/a%00b"),
        ({"origin": "nonsense", "referer": "about:blank"}, "", ""),
    ],
)
def test_the_page_is_what_the_browser_says_of_it_without_query_and_fragment(
    headers: dict[str, str], told: str, page: str, web: Client, publication: Publication
) -> None:
    press(web, headers, page=told)

    assert kept().page == page


@given(st.text() | st.builds("https://{}/{}?{}#{}".format, st.text(), st.text(), st.text(), st.text()))
def test_whatever_a_form_tells_a_page_is_short_plain_and_of_the_web(raw: str) -> None:
    page = page_address(raw)

    assert len(page) <= LONGEST_PAGE
    assert page.isprintable()
    assert not page or page.startswith(("http://", "https://"))
    assert "?" not in page
    assert "#" not in page


def test_forgetting_a_reader_forgets_the_page(web: Client, publication: Publication) -> None:
    press(web)
    subscriptions.erase(Subscriber.objects.get(), timezone.now())

    assert not Consent.objects.exclude(page="").exists()


def test_a_wrong_address_leads_to_a_page_of_ours_with_what_was_typed_and_the_way_back(
    web: Client, publication: Publication
) -> None:
    answer = press(web, email="ann@example")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'value="ann@example"' in page
    assert 'aria-invalid="true"' in page
    assert f'href="{ARTICLE}"' in page
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}, {"origin": "http://testserver"}])
def test_our_page_leads_only_to_sites_that_are_known(
    headers: dict[str, str], web: Client, publication: Publication
) -> None:
    page = press(web, headers, email="", page="https://thief.example/now").content.decode()

    assert 'href="https://thief.example' not in page


@pytest.mark.parametrize("fields", [{"website": "https://spam.example"}, {"email": "ann@example.org"}])
def test_a_robot_gets_the_answer_of_everybody_and_nothing_is_kept_of_it(
    fields: dict[str, str], web: Client, publication: Publication
) -> None:
    first, other = press(web, **fields).content, press(web, email="bo@example.org").content

    assert b"ann@example.org" in first
    assert first.replace(b"ann@", b"bo@") == other
    assert Subscriber.objects.filter(email="ann@example.org").exists() is ("website" not in fields)


def test_pressing_twice_writes_to_the_reader_once(web: Client, publication: Publication) -> None:
    assert press(web).content == press(web).content

    subscriber = Subscriber.objects.get()
    assert subscriber.confirmations.count() == 1
    assert subscriber.consents.count() == 1


SLIP, MEANT = "ann@gmial.com", "ann@gmail.com"


@pytest.mark.parametrize("path", [BOX, f"{BOX}frame/"])
@pytest.mark.parametrize(("answer", "address"), [("kept", SLIP), ("meant", MEANT)])
def test_a_slip_is_asked_about_before_anything_is_kept(
    path: str, answer: str, address: str, web: Client, publication: Publication
) -> None:
    question = press(web, path=path, email=SLIP)
    page = question.content.decode()

    assert (question.status_code, SignUp.objects.count(), Subscriber.objects.count()) == (200, 0, 0)
    assert f'name="email" value="{SLIP}"' in page
    assert f'name="wording" value="{wording_of(publication).version}"' in page
    assert f'name="spelling" value="{answer}"' in page

    settled = press(web, path=path, email=SLIP, spelling=answer)

    assert Subscriber.objects.get().email == address
    assert address in settled.content.decode()
    assert kept().page == ARTICLE


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("path", [BOX, f"{BOX}frame/"])
def test_looking_changes_nothing(method: str, path: str, web: Client, publication: Publication) -> None:
    answer = getattr(web, method)(path, headers=MAGAZINE)

    assert answer.status_code in (200, 204, 405)
    assert not BoxWording.objects.exists()
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("path", ["/subscribe/box/pier/", "/subscribe/box/pier/frame/"])
def test_a_publication_that_is_none_has_no_box(path: str, web: Client, publication: Publication) -> None:
    assert web.get(path).status_code == 404
    assert web.post(path, {"email": "ann@example.org"}).status_code == 404
    assert web.options(path).status_code in (404, 405)
