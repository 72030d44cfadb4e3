"""What somebody would try who wishes this installation ill: each attempt comes to nothing."""

from __future__ import annotations

import email
import email.policy
import logging
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml import html

from roundup.articles.models import Source
from roundup.core.tokens import Purpose
from roundup.editions.lifecycle import approve_edition
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.editors.accounts import ADMIN, add_user
from roundup.publications.models import Publication
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.outlet import build_provider
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from roundup.subscribers.links import read_link, reader_links
from roundup.subscribers.models import Subscriber
from tests.making import FRIDAY, NOW, make_article, make_edition, make_publication, make_reader
from tests.newsroom.pages import text
from tests.sending.steps import submit_batch

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">{{ 7*7 }}'
PASSWORD = "low tide at nine"
PUBLIC = (
    *("/", "/archive/", "/archive/feed.xml", "/archive/1/", "/health/", "/hooks/sendgrid/", "/metrics"),
    *("/newsroom/", "/newsroom/login/", "/nowhere/", "/sample/", "/subscribe/"),
    *("/b/x/", "/c/x/", "/p/x/", "/u/x/"),
)


@pytest.fixture
def publication() -> Publication:
    return make_publication()


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    return make_reader(publication, "ann")


@pytest.fixture
def office(db: None) -> Client:
    client = Client()
    client.force_login(add_user("bo@quay.example.org", ADMIN, PASSWORD))
    return client


def path(reader: Subscriber, name: str) -> str:
    return "/" + reader_links(reader, 3)[name].split("/", 3)[3]


@pytest.mark.parametrize("purpose", [Purpose.UNSUBSCRIBE, Purpose.PREFERENCES, Purpose.BROWSER])
def test_a_link_with_any_letter_changed_belongs_to_nobody(purpose: Purpose, ann: Subscriber) -> None:
    token = path(ann, purpose.value).split("/")[2]
    others = (
        token[:place] + letter + token[place + 1 :]
        for place in range(len(token))
        for letter in ALPHABET
        if letter != token[place]
    )

    assert read_link(purpose, token) is not None
    assert not [other for other in others if read_link(purpose, other) is not None]


@pytest.mark.parametrize(
    "token",
    [
        "",
        "=",
        "a" * 36,
        "A" * 35,
        "A" * 37,
        "A" * 43,
        "A" * 44,
        "A" * 45,
        "A" * 5000,
        "٣" * 36,
        "\x00" * 36,
        "../" * 12,
        "👩" * 36,
    ],
)
def test_an_invented_link_belongs_to_nobody(token: str) -> None:
    assert not [purpose for purpose in Purpose if read_link(purpose, token) is not None]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("name", ["unsubscribe", "preferences", "browser"])
def test_no_other_method_acts_for_a_reader(method: str, name: str, client: Client, ann: Subscriber) -> None:
    answer = getattr(client, method)(path(ann, name))

    ann.refresh_from_db()
    assert answer.status_code == 405
    assert ann.status == Subscriber.Status.ACTIVE


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8000.evil.example", "127.0.0.1@evil.example"])
def test_another_host_is_not_answered(host: str, client: Client, publication: Publication) -> None:
    answer = client.get("/subscribe/", headers={"Host": host})

    assert answer.status_code == 400
    assert b"evil" not in answer.content


@pytest.mark.parametrize("page", PUBLIC)
def test_no_page_may_run_what_it_was_not_given(page: str, client: Client, publication: Publication) -> None:
    answer = client.get(page)
    policy = answer["Content-Security-Policy"]

    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "frame-ancestors" in policy
    assert "script-src 'unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "page",
    [
        "/sample/pictures/..%2f..%2fsecret-key.jpg",
        "/sample/pictures/../../secret-key.jpg",
        "/static/../settings.py",
        "/static/%2e%2e/%2e%2e/settings.py",
        "/newsroom/outbox/../../secret-key/",
        "/newsroom/outbox/%2e%2e/%2e%2e/secret-key/",
        "/newsroom/outbox/1-1/../0001/message.eml",
        "/newsroom/outbox/%00/a/1/text/",
    ],
)
def test_no_path_leads_out_of_its_folder(page: str, office: Client, settings: Any) -> None:
    make_publication(slug="lantern-review", name="The Lantern Review")
    settings.DATA.mkdir(parents=True)
    (settings.DATA / "secret-key").write_text("the key")
    (settings.DATA / "secret-key.jpg").write_text("the key")

    answer = office.get(page)

    assert answer.status_code == 404
    assert b"the key" not in answer.content


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(
    client: Client, publication: Publication
) -> None:
    add_user("bo@quay.example.org", ADMIN, PASSWORD)
    client.cookies["sessionid"] = "a" * 32
    client.post("/newsroom/login/", {"username": "bo@quay.example.org", "password": PASSWORD})
    mine = client.cookies["sessionid"]
    client.post("/newsroom/logout/")
    thief = Client()
    thief.cookies["sessionid"] = mine.value

    assert mine.value != "a" * 32
    assert mine["httponly"]
    assert mine["samesite"] == "Lax"
    assert thief.get("/newsroom/outbox/").status_code == 302


def hostile_edition(publication: Publication) -> Edition:
    for number in range(20, 24):
        # The last one is too old for the edition, and stands under everything else.
        shown = {"published_at": NOW.replace(year=2020)} if number == 23 else {}
        image = {"url": "https://quay.example.org/i.jpg", "alt": SCRIPT, "credit": SCRIPT, "caption": SCRIPT}
        make_article(
            publication,
            number,
            title=f"{number} {SCRIPT}",
            summary=SCRIPT,
            authors=[SCRIPT],
            section="World",
            image=image,
            **shown,
        )
    Source.objects.update(title=SCRIPT, last_problem=SCRIPT)
    return make_edition(publication)


