"""Nobody becomes a reader by a word we do not know; consent is stated by the file, or vouched for."""

from __future__ import annotations

from pathlib import Path

import pytest

from roundup.publications.models import Publication
from roundup.subscribers.models import Consent, Subscriber
from tests.making import make_reader
from tests.subscribers.importing import counts, load, standing, state


def test_a_word_we_do_not_know_takes_nobody_in_and_is_told(publication: Publication, tmp_path: Path) -> None:
    make_reader(publication, "bea")
    make_reader(publication, "cem", status="unsubscribed")
    text = "email,status\nann@example.org,zombie\nbea@example.org,zombie\ncem@example.org,zombie\n"

    report = load(publication, tmp_path, text)

    assert standing() == {"bea@example.org": "unsubscribed", "cem@example.org": "unsubscribed"}
    assert counts(report) == {"invalid": 1, "updated": 1, "unchanged": 1}
    assert [problem.line for problem in report.problems] == [2, 3, 4]
    assert all("“zombie”" in problem.reason for problem in report.problems)
    assert "no longer mailed" in report.problems[1].reason
    assert "unknown (zombie)" in Consent.objects.get(subscriber__name="bea").wording


def test_a_word_that_may_be_an_address_is_not_told(publication: Publication, tmp_path: Path) -> None:
    report = load(publication, tmp_path, "email,status\nann@example.org,bea@secret.example\n")

    assert "secret" not in str(report.document())
    assert report.problems


@pytest.mark.parametrize("rows", [["zombie", "active"], ["active", "zombie"], ["active", "unsubscribed"]])
def test_the_row_that_closes_counts_if_there_are_two(
    publication: Publication, tmp_path: Path, rows: list[str]
) -> None:
    load(publication, tmp_path, "email,status\n" + "".join(f"ann@example.org,{row}\n" for row in rows))

    assert state("ann") in ("absent", "unsubscribed")


@pytest.mark.parametrize("first", ["zombie", "active", "pending"])
def test_what_a_later_row_says_against_mailing_is_kept(
    publication: Publication, tmp_path: Path, first: str
) -> None:
    load(publication, tmp_path, f"email,status\nann@example.org,{first}\nann@example.org,unsubscribed\n")
    load(publication, tmp_path, "email,status\nann@example.org,active\n")

    assert state("ann") == "unsubscribed"


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("email,confirmed_at\nann@example.org,\n", "pending"),
        ("email,confirmed_at\nann@example.org,2025-01-02\n", "active"),
        ("email,confirmed\nann@example.org,no\n", "pending"),
        ("email,status,confirmed\nann@example.org,active,no\n", "pending"),
        ("email,status,confirmed_at\nann@example.org,active,\n", "active"),
        ("email,status,confirmed_at\nann@example.org,,2025-01-02\n", "pending"),
        ("email,status\nann@example.org,Unbestätigt\n", "pending"),
        ("email,IsOptInPending\nann@example.org,true\n", "pending"),
        ("email,subscribed\nann@example.org,\n", "pending"),
        ("email,OPTIN_TIME,CONFIRM_TIME\nann@example.org,2025-01-02,\n", "active"),
        ("email\nann@example.org\n", "active"),
    ],
)
def test_who_agreed_is_said_by_the_file_or_vouched_for(
    publication: Publication, tmp_path: Path, text: str, stands: str
) -> None:
    load(publication, tmp_path, text)

    assert state("ann") == stands


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("email,status,created_at\nann@example.org,active,2024-05-06\n", "said: active, since 2024-05-06"),
        ("email\nann@example.org\n", "vouched"),
    ],
)
def test_a_corrected_file_makes_a_reader_of_who_was_pending(
    publication: Publication, tmp_path: Path, text: str, stated: str
) -> None:
    load(publication, tmp_path, "email,status\nann@example.org,\n")

    report = load(publication, tmp_path, text)

    assert counts(report) == {"updated": 1}
    ann = Subscriber.objects.get()
    assert (ann.status, ann.forget_at) == ("active", None)
    assert ann.confirmed_at
    assert stated in Consent.objects.filter(subscriber=ann).latest("pk").wording


@pytest.mark.parametrize("said", ["", "pending", "zombie"])
def test_nobody_pending_becomes_a_reader_without_consent(
    publication: Publication, tmp_path: Path, said: str
) -> None:
    make_reader(publication, "ann", status="pending", confirmed_at=None)

    load(publication, tmp_path, f"email,status\nann@example.org,{said}\n")

    assert state("ann") != "active"


def test_what_a_torn_row_says_against_mailing_counts(publication: Publication, tmp_path: Path) -> None:
    for name in ("ann", "bea", "cem", "dan"):
        make_reader(publication, name)
    text = (
        "email,name,status\n"
        "ann@example.org,Lee, Ann,unsubscribed\n"
        'bea@example.org,"Bea "B" Ek",unsubscribed\n'
        "cem@example.org,Cem, C,active\n"
        'new@example.org,"New "N" Ek",active\n'
        'dan@example.org,"Dan,unsubscribed\n'
    )

    report = load(publication, tmp_path, text)

    assert [state(name) for name in ("ann", "bea", "cem", "dan", "new")] == [
        *["unsubscribed", "unsubscribed", "active", "unsubscribed", "absent"]
    ]
    assert {problem.line for problem in report.problems} == {2, 3, 4, 5, 6}
