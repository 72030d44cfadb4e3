"""Mail to editors: each once, also when whoever sends it vanishes, and its words are gone afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from pytest_django import Settings

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.errors import (
    ProviderBusy,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
    Refused,
)
from roundup.editors import editor_mail
from roundup.editors.editor_mail import WAITS_AT_MOST, put, send_due
from roundup.editors.models import EditorMail
from roundup.providers.outbox import list_messages, read_message
from roundup.publications.models import Publication
from roundup.sending import outlet
from roundup.sending.handing_over import gate
from roundup.sending.handing_over.transactional_mail import LOST_AFTER
from tests.making import NOW
from tests.sending.post import Post, raising

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("publication")]
MINUTE = timedelta(minutes=1)
TO = "ana@quay.example.org"


class WorkerKilledError(BaseException):
    """Not an Exception: nothing may catch it, as nothing catches a SIGKILL."""


def ask(key: str = "reset:1", to: str = TO, **words: str) -> None:
    put(key, to, words.get("subject", "A new password"), words.get("text", "Open <this>"), NOW)


def through(monkeypatch: pytest.MonkeyPatch, *answers: object) -> Post:
    post = Post(*answers)  # type: ignore[arg-type]
    monkeypatch.setattr(outlet, "build_provider", lambda: post)
    return post


def killed(batch: OutgoingBatch) -> Receipt:
    raise WorkerKilledError


def test_without_a_mail_server_it_leaves_by_the_provider(settings: Settings) -> None:
    ask()

    assert send_due(NOW) == 1

    (kept,) = list_messages(settings.DATA, 9, 0)
    message = read_message(settings.DATA, kept.id)
    assert (kept.to, kept.subject) == (TO, "A new password")
    assert message
    assert "Open <this>" in message.text
    assert "Open &lt;this&gt;" in message.html


def test_once_the_database_answers_again_mail_leaves_again() -> None:
    def away(*_: object) -> None:
        raise OperationalError

    ask()
    with pytest.raises(OperationalError), transaction.atomic(), connection.execute_wrapper(away):
        send_due(NOW)
    assert send_due(NOW) == 1


def test_asked_for_twice_it_goes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    post = through(monkeypatch)
    for to in (TO, TO.upper(), f" {TO} ", "bo@quay.example.org"):
        ask(to=to)
    send_due(NOW)
    ask()
    send_due(NOW)

    assert post.taken == [TO, "bo@quay.example.org"]


@pytest.mark.parametrize("to", ["", "ana", "ana@quay.example.org, bo@quay.example.org", "a\r\nBcc: b@x.org"])
def test_what_is_not_an_address_is_refused(to: str) -> None:
    with pytest.raises(Refused):
        ask(to=to)

    assert not EditorMail.objects.exists()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ProviderBusy("Busy.", retry_after=30), "waiting"),
        (ProviderHalted("The key is wrong."), "waiting"),
        (ProviderRefused("No such address."), "refused"),
        (ProviderUncertain("No answer came."), "uncertain"),
    ],
)
def test_it_goes_again_only_where_it_was_surely_not_taken(
    error: ProviderError, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = through(monkeypatch, raising(error))
    ask()
    send_due(NOW)
    row = EditorMail.objects.get()
    assert (row.status, row.error) == (status, str(error))

    send_due(NOW + 10 * MINUTE)

    assert len(post.given) == (2 if status == "waiting" else 1)
    assert len({given.attempt for given in post.given}) == len(post.given)


def test_its_words_are_cleared_once_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    through(monkeypatch, raising(ProviderBusy("Busy.")), raising(ProviderUncertain("No answer came.")))
    ask()
    send_due(NOW)
    assert EditorMail.objects.get().text

    send_due(NOW + 2 * MINUTE)

    row = EditorMail.objects.get()
    assert (row.status, row.text, row.html) == ("uncertain", "", "")


def test_of_two_processes_at_once_one_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    ask()
    first, second = Post(), through(monkeypatch)
    write = editor_mail._outgoing

    def while_the_other_one_is_quicker(row: EditorMail, attempt: str) -> OutgoingBatch:
        monkeypatch.setattr(editor_mail, "_outgoing", write)
        editor_mail._send([EditorMail.objects.get()], NOW)
        return write(row, attempt)

    monkeypatch.setattr(editor_mail, "_outgoing", while_the_other_one_is_quicker)
    posts = [first, second]
    monkeypatch.setattr(outlet, "build_provider", lambda: posts.pop())
    send_due(NOW)

    assert (len(first.given), len(second.given)) == (1, 0)


def test_whoever_is_killed_in_mid_post_leaves_it_uncertain_and_without_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post = through(monkeypatch, killed)
    ask()
    with pytest.raises(WorkerKilledError):
        send_due(NOW)

    send_due(NOW + LOST_AFTER)

    assert len(post.given) == 1
    row = EditorMail.objects.get()
    assert (row.status, row.text) == ("uncertain", "")


def test_what_waited_for_a_day_is_not_news(monkeypatch: pytest.MonkeyPatch) -> None:
    post = through(monkeypatch, raising(ProviderHalted("The key is wrong.")))
    ask()
    send_due(NOW)
    send_due(NOW + WAITS_AT_MOST)

    row = EditorMail.objects.get()
    assert (row.status, row.text, row.error) == ("refused", "", "The key is wrong.")
    assert len(post.given) == 1


def test_all_wait_for_a_door_that_takes_nothing_and_another_goes_first_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post = through(monkeypatch, raising(ProviderBusy("Busy.")))
    ask("one")
    ask("two", to="bo@quay.example.org")

    send_due(NOW)
    send_due(NOW + MINUTE / 2)
    assert len(post.given) == 1

    send_due(NOW + MINUTE)
    assert post.taken == ["bo@quay.example.org", TO]


def test_by_the_provider_it_obeys_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    post = through(monkeypatch)
    gate.pause(NOW + MINUTE, "Too many requests.")
    ask()

    assert (send_due(NOW), send_due(NOW + MINUTE)) == (0, 1)
    assert post.taken == [TO]


def test_no_address_is_in_what_the_provider_keeps(monkeypatch: pytest.MonkeyPatch, editor: User) -> None:
    post = through(monkeypatch)
    ask()
    send_due(NOW)

    (given,) = post.given
    assert "ana" not in given.key + given.attempt + given.recipients[0].delivery_id
    assert given.headers == {"Auto-Submitted": "auto-generated"}


HOSTILE = ["A\r\nBcc: all@x.org", "A\nB", "A\x00B", "A\u2028B", "\ud800A" + "b" * 400]


@pytest.mark.parametrize("subject", HOSTILE)
def test_a_subject_is_one_line(subject: str, settings: Settings) -> None:
    ask(subject=subject)

    assert send_due(NOW) == 1
    assert not {"\r", "\n", "\x00", "\u2028"} & set(EditorMail.objects.get().subject)


def test_a_publication_is_its_sender(monkeypatch: pytest.MonkeyPatch, publication: Publication) -> None:
    post = through(monkeypatch)
    ask()
    send_due(NOW)

    assert (post.given[0].sender_name, post.given[0].sender_email) == (
        publication.name,
        publication.sender_email,
    )