def dangers(page: bytes) -> list[object]:
    """Return whatever of a page could run: our own script comes from a file, and pages hold no other."""
    tree = html.document_fromstring(page.decode())
    scripts = [each for each in tree.iter("script") if not str(each.get("src", "")).startswith("/static/")]
    handlers = [name for each in tree.iter("*") for name in each.attrib if str(name).startswith("on")]
    links = [each.get(name, "") for each in tree.iter("*") for name in ("href", "src")]
    code = [link for link in links if link.strip().lower().startswith("javascript:")]
    return [*scripts, *handlers, *code]


@pytest.mark.parametrize(
    "page",
    [
        "editions/{edition}/",
        "editions/{edition}/?look=dark",
        "editions/{edition}/proof/",
        "editions/{edition}/proof/?as=dark",
        "publications/quay/",
        "publications/quay/sources/",
        "publications/quay/settings/",
        "publications/quay/settings/looks/",
        "publications/quay/settings/sections/",
        "sources/{source}/remove/",
    ],
)
def test_what_a_feed_says_is_only_words_in_the_newsroom(
    page: str, office: Client, publication: Publication
) -> None:
    edition = hostile_edition(publication)
    source = Source.objects.get()

    answer: Any = office.get("/newsroom/" + page.format(edition=edition.pk, source=source.pk))

    assert answer.status_code == 200
    assert dangers(answer.content) == []
    assert "49" not in text(answer).split()


def test_what_a_feed_says_is_only_words_in_the_archive(client: Client, publication: Publication) -> None:
    make_reader(publication, "ann")
    edition = hostile_edition(publication)
    go(edition)
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.MAILED, mailed_at=FRIDAY)

    listed, shown = client.get("/archive/"), client.get(f"/archive/{edition.pk}/")

    assert dangers(listed.content) == []
    assert b"alert(1)" in shown.content
    assert dangers(shown.content) == []


def go(edition: Edition) -> None:
    # The proof of such an edition has errors: somebody waves it through.
    approve_edition(edition, proof_of(edition).hash, None, NOW, override="An attack.")
    (mailing,) = start_due_mailings(FRIDAY)
    while not prepare_step(mailing.pk, FRIDAY):
        pass
    while lease := claim_batch(FRIDAY):
        submit_batch(lease, build_provider(), FRIDAY)


def mailed(folder: Path) -> list[EmailMessage]:
    kept = sorted((folder / "outbox").rglob("*.eml"))
    parsed = [email.message_from_bytes(each.read_bytes(), policy=email.policy.SMTP) for each in kept]
    return [message for message in parsed if isinstance(message, EmailMessage)]


def test_a_name_never_becomes_a_header(settings: Any) -> None:
    injected = "Quay\r\nBcc: evil@evil.example\r\n\r\nBody"
    publication = make_publication(name=injected, sender_name=injected)
    reader = make_reader(publication, "ann")
    Subscriber.objects.filter(pk=reader.pk).update(name=f'{injected}" <evil@evil.example>, "')
    edition = make_edition(publication)
    Edition.objects.filter(pk=edition.pk).update(subject=injected)
    edition.refresh_from_db()

    go(edition)

    (message,) = mailed(settings.DATA)
    assert message["Bcc"] is None
    assert message["Cc"] is None
    assert [each.addr_spec for each in message["To"].addresses] == ["ann@example.org"]
    assert [each.addr_spec for each in message["From"].addresses] == ["weekly@quay.example.org"]
    assert not [part.defects for part in message.walk() if part.defects]


def ask(client: Client, address: str, **more: str) -> Any:
    return client.post("/subscribe/", {"email": address, "name": "Ann", **more})


def test_one_network_cannot_flood_others_mailboxes(client: Client, publication: Publication) -> None:
    answers = [ask(client, f"victim{number}@example.org").status_code for number in range(40)]

    assert 429 in answers
    assert answers[answers.index(429) :] == [429] * (40 - answers.index(429))
    assert Subscriber.objects.count() <= 30


def test_the_form_answers_the_same_whomever_we_know(
    client: Client, publication: Publication, ann: Subscriber
) -> None:
    with time_machine.travel(NOW, tick=False):
        known, unknown = ask(client, "ann@example.org"), ask(client, "nobody@example.org")

    assert known.status_code == unknown.status_code == 200
    assert known.content == unknown.content.replace(b"nobody@", b"ann@")


def test_no_log_line_names_a_reader_or_holds_their_link(
    client: Client, publication: Publication, ann: Subscriber, caplog: pytest.LogCaptureFixture
) -> None:
    token = path(ann, "unsubscribe").split("/")[2]
    caplog.set_level(logging.DEBUG, "roundup")
    caplog.set_level(logging.INFO, "django")

    ask(client, "bea@example.org")
    ask(client, "not an address of bea@example.org")
    for page in (f"/u/{token}x/", f"/u/{token}//", f"/p/{token}/", f"/c/{token}/more/"):
        client.get(page)
        client.post(page)
    client.post(path(ann, "unsubscribe"))

    said = " ".join(record.getMessage() for record in caplog.records)
    assert caplog.records
    assert "@example.org" not in said
    assert token not in said
