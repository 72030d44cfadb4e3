"""Files are read as people and products save them; a value that makes no sense keeps nobody out."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from roundup.core.errors import Refused
from roundup.publications.models import Publication
from roundup.subscribers.importers.dates import read_time
from roundup.subscribers.models import Subscriber
from tests.subscribers.importing import counts, load, state


def names() -> dict[str, str]:
    return dict(Subscriber.objects.values_list("email_key", "name"))


@pytest.mark.parametrize(
    "text",
    [
        "Email Address,First Name,Last Name\nann@example.org,Ann,Lee\n",
        "EMAIL,FNAME,LNAME\nann@example.org,Ann,Lee\n",
        "E-post;Förnamn;Efternamn\nann@example.org;Ann;Lee\n",
        "Correo electrónico;Nombre;Apellidos\nann@example.org;Ann;Lee\n",
        "Name,Surname,Email\nAnn,Lee,ann@example.org\n",
        "full_name,last_name,email\nAnn Lee,Lee,ann@example.org\n",
        'email, name\nann@example.org, "Ann Lee"\n',
        '"email"  ,  "name"  \n"ann@example.org"  ,  "Ann Lee"  \n',
        "email                , name     \nann@example.org      , Ann Lee  \n",
        " email           | name    \n-----------------+---------\n ann@example.org | Ann Lee\n",
        "\n\nemail,name,,\nann@example.org,Ann Lee,,\n",
        'email;"name, first, last"\nann@example.org;Ann Lee\n',
    ],
)
def test_columns_and_separators_are_found(publication: Publication, tmp_path: Path, text: str) -> None:
    load(publication, tmp_path, text, format="plain")

    assert state("ann") == "active"
    assert names()["ann@example.org"] in ("Ann Lee", "")
    assert names()["ann@example.org"] or "first, last" in text


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u200e", "\u2060", "\u00ad", "\u00a0", " "])
def test_invisible_signs_around_an_address_are_taken_off(
    publication: Publication, tmp_path: Path, sign: str
) -> None:
    load(publication, tmp_path, f"email\n{sign}ann@example.org{sign}\n")

    assert state("ann") == "active"


@pytest.mark.parametrize("name", ["علی\u200cرضا", "👩\u200d🚀 Ann"])
def test_joiners_in_a_name_are_part_of_it(publication: Publication, tmp_path: Path, name: str) -> None:
    load(publication, tmp_path, f"email,name\nann@example.org,{name}\u200d\n")

    assert names() == {"ann@example.org": name}


def test_one_foreign_letter_is_read_alone_and_told(publication: Publication, tmp_path: Path) -> None:
    raw = "email,name\nann@example.org,Ann Müller\nbo@müller.example.org,Bo\n".encode()

    report = load(publication, tmp_path, raw + b"cy@example.org,Ren\xe9\n")

    assert sorted(names().values()) == ["Ann Müller", "Bo", "René"]
    assert [problem.line for problem in report.problems] == [4]
    assert "UTF-8" in report.problems[0].reason


def test_a_file_of_old_windows_is_told_once(publication: Publication, tmp_path: Path) -> None:
    report = load(
        publication, tmp_path, "email,name\nann@example.org,Änn\nbo@example.org,Bö\n".encode("cp1252")
    )

    assert sorted(names().values()) == ["Bö", "Änn"]
    assert ["1 more" in problem.reason for problem in report.problems] == [True]


def workbook() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (workbook(), "spreadsheet.*CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "spreadsheet.*CSV"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"%PDF-1.7\n", "document"),
        (b"<!doctype html><table>", "web page"),
        (b'[{"email": "ann@example.org"}]', "JSON"),
        (b"ann@example.org\nbo@example.org\n", "first line.*names?.*columns"),
        (b"Ann,ann@example.org\nBo,bo@example.org\n", "first line.*name its columns"),
        (b"Name,Age\nAnn,39\n", "email"),
        (b"email,name,Name\nann@example.org,Ann,Lee\n", "twice"),
        (b"email,E-Mail\nann@example.org,bo@example.org\n", "twice"),
    ],
)
@pytest.mark.parametrize("format", ["auto", "plain"])
def test_what_cannot_be_read_is_refused_with_a_sentence_that_helps(
    publication: Publication, tmp_path: Path, raw: bytes, says: str, format: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        load(publication, tmp_path, raw, format=format)

    assert "example.org" not in str(refused.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021-03-14", datetime(2021, 3, 14, tzinfo=UTC)),
        ("03/14/2021", datetime(2021, 3, 14, tzinfo=UTC)),
        ("14/03/2021", datetime(2021, 3, 14, tzinfo=UTC)),
        ("14.3.2021", datetime(2021, 3, 14, tzinfo=UTC)),
        ("03.04.2021", datetime(2021, 4, 3, tzinfo=UTC)),
        ("2021/3/14", datetime(2021, 3, 14, tzinfo=UTC)),
        ("14.03.2021 10:11", datetime(2021, 3, 14, 10, 11, tzinfo=UTC)),
        ("2021-03-14 10:11:12.123456 +0000 UTC", datetime(2021, 3, 14, 10, 11, 12, 123456, tzinfo=UTC)),
        ("2021-03-14 10:11:12 +0200", datetime(2021, 3, 14, 8, 11, 12, tzinfo=UTC)),
        ("2026-03-29T02:30:00+02:00", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_dates_are_read_as_they_are_written(written: str, meant: datetime | None) -> None:
    assert read_time(written) == meant


@pytest.mark.parametrize(
    "written", ["yesterday", "03/04/2021", "31.02.2021", "0001-01-01T00:00:00Z", "99/99/2021"]
)
def test_a_text_that_is_not_a_date_or_may_be_two_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        read_time(written)


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("created_at", "03/04/2021", "two days"),
        ("created_at", "2999-01-01", "future"),
        ("created_at", "1970-01-01", "too long ago"),
        ("paused_until", "soon", "paused_until"),
        ("language", "italiano", "language"),
        ("sections", "Sport", "section"),
    ],
)
def test_a_side_column_that_makes_no_sense_is_dropped_and_told(
    publication: Publication, tmp_path: Path, column: str, cell: str, told: str
) -> None:
    report = load(publication, tmp_path, f"email,{column}\nann@example.org,{cell}\n")

    assert counts(report) == {"new": 1}
    assert [problem.line for problem in report.problems] == [2]
    assert told in report.problems[0].reason
    assert cell not in report.problems[0].reason


def test_a_language_of_a_country_is_the_language(publication: Publication, tmp_path: Path) -> None:
    report = load(publication, tmp_path, "email,language\nann@example.org,pt-BR\n")

    assert Subscriber.objects.get().language == "pt"
    assert not report.problems


def test_a_quotation_mark_out_of_place_costs_its_own_row(publication: Publication, tmp_path: Path) -> None:
    text = 'email,name\nann@example.org,"Ann "Annie" Lee"\nbo@example.org,Bo\n'

    report = load(publication, tmp_path, text)

    assert counts(report) == {"new": 1, "invalid": 1}
    assert [problem.line for problem in report.problems] == [2]
