"""What a provider owes that keeps lists of whom it no longer mails, over all that do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from roundup.core.errors import ProviderBusy
from roundup.core.suppression import BY_RETURNING, SuppressionReason
from roundup.providers import PROVIDERS, KeepsSuppressions, ReportedSuppression
from tests.contracts.cases import LISTS
from tests.contracts.lists_case import ListsCase
from tests.contracts.provider_case import Never, ProviderCase

SINCE = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
# More than any page holds.
MANY = 2_001
ODD = "Ann+a/b?c%40&d@example.org"


@pytest.fixture(params=sorted(LISTS))
def lists(request: pytest.FixtureRequest) -> Iterator[ListsCase]:
    with LISTS[request.param]() as made:
        yield made


def test_whoever_keeps_lists_shows_them_and_everybody_else_says_why_not(case: ProviderCase) -> None:
    keeps = isinstance(case.provider, KeepsSuppressions)

    assert keeps is (case.provider.name in LISTS)
    assert keeps is (PROVIDERS[case.provider.name].no_lists == ""), "read its lists, or say `no_lists`"


def test_a_reason_has_a_list_or_none_for_a_reason(lists: ListsCase) -> None:
    assert all(why.is_told for why in lists.never.values()), "say in the README what is on no list"
    assert lists.reasons


def read(lists: ListsCase) -> list[ReportedSuppression]:
    return list(lists.provider.suppressions(SINCE))


def test_each_list_tells_its_own_reason_and_since_when(lists: ListsCase) -> None:
    moments = {reason: SINCE + timedelta(seconds=place) for place, reason in enumerate(lists.reasons)}
    for reason, moment in moments.items():
        lists.put(f"{reason}@example.org", reason, moment)

    assert {(one.email, one.kind, one.created_at, one.passing) for one in read(lists)} == {
        (f"{reason}@example.org", reason, moment, False) for reason, moment in moments.items()
    }


def test_every_page_is_read(lists: ListsCase) -> None:
    wanted = {f"reader{number}@example.org" for number in range(MANY)}
    for address in wanted:
        lists.put(address, lists.reasons[0], SINCE)

    assert {one.email for one in read(lists)} == wanted


def test_what_was_listed_before_is_not_told(lists: ListsCase) -> None:
    for reason in lists.reasons:
        lists.put(f"old-{reason}@example.org", reason, SINCE - timedelta(seconds=1))
        lists.put(f"new-{reason}@example.org", reason, SINCE)

    assert {one.email for one in read(lists)} == {f"new-{reason}@example.org" for reason in lists.reasons}


def test_a_bounce_whose_cause_may_pass_is_told_as_one(lists: ListsCase) -> None:
    if isinstance(lists.put_passing, Never):
        assert lists.put_passing.is_told, "say in the README that full mailboxes are not told apart"
        return
    lists.put_passing("full@example.org", SINCE)

    assert [(one.kind, one.passing) for one in read(lists)] == [(SuppressionReason.BOUNCED, True)]


def test_lists_that_take_too_long_are_left_in_the_middle(
    lists: ListsCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(MANY):
        lists.put(f"reader{number}@example.org", lists.reasons[0], SINCE)
    for name, module in list(sys.modules.items()):
        if name.startswith("roundup.providers") and hasattr(module, "LISTS_WITHIN"):
            monkeypatch.setattr(module, "LISTS_WITHIN", timedelta(0))

    with pytest.raises(ProviderBusy):
        read(lists)


def test_an_address_is_taken_off_the_lists_that_stand_for_the_reason_and_no_others(lists: ListsCase) -> None:
    """Only of the reasons that a reader can lift: nobody is taken off for any other."""
    lifted = [reason for reason in lists.reasons if reason in BY_RETURNING]
    for cleared in lifted:
        there = {(address, reason) for address in (ODD, "other@example.org") for reason in lifted}
        for address, reason in there:
            lists.put(address, reason, SINCE)
        for _ in range(2):
            lists.provider.clear(ODD, [cleared])

        assert {row for row in lists.listed() if row[1] in lifted} == there - {(ODD, cleared)}


def test_a_reason_that_no_list_stands_for_clears_nothing(lists: ListsCase) -> None:
    for reason in lists.reasons:
        lists.put(ODD, reason, SINCE)
    before = lists.listed()
    lists.provider.clear(ODD, [SuppressionReason.BY_EDITOR])

    assert lists.listed() == before
