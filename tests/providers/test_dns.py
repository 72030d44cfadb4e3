"""What the DNS says of a sender's domain, told in sentences that say what to publish."""

from __future__ import annotations

import pytest

from roundup.providers import PROVIDERS
from roundup.providers.dns import Alignment, Silence, alignment_of

SENDGRID = PROVIDERS["sendgrid"]
GOOD = {
    ("quay.example.org", "NS"): ["ns1.example.org."],
    ("quay.example.org", "TXT"): ["v=spf1 include:sendgrid.net ~all"],
    ("_dmarc.quay.example.org", "TXT"): ["v=DMARC1; p=none"],
    ("s1._domainkey.quay.example.org", "CNAME"): ["s1.domainkey.u1.wl.sendgrid.net."],
}
Records = dict[tuple[str, str], list[str]]


def looked_at(records: Records) -> Alignment:
    return alignment_of("quay.example.org", SENDGRID, lambda name, kind: records.get((name, kind), []))


def without(*names: str) -> Records:
    return {key: value for key, value in GOOD.items() if key[0] not in names}


def test_a_domain_with_all_records_is_aligned() -> None:
    assert looked_at(GOOD) == Alignment("quay.example.org")


def test_a_policy_may_stand_at_a_domain_above() -> None:
    above = without("_dmarc.quay.example.org") | {("_dmarc.example.org", "TXT"): ["v=DMARC1;p=reject"]}

    assert not looked_at(above).problems


def test_a_key_may_be_published_as_it_is() -> None:
    own = without("s1._domainkey.quay.example.org") | {
        ("s1._domainkey.quay.example.org", "TXT"): ["k=rsa; p=MI"]
    }

    assert not looked_at(own).problems


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (without("_dmarc.quay.example.org"), "has no DMARC policy; publish the TXT record"),
        (GOOD | {("_dmarc.quay.example.org", "TXT"): ["v=DMARC1"] * 2}, "2 DMARC records"),
        (without("s1._domainkey.quay.example.org"), "has no DKIM key; publish the records"),
        (GOOD | {("quay.example.org", "TXT"): ["v=spf1 -all", "v=spf1 ~all"]}, "2 SPF records"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(records: Records, said: str) -> None:
    (problem,) = looked_at(records).problems

    assert said in problem


def test_a_domain_that_the_dns_does_not_know_is_not_judged() -> None:
    assert looked_at({}).unknown
    assert not looked_at({}).problems


def test_a_dns_that_does_not_answer_is_not_a_problem_of_the_domain() -> None:
    def silent(name: str, kind: str) -> list[str]:
        raise Silence("the DNS does not answer this machine")

    assert (
        alignment_of("quay.example.org", SENDGRID, silent).unknown == "the DNS does not answer this machine"
    )
