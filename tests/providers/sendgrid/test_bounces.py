"""Who may be given up at once, and who is tried again: by what SendGrid says about a bounce."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.providers.sendgrid.bounces import Bounce, bounce_of

HARD, SOFT, BLOCK = Bounce.HARD, Bounce.SOFT, Bounce.BLOCK
SUBTYPES = st.sampled_from(["bounce", "blocked", "expired", "", "new"])
MILD = st.sampled_from(["Mailbox Unavailable", "Technical", "Reputation", "Content"])
STATUSES = st.sampled_from(["", "5.1.1", "5.0.0", "5.2.2", "4.2.2", "5.7.1", "5", "500.1.1", "5.1.1.1"])
REASONS = st.one_of(st.text(max_size=60), st.sampled_from(["550 5.1.1 unknown user", "550 user unknown"]))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # SendGrid's own classes, as its documents and its events spell them.
        (("bounce", "Invalid Address", "5.0.0", ""), HARD),
        (("bounce", "Invalid Addresses", "", ""), HARD),
        (("bounce", "Mailbox Unavailable", "5.0.0", "550 the mailbox is over its limit"), SOFT),
        (("bounce", "Technical", "5.0.0", ""), SOFT),
        (("bounce", "Technical Failure", "", ""), SOFT),
        (("bounce", "Reputation", "5.0.0", ""), BLOCK),
        (("bounce", "Content", "", ""), BLOCK),
        (("bounce", "Frequency or Volume Too High", "5.0.0", ""), BLOCK),
        (("bounce", " reputation ", "5.1.1", ""), BLOCK),
        (("bounce", "Unclassified", "5.1.1", ""), HARD),
        (("bounce", "Something New", "5.0.0", ""), HARD),
        # Where it gives none.
        (("bounce", "", "5.1.1", "550 5.1.1 unknown"), HARD),
        (("bounce", "", "", "550 5.1.1 unknown"), HARD),
        (("bounce", "", "5.1.10", ""), HARD),
        (("bounce", "", "5.5.0", "550 5.5.0 mailbox unavailable"), HARD),
        (("bounce", "", "5.1.8", "550 5.1.8 sender rejected"), BLOCK),
        (("bounce", "", "5.6.0", ""), BLOCK),
        (("bounce", "", "5.4.4", "no route"), SOFT),
        (("bounce", "", "5.1.2", "no such domain"), SOFT),
        (("bounce", "", "", "Unable to resolve MX host nowhere.example"), SOFT),
        (("bounce", "", "5.0.0", "unable to get mx info: failed to get IPs from PTR record"), SOFT),
        (("bounce", "", "", "552 Mailbox Full"), SOFT),
        (("bounce", "", "4.1.1", ""), SOFT),
        (("bounce", "", "4.7.1", ""), BLOCK),
        (("bounce", "", "5.0.0", ""), HARD),
        # Where it did not give the address up itself.
        (("expired", "", "5.1.1", "550 5.1.1 unknown"), SOFT),
        (("expired", "Invalid Address", "", ""), SOFT),
        (("blocked", "", "5.7.1", ""), BLOCK),
        (("blocked", "", "", ""), BLOCK),
        (("blocked", "", "5.0.0", ""), BLOCK),
        (("blocked", "Reputation", "5.1.1", ""), BLOCK),
        (("blocked", "Technical", "", ""), SOFT),
        (("blocked", "", "", "dial tcp 192.0.2.1:25: connection refused"), SOFT),
        (("blocked", "Invalid Address", "5.1.1", ""), SOFT),
    ],
)
def test_what_a_bounce_says_about_the_address(facts: tuple[str, str, str, str], expected: Bounce) -> None:
    assert bounce_of(*facts) is expected


@given(
    SUBTYPES,
    st.sampled_from(["Mailbox Unavailable", "Technical", "Reputation", "Content"]),
    STATUSES,
    REASONS,
)
def test_a_class_that_may_pass_gives_nobody_up_whatever_else_is_said(
    subtype: str, classification: str, status: str, reason: str
) -> None:
    assert bounce_of(subtype, classification, status, reason) is not HARD


@given(st.sampled_from(["blocked", "expired"]), st.text(max_size=30), STATUSES, REASONS)
def test_whom_sendgrid_did_not_give_up_itself_is_not_given_up_here(
    subtype: str, classification: str, status: str, reason: str
) -> None:
    assert bounce_of(subtype, classification, status, reason) is not HARD


@given(SUBTYPES, st.text(max_size=30), st.text(max_size=30), st.text(max_size=80))
def test_whatever_is_said_is_one_of_the_three(
    subtype: str, classification: str, status: str, reason: str
) -> None:
    assert bounce_of(subtype, classification, status, reason) in Bounce
