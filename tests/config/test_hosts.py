"""A strange host, a long address and a form that is too large are one short line each, and a plain answer."""

from __future__ import annotations

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client

pytestmark = pytest.mark.django_db

STRANGE = [
    "10.0.0.5",
    "10.0.0.5:8000",
    "[2001:db8::1]",
    "evil.example",
    "x" * 3000,
    "a b",
    "",
    "..",
    "%00",
    "é",
]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the handler of the settings writes."""
    logging.config.dictConfig(django_settings.LOGGING)
    handler = logging.getLogger().handlers[-1]
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.mark.parametrize("host", STRANGE)
def test_a_strange_host_is_one_line_and_a_plain_answer(
    host: str, client: Client, written: io.StringIO
) -> None:
    answer = client.get("/subscribe/", headers={"Host": host})

    assert answer.status_code == 400
    assert answer.content == b"This installation has another name.\n"
    assert len(written.getvalue().splitlines()) == 1
    assert len(written.getvalue()) < 300


@pytest.mark.parametrize("host", STRANGE)
def test_whoever_asks_for_our_health_by_address_is_told(host: str, client: Client) -> None:
    assert client.get("/health/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/" + "x" * 4000, "/newsroom/" + "%0a" * 1000, "/archive/" + "é" * 900])
def test_a_long_address_that_leads_nowhere_is_one_short_line(
    path: str, client: Client, written: io.StringIO
) -> None:
    assert client.get(path).status_code == 404

    assert len(written.getvalue().splitlines()) == 1
    assert len(written.getvalue()) < 500


@pytest.mark.parametrize(
    "form",
    [
        "&".join(f"f{n}=1" for n in range(1001)),
        "&".join(["a"] * 5000),
        "email=" + "x" * 2_700_000,
    ],
)
@pytest.mark.parametrize("path", ["/newsroom/login/", "/subscribe/"])
def test_a_form_of_too_many_fields_or_bytes_is_one_line(
    form: str, path: str, client: Client, written: io.StringIO
) -> None:
    answer = client.post(path, form, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in (400, 422)
    assert len(written.getvalue().splitlines()) <= 1
    assert "Traceback" not in written.getvalue()


def test_a_fault_of_ours_keeps_its_traceback(written: io.StringIO) -> None:
    try:
        raise ValueError("ours")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error", extra={"status_code": 500})

    assert "Traceback" in written.getvalue()
