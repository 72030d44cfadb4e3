"""What people do in the year, each by the button that they would press."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.contrib.messages import get_messages
from django.test import Client

from roundup.articles.models import Source
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.editors.accounts import ADMIN, add_user
from roundup.publications.alarm_kinds import kind_of_alarm
from roundup.publications.models import Alarm
from roundup.sending.models import Batch
from roundup.sending.safety import fence
from tests.newsroom.pages import tree
from tests.year.faults import Faults
from tests.year.magazine import Magazine
from tests.year.observer import Observer
from tests.year.shapes import ZONE, Act, moment

ANA: Final = "ana@quay.example.org"


class RefusedAct(AssertionError):
    """The newsroom did not do what a person asked for."""


class People:
    """The editor at her desk, who is an admin, too."""

    def __init__(self, magazine: Magazine, observer: Observer, faults: Faults) -> None:
        self._magazine, self._observer, self._faults = magazine, observer, faults
        self._user = add_user(ANA, ADMIN, "low tide at nine")

    def do(self, act: Act, week: int) -> None:
        """Do what a row says. Raises RefusedAct if the newsroom refuses."""
        if act.does in _IN_THE_CALENDAR:
            _IN_THE_CALENDAR[act.does](self, act, week)
        elif act.does in _ELSEWHERE:
            _ELSEWHERE[act.does](self, act)
        else:
            _ON_THE_EDITION[act.does](self, self._observer.edition_of(week), act)

    def _approve(self, edition: Edition, _: Act) -> None:
        edition = Edition.objects.get(pk=edition.pk)
        proof = proof_of(edition)
        why = {"override": "Looked at it: it is right."} if proof.errors else {}
        self._press(edition, "approve/", hash=proof.hash, **why)
        self._expect(edition, "approved", "mailed")

    def _change(self, edition: Edition, _: Act) -> None:
        self._press(edition, "words/", note="Good morning from the quay.")
        self._expect(edition, "draft")

    def _drop_and_approve(self, edition: Edition, act: Act) -> None:
        for pk in self._to_drop(edition):
            self._press(edition, f"stories/{pk}/drop/")
        self._approve(edition, act)

    def _to_drop(self, edition: Edition) -> list[int]:
        changed = self._faults.changed_article
        stories = (
            edition.stories.filter(article=changed) if changed else edition.stories.order_by("-position")
        )
        return list(stories.values_list("pk", flat=True)[:1])

    def _take_correction_and_approve(self, edition: Edition, act: Act) -> None:
        story = edition.stories.get(article=self._faults.changed_article)
        self._press(edition, f"stories/{story.pk}/correction/take/")
        self._approve(edition, act)

    def _resume(self, edition: Edition, _: Act) -> None:
        self._press(edition, "resume/", hash=proof_of(edition).hash if not edition.is_on_its_way else "")
        edition.refresh_from_db()
        if edition.held_at:
            raise RefusedAct("It is still held.")

    def _hold(self, edition: Edition, _: Act) -> None:
        self._press(edition, "hold/", reason="Wait for me.")

    def _cancel(self, edition: Edition, _: Act) -> None:
        self._press(edition, "cancel/")
        self._expect(edition, "cancelled")

    def _skip(self, edition: Edition, _: Act) -> None:
        self._press(edition, "skip/")
        self._expect(edition, "skipped")

    def _take_up(self, edition: Edition, _: Act) -> None:
        self._press(edition, "take-up/")
        self._expect(edition, "draft")

    def _move(self, edition: Edition, act: Act) -> None:
        hour = moment(self._week_of(edition), act.what).astimezone(ZONE)
        self._press(edition, "schedule/", send_at=f"{hour:%Y-%m-%dT%H:%M}")

    def _settle_accepted(self, edition: Edition, _: Act) -> None:
        for batch in Batch.objects.filter(mailing__edition=edition, state=Batch.State.UNCERTAIN):
            self._press(edition, f"batches/{batch.seq}/accepted/")

    def _skip_date(self, act: Act, week: int) -> None:
        self._post("/newsroom/publications/quay/calendar/skip/", day=_day(week, act.what))

    def _pause(self, act: Act, week: int) -> None:
        first, last = (_day(week, part) for part in act.what.split(" to "))
        self._post("/newsroom/publications/quay/calendar/pause/", first=first, last=last)

    def _dismiss(self, act: Act) -> None:
        for alarm in Alarm.objects.filter(cleared_at=None, dismissed_at=None):
            if kind_of_alarm(alarm.about).pattern == act.what:
                self._post(f"/newsroom/alarms/{alarm.pk}/dismiss/")

    def _mend_key(self, _: Act) -> None:
        self._faults.mend_key()

    def _accept_restore(self, _: Act) -> None:
        from django.utils import timezone

        fence.lift(timezone.now())

    def _replace_source(self, act: Act) -> None:
        source = Source.objects.get(url=self._magazine.address(act.what))
        self._post(f"/newsroom/sources/{source.pk}/remove/")
        self._post(
            "/newsroom/publications/quay/sources/add/", url=self._magazine.address(act.what, moved=True)
        )

    def _press(self, edition: Edition, path: str, **form: str) -> None:
        """Press a button of the edition's page, with what its form holds, and `form` typed into it."""
        page = f"/newsroom/editions/{edition.pk}/"
        held = fields_of(self._desk.get(page), page + path) or fields_of(
            self._desk.get(page + path), page + path
        )
        self._post(page + path, **held | form)

    def _post(self, path: str, **form: str) -> None:
        answer = self._desk.post(path, form)
        self.said = [str(one) for one in get_messages(answer.wsgi_request)]
        if answer.status_code >= 400:
            raise RefusedAct(f"{path} answered {answer.status_code}: {self.said}")

    @property
    def _desk(self) -> Client:
        desk = Client()
        desk.force_login(self._user)
        return desk

    def _expect(self, edition: Edition, *states: str) -> None:
        edition.refresh_from_db()
        if edition.status not in states:
            raise RefusedAct(f"It is {edition.status}: {' '.join(self.said)}")

    def _week_of(self, edition: Edition) -> int:
        return self._observer.editions[edition.pk].week


def fields_of(page: Any, action: str) -> dict[str, str]:
    """Return what the form with this action holds; nothing if the page has no such form."""
    if page.status_code != 200:
        return {}
    forms = tree(page).xpath("//form[@action=$action or @hx-post=$action]", action=action)
    inputs = forms[0].xpath(".//input[@name] | .//textarea[@name]") if forms else []
    return {one.name: one.value or "" for one in inputs if one.name != "csrfmiddlewaretoken"}


def _day(week: int, said: str) -> str:
    return (moment(week, f"{said} 00:00") + timedelta(0)).date().isoformat()


_IN_THE_CALENDAR: Mapping[str, Callable[[People, Act, int], None]] = {
    "skip-date": People._skip_date,
    "pause": People._pause,
}
_ELSEWHERE: Mapping[str, Callable[[People, Act], None]] = {
    "dismiss": People._dismiss,
    "mend-key": People._mend_key,
    "accept-restore": People._accept_restore,
    "replace-source": People._replace_source,
}
_ON_THE_EDITION: Mapping[str, Callable[[People, Edition, Act], Any]] = {
    "approve": People._approve,
    "change": People._change,
    "drop-story-and-approve": People._drop_and_approve,
    "take-correction-and-approve": People._take_correction_and_approve,
    "resume": People._resume,
    "hold": People._hold,
    "cancel": People._cancel,
    "skip": People._skip,
    "take-up": People._take_up,
    "move": People._move,
    "settle-accepted": People._settle_accepted,
}
