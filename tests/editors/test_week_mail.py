"""Editors are mailed what becomes of an edition, each step once, and only what they chose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from roundup.editions.deadlines import meet_deadline
from roundup.editions.ending import skip_edition
from roundup.editions.lifecycle import hold_edition, schedule_edition
from roundup.editions.models import Edition
from roundup.editors import week_mail
from roundup.editors.choices import MailKind, choose_mail_kinds, mail_kinds_of
from roundup.editors.models import EditorMail
from roundup.editors.week_mail import REMINDERS, tell_of_the_week
from roundup.newsroom.tasks import write_to_editors
from roundup.publications.alarms import raise_alarm
from roundup.publications.models import Publication
from tests.making import NOW, approved, make_edition, make_publication
from tests.newsroom.mailings import begin, go
from tests.sending.post import Post

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SEND = datetime(2026, 11, 20, 6, tzinfo=UTC)
HOUR_BEFORE = SEND - HOUR
# In Berlin, where this publication is, the draft is made at 14:00 and leaves at 7:00.
MADE = datetime(2026, 11, 19, 13, tzinfo=UTC)
READY = MADE + MINUTE


@pytest.fixture
def edition(publication: Publication) -> Edition:
    edition = make_edition(publication)
    Edition.objects.filter(pk=edition.pk).update(assembled_at=MADE)
    edition.refresh_from_db()
    return edition


def told(now: datetime, to: str = "ana@quay.example.org") -> list[str]:
    """Return the subjects of the mails that are new at this moment."""
    before = set(EditorMail.objects.values_list("pk", flat=True))
    tell_of_the_week(now)
    fresh = EditorMail.objects.exclude(pk__in=before).filter(to=to)
    return list(fresh.order_by("pk").values_list("subject", flat=True))


def words(mail: EditorMail) -> str:
    return " ".join(mail.text.split())


def test_a_draft_is_told_once_when_its_hour_has_come(edition: Edition, editor: User, admin: User) -> None:
    assert told(MADE - MINUTE) == []
    assert told(READY) == [f"Draft of No. {edition.number} is ready: {edition.subject}"]
    assert told(READY + MINUTE) == []
    assert EditorMail.objects.count() == 2
    mail = EditorMail.objects.get(to=editor.email)
    for story in edition.stories.all():
        assert story.headline in mail.text
    assert (
        "goes out on Friday 20 November 2026, 07:00 (Europe/Berlin), once somebody has approved it"
        in words(mail)
    )
    assert f"/newsroom/editions/{edition.pk}/" in mail.text


def test_the_mail_about_a_draft_says_what_is_wrong_with_its_proof(edition: Edition, editor: User) -> None:
    edition.stories.update(headline="")
    tell_of_the_week(READY)

    assert "Its proof has an error:" in EditorMail.objects.get().text


def test_a_draft_without_stories_is_told_with_the_reason_why_it_has_no_proof(
    edition: Edition, editor: User
) -> None:
    edition.stories.all().delete()
    tell_of_the_week(READY)

    assert "This edition has no stories: bring some in, or skip it." in words(EditorMail.objects.get())


def test_alarms_are_mailed_whatever_is_wrong_with_an_edition(
    edition: Edition, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(now: datetime) -> None:
        raise RuntimeError("No letter can be drawn.")

    monkeypatch.setattr(week_mail, "tell_of_the_week", broken)
    raise_alarm(edition.publication, "source:1", "The feed gives nothing.", NOW - MINUTE)
    write_to_editors()

    mail = EditorMail.objects.get()
    assert (mail.subject, mail.status) == ("The Quay: The feed gives nothing", EditorMail.Status.ACCEPTED)


def test_what_goes_out_by_itself_is_told_so_and_nobody_is_reminded(edition: Edition, editor: User) -> None:
    Publication.objects.update(at_deadline="send")

    assert len(told(READY)) == 1
    assert "even if nobody approves it" in words(EditorMail.objects.get())
    assert told(HOUR_BEFORE) == []


def test_reminders_come_nearer_to_the_hour_and_end_with_an_approval(edition: Edition, editor: User) -> None:
    told(READY)
    # The draft is made seventeen hours before: a reminder of the day before would be older than it.
    found = [told(edition.send_at - ahead) for ahead in REMINDERS]

    assert [len(each) for each in found] == [0, 1, 1]
    assert [each[0] for each in found[1:]] == [
        f"The Quay: Not approved, and due within {hours}: No. {edition.number}"
        for hours in ("3 hours", "1 hour")
    ]
    assert "last reminder" in EditorMail.objects.latest("pk").text
    assert told(edition.send_at - 30 * MINUTE) == []
    assert told(edition.send_at + MINUTE) == [], "From now on it is an alarm."


@pytest.mark.parametrize("how", ["approved", "held"])
def test_nobody_is_reminded_of_what_is_approved_or_held(how: str, edition: Edition, editor: User) -> None:
    told(READY)
    if how == "approved":
        approved(edition, READY)
    else:
        hold_edition(edition, "Wait.", READY)

    assert told(HOUR_BEFORE) == []


def test_another_hour_has_reminders_of_its_own(edition: Edition, editor: User) -> None:
    told(READY)
    assert len(told(HOUR_BEFORE)) == 1
    schedule_edition(edition, SEND + 6 * HOUR, HOUR_BEFORE)

    assert told(SEND) == []
    assert len(told(SEND + 3 * HOUR)) == 1


def test_an_edition_that_has_gone_out_is_told_with_its_account(edition: Edition, editor: User) -> None:
    begin(edition)
    go(Post())
    mailing = edition.mailing
    mailing.refresh_from_db()

    assert told(mailing.finished_at + MINUTE) == [f"No. {edition.number} has gone out: {edition.subject}"]
    assert "The mailer took 3 copies." in words(EditorMail.objects.get())
    assert told(mailing.finished_at + 2 * MINUTE) == []


def test_a_worker_that_was_away_for_a_day_tells_no_old_news(edition: Edition, editor: User) -> None:
    Edition.objects.update(send_at=SEND + timedelta(days=3))

    assert told(READY + timedelta(days=1)) == []


def test_each_editor_is_mailed_what_they_chose(edition: Edition, editor: User, admin: User) -> None:
    choose_mail_kinds(editor, ["reminders"])
    choose_mail_kinds(admin, [MailKind.DRAFTS, MailKind.ALARMS])
    told(READY)
    told(HOUR_BEFORE)

    assert [(mail.to, mail.key.partition(":")[0]) for mail in EditorMail.objects.order_by("pk")] == [
        (admin.email, "draft"),
        (editor.email, "reminder"),
    ]
    assert mail_kinds_of(editor) == {MailKind.REMINDERS}


def test_an_editor_chooses_on_the_page_of_the_account(editor: User) -> None:
    client = Client()
    client.force_login(editor)
    assert client.get("/newsroom/account/").content.decode().count(" checked") == 4
    answer = client.post("/newsroom/account/mails/", {"mail_kinds": ["alarms", "nonsense"]})

    assert answer.status_code == 302
    assert mail_kinds_of(editor) == {MailKind.ALARMS}
    assert client.get("/newsroom/account/").content.decode().count(" checked") == 1


def test_editors_of_two_publications_hear_of_both(edition: Edition, editor: User) -> None:
    other = make_publication(name="The Mole", slug="mole", timezone="Europe/Berlin")
    Edition.objects.filter(pk=make_edition(other).pk).update(assembled_at=MADE)

    assert len(told(READY)) == 2


def test_what_was_skipped_by_itself_is_told_once_with_the_way_back(edition: Edition, editor: User) -> None:
    Publication.objects.update(at_deadline="skip")
    told(READY)
    assert "is skipped otherwise" in words(EditorMail.objects.get())
    meet_deadline(Edition.objects.get(), SEND)

    assert told(SEND + MINUTE) == [f"No. {edition.number} was skipped: {edition.subject}"]
    assert told(SEND + 2 * MINUTE) == []
    assert "nobody had approved it by its hour" in words(EditorMail.objects.latest("pk"))
    assert "take it up again" in words(EditorMail.objects.latest("pk"))


def test_what_a_person_skipped_is_not_mailed(edition: Edition, editor: User) -> None:
    skip_edition(edition, READY)

    assert told(READY + MINUTE) == []


@pytest.mark.parametrize("why", ["thin", "faulty"])
def test_what_does_not_go_out_by_itself_is_reminded_of(why: str, edition: Edition, editor: User) -> None:
    Publication.objects.update(at_deadline="send", least_stories=10 if why == "thin" else 1)
    if why == "faulty":
        edition.stories.update(headline="")

    assert len(told(HOUR_BEFORE)) == 1


def test_the_mail_about_a_draft_shows_its_picture_and_leads_to_its_proof(
    edition: Edition, editor: User
) -> None:
    told(READY)

    mail = EditorMail.objects.get()
    lead = edition.stories.get(place="lead")
    assert f'src="{lead.image["url"]}"' in mail.html
    assert f"/newsroom/editions/{edition.pk}/proof/" in mail.text
    assert "things to look at" in words(mail)


def test_the_mail_about_a_draft_without_pictures_and_faults_says_so(edition: Edition, editor: User) -> None:
    edition.stories.update(image=None)
    told(READY)

    mail = EditorMail.objects.get()
    assert "The checks found nothing to fix." in words(mail)
    assert 'src="https://quay.example.org' not in mail.html
