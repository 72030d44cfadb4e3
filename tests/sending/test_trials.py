"""A test goes to one address, looks as it will for readers, and is not counted anywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.batches import OutgoingBatch
from roundup.core.email_addresses import Address, normalise_address
from roundup.core.errors import ProviderBusy, ProviderRefused, ProviderUncertain, Refused
from roundup.core.suppression import SuppressionReason
from roundup.core.tokens import LinkClaim, Purpose
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.publications.models import Publication
from roundup.sending.models import Trial
from roundup.sending.trials import IN_AN_HOUR, read_trial_addresses, send_trial, send_trials
from roundup.subscribers.links import read_link
from roundup.subscribers.suppressions import suppress_address
from tests.making import NOW, make_edition
from tests.sending.post import Post, takes
from tests.sending.steps import prepare, sums

pytestmark = pytest.mark.django_db
TO = "ana@quay.example.org"


@pytest.fixture
def draft(publication: Publication) -> Edition:
    return make_edition(publication)


def test_it_is_the_proof_with_a_mark_in_its_subject(draft: Edition) -> None:
    post = Post()
    send_trial(draft, TO, post, NOW)

    (given,) = post.given
    rendered = proof_of(draft).rendered
    assert given.subject == f"[Test] {rendered.subject}"
    assert (given.html, given.text) == (rendered.html, rendered.text)
    assert [recipient.email for recipient in given.recipients] == [TO]


def test_its_links_act_on_no_one(draft: Edition) -> None:
    post = Post()
    send_trial(draft, TO, post, NOW)

    (one,) = post.given[0].recipients
    leave = next(link for link in one.substitutions.values() if "/u/" in link)
    assert read_link(Purpose.UNSUBSCRIBE, leave.split("/u/")[1].rstrip("/")) == LinkClaim(
        0, publication_id=draft.publication_id
    )
    assert leave in one.headers["List-Unsubscribe"]


def test_it_is_recorded_without_the_address(draft: Edition) -> None:
    trial = send_trial(draft, TO, Post(), NOW)

    assert (trial.to, trial.status, trial.hash) == ("a…@quay.example.org", "accepted", proof_of(draft).hash)


def test_it_is_in_no_account(edition: Edition) -> None:
    send_trial(edition, "ada@example.org", Post(), NOW)
    prepare()

    assert sums(edition) == {"candidates": 5, "pending": 5}


def test_so_many_in_an_hour_and_no_more(draft: Edition) -> None:
    for _ in range(IN_AN_HOUR):
        send_trial(draft, TO, Post(), NOW)

    post = Post()
    with pytest.raises(Refused, match="wait a while"):
        send_trial(draft, TO, post, NOW + timedelta(minutes=59))
    assert post.given == []

    send_trial(draft, TO, post, NOW + timedelta(hours=1))
    assert len(post.given) == 1


@pytest.mark.parametrize("address", ["", "nobody", "a@b.example.org, c@d.example.org"])
def test_only_one_address_that_can_be_mailed(address: str, draft: Edition) -> None:
    with pytest.raises(Refused):
        send_trial(draft, address, Post(), NOW)

    assert not Trial.objects.exists()


def test_a_suppressed_address_gets_no_test_either(draft: Edition) -> None:
    suppress_address(normalise_address(TO), SuppressionReason.COMPLAINED, NOW)

    with pytest.raises(Refused, match="must not be mailed"):
        send_trial(draft, TO.upper(), Post(), NOW)


def busy(batch: OutgoingBatch) -> NoReturn:
    raise ProviderBusy("The provider is busy.")


def refused(batch: OutgoingBatch) -> NoReturn:
    raise ProviderRefused("There is no such mailbox.")


def unclear(batch: OutgoingBatch) -> NoReturn:
    raise ProviderUncertain("No answer came.")


@pytest.mark.parametrize(
    ("answer", "error", "status"),
    [(busy, ProviderBusy, "refused"), (unclear, ProviderUncertain, "uncertain")],
)
def test_what_went_wrong_is_told_and_recorded(
    answer: object, error: type[Exception], status: str, draft: Edition
) -> None:
    with pytest.raises(error):
        send_trial(draft, TO, Post(answer), NOW)  # type: ignore[arg-type]

    trial = Trial.objects.get()
    assert (trial.status, bool(trial.error)) == (status, True)


def to(*names: str) -> list[Address]:
    return [normalise_address(f"{name}@quay.example.org") for name in names]


def test_each_of_several_gets_a_test_of_its_own(draft: Edition) -> None:
    post = Post()
    outcomes = list(send_trials(draft, to("ana", "bo"), post, NOW))

    assert [[recipient.email for recipient in given.recipients] for given in post.given] == [
        ["ana@quay.example.org"],
        ["bo@quay.example.org"],
    ]
    assert [outcome.problem for outcome in outcomes] == ["", ""]
    assert Trial.objects.filter(status="accepted").count() == 2


def test_one_that_the_provider_refuses_leaves_the_others_theirs(draft: Edition) -> None:
    outcomes = list(send_trials(draft, to("ana", "bo", "cy"), Post(takes, refused, takes), NOW))

    assert [bool(outcome.problem) for outcome in outcomes] == [False, True, False]


@pytest.mark.parametrize("answer", [busy, unclear])
def test_where_the_provider_does_not_answer_the_rest_is_not_tried(answer: object, draft: Edition) -> None:
    post = Post(answer)  # type: ignore[arg-type]
    outcomes = list(send_trials(draft, to("ana", "bo", "cy"), post, NOW))

    assert [outcome.problem.startswith("Not tried") for outcome in outcomes] == [False, True, True]
    assert Trial.objects.count() == 1


ADDRESSES = st.lists(st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.org", fullmatch=True), min_size=1, max_size=10)


@given(ADDRESSES, st.lists(st.sampled_from([",", ";", " ", "\n", "\r\n", "\t", ", ", " ,\n"]), min_size=1))
def test_whatever_stands_between_addresses_each_is_read_once(
    addresses: list[str], between: list[str]
) -> None:
    typed = "".join(
        f"{between[place % len(between)]}{address}" for place, address in enumerate([*addresses, *addresses])
    )

    assert [found.email for found in read_trial_addresses(typed)] == list(dict.fromkeys(addresses))


@given(st.text(max_size=60))
def test_any_text_gives_addresses_or_is_refused(typed: str) -> None:
    try:
        found = read_trial_addresses(typed)
    except Refused:
        return
    assert found
    assert all(normalise_address(address.email) == address for address in found)
