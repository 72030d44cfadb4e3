"""A week of a magazine whose pages change their mind between the approval and the hour.

Sources are read over HTTP, drafts made by the clock, and letters lie in the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client

from roundup.articles.models import Source
from roundup.articles.tasks import fetch_due
from roundup.editions.lifecycle import approve_edition
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.editors.accounts import EDITOR, add_user
from roundup.editors.choices import MailKind, choose_mail_kinds
from roundup.newsroom.tasks import write_to_editors
from roundup.publications.models import Alarm, Publication
from tests.e2e.letters import Letters, html_of, text_of
from tests.e2e.weeks import Weeks, frozen
from tests.editions.changing_magazine import STORIES, ChangingMagazine, open_magazine
from tests.making import FRIDAY, THURSDAY, make_publication, make_reader
from tests.newsroom.pages import hidden, text

LOOK: Final = FRIDAY - timedelta(minutes=4)
Sent = dict[str, set[int]]
# Ada follows everything, Bo the section of story 2 only, and Cleo that of story 1.
READERS: Final = {"ada": [], "bo": ["culture"], "cleo": ["world"]}
ALL: Final[Sent] = {"ada": {1, 2}, "bo": {2}, "cleo": {1}}
WITHOUT: Final[Sent] = {"ada": {1}, "cleo": {1}}
NOBODY: Final[Sent] = {}


@dataclass
class LookingWeek:
    """One or several publications that tell two stories of the same magazine; the second one changes."""

    magazine: ChangingMagazine
    weeks: Weeks
    letters: Letters
    editor: User
    shut_server: Callable[[], None]
    letters_read: list[str] = field(default_factory=list)
    alarm_mails: list[str] = field(default_factory=list)

    @property
    def desk(self) -> Client:
        client = Client()
        client.force_login(self.editor)
        return client

    def add(self, slug: str = "quay", **fields: Any) -> Publication:
        usual = {"slug": slug, "name": slug, "last_looks": "60, 5", "least_stories": 1}
        publication = make_publication(**usual | fields)
        for name, sections in READERS.items():
            make_reader(publication, f"{name}.{slug}", sections=sections)
        feed = self.magazine.web.url("/feed")
        Source.objects.create(publication=publication, url=feed, fills_from_page=False)
        return publication

    def draft(self, slug: str = "quay", **fields: Any) -> Edition:
        """Return the draft that the clock makes on Thursday."""
        publication = self.add(slug, **fields)
        self.at(THURSDAY)
        return Edition.objects.get(publication=publication)

    def approve(self, edition: Edition, *, may_drop: bool = False) -> None:
        edition.refresh_from_db()
        seen = proof_of(edition)
        assert not seen.errors
        assert edition.stories.count() == STORIES
        approve_edition(edition, seen.hash, self.editor, self.weeks.now, may_drop=may_drop)

    def press(self, edition: Edition, act: str, on: str = "", **fields: str) -> None:
        """Press the button of the newsroom that does this, on the edition's page or on one of its own."""
        page = f"/newsroom/editions/{edition.pk}/"
        shown = hidden(self.desk, page + on, page + act)
        assert self.desk.post(page + act, shown | fields).status_code == 302
        edition.refresh_from_db()

    def page_of(self, edition: Edition) -> str:
        return text(self.desk.get(f"/newsroom/editions/{edition.pk}/"))

    def at(self, moment: datetime) -> None:
        """Let this moment come, with its beat."""
        self.weeks.move_to(moment)
        self.weeks.beat()

    def mailed(self) -> dict[str, Sent]:
        """Return who got which stories since it was asked last, by publication."""
        sent: dict[str, Sent] = {}
        for name, letter in self.letters.new().items():
            said = " ".join(f"{letter['Subject']} {text_of(letter)} {html_of(letter)}".split())
            reader_, _, slug = name.partition(".")
            (self.letters_read if slug else self.alarm_mails).append(said)
            if slug:
                sent.setdefault(slug, {})[reader_] = {n for n in (1, 2) if f"Story {n} of" in said}
        return sent


def alarms(edition: Edition) -> list[str]:
    """Return what the alarms about an edition said, also those that are over."""
    said = Alarm.objects.filter(about__startswith=f"edition:{edition.pk}:").order_by("pk")
    return [alarm.message for alarm in said]


def history(edition: Edition) -> str:
    return "\n".join(edition.history.values_list("what", flat=True))


def state(edition: Edition) -> str:
    edition.refresh_from_db()
    return "held" if edition.held_at else edition.status


@contextmanager
def looking_week(settings: LazySettings) -> Iterator[LookingWeek]:
    """Begin on Thursday, shortly before the draft is made."""
    settings.FETCH_ALLOW = ["127.0.0.0/8"]
    first, last = [fetch_due], [write_to_editors]
    with (
        ExitStack() as doors,
        frozen(THURSDAY - timedelta(minutes=1), first, last) as weeks,
    ):
        magazine = doors.enter_context(open_magazine())
        magazine.sections = {2: "Culture"}
        magazine.print_feed()
        ana = add_user("ana@quay.example.org", EDITOR, "low tide at nine")
        choose_mail_kinds(ana, [MailKind.ALARMS])
        yield LookingWeek(magazine, weeks, Letters(settings.DATA), ana, doors.close)
