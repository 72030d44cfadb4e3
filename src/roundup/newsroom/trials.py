"""Tests as the newsroom offers them: to the editor alone, or to the addresses used last."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import User

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_count
from roundup.editions.models import Edition
from roundup.newsroom.models import TrialAddresses
from roundup.sending.transactions import write_transaction
from roundup.sending.trials import AT_ONCE, TrialOutcome

_SHOWN = AT_ONCE + 2
# Whether it is good or bad, and a sentence.
Told = tuple[str, str]


def own_address(user: User) -> str:
    return user.email or user.get_username()


def trial_matter(edition: Edition, user: User, told: Iterable[Told] = ()) -> dict[str, Any]:
    """Return what `edition_test.html.j2` needs besides the `edition` and its `proof`.

    `told` is the result of the tests that have just been sent.
    """
    known = TrialAddresses.objects.filter(user=user).values_list("typed", flat=True).first()
    return {
        "tests": list(edition.trials.order_by("-at", "-pk")[:_SHOWN]),
        "test_addresses": known or own_address(user),
        "own_address": own_address(user),
        "test_form": secrets.token_urlsafe(12),
        "test_told": list(told),
    }


def keep_addresses(user: User, typed: str) -> None:
    """Keep what somebody typed, right or wrong, for the next form that they see."""
    TrialAddresses.objects.update_or_create(user=user, defaults={"typed": typed})


def claim_form(user: User, form: str) -> None:
    """Let a form be sent only once. Raises Refused if it was sent already, even at the same moment."""
    if not form:
        return
    with write_transaction():
        row, _ = TrialAddresses.objects.select_for_update().get_or_create(user=user)
        if row.form == form:
            raise Refused(
                tell(
                    "This form has already been sent; it is not sent twice. Reload the page for another test."
                )
            )
        row.form = form
        row.save(update_fields=["form"])


def told_of(outcomes: Iterable[TrialOutcome], *, in_outbox: bool) -> Iterator[Told]:
    """Yield what happened to tests: one sentence for all that left, and one for each that did not."""
    every = list(outcomes)
    sent = sum(not outcome.problem for outcome in every)
    if sent and in_outbox:
        yield "good", tell_count("The test is in the outbox.", "%(n)s tests are in the outbox.", sent)
    elif sent:
        yield "good", tell_count("The test is on the way.", "%(n)s tests are on the way.", sent)
    for outcome in every:
        if outcome.problem:
            yield "bad", tell("%(address)s: %(problem)s", address=outcome.email, problem=outcome.problem)
