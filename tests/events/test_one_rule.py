"""Whatever befell readers, all who decide about their mail say the same of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import time_machine
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.core.errors import Refused
from roundup.core.preferences import Preferences, fitting_preferences
from roundup.core.suppression import SuppressionReason
from roundup.editions.composing import stories_of
from roundup.editions.models import Edition
from roundup.events import provider_clearings
from roundup.events.dropped_copies import count_dropped, redrive_dropped
from roundup.events.suppression_lists import read_lists
from roundup.publications.models import Publication, Section
from roundup.sending.audience import forecast_audience, occasion_of, posting_of
from roundup.sending.models import Delivery, Mailing
from roundup.subscribers import subscriptions
from roundup.subscribers.audience import current_candidates
from roundup.subscribers.eligibility import ANY, Occasion, WhyNot
from roundup.subscribers.importers import import_file
from roundup.subscribers.links import reader_links
from roundup.subscribers.models import Confirmation, Subscriber
from tests.events.mailed import report
from tests.events.preference_meanings import WRITERS, make_told_edition
from tests.events.test_suppression_lists import Lists
from tests.making import FRIDAY, approved, make_publication, make_readers, sign_up
from tests.sending.post import Post
from tests.sending.steps import prepare, send_all

MINUTE = timedelta(minutes=1)
NAMES = ("ann", "bea", "cem")
KEYS = ("world", "culture", "sport")
# The edition tells nothing of Sport.
SPORT = Preferences(frozenset({"sport"}))
AWAY = Preferences(paused_until=FRIDAY.date() + timedelta(days=1))
SPAM = {"event": "spamreport"}
BOUNCE = {"event": "bounce", "type": "bounce", "status": "5.1.1"}
FULL = {
    "event": "bounce",
    "type": "bounce",
    "status": "5.0.0",
    "bounce_classification": "Mailbox Unavailable",
}
# Of another installation on the same account: its reader has the number of ours.
OTHERS = {"event": "unsubscribe", "email": "somebody.else@example.net", "rd": "29-{}", "rb": "unknown-here"}


@dataclass
class Life:
    """The readers of one publication, and the clock of what befalls them."""

    publication: Publication
    readers: list[Subscriber]
    now: datetime = FRIDAY - timedelta(hours=5)
    sections: dict[str, Section] = field(default_factory=dict)

    def befall(self, what: tuple[str, int, Any]) -> None:
        """Let something happen; what is refused did not happen."""
        self.now += MINUTE
        kind, place, more = what
        reader = Subscriber.objects.get(pk=self.readers[place % len(self.readers)].pk)
        with suppress(Refused):
            _HAPPENINGS[kind](self, reader, more)

    def prefer(self, reader: Subscriber, preferences: Preferences) -> None:
        subscriptions.set_preferences(reader, preferences, self.now)

    def remove(self, _: Subscriber, key: str) -> None:
        for section in self.publication.sections.filter(key=key):
            self.sections[key] = section
            Section.objects.filter(pk=section.pk).delete()

    def bring_back(self, _: Subscriber, key: str) -> None:
        if key in self.sections and key not in self.publication.section_keys:
            self.sections[key].save(force_insert=True)

    def rename(self, _: Subscriber, key: str) -> None:
        self.publication.sections.filter(key=key).update(name="Another name")

    def leave(self, reader: Subscriber, _: object) -> None:
        subscriptions.unsubscribe(reader, "link", self.now)

    def come_back(self, reader: Subscriber, _: object) -> None:
        subscriptions.come_back(reader, self.now)
        assert current_candidates([reader.pk])[reader.pk].why_not(ANY) is None, "Welcomed, and not mailed."

    def subscribe(self, reader: Subscriber, _: object) -> None:
        if reader.email:
            sign_up(self.publication, reader.email, self.now)
        for asked in Confirmation.objects.filter(subscriber=reader).order_by("-pk")[:1]:
            subscriptions.confirm(asked, self.now)
            assert current_candidates([reader.pk])[reader.pk].why_not(ANY) is None, (
                "Welcomed, and not mailed."
            )

    def erase(self, reader: Subscriber, _: object) -> None:
        subscriptions.erase(reader, self.now)

    def told(self, reader: Subscriber, row: dict[str, str]) -> None:
        told = {"email": reader.email, "timestamp": int(self.now.timestamp()), **row}
        report(told | {"rd": told["rd"].format(reader.pk)} if "rd" in told else told, now=self.now)

    def listed(self, reader: Subscriber, reason: SuppressionReason) -> None:
        read_lists("sendgrid", Lists((reader.email, reason, self.now)), self.now)

    def clear(self, _: Subscriber, __: object) -> None:
        provider_clearings.clear_due(Lists(), self.now)

    def imported(self, reader: Subscriber, status: str) -> None:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "readers.csv"
            file.write_text(f"email,status\n{reader.email},{status}\n")
            import_file(self.publication, file, now=self.now)


_HAPPENINGS: dict[str, Callable[[Life, Subscriber, Any], None]] = {
    "prefer": Life.prefer,
    "remove": Life.remove,
    "bring back": Life.bring_back,
    "rename": Life.rename,
    "leave": Life.leave,
    "come back": Life.come_back,
    "subscribe": Life.subscribe,
    "erase": Life.erase,
    "told": Life.told,
    "listed": Life.listed,
    "clear": Life.clear,
    "imported": Life.imported,
}


def _happenings() -> st.SearchStrategy[tuple[str, int, Any]]:
    who, key = st.integers(0, len(NAMES) - 1), st.sampled_from(KEYS)
    days = st.one_of(st.none(), st.integers(-1, 2).map(lambda n: FRIDAY.date() + timedelta(days=n)))
    more: dict[str, st.SearchStrategy[Any]] = {
        "prefer": st.builds(
            Preferences,
            st.frozensets(key, max_size=2),
            days,
            st.sampled_from(["", "de"]),
            st.frozensets(st.sampled_from(WRITERS), max_size=1),
            st.frozensets(key, max_size=1),
            st.frozensets(st.sampled_from(WRITERS), max_size=1),
            st.sampled_from(["", "", "second"]),
            st.sampled_from(["", "everything"]),
        ),
        "remove": key,
        "bring back": key,
        "rename": key,
        "told": st.sampled_from(
            [
                BOUNCE,
                FULL,
                OTHERS,
                SPAM,
                {"event": "unsubscribe"},
                {"event": "dropped", "reason": "Unsubscribed Address"},
                {"event": "dropped", "reason": "Bounced Address"},
            ]
        ),
        "listed": st.sampled_from(
            [reason for reason in SuppressionReason if reason is not SuppressionReason.BY_EDITOR]
        ),
        "imported": st.sampled_from(["active", "unsubscribed", "bounced", "complained", "pending"]),
    }
    return st.one_of(*(st.tuples(st.just(kind), who, more.get(kind, st.none())) for kind in _HAPPENINGS))


def happenings(most: int) -> st.SearchStrategy[list[tuple[str, int, Any]]]:
    return st.lists(_happenings(), max_size=most)


class OfEveryReader(TestCase):
    publication: Publication
    edition: Edition
    readers: list[Subscriber]

    @classmethod
    def setUpTestData(cls) -> None:
        """Tell of World and Culture, but not of Sport."""
        cls.publication = make_publication()
        Section.objects.create(publication=cls.publication, key="sport", name="Sport", position=2, cap=6)
        cls.readers = make_readers(cls.publication, NAMES)
        cls.edition = approved(make_told_edition(cls.publication))

    @settings(max_examples=15)
    @given(happenings(10), happenings(4), happenings(4))
    @example([("prefer", 0, SPORT), ("remove", 0, "sport")], [("prefer", 1, AWAY)], [("prefer", 2, AWAY)])
    @example([("told", 0, OTHERS)], [("told", 1, FULL)], [("told", 2, OTHERS)])
    @example([("prefer", 0, SPORT), ("prefer", 1, AWAY)], [("told", 2, SPAM)], [("come back", 2, None)])
    @example(
        [("told", 0, BOUNCE), ("come back", 0, None), ("listed", 1, SuppressionReason.UNSUBSCRIBED)],
        [("subscribe", 1, None), ("leave", 0, None)],
        [("listed", 2, SuppressionReason.BOUNCED)],
    )
    @example(
        [("listed", 0, SuppressionReason.INVALID), ("come back", 0, None), ("imported", 1, "unsubscribed")],
        [("come back", 1, None)],
        [("erase", 2, None)],
    )
    def test_page_count_freeze_posting_and_redrive_say_the_same(
        self, before: list[Any], frozen: list[Any], posted: list[Any]
    ) -> None:
        life = Life(self.publication, self.readers)
        for what in before:
            life.befall(what)
        self.look_at_pages()
        forecast = forecast_audience(self.edition, FRIDAY)
        mailing = prepare()
        occasion = occasion_of(mailing, stories_of(self.edition))
        said = self.said(occasion)
        going = {pk for pk, why in said.items() if why is None}
        assert all(self.follows_what_lives(pk) for pk, why in said.items() if why is WhyNot.NO_STORIES)
        assert +Counter({None: forecast.readers, **forecast.left_out}) == Counter(
            why for why in said.values() if why not in _GONE
        )
        assert {row.subscriber_id: WhyNot(row.reason) for row in mailing.exclusions.all()} == {
            pk: why for pk, why in said.items() if why not in (None, *_GONE)
        }
        assert set(mailing.deliveries.values_list("subscriber_id", flat=True)) == going

        for what in frozen:
            life.befall(what)
        self.look_at_pages()
        post = self.handed_over(going, mailing)

        self.let_all_be_dropped(post)
        for what in posted:
            life.befall(what)
        self.look_at_pages()
        taken = {
            self.reader_of(recipient.delivery_id) for batch in post.given for recipient in batch.recipients
        }
        again = {pk for pk, why in self.said(posting_of(mailing)).items() if why is None} & taken
        assert count_dropped(mailing) == len(again)
        if again:
            assert redrive_dropped(self.edition, life.now) == len(again)
            self.handed_over(again, mailing)

    def said(self, occasion: Occasion) -> dict[int, WhyNot | None]:
        """Return what the rule says of each reader as they are now."""
        known = current_candidates([reader.pk for reader in self.readers])
        return {
            reader.pk: known[reader.pk].why_not(occasion) if reader.pk in known else WhyNot.ERASED
            for reader in self.readers
        }

    def follows_what_lives(self, pk: int) -> bool:
        """Say whether a reader chose among what there is: only then may a week be empty."""
        found = Subscriber.objects.get(pk=pk).preferences
        return fitting_preferences(found, self.publication.section_keys).is_choosy

    def handed_over(self, going: set[int], mailing: Mailing) -> Post:
        """Hand over what is ready, and see that it reached whom the rule says, and why not the others."""
        said = {pk: why for pk, why in self.said(posting_of(mailing)).items() if pk in going}
        send_all(post := Post())
        taken = [self.reader_of(to.delivery_id) for batch in post.given for to in batch.recipients]
        assert sorted(taken) == sorted(pk for pk, why in said.items() if why is None)
        outcomes = {
            row.subscriber_id: str(Delivery.Outcome(row.outcome).label) for row in mailing.deliveries.all()
        }
        assert {pk: outcomes[pk] for pk, why in said.items() if why} == {
            pk: "unsubscribed" if why is WhyNot.PENDING else why for pk, why in said.items() if why
        }
        return post

    def look_at_pages(self) -> None:
        """See that each reader's page says whether mail comes, and for which sections."""
        today = Occasion(FRIDAY.date())
        for reader in Subscriber.objects.filter(pk__in=[one.pk for one in self.readers]):
            why = self.said(today)[reader.pk]
            with time_machine.travel(FRIDAY, tick=False):
                answer = Client().get(
                    reader_links(reader, 1)["preferences"].removeprefix("http://127.0.0.1:8000"),
                    headers={"accept-language": "en"},
                )
            page = answer.content.decode()
            assert (answer.status_code == 404) is (why is WhyNot.ERASED)
            assert ('value="save"' in page) is (why in (None, WhyNot.PAUSED, WhyNot.PENDING))
            if 'value="save"' in page:
                living = reader.publication.section_keys
                ticked = {key for key in KEYS if f'name="sections" value="{key}" checked' in page}
                assert ticked == fitting_preferences(reader.preferences, living).sections
                assert ('value="until" checked' in page) is (why is WhyNot.PAUSED)

    def let_all_be_dropped(self, post: Post) -> None:
        """Let the provider throw all copies away that it took."""
        for batch in post.given:
            for to in batch.recipients:
                report(
                    {
                        "email": to.email,
                        "timestamp": int(FRIDAY.timestamp()),
                        "event": "dropped",
                        "reason": "Recipient List over Package Quota",
                        "rb": batch.attempt,
                        "rd": to.delivery_id,
                    }
                )

    def reader_of(self, delivery_id: str) -> int:
        return int(delivery_id.partition("-")[2])


# Who is none of a mailing's candidates: they are not active.
_GONE = (WhyNot.ERASED, WhyNot.PENDING, WhyNot.UNSUBSCRIBED)
