"""A mailing that loses too many copies in mid-send holds itself, and a person decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.deliveries import Losses, bounces_too_much, is_called_spam_too_often
from roundup.editions.models import Edition
from roundup.events import loss_limits, mailing_alarms, tasks
from roundup.events.models import Toll
from roundup.publications.models import Alarm
from roundup.sending.control import resume_sending
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.handing_over.journal import Result
from roundup.sending.handing_over.submit import begin_post, record_result
from roundup.sending.models import Batch, Mailing
from tests.events.mailed import LATER, report
from tests.making import FRIDAY, approved, make_edition, make_publication, make_readers
from tests.sending.post import Post
from tests.sending.steps import prepare, sums

pytestmark = pytest.mark.django_db
READERS = 600
HARD = {"event": "bounce", "type": "bounce", "status": "5.1.1"}
SPAM = {"event": "spamreport"}


@pytest.fixture
def edition(settings: object) -> Edition:
    """An edition of which a batch of four hundred has left, and two of a hundred wait."""
    settings.BATCH_SIZE = 100  # type: ignore[attr-defined]
    publication = make_publication()
    make_readers(publication, [f"reader{number}" for number in range(READERS)])
    found = approved(make_edition(publication))
    prepare()
    post = Post()
    for _ in range(4):
        _hand_over(post)
    return found


def _hand_over(post: Post) -> None:
    from tests.sending.steps import submit_batch

    lease = claim_batch(LATER)
    assert lease
    submit_batch(lease, post, LATER)


def tell(row: dict[str, str], first: int, last: int) -> None:
    """Report this of the readers from the first place to before the last."""
    mailing = Mailing.objects.get()
    taken = mailing.deliveries.filter(batch__state="accepted").order_by("subscriber_id")
    attempts = dict(Batch.objects.values_list("pk", "attempts__nonce"))
    rows = [
        {
            "timestamp": int(FRIDAY.timestamp()),
            "rb": attempts[batch],
            "rd": f"{mailing.pk}-{subscriber}",
            **row,
        }
        for subscriber, batch in taken.values_list("subscriber_id", "batch_id")[first:last]
    ]
    found = report(*rows)
    loss_limits.hold_where_needed(found.bounced | found.complained_about, LATER)


def status() -> str:
    return Mailing.objects.get().status


def test_too_many_bounces_hold_what_is_left(edition: Edition) -> None:
    tell(HARD, 0, 19)
    assert status() == "sending"

    tell(HARD, 19, 20)
    assert status() == "held"
    assert claim_batch(LATER) is None
    assert "20 of 400 addresses do not exist (5 % or more)" in Mailing.objects.get().held_reason
    assert "To go on anyway, resume it" in Alarm.objects.get(about__endswith=":halted").message


def test_too_many_complaints_hold_what_is_left(edition: Edition) -> None:
    tell(SPAM, 0, 4)
    assert status() == "sending"

    tell(SPAM, 4, 5)
    assert status() == "held"
    assert "5 of 400 readers called it spam (0.3 % or more)" in Mailing.objects.get().held_reason


@pytest.mark.parametrize(
    "row",
    [
        {"event": "bounce", "type": "blocked", "status": "5.7.1"},
        {"event": "bounce", "type": "bounce", "status": "5.2.2"},
        {"event": "bounce", "type": "bounce", "bounce_classification": "Reputation"},
        {"event": "dropped", "reason": "Recipient List over Package Quota"},
        {"event": "delivered"},
    ],
)
def test_what_says_nothing_about_the_list_holds_nothing(edition: Edition, row: dict[str, str]) -> None:
    tell(row, 0, 100)

    assert status() == "sending"


def test_a_person_lets_it_go_on_and_it_does_not_stop_for_the_same_again(edition: Edition) -> None:
    tell(HARD, 0, 30)
    resume_sending(edition, LATER)
    assert not Alarm.objects.filter(about__endswith=":halted", cleared_at=None).exists()

    tasks.watch()
    tell(HARD, 30, 40)
    tasks.watch()
    assert status() == "sending"


def test_it_stops_again_where_the_rest_fares_no_better(edition: Edition) -> None:
    tell(HARD, 0, 30)
    resume_sending(edition, LATER)
    tasks.watch()
    _hand_over(Post())
    tell(HARD, 400, 420)

    assert status() == "held"
    assert "20 of 100 addresses" in Mailing.objects.get().held_reason


def test_complaints_for_which_it_was_held_are_not_told_once_more(edition: Edition) -> None:
    tell(SPAM, 0, 5)
    mailing = Mailing.objects.get()
    mailing_alarms.tell_complaints([mailing.pk], LATER)
    assert [alarm.about for alarm in Alarm.objects.open()] == [f"mailing:{mailing.pk}:halted"]

    resume_sending(edition, LATER)
    loss_limits.hold_where_needed([mailing.pk], LATER)
    mailing_alarms.tell_complaints([mailing.pk], LATER)
    assert not Alarm.objects.open().exists()

    tell(SPAM, 5, 9)
    mailing_alarms.tell_complaints([mailing.pk], LATER)
    assert Alarm.objects.open().get().message.startswith("9 of 400 readers called it spam")


def test_what_is_being_posted_is_not_disturbed(edition: Edition) -> None:
    lease = claim_batch(LATER)
    assert lease
    posting = begin_post(lease, LATER)
    leased = claim_batch(LATER)
    assert posting
    assert leased
    tell(HARD, 0, 25)

    assert record_result(Result(lease.batch_id, lease.epoch, Batch.State.ACCEPTED, "id"))
    assert begin_post(leased, LATER) is None, "What had not begun stays here."
    assert sums(edition) == {"candidates": 600, "accepted": 500, "pending": 100}


def test_copies_of_events_and_two_at_once_hold_it_once(edition: Edition) -> None:
    for _ in range(2):
        tell(HARD, 0, 15)
        tell(HARD, 10, 19)
    assert status() == "sending"

    tell(HARD, 19, 25)
    loss_limits.hold_where_needed([Mailing.objects.get().pk], LATER)
    assert Alarm.objects.filter(about__endswith=":halted").count() == 1


def test_losses_are_not_borne_while_another_worker_holds_the_mailing(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One has seen it going and counts; the other holds it at that moment."""
    counts = loss_limits.losses_of
    mailing = Mailing.objects.get()

    def held_meanwhile(pk: int) -> Losses:
        monkeypatch.setattr(loss_limits, "losses_of", counts)
        loss_limits.hold_where_needed([pk], LATER)
        return counts(pk)

    tell(HARD, 0, 100)
    Mailing.objects.update(status=Mailing.Status.SENDING)
    Toll.objects.all().delete()
    monkeypatch.setattr(loss_limits, "losses_of", held_meanwhile)
    loss_limits.hold_where_needed([mailing.pk], LATER)

    assert status() == "held"
    assert Toll.objects.get().held_at


def test_a_mailing_that_is_out_is_not_held(edition: Edition) -> None:
    Mailing.objects.update(status=Mailing.Status.DONE)
    tell(HARD, 0, 100)

    assert status() == "done"


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_copies_that_arrive_never_stop_a_mailing(handed_over: int, lost: int, more: int) -> None:
    for rule, losses in (
        (bounces_too_much, lambda n: Losses(n, bounced=lost)),
        (is_called_spam_too_often, lambda n: Losses(n, complained=lost)),
    ):
        assert rule(losses(handed_over)) or not rule(losses(handed_over + more))


@pytest.mark.parametrize(
    ("losses", "held"),
    [
        (Losses(100, 19), False),
        (Losses(100, 20), True),
        (Losses(400, 20), True),
        (Losses(401, 20), False),
        (Losses(1000, 0, 4), False),
        (Losses(1000, 0, 5), True),
        (Losses(1667, 0, 5), False),
        (Losses(100_000, 4999, 299), False),
    ],
)
def test_the_limits_are_those_that_mailbox_providers_give(losses: Losses, held: bool) -> None:
    assert (bounces_too_much(losses) or is_called_spam_too_often(losses)) is held
