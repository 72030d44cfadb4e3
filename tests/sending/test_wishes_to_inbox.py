"""What readers wished for is what reaches their inbox: exactly those stories, in the editor's order."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from roundup.core.batches import OutgoingBatch
from roundup.core.preferences import Preferences
from roundup.editions.models import Edition, Story
from roundup.editions.proof import proof_of
from roundup.publications.models import Section
from roundup.sending.models import Mailing
from roundup.subscribers import subscriptions
from tests.making import (
    FRIDAY,
    NOW,
    approved,
    make_article,
    make_edition,
    make_mailed_edition,
    make_publication,
    make_reader,
)
from tests.sending.post import Post
from tests.sending.steps import prepare, send_all

pytestmark = pytest.mark.django_db

# Odd ones are of World, even ones of Culture; nothing is of Sport.
AUTHORS = {
    1: ["Ines Falk"],
    2: ["Jo Roe"],
    3: ["Ines Falk", "Jo Roe"],
    4: ["José Ek"],
    5: ["Al Fa"],
    6: ["李明"],
}
ALL = set(AUTHORS)
YESTERDAY, TOMORROW = (FRIDAY.date() + timedelta(days=days) for days in (-1, 1))


def wish(**fields: Any) -> Preferences:
    """Return preferences; what is followed or muted is given as a list."""
    values = {name: frozenset(value) if isinstance(value, list) else value for name, value in fields.items()}
    return Preferences(**values)


WISHES: list[tuple[Preferences, set[int]]] = [
    (wish(), ALL),
    (wish(sections=["world"]), {1, 3, 5}),
    (wish(sections=["culture"]), {2, 4, 6}),
    (wish(sections=["sport"]), set()),
    (wish(sections=["sport", "culture"]), {2, 4, 6}),
    (wish(writers=["Ines Falk"]), {1, 3}),
    (wish(writers=["JO ROE"]), {2, 3}),
    (wish(writers=["Jose Ek"]), {4}),
    (wish(writers=["李明"]), {6}),
    (wish(writers=["Zoë Winter"]), set()),
    (wish(writers=["Ines Falk", "Al Fa"]), {1, 3, 5}),
    (wish(sections=["culture"], writers=["Ines Falk"]), {1, 2, 3, 4, 6}),
    (wish(muted_sections=["culture"]), {1, 3, 5}),
    (wish(muted_sections=["world"]), {2, 4, 6}),
    (wish(muted_writers=["Ines Falk"]), {2, 4, 5, 6}),
    (wish(muted_writers=["jo roe", "Al Fa"]), {1, 4, 6}),
    (wish(sections=["world"], muted_writers=["Ines Falk"]), {5}),
    (wish(writers=["Jo Roe"], muted_sections=["world"]), {2}),
    (wish(sections=["world"], writers=["Jo Roe"], muted_writers=["Jo Roe"]), {1, 5}),
    (wish(sections=["sport"], empty_week="everything"), ALL),
    (wish(sections=["world"], empty_week="everything"), {1, 3, 5}),
    (wish(sections=["world"], muted_writers=["Ines Falk", "Al Fa"], empty_week="everything"), ALL),
    (wish(muted_sections=["world", "culture"]), set()),
    (wish(paused_until=YESTERDAY), ALL),
    (wish(paused_until=FRIDAY.date()), set()),
    (wish(paused_until=TOMORROW, sections=["world"]), set()),
    (wish(rhythm="second"), set()),
    (wish(rhythm="second", sections=["world"], empty_week="everything"), set()),
    (wish(rhythm="monthly"), set()),
    (wish(language="ar"), ALL),
    (wish(language="fr", sections=["culture"], writers=["Al Fa"]), {2, 4, 5, 6}),
]


@pytest.fixture
def edition() -> Edition:
    publication = make_publication()
    Section.objects.create(publication=publication, key="sport", name="Sport", position=2, cap=6)
    for number, authors in AUTHORS.items():
        make_article(publication, number, authors=authors)
    return approved(make_edition(publication, articles=0))


def numbers_in(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"headline of article number (\d+)", text)]


def sent() -> dict[str, OutgoingBatch]:
    send_all(post := Post())
    return {to.email: batch for batch in post.given for to in batch.recipients}


def test_readers_with_thirty_different_wishes_get_exactly_their_stories(edition: Edition) -> None:
    for number, (preferences, _) in enumerate(WISHES):
        reader = make_reader(edition.publication, f"reader{number}")
        subscriptions.set_preferences(reader, preferences, NOW)
    mailing = prepare()
    copies = sent()

    whole = numbers_in(copies["reader0@example.org"].text)
    assert set(whole) == ALL
    for number, (preferences, wanted) in enumerate(WISHES):
        batch = copies.get(f"reader{number}@example.org")
        got = list(dict.fromkeys(numbers_in(batch.text))) if batch else []
        assert got == [each for each in dict.fromkeys(whole) if each in wanted], preferences
        assert not batch or set(numbers_in(batch.html)) == wanted, preferences
    assert mailing.candidates == mailing.deliveries.count() + mailing.exclusions.count() == len(WISHES)
    assert mailing.variants.count() == len({(*sorted(w), p.language) for p, w in WISHES if w})


def test_who_wishes_nothing_gets_the_approved_bytes(edition: Edition) -> None:
    make_reader(edition.publication, "plain")
    subscriptions.set_preferences(make_reader(edition.publication, "choosy"), WISHES[5][0], NOW)
    prepare()
    batch = sent()["plain@example.org"]

    assert (batch.subject, batch.html, batch.text) == (
        edition.approval.subject if edition.approval else "",
        *edition.approvals.values_list("html", "text").get(),
    )


def test_a_muted_lead_is_replaced_by_the_first_of_the_readers_own(edition: Edition) -> None:
    lead = edition.stories.get(place=Story.Place.LEAD)
    muting = wish(muted_writers=[lead.byline])
    first = next(each for each in edition.stories.order_by("position") if lead.byline not in each.byline)
    shown = proof_of(edition, muting).content.blocks

    assert [block.story.headline for block in shown if block.kind == "lead"] == [first.headline]
    assert lead.headline not in proof_of(edition, muting).rendered.html


@pytest.mark.parametrize("cancelled", [False, True])
def test_who_wants_every_second_edition_gets_every_second_that_goes_out(
    edition: Edition, cancelled: bool
) -> None:
    """One that was cancelled before anything left is not counted."""
    before = Mailing(
        edition=make_mailed_edition(edition.publication),
        ordinal=1,
        audience_bound=0,
        started_at=NOW,
        status="done",
    )
    if cancelled:
        before.status = Mailing.Status.CANCELLED
        Edition.objects.filter(pk=before.edition_id).update(mailed_at=None, status="cancelled")
    before.save()
    ann = make_reader(edition.publication, "ann", rhythm="second")
    bea = make_reader(edition.publication, "bea")
    mailing = prepare()

    assert mailing.ordinal == (1 if cancelled else 2)
    going = set(mailing.deliveries.values_list("subscriber_id", flat=True))
    assert going == ({bea.pk} if cancelled else {ann.pk, bea.pk})
    assert [each.reason for each in mailing.exclusions.all()] == (["every-second"] if cancelled else [])
