"""What every provider that is called over HTTP makes of answers that any web server may give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from roundup.config.environment.variables import read_settings
from roundup.core.batches import Receipt
from roundup.core.errors import (
    ProviderBusy,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.core.settings import web_address
from roundup.core.suppression import BY_RETURNING
from roundup.providers import PROVIDERS, ChecksMessages, KeepsSuppressions, Provider
from tests.contracts.cases import CASES
from tests.contracts.handing_over import is_called_over_http
from tests.contracts.provider_case import GOOD, ProviderCase
from tests.providers.samples import PEOPLE
from tests.services.http_host import HttpHost

# By the setting that says where it is called.
HOSTS = {
    name: setting.name
    for name, one in PROVIDERS.items()
    for setting in one.settings
    if setting.read is web_address
}
NOW = datetime.now(UTC)
LONGEST = timedelta(days=1).total_seconds()
PAGE = b"<html>ada@example.org</html>"
STATUSES = [200, 201, 202, 204, 301, 400, 404, 405, 409, 418, 422, 451, 500, 599]
# What says nothing, whatever the status.
ODD_BODIES = [
    b"",
    PAGE,
    b"[]",
    b"{}",
    b"null",
    b'"x"',
    b"[{}]",
    b'{"error": 1, "errors": [1, null, {}]}',
    b"\xff",
]


def test_whoever_is_called_over_http_is_known_by_a_web_address(case: ProviderCase) -> None:
    assert is_called_over_http(case) is (case.provider.name in HOSTS), "read it by `web_address`"


@dataclass(frozen=True)
class Called:
    """A provider, built as an operator would, with a web server of ours in place of its host."""

    host: HttpHost
    provider: Provider
    keys: frozenset[str]


@cache
def case_of(name: str) -> ProviderCase:
    """Return what a case says; nobody answers at its other end any more."""
    with TemporaryDirectory() as folder, CASES[name](Path(folder)) as case:
        return case


@pytest.fixture(params=sorted(HOSTS))
def called(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Called]:
    described = PROVIDERS[request.param]
    environment = case_of(described.name).environment
    keys = frozenset(environment[one.name] for one in described.settings if one.secret and one.required)
    with HttpHost() as host:
        chosen = {"ROUNDUP_PROVIDER": described.name, "ROUNDUP_DATA": str(tmp_path / "data")}
        values = read_settings({**chosen, **environment, HOSTS[described.name]: host.url})
        with closing(described.build(values)) as provider:
            yield Called(host, provider, keys)


def failure_of_send(provider: Provider) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        provider.send(GOOD)
    assert "@" not in str(raised.value)
    return raised.value


def calls_of_lists(provider: Provider) -> list[Callable[[], object]]:
    if not isinstance(provider, KeepsSuppressions):
        return []
    return [lambda: list(provider.suppressions(NOW)), lambda: provider.clear(PEOPLE[0], BY_RETURNING)]


def calls_of(provider: Provider) -> list[Callable[[], object]]:
    """Return everything by which it may call its host. A look-up may know at once that nobody can tell."""
    return [*sure_calls_of(provider), lambda: provider.probe("m7-b1", "4f0c9a", NOW, PEOPLE)]


def sure_calls_of(provider: Provider) -> list[Callable[[], object]]:
    calls = [lambda: provider.send(GOOD), *calls_of_lists(provider)]
    if isinstance(provider, ChecksMessages):
        calls.append(lambda: provider.check_sandbox(GOOD))
    return calls


def test_every_call_bears_the_key_in_a_header_and_not_in_the_address(called: Called) -> None:
    called.host.status = 429
    sure = len(sure_calls_of(called.provider))
    for place, call in enumerate(calls_of(called.provider)):
        called.host.asked.clear()
        with suppress(ProviderError):
            call()
        assert called.host.asked or place >= sure
        for asked in called.host.asked:
            said = " ".join(asked.headers.values())
            assert not [key for key in called.keys if key not in said or key in asked.path]


def test_no_call_follows_the_host_to_another_place(called: Called) -> None:
    with HttpHost() as elsewhere:
        called.host.headers = {"Location": elsewhere.url}
        for called.host.status in (301, 302, 303, 307, 308):
            for call in calls_of(called.provider):
                with suppress(ProviderError):
                    call()

    assert not elsewhere.asked


@pytest.mark.parametrize("body", ODD_BODIES, ids=ascii)
def test_no_answer_breaks_a_call_and_only_success_is_a_receipt(called: Called, body: bytes) -> None:
    called.host.body = body
    for called.host.status in STATUSES:
        for call in calls_of(called.provider):
            with suppress(ProviderError):
                got = call()
                assert called.host.status < 300 or not isinstance(got, Receipt)


# What an answer proves about a batch, whatever its body says.
PROVES: Mapping[int, type[ProviderError]] = {
    **dict.fromkeys((301, 302, 307, 308, 401, 402, 403, 404, 405, 410), ProviderHalted),
    **dict.fromkeys((400, 413, 422), ProviderRefused),
    429: ProviderBusy,
    # A gateway may have passed it on before it gave up.
    **dict.fromkeys((408, 425, 499, 500, 502, 503, 504, 520), ProviderUncertain),
}


@pytest.mark.parametrize("status", PROVES)
def test_each_answer_means_what_it_proves(called: Called, status: int) -> None:
    called.host.status = status
    for called.host.body in (b"", b"{}", PAGE):
        error = failure_of_send(called.provider)

        assert type(error) is documented(called).get(status, PROVES[status])
        assert getattr(error, "too_large", False) is (status == 413), "it goes in smaller batches"
        assert getattr(error, "index", None) is None, "nobody is to blame whom the answer does not name"


@pytest.mark.parametrize("status", [200, 201, 202, 203, 204, 206, 207, 226])
def test_a_success_that_is_not_the_documented_one_may_have_been_taken(called: Called, status: int) -> None:
    """If it counted as not taken, whoever resumes would mail everybody twice."""
    called.host.status = status
    success = case_of(called.provider.name).success
    means = documented(called).get(status, Receipt if status == success else ProviderUncertain)
    for called.host.body in ODD_BODIES:
        assert outcome_of_send(called.provider) in (means, ProviderUncertain)


def test_the_documented_success_is_one(called: Called) -> None:
    assert case_of(called.provider.name).success in STATUSES


def test_no_key_is_in_what_a_provider_shows_of_itself(called: Called) -> None:
    shown = f"{called.provider!r} {vars(called.provider)!r}"

    assert not [key for key in called.keys if key in shown]


def outcome_of_send(provider: Provider) -> type[Receipt | ProviderError]:
    try:
        return type(provider.send(GOOD))
    except ProviderError as error:
        return type(error)


def documented(called: Called) -> Mapping[int, type[ProviderError]]:
    return case_of(called.provider.name).documented


# What `Retry-After` says, and the fewest and the most seconds that we then wait.
WAITS = [
    ("600", 600, 600),
    ("0", 0.1, 60),
    ("-5", 0.1, LONGEST),
    ("later", 0.1, LONGEST),
    ("9" * 20, 600, LONGEST),
    ("9" * 5000, 0.1, LONGEST),
    ("\xb2", 0.1, LONGEST),
    ("Mon, 01 Jan 99999999999 00:00:00 GMT", 0.1, LONGEST),
]


@pytest.mark.parametrize(("said", "least", "most"), WAITS, ids=lambda value: ascii(value)[:30])
def test_whoever_is_asked_to_wait_waits_as_long_as_that(
    called: Called, said: str, least: float, most: float
) -> None:
    assert least <= wait_of_send(called, said) <= most


def test_whoever_is_asked_to_wait_until_a_moment_waits_until_then(called: Called) -> None:
    moment = datetime.now(UTC) + timedelta(minutes=50)

    assert 60 <= wait_of_send(called, format_datetime(moment, usegmt=True)) <= 3000


def wait_of_send(called: Called, said: str) -> float:
    called.host.status, called.host.headers = 429, {"Retry-After": said}
    error = failure_of_send(called.provider)

    assert isinstance(error, ProviderBusy)
    assert error.retry_after is not None, "somebody was reached, and asked us to wait"
    return error.retry_after


def test_lists_that_ask_to_wait_are_left_alone_as_long_as_that(called: Called) -> None:
    called.host.status, called.host.headers = 429, {"Retry-After": "600"}
    for call in calls_of_lists(called.provider):
        with pytest.raises(ProviderBusy) as busy:
            call()
        assert busy.value.retry_after == 600


@pytest.mark.parametrize(
    ("status", "means"),
    [
        (401, ProviderHalted),
        (403, ProviderHalted),
        (302, ProviderBusy),
        (500, ProviderBusy),
        (503, ProviderBusy),
    ],
)
def test_lists_that_are_not_served_are_for_a_person_to_mend_or_tried_again(
    called: Called, status: int, means: type[ProviderError]
) -> None:
    called.host.status, called.host.body = status, PAGE
    for call in calls_of_lists(called.provider):
        with pytest.raises(ProviderError) as raised:
            call()
        assert type(raised.value) is means
        assert "@" not in str(raised.value)


def test_lists_that_nobody_can_read_are_not_empty(called: Called) -> None:
    called.host.body = PAGE
    if isinstance(called.provider, KeepsSuppressions):
        with pytest.raises(ProviderBusy):
            list(called.provider.suppressions(NOW))


@pytest.mark.parametrize("status", [200, 202, 302, 401, 403, 429, 500, 503])
def test_an_answer_that_is_no_evidence_proves_nothing(called: Called, status: int) -> None:
    called.host.status, called.host.body = status, PAGE

    for age in (timedelta(0), timedelta(hours=1)):
        assert called.provider.probe("m7-b1", "4f0c9a", NOW - age, PEOPLE) is None
