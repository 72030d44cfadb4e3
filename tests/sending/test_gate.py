"""All workers obey one gate: the rate, the daily cap, the provider's pauses and the breaker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from roundup.core.errors import ProviderBusy, ProviderUncertain
from roundup.editions.models import Edition
from roundup.sending.handing_over import gate
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.models import Batch, Gate
from tests.sending.post import Post, raising
from tests.sending.steps import LATER, prepare, submit_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def batches(edition: Edition, settings: Settings) -> None:
    """Five batches of one reader."""
    settings.BATCH_SIZE = 1
    prepare()


def claims(seconds: float = 0) -> int:
    """Return how many batches can be claimed at a moment."""
    count = 0
    while claim_batch(LATER + timedelta(seconds=seconds)):
        count += 1
    return count


def sends(seconds: float = 0) -> int:
    """Return how many batches leave at a moment."""
    now, count = LATER + timedelta(seconds=seconds), 0
    while lease := claim_batch(now):
        submit_batch(lease, Post(), now)
        count += 1
    return count


@pytest.mark.usefixtures("batches")
def test_without_limits_everything_is_claimed() -> None:
    assert claims() == 5


@pytest.mark.usefixtures("batches")
def test_the_rate_lets_a_burst_of_a_second_go_and_then_one_after_the_other(settings: Settings) -> None:
    settings.RATE = 1

    assert claims() == 2
    assert claims(0.5) == 0
    assert claims(1) == 1
    assert claims(60) == 2


@pytest.mark.usefixtures("batches")
def test_the_daily_cap_ends_the_day_and_the_next_goes_on(settings: Settings) -> None:
    settings.DAILY_CAP = 3

    assert sends() == 3
    assert sends(3600) == 0
    assert sends(24 * 3600) == 2


@pytest.mark.usefixtures("batches")
def test_what_is_claimed_counts_against_the_day_while_it_is_held(settings: Settings) -> None:
    settings.DAILY_CAP = 3

    assert claims() == 3
    assert claims(30) == 0


@pytest.mark.usefixtures("batches")
def test_what_comes_back_unsent_leaves_its_place_in_the_day_to_others(settings: Settings) -> None:
    settings.DAILY_CAP = 3
    for error in (ProviderBusy("Not now."), ProviderUncertain("time-out")):
        lease = claim_batch(LATER)
        assert lease
        submit_batch(lease, Post(raising(error)), LATER)

    assert claims() == 2, "the busy one left nothing behind, the uncertain one may have left"


@pytest.mark.usefixtures("batches")
def test_a_batch_larger_than_the_cap_leaves_alone(settings: Settings, edition: Edition) -> None:
    settings.DAILY_CAP = 1
    Batch.objects.update(planned=2)

    assert claims() == 1
    assert claims(24 * 3600) == 1


@pytest.mark.usefixtures("batches")
def test_a_pause_that_the_provider_asks_for_keeps_everybody_out() -> None:
    lease = claim_batch(LATER)
    assert lease

    submit_batch(lease, Post(raising(ProviderBusy("Too many requests.", retry_after=30))), LATER)

    until = Gate.objects.get().paused_until
    assert until
    assert gate.why_shut(until - timedelta(seconds=1)).startswith("Too many requests.")
    assert claim_batch(until - timedelta(seconds=1)) is None
    assert claim_batch(until + timedelta(seconds=1))


@pytest.mark.usefixtures("batches")
def test_a_clock_that_was_a_day_ahead_keeps_nobody_out_for_a_day(settings: Settings) -> None:
    settings.RATE = 1
    gate.pause(LATER + timedelta(days=1), "SendGrid asks to wait.")
    Gate.objects.update(free_at=LATER + timedelta(days=1))

    assert claims() == 2
    gate.pause(LATER + timedelta(seconds=60), "SendGrid asks to wait.")
    assert claims(30) == 0
    assert claims(60) == 2


@pytest.mark.usefixtures("batches")
def test_three_doubts_in_a_row_open_the_breaker_and_one_batch_tries() -> None:
    for _ in range(3):
        lease = claim_batch(LATER)
        assert lease
        submit_batch(lease, Post(raising(ProviderUncertain("time-out"))), LATER)

    pause = Gate.objects.get()
    assert pause.shut_until
    assert claim_batch(pause.shut_until - timedelta(seconds=1)) is None
    after = pause.shut_until + timedelta(seconds=1)
    assert claim_batch(after)
    assert claim_batch(after) is None


@pytest.mark.usefixtures("batches")
def test_a_clear_answer_closes_the_breaker() -> None:
    for _ in range(3):
        gate.doubted(LATER)
    gate.answered()

    assert claims() == 5


@pytest.mark.usefixtures("batches")
def test_a_provider_that_cannot_be_reached_has_not_answered() -> None:
    for _ in range(3):
        gate.doubted(LATER)
    after = Gate.objects.get().shut_until
    assert after
    lease = claim_batch(after)
    assert lease

    submit_batch(lease, Post(raising(ProviderBusy("It could not be reached."))), after)

    assert Gate.objects.get().doubts == 3


@pytest.mark.usefixtures("batches")
@pytest.mark.parametrize("doubts", [1, 3, 5])
@pytest.mark.parametrize("pauses_first", [True, False])
def test_an_answer_that_was_on_its_way_does_not_end_a_pause_that_the_provider_asked_for(
    doubts: int, pauses_first: bool
) -> None:
    """With dozens of posts out, uncertain answers, a 429 and a clear yes come in any order."""
    asked = LATER + timedelta(minutes=10)
    if pauses_first:
        gate.pause(asked, "Too many requests.")
    for _ in range(doubts):
        gate.doubted(LATER)
    if not pauses_first:
        gate.pause(asked, "Too many requests.")

    assert claim_batch(LATER + timedelta(minutes=9)) is None
    gate.answered()

    assert claim_batch(LATER + timedelta(minutes=9)) is None
    assert claim_batch(asked)


@pytest.mark.usefixtures("batches")
def test_a_shorter_pause_does_not_shorten_a_longer_one() -> None:
    gate.pause(LATER + timedelta(minutes=10), "Too many requests.")
    gate.pause(LATER + timedelta(seconds=1), "Too many requests.")

    assert claim_batch(LATER + timedelta(minutes=9)) is None


@pytest.mark.usefixtures("batches")
def test_the_pause_grows_with_every_trial_that_ends_in_doubt_up_to_ten_minutes() -> None:
    now, pauses = LATER, []
    for _ in range(12):
        gate.doubted(now)
        shut = Gate.objects.get().shut_until
        pauses.append((shut - now).total_seconds() if shut else 0)
        now = shut or now

    assert pauses[:5] == [0, 0, 20, 40, 80]
    assert pauses[-1] == 600


@pytest.mark.usefixtures("batches")
def test_what_was_under_way_when_the_breaker_opened_makes_its_pause_no_longer() -> None:
    """A machine that is cut off has two dozen posts under way: its doubts come all at once."""
    for _ in range(24):
        gate.doubted(LATER)

    after = LATER + timedelta(seconds=20)
    assert claim_batch(after)
    gate.doubted(after)
    assert Gate.objects.get().shut_until == after + timedelta(seconds=40)


@pytest.mark.usefixtures("batches")
def test_a_trial_of_who_cannot_reach_the_provider_leaves_its_place_to_another() -> None:
    for _ in range(3):
        gate.doubted(LATER)
    after = LATER + timedelta(seconds=20)
    assert claim_batch(after)
    assert claim_batch(after) is None

    gate.heed(ProviderBusy("It could not be reached."), after)

    assert claim_batch(after)
    assert claim_batch(after) is None
    assert Gate.objects.get().doubts == 3
