from __future__ import annotations

import inspect
from collections.abc import Callable

import httpx2
import orjson
import pytest

from roundup.core.errors import (
    ProviderBusy,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
    Refused,
)
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from tests.providers.samples import batch

NOW = 1_800_000_000.0
KEY = "SG.a-key-for-tests"


def sendgrid(answer: Callable[[httpx2.Request], httpx2.Response]) -> SendGrid:
    options = SendGridOptions(api_key=KEY)
    return SendGrid(options, transport=httpx2.MockTransport(answer), clock=lambda: NOW)


def failure(response: httpx2.Response | Exception) -> ProviderError:
    """Return what the provider makes of an answer, or of an exception of the wire."""

    def answer(_: httpx2.Request) -> httpx2.Response:
        if isinstance(response, Exception):
            raise response
        return response

    with pytest.raises(ProviderError) as raised:
        sendgrid(answer).send(batch())
    return raised.value


def errors(message: str, field: str | None = None) -> dict[str, object]:
    return {"errors": [{"message": message, "field": field, "help": None}]}


def test_202_is_the_one_answer_that_means_accepted() -> None:
    provider = sendgrid(lambda _: httpx2.Response(202, headers={"X-Message-Id": "abc"}))
    receipt = provider.send(batch())
    assert (receipt.provider_id, receipt.accepted) == ("abc", 3)


def test_200_means_that_sandbox_mode_is_on_and_halts() -> None:
    assert isinstance(failure(httpx2.Response(200)), ProviderHalted)


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 520, 599, 408, 425, 201, 204])
def test_an_answer_that_promises_nothing_leaves_the_batch_uncertain(status: int) -> None:
    assert type(failure(httpx2.Response(status, text="<html>oops</html>"))) is ProviderUncertain


@pytest.mark.parametrize("status", [401, 403, 404, 405, 301, 307])
def test_a_wrong_key_or_host_halts_until_a_person_acts(status: int) -> None:
    assert type(failure(httpx2.Response(status, json=errors("go away")))) is ProviderHalted


def test_a_used_up_quota_is_told_in_sendgrids_words() -> None:
    found = failure(httpx2.Response(401, json=errors("Maximum credits exceeded")))
    assert "Maximum credits exceeded" in str(found)
    assert "SENDGRID_API_KEY" in str(found)


def test_413_asks_for_a_smaller_batch() -> None:
    found = failure(httpx2.Response(413))
    assert isinstance(found, ProviderRefused)
    assert found.too_large


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("Does not contain a valid address.", "personalizations.2.to.0.email"),
        ("Does not contain a valid address.", "personalizations[2].to"),
        ("We found the first duplicate instance of [a@b.org] in the personalizations.2.to field.", None),
    ],
)
def test_400_names_the_place_of_the_reader_to_blame(message: str, field: str | None) -> None:
    found = failure(httpx2.Response(400, json=errors(message, field)))
    assert isinstance(found, ProviderRefused)
    assert found.index == 2


def test_the_first_of_several_readers_to_blame_is_named() -> None:
    body = {
        "errors": [{"message": "bad", "field": f"personalizations.{index}.to.0.email"} for index in (1, 2)]
    }
    found = failure(httpx2.Response(400, json=body))
    assert isinstance(found, ProviderRefused)
    assert found.index == 1


def test_400_about_the_message_itself_halts_instead_of_refusing_every_reader() -> None:
    found = failure(httpx2.Response(400, json=errors("The from address is missing.", "from.email")))
    assert type(found) is ProviderHalted


def test_a_place_that_no_batch_has_blames_nobody() -> None:
    found = failure(httpx2.Response(400, json=errors("Bad.", f"personalizations.{'9' * 5000}.to")))
    assert isinstance(found, ProviderRefused)
    assert found.index is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"errors": null}', b'{"errors": [1]}', b'"x"'])
def test_400_without_a_reason_refuses_the_batch_and_blames_nobody(body: bytes) -> None:
    found = failure(httpx2.Response(400, content=body))
    assert isinstance(found, ProviderRefused)
    assert (found.index, found.too_large) == (None, False)


def test_no_address_out_of_sendgrids_words_is_kept() -> None:
    body = errors("Duplicate [ada@example.org] and <ben@example.org>, so no.", "personalizations.0")
    found = str(failure(httpx2.Response(400, json=body)))
    assert "@" not in found
    assert "(an address)" in found


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"X-RateLimit-Reset": str(int(NOW) + 42)}, 42.0),
        ({"X-RateLimit-Reset": str(int(NOW) - 5)}, 1.0),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Fri, 15 Jan 2027 08:00:09 GMT"}, 9.0),
        ({"X-RateLimit-Reset": str(int(NOW) + 3), "Retry-After": "8"}, 8.0),
        ({"X-RateLimit-Reset": "soon", "Retry-After": "later"}, 30.0),
        ({"Retry-After": "9" * 20}, 3600.0),
        ({"Retry-After": "Mon, 01 Jan 99999999999 00:00:00 GMT"}, 30.0),
        ({}, 30.0),
    ],
)
def test_429_is_busy_for_as_long_as_its_headers_say(headers: dict[str, str], wait: float) -> None:
    found = failure(httpx2.Response(429, headers=headers, json=errors("too many requests")))
    assert isinstance(found, ProviderBusy)
    assert found.retry_after == wait


