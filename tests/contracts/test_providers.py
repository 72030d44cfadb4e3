"""What every provider owes to `sending`, over all that are registered.

`cases/` says how each is set up.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from roundup import providers
from roundup.core.deadlines import Deadline
from roundup.core.errors import (
    ProviderBusy,
    ProviderRefused,
)
from roundup.providers import PROVIDERS, ChecksMessages
from roundup.providers.base import Answers, KeepsAnswers
from tests.contracts.cases import REPORTING, REPORTS, THERE
from tests.contracts.provider_case import Never, ProviderCase
from tests.providers.samples import MARK, PEOPLE, batch, many, reader

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def test_every_registered_provider_is_held_to_this_contract() -> None:
    assert PROVIDERS.keys() == THERE, "a file of `tests/contracts/cases` for each"
    assert REPORTS.keys() == REPORTING.keys()


def test_a_provider_has_a_folder_that_describes_it_under_its_own_name() -> None:
    folders = {path.parent.name for path in Path(providers.__file__).parent.glob("*/description.py")}

    assert folders == PROVIDERS.keys() == {one.name for one in PROVIDERS.values()}


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_it_has_tests_of_its_own(name: str) -> None:
    assert [*(Path(__file__).parents[1] / "providers" / name).glob("test_*.py")]


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_it_uses_nothing_of_another_providers_folder(name: str) -> None:
    others = [f"roundup.providers.{other}" for other in PROVIDERS if other != name]
    folder = Path(providers.__file__).parent / name
    code = {path.name: path.read_text() for path in folder.rglob("*.py")}

    assert not [path for path, words in code.items() if any(other in words for other in others)]


def test_an_accepted_batch_reaches_each_reader_once(case: ProviderCase) -> None:
    receipt = case.provider.send(batch())
    assert receipt.accepted == 3
    assert receipt.provider_id
    assert case.counts() == dict.fromkeys(PEOPLE, 1)


# What a stranger can write above a story, and an editor sees as these very signs in the proof.
LOOKS_ENCODED = [
    "=?utf-8?b?WW91IGhhdmUgd29u?=",
    "=?utf-8?q?A=0D=0ABcc:all@example.org?=",
    "Rain, =?iso-8859-1?Q?at=20last?= and more",
    "=?=?utf-8?q?x?=",
    "=?utf-8?q?a?= =?utf-8?q?b?=",
    "Why 1 =? 2",
]


@pytest.mark.parametrize("subject", LOOKS_ENCODED)
def test_a_strangers_word_that_looks_encoded_is_shown_as_it_stands(case: ProviderCase, subject: str) -> None:
    case.provider.send(batch(subject=subject))

    # A joiner between two signs is not seen.
    assert {copy.subject.replace("\u2060", "") for copy in case.copies()} == {subject}


def test_the_largest_batch_goes_at_once(case: ProviderCase) -> None:
    most = case.provider.max_batch
    assert case.provider.send(batch(many(most))).accepted == most
    assert case.count() == most


def test_more_than_the_largest_batch_is_refused_as_too_large(case: ProviderCase) -> None:
    with pytest.raises(ProviderRefused) as refused:
        case.provider.send(batch(many(case.provider.max_batch + 1)))
    assert refused.value.too_large
    assert case.copies() == []


def test_the_largest_batch_is_the_most_that_the_other_end_takes(case: ProviderCase) -> None:
    if isinstance(case.takes, Never):
        assert case.takes.because
        return
    assert case.takes(case.provider.max_batch)
    assert not case.takes(case.provider.max_batch + 1), "let the fake server refuse what the real one does"


def test_each_reader_gets_own_links_and_nobody_elses(case: ProviderCase) -> None:
    case.provider.send(batch(subject=f"Rain, at last {MARK}"))
    for number, copy in enumerate(sorted(case.copies(), key=lambda copy: copy.address), start=1):
        own = f"https://weekly.example.org/u/token{number}/"
        assert own in copy.text
        assert f'href="{own}"' in copy.html
        assert copy.headers["List-Unsubscribe"] == f"<{own}>"
        assert copy.subject == f"Rain, at last {own}"
        assert copy.text.count("token") == copy.html.count("token") == 1
        assert MARK not in copy.text + copy.html


def test_every_copy_carries_the_headers_of_a_list(case: ProviderCase) -> None:
    case.provider.send(batch())
    for copy in case.copies():
        assert copy.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert copy.headers["List-Id"] == "The Weekly <weekly.example.org>"
        assert copy.headers["List-Archive"] == "<https://weekly.example.org/archive/>"
        assert copy.headers["Precedence"] == "bulk"


def test_no_copy_reveals_another_reader(case: ProviderCase) -> None:
    case.provider.send(batch())
    for copy in case.copies():
        whole = f"{copy.headers}{copy.text}{copy.html}"
        assert not [email for email in PEOPLE if email != copy.address and email in whole]


LATE = {
    "by both clocks": lambda: Deadline.after(timedelta(seconds=-1)),
    "by the wall clock, as the machine was suspended": lambda: Deadline(wall=time.time() - 1),
    "by the monotonic clock, as the wall clock was set back": lambda: Deadline(time.monotonic() - 1),
}


@pytest.mark.parametrize("late", LATE)
def test_what_comes_after_its_deadline_is_surely_not_taken(case: ProviderCase, late: str) -> None:
    with pytest.raises(ProviderBusy):
        case.provider.send(batch(deadline=LATE[late]()))
    assert case.copies() == []


def test_one_address_twice_is_refused(case: ProviderCase) -> None:
    with pytest.raises(ProviderRefused):
        case.provider.send(batch((reader("ada@example.org", 1), reader("Ada@example.org", 2))))
    assert case.copies() == []


@pytest.mark.parametrize("attempt", ["first", "second"])
def test_a_copy_is_found_again_by_its_attempt_and_its_delivery(case: ProviderCase, attempt: str) -> None:
    case.provider.send(batch(attempt="another"))
    others = {copy.trace for copy in case.copies()}
    case.provider.send(batch(attempt=attempt))
    traces = {copy.trace for copy in case.copies()} - others

    assert len(traces) == len(others) == len(PEOPLE), "each copy has a trace of its own"
    if PROVIDERS[case.provider.name].hook:
        assert traces == {f"{attempt} {one.delivery_id}" for one in batch().recipients}


def test_nobody_counts_who_opens_a_copy_or_follows_its_links(case: ProviderCase) -> None:
    case.provider.send(batch())

    for copy in case.copies():
        if isinstance(copy.tracked, Never):
            assert copy.tracked.is_told, "say in the README how the account is set"
        else:
            assert not copy.tracked


def test_a_message_is_checked_without_being_mailed(case: ProviderCase) -> None:
    if isinstance(case.provider, ChecksMessages):
        case.provider.check_sandbox(batch())
        with pytest.raises(ProviderRefused):
            case.provider.check_sandbox(batch((reader("not an address"),)))

    assert case.copies() == []


def test_answers_go_where_the_publication_wants_them(case: ProviderCase) -> None:
    case.provider.send(batch(reply_to="answers@weekly.example.org"))

    assert {copy.reply_to for copy in case.copies()} == {"answers@weekly.example.org"}


def test_a_reader_who_cannot_be_mailed_is_named_by_place_and_nobody_gets_anything(case: ProviderCase) -> None:
    with pytest.raises(ProviderRefused) as refused:
        case.provider.send(batch((reader("ada@example.org", 1), reader("not an address", 2))))
    assert refused.value.index == 1
    assert "not an address" not in str(refused.value)
    assert case.copies() == []


def test_the_others_can_be_mailed_once_that_reader_is_out(case: ProviderCase) -> None:
    good, bad = reader("ada@example.org", 1), reader("not an address", 2)
    with pytest.raises(ProviderRefused):
        case.provider.send(batch((good, bad)))
    case.provider.send(batch((good,), attempt="second"))
    assert case.counts() == {"ada@example.org": 1}


def test_a_second_attempt_is_another_one(case: ProviderCase) -> None:
    case.provider.send(batch(attempt="first"))
    case.provider.send(batch(attempt="second"))
    assert set(case.counts().values()) == {2}


def test_the_answers_that_a_provider_keeps_of_an_attempt_say_who_was_taken(case: ProviderCase) -> None:
    if isinstance(case.provider, KeepsAnswers):
        case.provider.expect("4f0c9a", [7, 8, 9])
        case.provider.expect("never", [7, 8, 9])
        case.provider.send(batch(attempt="4f0c9a"))

        assert sorted(case.provider.attempts()) == ["4f0c9a", "never"]
        assert case.provider.seal("4f0c9a") == Answers([7, 8, 9], [], [])
        assert case.provider.seal("never") == Answers([], [], [7, 8, 9])
        for attempt in ("4f0c9a", "never", "never"):
            case.provider.forget(attempt)
        assert case.provider.seal("4f0c9a") is None


def test_a_probe_never_says_no_about_what_was_taken(case: ProviderCase) -> None:
    case.provider.send(batch())
    assert case.provider.probe("m7-b1", "4f0c9a", NOW, PEOPLE) is not False


def test_a_probe_never_says_yes_about_what_was_never_handed_over(case: ProviderCase) -> None:
    assert case.provider.probe("m7-b1", "never", NOW, PEOPLE) is not True


def test_a_probe_says_no_at_once_only_where_nothing_can_be_on_its_way(case: ProviderCase) -> None:
    said = case.provider.probe("m7-b1", "never", datetime.now(UTC), PEOPLE)

    assert said is not False or case.provider.knows_at_once
