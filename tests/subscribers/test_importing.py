"""An import brings readers in, each row accounted for; it revives nobody and mails nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.core.errors import Refused
from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication, Section
from roundup.subscribers import subscriptions
from roundup.subscribers.importers import import_file
from roundup.subscribers.models import Confirmation, Consent, Subscriber, Suppression
from roundup.subscribers.suppressions import suppress_subscriber
from tests.making import NOW, make_publication, make_reader
from tests.subscribers.importing import COUNTS, counts, load, standing

MIXED = """email,name,status,sections,created_at
ann@example.org,Ann,active,World;culture,2020-05-01T10:00:00Z
bea@example.org,Bea,pending,,2021-01-01
cem@example.org,Cem,unsubscribed,,
dan@example.org,Dan,bounced,,
ANN@example.org,Ann again,active,,
not an address,Eve,active,,
fay@example.org,Fay,perhaps,,
gus@example.org,Gus,active,Sport,
hal@example.org,Hal,,,
"""


def test_each_row_is_counted_once(publication: Publication, tmp_path: Path) -> None:
    report = load(publication, tmp_path, MIXED)

    assert report.rows == 9
    assert counts(report) == {
        "new": 2,
        "unsubscribed": 1,
        "suppressed": 1,
        "invalid": 2,
        "duplicate": 1,
        "without_consent": 2,
    }
    assert [problem.line for problem in report.problems] == [5, 6, 7, 8, 9]
    assert standing() == {
        "ann@example.org": "active",
        "bea@example.org": "pending",
        "cem@example.org": "unsubscribed",
        "dan@example.org": "unsubscribed",
        "gus@example.org": "active",
        "hal@example.org": "pending",
    }
    assert Suppression.objects.get().reason == "bounced"


def test_a_dry_run_counts_the_same_and_writes_nothing(publication: Publication, tmp_path: Path) -> None:
    dry = load(publication, tmp_path, MIXED, dry_run=True)

    assert not Subscriber.objects.exists()
    assert not Suppression.objects.exists()
    wet = load(publication, tmp_path, MIXED)
    assert dry.document() | {"dry_run": False} == wet.document()


def test_the_same_file_again_changes_nothing(publication: Publication, tmp_path: Path) -> None:
    load(publication, tmp_path, MIXED)
    before = list(Subscriber.objects.values().order_by("pk"))

    again = load(publication, tmp_path, MIXED)

    assert again.new == again.updated == again.without_consent == 0
    assert list(Subscriber.objects.values().order_by("pk")) == before


def test_no_import_causes_a_mail(publication: Publication, tmp_path: Path) -> None:
    load(publication, tmp_path, MIXED)

    assert not Confirmation.objects.exists()


def test_what_the_file_knew_is_kept_as_consent(publication: Publication, tmp_path: Path) -> None:
    Section.objects.create(publication=publication, key="sport", name="Sport", position=2, cap=6)
    load(publication, tmp_path, MIXED)

    ann = Subscriber.objects.get(email_key="ann@example.org")
    assert ann.created_at == ann.confirmed_at == datetime(2020, 5, 1, 10, tzinfo=UTC)
    assert ann.sections == ["culture", "world"]
    consent = Consent.objects.get(subscriber=ann)
    assert (consent.act, consent.channel, consent.at) == ("imported", "import", NOW)
    assert "2020-05-01 10:00 UTC" in consent.wording


def test_no_problem_repeats_an_address(publication: Publication, tmp_path: Path) -> None:
    text = MIXED.replace("example.org", "secret.example").replace("not an address", "not a@secret.example")
    report = load(publication, tmp_path, text)

    assert len(report.problems) == 5
    assert "secret" not in str(report.document()) + report.sentence()
    assert all(problem.reason.endswith(".") for problem in report.problems)


@pytest.mark.parametrize("text", ["email\nann@example.org\n", "email,status\nann@example.org,active\n"])
def test_no_file_brings_back_who_left_here(publication: Publication, tmp_path: Path, text: str) -> None:
    make_reader(publication, "ann", status="unsubscribed")

    load(publication, tmp_path, text)

    assert standing() == {"ann@example.org": "unsubscribed"}


def test_suppression_wins_over_every_file(publication: Publication, tmp_path: Path) -> None:
    subscriptions.erase(make_reader(publication, "ann"), NOW)
    bea = make_reader(publication, "bea")
    suppress_subscriber(bea.pk, SuppressionReason.COMPLAINED, NOW)

    report = load(publication, tmp_path, "email\nann@example.org\nbea@example.org\n")

    assert counts(report) == {"suppressed": 2}
    assert Suppression.objects.count() == 2
    assert "ann@example.org" not in standing()


def test_a_leave_in_a_file_ends_a_subscription_here(publication: Publication, tmp_path: Path) -> None:
    make_reader(publication, "ann")

    report = load(publication, tmp_path, "email,status\nann@example.org,unsubscribed\n")

    assert counts(report) == {"updated": 1}
    assert standing() == {"ann@example.org": "unsubscribed"}


@pytest.mark.parametrize("last", ["unsubscribed", "complained"])
def test_of_two_rows_of_one_address_the_one_that_ends_mail_counts(
    publication: Publication, tmp_path: Path, last: str
) -> None:
    load(publication, tmp_path, f"email,status\nann@example.org,active\nann@example.org,{last}\n")

    closed = Suppression.objects.filter(reason=last).exists()
    assert closed or standing() == {"ann@example.org": "unsubscribed"}


def test_a_reader_keeps_their_own_wishes(publication: Publication, tmp_path: Path) -> None:
    ann = make_reader(publication, "ann", sections=["culture"], paused_until=date(2027, 1, 1))

    load(publication, tmp_path, "email,name,sections,paused_until\nann@example.org,Ann B.,world,\n")

    ann.refresh_from_db()
    assert (ann.name, ann.sections, ann.paused_until) == ("Ann B.", ["culture"], date(2027, 1, 1))


@pytest.mark.parametrize(
    "raw",
    [
        "email,name\nann@example.org,Änn\n".encode(),
        b"\xef\xbb\xbf" + "Email,Name\r\nann@example.org,Änn\r\n".encode(),
        "email,name\nann@example.org,Änn\n".encode("utf-16"),
        b"\xfe\xff" + "email,name\nann@example.org,Änn\n".encode("utf-16-be"),
        "email,name\nann@example.org,Änn\n".encode("utf-16-le"),
        "email,name\nann@example.org,Änn\n".encode("cp1252"),
        "email;name\nann@example.org;Änn\n".encode(),
        "email\tname\nann@example.org\tÄnn\n".encode(),
        "sep=;\nemail;name\nann@example.org;Änn\n".encode(),
        '\ufeffsep=,\r\nname,email\r\n"Änn",ann@example.org\r\n'.encode(),
        "name,E-Mail\rÄnn,ann@example.org".encode(),
        "email,name,\n\n \nann@example.org,Änn,,\n".encode(),
    ],
)
def test_files_are_read_as_people_save_them(publication: Publication, tmp_path: Path, raw: bytes) -> None:
    report = load(publication, tmp_path, raw)

    assert counts(report) == {"new": 1}
    assert Subscriber.objects.values_list("email", "name").get() == ("ann@example.org", "Änn")


def test_a_problem_names_the_line_where_its_row_begins(publication: Publication, tmp_path: Path) -> None:
    text = 'sep=,\nemail,name\nann@example.org,"two\nlines"\n\nwrong,Bea\ncem@example.org,a,b,c\n'

    report = load(publication, tmp_path, text)

    assert [problem.line for problem in report.problems] == [6, 7]


def test_a_quotation_mark_never_closed_is_told_and_the_rows_before_it_come_in(
    publication: Publication, tmp_path: Path
) -> None:
    report = load(
        publication, tmp_path, 'email,name\nann@example.org,Ann\nbea@example.org,"Bea\ncem@example.org,C\n'
    )

    assert counts(report) == {"new": 1, "invalid": 1}
    assert report.problems[0].line == 3
    assert "up to line 4" in report.problems[0].reason


@pytest.mark.parametrize(
    "text",
    ["", "\n", "name,age\nAnn,3\n", "email,shoe size\nann@example.org,39\n", "email,email\n"],
)
def test_a_file_only_half_understood_is_refused(publication: Publication, tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused):
        load(publication, tmp_path, text)


def test_the_plain_format_passes_other_columns_over_when_told_to(
    publication: Publication, tmp_path: Path
) -> None:
    report = load(publication, tmp_path, "email,shoe size\nann@example.org,39\n", format="plain")

    assert counts(report) == {"new": 1}


def test_a_file_that_is_not_there_is_refused(publication: Publication, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        import_file(publication, tmp_path / "none.csv", now=NOW)


def test_a_format_nobody_knows_is_refused(publication: Publication, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="auto, plain"):
        load(publication, tmp_path, "email\n", format="guess")


PIECES = [
    *(
        b"email",
        b"name",
        b"status",
        b"created_at",
        b"sections",
        b"language",
        b"unsubscribed_at",
        b"paused_until",
    ),
    *(
        b"ann@example.org",
        b"=cmd|' /C calc'!A0",
        b"active",
        b"bounced",
        b"2026-02-30",
        b"9999-12-31T23:59:59+14:00",
    ),
    *(
        b",",
        b";",
        b"\t",
        b"|",
        b'"',
        b'""',
        b"\n",
        b"\r",
        b"\r\n",
        b"\x00",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xed\xa0\x80",
    ),
    *(
        b"a@" * 99,
        b" " * 99,
        b"9" * 99,
        "ＡＮＮ＠example.org".encode(),
        b"ann@\xf0\x9f\x98\x80.org",
        b"-",
        b"+1",
    ),
]


class Hostile(TestCase):
    @settings(max_examples=90)
    @given(
        st.one_of(
            st.binary(max_size=300),
            st.text(max_size=300).map(lambda text: f"email\n{text}".encode()),
            st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=40).map(b"".join),
        )
    )
    def test_any_file_at_all_is_refused_or_accounted_for(self, raw: bytes) -> None:
        with TemporaryDirectory() as folder:
            try:
                report = load(make_publication(), Path(folder), raw)
            except Refused:
                return

        assert report.rows == sum(getattr(report, name) for name in COUNTS)