PROVES: dict[type[Exception], type[ProviderError]] = {
    httpx2.ConnectError: ProviderBusy,
    httpx2.ConnectTimeout: ProviderBusy,
    httpx2.PoolTimeout: ProviderBusy,
    httpx2.ProxyError: ProviderBusy,
    httpx2.InvalidURL: ProviderHalted,
    httpx2.UnsupportedProtocol: ProviderHalted,
    httpx2.CloseError: ProviderUncertain,
    httpx2.CookieConflict: ProviderUncertain,
    httpx2.DecodingError: ProviderUncertain,
    httpx2.HTTPError: ProviderUncertain,
    httpx2.HTTPStatusError: ProviderUncertain,
    httpx2.LocalProtocolError: ProviderUncertain,
    httpx2.NetworkError: ProviderUncertain,
    httpx2.ProtocolError: ProviderUncertain,
    httpx2.ReadError: ProviderUncertain,
    httpx2.ReadTimeout: ProviderUncertain,
    httpx2.RemoteProtocolError: ProviderUncertain,
    httpx2.RequestError: ProviderUncertain,
    httpx2.RequestNotRead: ProviderUncertain,
    httpx2.ResponseNotRead: ProviderUncertain,
    httpx2.StreamClosed: ProviderUncertain,
    httpx2.StreamConsumed: ProviderUncertain,
    httpx2.StreamError: ProviderUncertain,
    httpx2.TimeoutException: ProviderUncertain,
    httpx2.TooManyRedirects: ProviderUncertain,
    httpx2.TransportError: ProviderUncertain,
    httpx2.WriteError: ProviderUncertain,
    httpx2.WriteTimeout: ProviderUncertain,
    OSError: ProviderUncertain,
    RuntimeError: ProviderUncertain,
}


def raised(kind: type[Exception]) -> Exception:
    """Return an exception of this kind, whatever its constructor asks for."""
    error = kind.__new__(kind)
    Exception.__init__(error, "made for a test")
    return error


@pytest.mark.parametrize("kind", PROVES, ids=lambda kind: kind.__name__)
def test_each_failure_of_the_wire_proves_what_the_table_says(kind: type[Exception]) -> None:
    assert type(failure(raised(kind))) is PROVES[kind]


def test_the_table_holds_every_exception_that_httpx2_has() -> None:
    known = {
        thing
        for _, thing in inspect.getmembers(httpx2, inspect.isclass)
        if issubclass(thing, Exception) and not issubclass(thing, Warning)
    }
    assert known - PROVES.keys() - _websocket_and_event_stream_errors() == set()


def _websocket_and_event_stream_errors() -> set[type[Exception]]:
    """Return those that only calls which we never make can raise."""
    return {
        thing
        for name, thing in inspect.getmembers(httpx2, inspect.isclass)
        if issubclass(thing, Exception) and ("WebSocket" in name or "SSE" in name)
    }


@pytest.mark.parametrize("key", ["", "SG. with space", "SG.x\n", "SG.ключ"])
def test_a_key_that_no_header_can_hold_is_refused_at_the_start(key: str) -> None:
    with pytest.raises(Refused, match="SENDGRID_API_KEY"):
        SendGrid(SendGridOptions(api_key=key))


@pytest.mark.parametrize(
    "host",
    [
        "",
        "api.sendgrid.com",
        "http://api.sendgrid.com",
        "ftp://127.0.0.1",
        "https://u:p@x.org",
        "https://x.org/v3",
    ],
)
def test_a_host_that_would_give_the_key_away_or_is_none_is_refused(host: str) -> None:
    with pytest.raises(Refused, match="SENDGRID_HOST"):
        SendGrid(SendGridOptions(api_key=KEY, host=host))


@pytest.mark.parametrize(
    "host",
    ["https://api.eu.sendgrid.com", "https://api.sendgrid.com/", "http://127.0.0.1:9", "http://localhost:9"],
)
def test_the_key_goes_to_the_host_that_is_set(host: str) -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(202)

    options = SendGridOptions(api_key=KEY, host=host)
    SendGrid(options, transport=httpx2.MockTransport(answer)).send(batch())
    assert str(seen[0].url) == host.rstrip("/") + "/v3/mail/send"
    assert seen[0].headers["Authorization"] == f"Bearer {KEY}"
    assert seen[0].headers["Content-Type"] == "application/json"
    assert orjson.loads(seen[0].content)["subject"] == "Rain, at last"


def test_options_do_not_show_the_key() -> None:
    assert KEY not in repr(SendGridOptions(api_key=KEY))
