"""Every word of the mail to editors, and of what is told in alarms, comes from the catalogue.

What an editor wrote is Greek here: any Latin word outside of the brackets is one of ours.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from roundup.config.processes import lookout
from roundup.config.processes.crashes import Falls
from roundup.editors import editor_mail, passwords
from roundup.editors.accounts import ADMIN, EDITOR
from roundup.editors.alarm_words import alarm_mail_of
from roundup.editors.models import EditorMail
from roundup.newsroom.looks import contrasts_of
from roundup.publications.alarms import raise_alarm
from roundup.publications.models import Alarm, Publication
from roundup.subscribers.followers import followers_of, told_of_removal
from tests.making import NOW, make_publication
from tests.newsroom.brackets import untold

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("speaks_brackets")]


@pytest.fixture
def publication(db: None) -> Publication:
    return make_publication(name="Η Προβλήτα", postal_address="Οδός Νερού")


def leaks_in(text: str) -> list[str]:
    return untold(f"<p>{text}</p>")


def test_alarms_of_the_lookout(monkeypatch: pytest.MonkeyPatch) -> None:
    falls = Falls()
    for _ in range(3):
        falls.note("βοηθός", "έπεσε", 5, NOW)
    for now in (NOW, NOW + timedelta(seconds=20)):
        for told in (falls.fall("βοηθός", "γη", now), falls.loop("βοηθός", "γη", now)):
            assert told
            assert leaks_in(told) == []
    monkeypatch.setattr(lookout, "free", lambda: 0)
    assert leaks_in(lookout.full("γη")) == []


def test_the_mail_to_editors(publication: Publication, editor: User) -> None:
    passwords.invite("new@quay.example.org", EDITOR, NOW)
    passwords.invite("boss@quay.example.org", ADMIN, NOW)
    passwords.ask(editor.username, "net", NOW)
    passwords.answer_askings(NOW)

    mails = list(EditorMail.objects.all())
    assert len(mails) == 3
    for mail in mails:
        assert leaks_in(mail.subject) == []
        assert untold(mail.html) == []


def test_the_mail_about_alarms(publication: Publication) -> None:
    for number in range(25):
        raise_alarm(publication, f"source:{number}", f"Τίποτα {number}.", NOW)
    alarms = list(Alarm.objects.all())
    for told, over in ((alarms, alarms[:2]), (alarms[:1], alarms[:1])):
        mail = alarm_mail_of(told, over)
        assert leaks_in(mail.subject) == []
        # Each short message has this line, readers' and editors', from the readers' catalogue.
        assert [left for left in untold(mail.html) if "If the button does not work" not in left] == []


def test_a_trial_of_the_mail_to_editors(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor_mail, "send_due", lambda now: 0)
    mail = editor_mail.send_test("ana@quay.example.org")

    assert leaks_in(mail.subject) == leaks_in(mail.text) == []


def test_what_becomes_of_followers_and_colours(publication: Publication) -> None:
    publication.sections.update(name="Κόσμος")
    world, culture = publication.sections.all()
    followed = {frozenset({"world"}): 1, frozenset({"world", "culture"}): 4}

    for words in followers_of(followed, {"world", "culture"}).values():
        assert leaks_in(words) == []
    assert leaks_in(told_of_removal([world], followed, {"culture"})) == []
    assert leaks_in(told_of_removal([world, culture], followed, set())) == []
    publication.brand = {"accent": "#ffffff", "accent_dark": "#000000"}
    for contrast in contrasts_of(publication):
        assert leaks_in(re.sub("#[0-9a-f]+", "", contrast.words)) == []
