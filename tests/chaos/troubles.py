"""What a provider can be made to do before a trial begins."""

from __future__ import annotations

from tests.chaos.founder import address_of
from tests.chaos.house import House

_DOUBTS = (
    "hang", "hang-accepted", "disconnect", "disconnect-accepted", "cut", "drip", "drip-accepted",
    "nonsense", "nonsense-accepted",
)  # fmt: skip


def every_fault(house: House) -> None:
    for kind in _DOUBTS:
        house.provider.faults.behave()
        house.provider.faults.plan(kind)


def server_errors(house: House) -> None:
    house.provider.faults.behave()
    house.provider.faults.server_error(accepted=True, status=500)
    house.provider.faults.server_error(accepted=False, status=502)
    house.provider.faults.behave()
    house.provider.faults.server_error(accepted=True, status=503)
    house.provider.faults.server_error(accepted=False, status=504)


def hangs(house: House) -> None:
    house.provider.faults.hang(accepted=True)
    house.provider.faults.hang(accepted=False)


def hangs_accepted(house: House) -> None:
    house.provider.faults.behave(2)
    house.provider.faults.hang(accepted=True)


def hangs_on(house: House) -> None:
    """From the third request on it takes all and says nothing, until somebody clears its faults."""
    house.provider.faults.behave(2)
    house.provider.faults.hang(accepted=True, times=100)


def quota(house: House) -> None:
    house.provider.faults.behave(2)
    house.provider.faults.answer(401, "Maximum credits exceeded")


def sandbox(house: House) -> None:
    house.provider.faults.behave(2)
    house.provider.faults.answer(200)


def poison(house: House) -> None:
    house.provider.faults.refuse(address_of(65))


def nameless_poison(house: House) -> None:
    """A 400 that names nobody: the batch is halved until it passes."""
    house.provider.faults.answer(400, "Bad Request", times=3)


def too_large(house: House) -> None:
    house.provider.faults.plan("too-large", times=3)


def too_many(house: House) -> None:
    house.provider.faults.behave(2)
    house.provider.faults.rate_limit(wait=1, times=3)


def silent_provider(house: House) -> None:
    """Nobody can tell what became of the fourth and fifth request, of which the provider took one."""
    house.provider.logs.permitted = False
    house.provider.webhook.lose(1.0)
    house.provider.faults.behave(3)
    house.provider.faults.disconnect(accepted=True)
    house.provider.faults.disconnect(accepted=False)


def late_webhook(house: House) -> None:
    house.provider.logs.permitted = False
    house.provider.webhook.outage()
    house.provider.faults.behave(3)
    house.provider.faults.disconnect(accepted=True)


def late_and_shuffled(house: House) -> None:
    late_webhook(house)
    house.provider.webhook.duplicate(5)
    house.provider.webhook.shuffle()


def no_logs(house: House) -> None:
    """Only its neighbours can tell that the fourth request was never taken."""
    house.provider.logs.permitted = False
    house.provider.faults.behave(3)
    house.provider.faults.disconnect(accepted=False)


def mangled(house: House) -> None:
    house.provider.webhook.duplicate(7)
    house.provider.webhook.shuffle()


def slow(house: House) -> None:
    """It answers late, so that a mailing is under way for a while."""
    house.provider.faults.latency = 0.4
