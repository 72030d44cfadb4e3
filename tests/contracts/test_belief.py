"""What a hook believes, over all providers that have one: only what the provider itself posted."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import pytest
from django.utils.datastructures import CaseInsensitiveMapping

from roundup.config.environment.variables import read_settings
from roundup.core.errors import Refused
from roundup.core.settings import BadSetting
from roundup.providers import PROVIDERS, Hook, MailHook, Values
from tests.contracts.cases import INBOUND, REPORTING, REPORTS, TAKING_MAIL
from tests.contracts.inbound_case import InboundCase
from tests.contracts.provider_case import Never
from tests.contracts.report_case import ReportCase, Reporting


def test_what_a_provider_posts_is_believed_whatever_the_case_of_its_headers(reporting: Reporting) -> None:
    _, hook, report = reporting
    values = read_settings(report.environment)

    for body in report.whole():
        for headers in (
            report.headers(body),
            {name.upper(): said for name, said in report.headers(body).items()},
        ):
            hook.verify(values, CaseInsensitiveMapping(headers), body)


def _refusal(hook: Hook, values: Values, headers: Mapping[str, str], body: bytes) -> str:
    """Return why a body is not believed; the sentence repeats no address and no secret."""
    with pytest.raises(Refused) as refused:
        hook.verify(values, CaseInsensitiveMapping(headers), body)
    said = str(refused.value)
    assert "@" not in said
    assert not [header for header in headers.values() if len(header) > 3 and header in said]
    return said


ODD_HEADERS = [
    "",
    "x",
    "é",
    "\udcff=x",
    "Basic",
    "Basic !",
    "Basic w6k6w6k=",
    "Basic Og==",
    "Basic //8=",
    "Bearer x",
]


@pytest.mark.parametrize("odd", ODD_HEADERS, ids=ascii)
def test_without_any_of_its_headers_or_with_an_odd_one_nothing_is_believed(
    reporting: Reporting, odd: str
) -> None:
    _, hook, report = reporting
    values, body = read_settings(report.environment), report.whole()[0]
    right = report.headers(body)

    _refusal(hook, values, {}, body)
    for name, said in right.items():
        _refusal(hook, values, {other: right[other] for other in right if other != name}, body)
        for wrong in (odd, f"{said}x", f"x{said}", f"{said}, {odd}", said[: len(said) // 2]):
            _refusal(hook, values, {**right, name: wrong}, body)


@dataclass(frozen=True)
class Posted:
    """What a hook of either kind must tell from a forgery."""

    hook: Hook | MailHook
    case: ReportCase | InboundCase

    def believe(self, headers: Mapping[str, str], body: bytes) -> None:
        self.hook.verify(read_settings(self.case.environment), CaseInsensitiveMapping(headers), body)


POSTED = {f"{name}-reports": Posted(REPORTING[name], REPORTS[name]) for name in REPORTING} | {
    f"{name}-mail": Posted(TAKING_MAIL[name], INBOUND[name]) for name in TAKING_MAIL
}


@pytest.mark.parametrize("posted", POSTED.values(), ids=POSTED)
def test_where_the_provider_signs_what_nobody_signed_is_not_believed(posted: Posted) -> None:
    if isinstance(signed := posted.case.signed, Never):
        assert signed.because
        return
    posted.believe(signed.headers, signed.body)
    for headers, body in signed.forged():
        with pytest.raises(Refused):
            posted.believe(headers, body)
    for body, other in ((signed.body, b"[]"), (b"[]", signed.body)):
        posted.believe(posted.case.headers(body), body)
        with pytest.raises(Refused):
            posted.believe(posted.case.headers(body), other)


@pytest.mark.parametrize("posted", POSTED.values(), ids=POSTED)
def test_where_nothing_is_signed_the_headers_hold_the_secrets(posted: Posted) -> None:
    """A signature that leaves the body out would hold none, and prove nothing about a body."""
    if isinstance(posted.case.signed, Never):
        assert all(secret in _said(posted.case.headers(b"[]")) for secret in posted.case.environment.values())


def _said(headers: Mapping[str, str]) -> str:
    """Return what headers say, a name and a password in clear."""
    said = " ".join(headers.values())
    for word in said.split():
        with suppress(ValueError):
            said += f" {base64.b64decode(word, validate=True).decode()}"
    return said


def test_what_was_posted_by_another_secret_is_not_believed(reporting: Reporting) -> None:
    _, hook, report = reporting
    body = report.whole()[0]

    assert report.others.keys() == report.environment.keys() == set(hook.needs)
    for name, right in report.environment.items():
        for wrong in (report.others[name], f"{right}x", f"x{right}", right[:-1], right.swapcase()):
            with suppress(BadSetting):
                values = read_settings({**report.environment, name: wrong})
                if values[name] != read_settings(report.environment)[name]:
                    _refusal(hook, values, report.headers(body), body)
        assert read_settings({name: report.others[name]})[name] == report.others[name] != right


def test_without_any_of_its_settings_nothing_is_believed_and_the_setting_is_named(
    reporting: Reporting,
) -> None:
    name, hook, report = reporting
    body = report.whole()[0]

    assert hook.needs
    assert set(hook.needs) <= {setting.name for setting in PROVIDERS[name].settings}
    for missing in hook.needs:
        values = read_settings({**report.environment, missing: ""})
        assert missing in _refusal(hook, values, report.headers(body), body)
