"""What a provider that hands mail over owes to `events`, over all that do; the others say why they do not."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import pytest
from django.utils.datastructures import CaseInsensitiveMapping
from hypothesis import example, given
from hypothesis import strategies as st

from roundup.config.environment.variables import read_settings
from roundup.core.errors import Refused
from roundup.providers import PROVIDERS, InboundMail, MailHook, NoMail
from tests.contracts.cases import INBOUND, TAKING_MAIL
from tests.contracts.inbound_case import InboundCase

Taking = tuple[MailHook, InboundCase]
TO = "leave+token@leave.example.org"


@pytest.fixture(params=sorted(TAKING_MAIL))
def taking(request: pytest.FixtureRequest) -> Taking:
    return TAKING_MAIL[request.param], INBOUND[request.param]


def mail(taking: Taking, sender: str = "ada@example.org", head: str = "", to: str = TO) -> InboundMail:
    hook, case = taking
    body = case.body(to, sender, head)
    return hook.read(CaseInsensitiveMapping(case.headers(body)), body)


def refusal(taking: Taking, headers: Mapping[str, str], body: bytes, **changed: str) -> str:
    hook, case = taking
    values = read_settings({**case.environment, **changed})
    with pytest.raises(Refused) as refused:
        hook.verify(values, CaseInsensitiveMapping(headers), body)
    assert "@" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_a_provider_hands_mail_over_or_says_why_not(name: str) -> None:
    said = PROVIDERS[name].inbound

    assert said.because if isinstance(said, NoMail) else said.needs
    assert (name in INBOUND) == (PROVIDERS[name].mail_hook is not None)


def test_it_says_where_a_mail_was_sent_and_nothing_of_its_sender(taking: Taking) -> None:
    found = mail(taking)

    assert TO in found.sent_to
    assert "ada@" not in repr(found)
    assert not found.is_answer


def test_bounces_and_automatic_replies_are_told_from_mail(taking: Taking) -> None:
    assert mail(taking, sender="").is_answer
    assert mail(taking, head="Auto-Submitted: auto-replied").is_answer
    assert not mail(taking, head="Auto-Submitted: auto-generated").is_answer


def test_what_the_provider_posted_is_believed(taking: Taking) -> None:
    hook, case = taking
    body = case.body(TO, "ada@example.org", "")

    hook.verify(read_settings(case.environment), CaseInsensitiveMapping(case.headers(body)), body)


def test_other_headers_and_other_keys_are_not(taking: Taking) -> None:
    hook, case = taking
    body = case.body(TO, "ada@example.org", "")
    right = case.headers(body)

    for name in right.keys() - {"Content-Type"}:
        refusal(taking, {one: said for one, said in right.items() if one != name}, body)
        refusal(taking, {**right, name: f"{right[name]}x"}, body)
    assert case.others.keys() == case.environment.keys() == set(hook.needs)
    for name, other_key in case.others.items():
        refusal(taking, right, body, **{name: other_key})
        assert name in refusal(taking, right, body, **{name: ""})


def test_its_settings_are_settings_of_the_provider_and_it_says_what_is_missing(taking: Taking) -> None:
    hook, case = taking
    name = next(name for name, one in TAKING_MAIL.items() if one is hook)

    assert set(hook.needs) <= {setting.name for setting in PROVIDERS[name].settings}
    assert hook.lacks(read_settings(case.environment)) == []
    assert hook.lacks(read_settings({})) == list(hook.needs)
    assert "." in hook.mail_host


@pytest.mark.parametrize("name", sorted(TAKING_MAIL))
@given(body=st.binary(max_size=200))
@example(body=b"--x\r\n" * 200_000)
@example(body=b"[" * 100_000)
def test_no_body_breaks_the_reading(name: str, body: bytes) -> None:
    hook, case = TAKING_MAIL[name], INBOUND[name]
    for headers in (case.headers(body), {}, {"Content-Type": "multipart/form-data; boundary=x"}):
        with suppress(Refused):
            assert isinstance(hook.read(CaseInsensitiveMapping(headers), body), InboundMail)
