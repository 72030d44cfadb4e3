"""What any column of any file says against mailing somebody counts, and no flag outweighs it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.core.errors import Refused
from roundup.publications.models import Publication
from roundup.subscribers.importers.row_standing import said_by_filename
from roundup.subscribers.models import Subscriber
from tests.corpus import corpus_dir
from tests.making import NOW, make_publication, make_reader
from tests.subscribers.importing import load, state

pytestmark = pytest.mark.one_database
WHEN = "2025-02-03 04:05:06"
# A head, a cell, and where it leaves the reader.
CLOSING = [
    ("unsubscribed_at", WHEN, "unsubscribed"),
    ("UNSUB_TIME", WHEN, "unsubscribed"),
    ("UNSUB_REASON", "NORMAL", "unsubscribed"),
    ("UNSUB_REASON", "SPAM", "suppressed:complained"),
    ("UNSUB_CAMPAIGN_ID", "12", "unsubscribed"),
    ("unsubscribed", "2", "unsubscribed"),
    ("unsubscription_date", WHEN, "unsubscribed"),
    ("isUnsubscribed", "true", "unsubscribed"),
    ("Unsubscribed from all email", "Yes", "unsubscribed"),
    ("optout_date", WHEN, "unsubscribed"),
    ("Email Opt Out", "1", "unsubscribed"),
    ("HasOptedOutOfEmail", "TRUE", "unsubscribed"),
    ("email_disabled", "true", "unsubscribed"),
    ("deleted_at", WHEN, "unsubscribed"),
    ("cancelled_at", WHEN, "unsubscribed"),
    ("CLEAN_TIME", WHEN, "suppressed:bounced"),
    ("CLEAN_CAMPAIGN_TITLE", "May", "suppressed:bounced"),
    ("bounced", "yes", "suppressed:bounced"),
    ("hard_bounced_at", WHEN, "suppressed:bounced"),
    ("undeliverability_date", WHEN, "suppressed:bounced"),
    ("spam_complaint", "1", "suppressed:complained"),
    ("IsSpamComplaining", "true", "suppressed:complained"),
    ("doNotEmail", "true", "suppressed:by-editor"),
    ("Do not contact", "x", "suppressed:by-editor"),
    ("IsExcludedFromCampaigns", "true", "suppressed:by-editor"),
    ("blocklisted", "1", "suppressed:by-editor"),
    ("suppressed", "complained", "suppressed:complained"),
    ("suppressed", "anything", "suppressed:by-editor"),
    ("Abgemeldet am", "03.02.2025", "unsubscribed"),
    ("Gesperrt", "ja", "suppressed:by-editor"),
    ("Date de désinscription", "03/02/2025", "unsubscribed"),
    ("Désabonné", "oui", "unsubscribed"),
    ("Fecha de baja", "3/2/2025", "unsubscribed"),
    ("Descadastrado em", WHEN, "unsubscribed"),
    ("إلغاء الاشتراك", "نعم", "unsubscribed"),
    ("subscribed_to_emails", "false", "unsubscribed"),
    ("subscribed", "No", "unsubscribed"),
    ("Accepts Email Marketing", "no", "unsubscribed"),
    ("active", "0", "unsubscribed"),
    ("newsletter", "nein", "unsubscribed"),
    ("status", "Unsubscribed", "unsubscribed"),
    ("status", "0", "unsubscribed"),
    ("status", "disabled", "unsubscribed"),
    ("status", "blocklisted", "suppressed:by-editor"),
    ("status", "Hard bounce", "suppressed:bounced"),
    ("status", "5.1.1", "suppressed:bounced"),
    ("status", "invalid", "suppressed:invalid"),
    ("Status", "Désabonné(e)", "unsubscribed"),
    ("Statut", "désinscrit", "unsubscribed"),
    ("Status", "abgemeldet", "unsubscribed"),
    ("Estado", "dado de baja", "unsubscribed"),
    ("Subscription Status", "cancelled", "unsubscribed"),
    ("state", "complained", "suppressed:complained"),
    ("state", "inactive", "unsubscribed"),
    ("email_status", "bounced", "suppressed:bounced"),
    ("subscriber_type", "removed", "suppressed:by-editor"),
    ("type", "undeliverable", "suppressed:bounced"),
    ("date_left", WHEN, "unsubscribed"),
    ("Kündigungsdatum", "03.02.2025", "unsubscribed"),
    ("deactivated_at", WHEN, "unsubscribed"),
    ("newsletter_opt_in", "false", "unsubscribed"),
    ("canReceiveEmails", "no", "unsubscribed"),
    ("subscription", "cancelled", "unsubscribed"),
    ("lists", "Main (unsubscribed)", "unsubscribed"),
    ("Stop Time", WHEN, "unsubscribed"),
    ("Email Marketing: Status", "NOT_SUBSCRIBED", "unsubscribed"),
    ("Email subscriber status", "Unsubscribed", "unsubscribed"),
    ("Tags", "weekly, unsubscribed", "unsubscribed"),
    ("Anything", "Do not mail", "suppressed:by-editor"),
    ("", "unsubscribed", "unsubscribed"),
]
# Cells of such columns that say nothing against anybody.
OPEN = [
    *[("unsubscribed_at", cell) for cell in ("", "0", "false", "NULL", r"\N", "-", "n/a", "None", "never")],
    *[("deleted_at", cell) for cell in ("0000-00-00 00:00:00", "0001-01-01T00:00:00Z", "0.0")],
    ("email_disabled", "FALSE"),
    ("unsubscribe_state", "subscribed"),
    ("bounce_rate", "0.25"),
    ("soft_bounces", "2"),
    ("sms_unsubscribed_at", WHEN),
    ("subscribed_lists", "Main"),
    ("valid_until", "2027-01-01"),
    ("unsubscribe_url", "https://lists.example.org/u/1"),
    ("unsubscribe_token", "abc"),
    ("subscribed_to_emails", "true"),
    ("subscribed", "2024-01-02 03:04:05"),
    ("newsletter", "The Weekly"),
    ("active_subscription", "false"),
    ("stripe_status", "canceled"),
    ("marital status", "single"),
    ("status", "enabled"),
    ("status", "1"),
    ("status", "Abonniert"),
    ("state", "active"),
    ("type", "premium"),
    ("Tags", "bounce house, spam musubi"),
    ("name", "Deleted Scenes"),
]


@pytest.mark.parametrize(("head", "cell", "left"), CLOSING)
@pytest.mark.parametrize("format", ["auto", "plain"])
@pytest.mark.parametrize("known", [False, True])
def test_a_column_that_speaks_of_leaving_closes(
    publication: Publication, tmp_path: Path, head: str, cell: str, left: str, format: str, known: bool
) -> None:
    if known:
        make_reader(publication, "ann")
    other = "status" if head.lower() not in ("status", "") else "confirmed_at"
    text = f'email,"{head}",{other}\nann@example.org,"{cell}",{"active" if other == "status" else WHEN}\n'

    load(publication, tmp_path, text, format=format)

    assert state("ann") == left


@pytest.mark.parametrize(("head", "cell"), OPEN)
def test_a_column_that_says_nothing_against_it_closes_nobody(
    publication: Publication, tmp_path: Path, head: str, cell: str
) -> None:
    report = load(publication, tmp_path, f'email,"{head}"\nann@example.org,"{cell}"\n', format="plain")

    assert state("ann") == "active"
    assert not report.problems


def test_a_place_is_not_a_status(publication: Publication, tmp_path: Path) -> None:
    load(publication, tmp_path, "email,city,state\nann@example.org,Lincoln,NE\n", format="plain")

    assert state("ann") == "active"


@pytest.mark.parametrize(
    ("filename", "left"),
    [
        ("unsubscribed_members_export_1a2b.csv", "unsubscribed"),
        ("UnsubscribedMembers.csv", "unsubscribed"),
        ("cleaned_members_export_1a2b.csv", "unsubscribed"),
        ("suppression_unsubscribes.csv", "unsubscribed"),
        ("suppression_bounces.csv", "suppressed:bounced"),
        ("suppression_spam_reports.csv", "suppressed:complained"),
        ("suppression_invalid_emails.csv", "suppressed:invalid"),
        ("2025-suppression-list.csv", "suppressed:by-editor"),
        ("Désabonnés.csv", "unsubscribed"),
        ("nonsubscribed_members_export.csv", "pending"),
        ("all_but_unsubscribed.csv", "active"),
        ("all_unsubscribed.csv", "unsubscribed"),
        ("unsubscribed and bounced.csv", "suppressed:bounced"),
        ("unsubscribes_after_2023.csv", "unsubscribed"),
        ("readers-without-bounces.csv", "active"),
        ("readers_cleaned.csv", "active"),
    ],
)
def test_the_name_of_a_file_counts(
    publication: Publication, tmp_path: Path, filename: str, left: str
) -> None:
    report = load(publication, tmp_path, "email,name\nann@example.org,Ann\n", filename=filename)

    assert state("ann") == left
    assert bool(report.problems) is (left != "active")


def test_a_file_name_that_says_nothing_does_not_count() -> None:
    assert said_by_filename("subscribed_members_export.csv") is None


@pytest.mark.corpus
def test_exports_of_other_products_bring_nobody_back(publication: Publication, tmp_path: Path) -> None:
    folder = corpus_dir()
    if folder is None:
        pytest.skip("the corpus is not here")
    for path in sorted((folder / "subscribers").rglob("*.csv")):
        for format in ("auto", "plain"):
            try:
                load(publication, tmp_path, path.read_bytes(), filename=path.name, format=format)
            except Refused:
                continue

    active = set(Subscriber.objects.filter(status="active").values_list("email_key", flat=True))
    gone = {f"u{number}@example.com" for number in range(1, 6)} | {
        *["unsublit@example.com", "dolor@example.com", "simet@example.com", "amett@example.com"],
        *["test@example.com", "member+nl_b@example.com", "maguirec086@comm.ca", "nottimferris@gmail.com"],
    }
    assert not active & gone
    assert {"s1@example.com", "lorem@example.com", "maja@gmail.com", "herroooo@substack.com"} <= active


def spelled(head: str) -> st.SearchStrategy[str]:
    """Return spellings of a head that mean the same."""
    plain = head.replace(" ", "_")
    return st.sampled_from([head, head.upper(), plain.lower(), f" {head}\u00a0", plain.replace("_", "-")])


closing = st.sampled_from(CLOSING).flatmap(lambda each: st.tuples(spelled(each[0]), st.just(each[1])))
harmless = st.sampled_from(
    [("name", "Ann"), ("confirmed at", WHEN), ("notes", "ok"), ("created_at", WHEN), ("tier", "free")]
)


class Revival(TestCase):
    @settings(max_examples=150, deadline=None)
    @given(
        closing,
        st.lists(harmless, unique_by=lambda each: each[0]),
        st.sampled_from(["auto", "plain"]),
        st.sampled_from([None, "active", "pending", "unsubscribed"]),
        st.sampled_from(["", "active", "subscribed", "1"]),
        st.randoms(use_true_random=False),
        st.sampled_from([",", ";", "\t"]),
    )
    def test_who_left_by_any_column_is_made_active_by_no_import(
        self, left, others, format, known, again, shuffle, separator
    ) -> None:  # type: ignore[no-untyped-def]
        publication = make_publication()
        if known:
            make_reader(publication, "ann", status=known, confirmed_at=NOW if known == "active" else None)
        columns = [("email", "ann@example.org"), left, *others]
        shuffle.shuffle(columns)
        heads, cells = zip(*columns, strict=True)
        row = separator.join(f'"{cell}"' for cell in cells)
        text = separator.join(f'"{head}"' for head in heads) + f"\n{row}\n"
        later = f"email,status\nann@example.org,{again}\n" if again else "email\nann@example.org\n"

        with TemporaryDirectory() as folder:
            try:
                load(publication, Path(folder), text, format=format)
            except Refused:
                return  # It changed nothing, and said so.
            assert state("ann") not in ("active", "pending", "absent")
            load(publication, Path(folder), later, format=format)

        assert state("ann") not in ("active", "pending", "absent")
