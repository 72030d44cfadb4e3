"""Mails outside of any mailing pass the gate that batches pass, and what is said to one all obey."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.errors import (
    ProviderBusy,
    ProviderDivided,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
    Refused,
    RoundupError,
)
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending import tasks, trials
from roundup.sending.handing_over import confirmation_mail, gate, transactional_mail
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.handing_over.transactional_mail import LOST_AFTER, mail_account_of
from roundup.sending.models import Gate, Trial
from roundup.sending.trials import send_trial
from roundup.subscribers.models import Confirmation
from tests.making import sign_up
from tests.sending.post import Post, raising
from tests.sending.steps import LATER, prepare, submit_batch

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
Way = Callable[[Post], None]


def ask(publication: Publication, count: int = 1) -> None:
    for number in range(count):
        sign_up(publication, f"new{number}@example.org", LATER)


@pytest.fixture(params=["confirmation", "test"])
def way(request: pytest.FixtureRequest, edition: Edition) -> Way:
    """A way to mail one reader, beside an edition of five batches that is on its way."""
    ask(edition.publication)

    def confirm(post: Post) -> None:
        confirmation_mail.send_due_confirmations(post, LATER)

    def test(post: Post) -> None:
        try:
            send_trial(edition, "ana@quay.example.org", post, LATER)
        except RoundupError:
            return

    prepare()
    return confirm if request.param == "confirmation" else test


def leaves() -> bool:
    """Say whether a batch can be claimed."""
    return claim_batch(LATER) is not None


@pytest.fixture(autouse=True)
def small(settings: Settings) -> None:
    settings.BATCH_SIZE = 1


def test_a_pause_that_the_provider_asks_of_one_mail_keeps_batches_out(way: Way) -> None:
    way(Post(raising(ProviderBusy("Too many requests.", retry_after=30))))

    assert not leaves()
    assert Gate.objects.get().paused_until == LATER + timedelta(seconds=30)


def test_what_the_provider_says_of_one_reader_keeps_nobody_else_waiting(way: Way) -> None:
    way(Post(raising(ProviderDivided({0: ProviderBusy("Greylisted.", retry_after=300)}))))

    assert leaves()


def test_a_reader_who_is_put_off_is_mailed_later_and_the_others_now(publication: Publication) -> None:
    ask(publication, 2)
    post = Post(raising(ProviderDivided({0: ProviderBusy("Greylisted.", retry_after=300)})))
    for minutes in (0, 1, 6):
        confirmation_mail.send_due_confirmations(post, LATER + minutes * MINUTE)

    first, *_ = [batch.recipients[0].email for batch in post.given]
    assert sorted(post.taken) == ["new0@example.org", "new1@example.org"]
    assert post.taken[-1] == first


def test_a_pause_that_the_provider_asks_of_a_batch_keeps_the_others_out(way: Way) -> None:
    lease = claim_batch(LATER)
    assert lease
    submit_batch(lease, Post(raising(ProviderBusy("Too many requests.", retry_after=3600))), timezone.now())
    Gate.objects.update(paused_until=LATER + MINUTE)
    post = Post()

    way(post)

    assert post.given == []


def test_an_uncertain_answer_is_a_doubt_and_three_open_the_breaker(way: Way, edition: Edition) -> None:
    ask(edition.publication, 3)

    for _ in range(3):
        way(Post(*[raising(ProviderUncertain("time-out"))] * 3))

    assert Gate.objects.get().doubts >= 3
    assert not leaves()
    post = Post()
    way(post)
    assert post.given == []


def test_one_mail_may_be_the_trial_that_closes_the_breaker(way: Way) -> None:
    for _ in range(3):
        gate.doubted(LATER - MINUTE)
    assert Gate.objects.get().shut_until == LATER - MINUTE + timedelta(seconds=20)

    way(Post())

    assert Gate.objects.get().doubts == 0
    assert leaves()


@pytest.mark.parametrize("error", [ProviderRefused("No such address."), ProviderHalted("The key is wrong.")])
def test_any_clear_answer_ends_the_doubts(error: ProviderError, way: Way) -> None:
    gate.doubted(LATER)
    gate.doubted(LATER)

    way(Post(raising(error)))

    assert Gate.objects.get().doubts == 0


def test_a_provider_that_cannot_be_reached_shuts_nobody_out(way: Way) -> None:
    way(Post(raising(ProviderBusy("It could not be reached."))))

    assert leaves()


def test_it_counts_against_the_day(way: Way, settings: Settings) -> None:
    settings.DAILY_CAP = 3
    way(Post())
    assert gate.gone_today(LATER) == 1

    assert leaves()
    assert leaves()
    assert not leaves()
    post = Post()
    way(post)
    assert post.given == []


def test_it_counts_against_the_rate(way: Way, settings: Settings) -> None:
    settings.RATE = 1
    way(Post())

    assert [leaves(), leaves()] == [True, False]


def test_what_was_surely_not_taken_leaves_its_place_in_the_day_to_others(
    way: Way, settings: Settings
) -> None:
    settings.DAILY_CAP = 1

    way(Post(raising(ProviderBusy("Not now."))))

    assert gate.gone_today(LATER) == 0


def test_what_may_not_leave_costs_no_share_of_the_rate(edition: Edition, settings: Settings) -> None:
    settings.RATE = 1
    ask(edition.publication)
    row = Confirmation.objects.get()
    Confirmation.objects.update(status="accepted")

    assert confirmation_mail.send_confirmation(row.pk, Post(), LATER) == "accepted"

    assert not Gate.objects.exclude(free_at=None).exists()


def test_each_try_has_a_nonce_of_its_own(edition: Edition) -> None:
    ask(edition.publication)
    post = Post(raising(ProviderBusy("Not now.")))
    confirmation_mail.send_due_confirmations(post, LATER)
    confirmation_mail.send_due_confirmations(post, LATER + 2 * MINUTE)

    one, two = (given.attempt for given in post.given)
    assert one != two
    assert Confirmation.objects.get().attempt == two


def test_what_became_of_all_of_them_adds_up(edition: Edition) -> None:
    ask(edition.publication, 5)
    answers = [ProviderRefused("No."), ProviderUncertain("No answer."), ProviderBusy("Not now.")]
    confirmation_mail.send_due_confirmations(Post(*map(raising, answers)), LATER)
    confirmation_mail.send_due_confirmations(Post(), LATER, most=1)
    send_trial(edition, "ana@quay.example.org", Post(), LATER)

    assert mail_account_of(Confirmation) == {
        "asked": 5,
        "accepted": 1,
        "refused": 1,
        "uncertain": 1,
        "waiting": 2,
    }
    assert mail_account_of(Trial) == {
        "asked": 1,
        "accepted": 1,
        "refused": 0,
        "uncertain": 0,
        "waiting": 0,
    }


def test_an_editor_is_told_why_a_test_does_not_leave(edition: Edition) -> None:
    gate.pause(LATER + MINUTE, "Too many requests.")

    with pytest.raises(Refused, match=r"Too many requests\. Nothing is handed over until 08:\d\d:\d\d UTC"):
        send_trial(edition, "ana@quay.example.org", Post(), LATER)

    assert Trial.objects.get().status == "refused"


class KilledError(BaseException):
    """Nothing may catch it, as nothing catches a SIGKILL."""


def killed(*_: object, **__: object) -> Receipt:
    raise KilledError


STEPS = {
    "before it is claimed": (transactional_mail, "_claim", "accepted"),
    "while it is claimed": (gate, "admit", "accepted"),
    "before the provider is asked": (Post, "send", "uncertain"),
    "before the answer is written": (transactional_mail, "_write", "uncertain"),
    "before others hear of it": (gate, "heed", "accepted"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_vanishes_at_any_step_mails_it_once_at_most(
    step: str, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, name, ends = STEPS[step]
    ask(edition.publication)
    post = Post()
    with monkeypatch.context() as broken:
        broken.setattr(where, name, killed)
        with pytest.raises(KilledError):
            confirmation_mail.send_due_confirmations(post, LATER)
    monkeypatch.setattr(tasks, "provider", lambda: post)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER + LOST_AFTER)

    tasks.send_confirmations()
    tasks.send_confirmations()

    assert Confirmation.objects.get().status == ends
    assert len(post.given) == (0 if "asked" in step else 1)


def test_a_test_whose_server_vanished_before_it_asked_never_leaves(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()
    with monkeypatch.context() as broken:
        broken.setattr(trials, "hand_over_mail", killed)
        with pytest.raises(KilledError):
            send_trial(edition, "ana@quay.example.org", post, LATER)
    monkeypatch.setattr(tasks, "provider", lambda: post)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER + LOST_AFTER)

    tasks.send_confirmations()

    assert (Trial.objects.get().status, post.given) == ("refused", [])


def test_an_answer_that_comes_after_all_is_believed(edition: Edition) -> None:
    ask(edition.publication)

    def slowly(batch: OutgoingBatch) -> Receipt:
        transactional_mail.settle_lost_mail(Confirmation, LATER + LOST_AFTER)
        assert Confirmation.objects.get().status == "uncertain"
        return Receipt("late", 1)

    confirmation_mail.send_due_confirmations(Post(slowly), LATER)

    assert Confirmation.objects.get().status == "accepted"


def test_a_worker_that_was_frozen_sends_nothing(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(edition.publication)
    monkeypatch.setattr(transactional_mail, "POST_WITHIN", timedelta(0))
    post = Post()

    confirmation_mail.send_due_confirmations(post, LATER)

    assert (Confirmation.objects.get().status, post.given) == ("waiting", [])
