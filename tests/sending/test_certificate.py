"""The certificate of the base URL is looked at once a day, and only by a worker."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from roundup.publications.models import Certificate
from roundup.sending.safety.certificate import kept_certificate, watch_certificate
from tests.articles.sources.fetch.test_tls import certificate
from tests.articles.web import Web, running_web

pytestmark = pytest.mark.django_db


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    """A certificate for this machine, valid from yesterday to tomorrow."""
    return certificate(tmp_path, "localhost")


@pytest.fixture(autouse=True)
def site(pem: Path, settings: Settings) -> Iterator[Web]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    with running_web(context) as running:
        settings.BASE_URL = f"https://localhost:{running.port}"
        yield running


@pytest.fixture
def trust(pem: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(pem))


def seen() -> Certificate:
    found = kept_certificate()
    assert found
    return found


def near(moment: datetime | None, wanted: datetime) -> bool:
    return moment is not None and abs(moment - wanted) < timedelta(minutes=5)


def test_the_end_is_kept_and_near_when_a_quarter_of_the_time_is_left(trust: ssl.SSLContext) -> None:
    now = timezone.now()
    watch_certificate(now, trust)

    assert near(seen().ends_at, now + timedelta(days=1))
    assert near(seen().warn_at, now + timedelta(hours=12))
    assert not seen().fault


def test_one_that_nobody_vouches_for_is_a_fault() -> None:
    watch_certificate(timezone.now())

    assert "self-signed" in seen().fault.replace(" ", "-")


def test_within_a_day_nobody_looks_again(trust: ssl.SSLContext) -> None:
    now = timezone.now()
    watch_certificate(now)
    watch_certificate(now + timedelta(hours=23), trust)
    assert seen().fault

    watch_certificate(now + timedelta(hours=25), trust)
    assert not seen().fault


def test_a_look_that_a_fast_clock_has_dated_ahead_keeps_nobody_from_looking(trust: ssl.SSLContext) -> None:
    watch_certificate(timezone.now() + timedelta(days=400))
    watch_certificate(timezone.now(), trust)

    assert not seen().fault


def test_a_server_out_of_reach_leaves_what_was_seen(trust: ssl.SSLContext, settings: Settings) -> None:
    now = timezone.now()
    watch_certificate(now, trust)
    Certificate.objects.update(base_url="https://localhost:9")
    settings.BASE_URL = "https://localhost:9"
    watch_certificate(now + timedelta(days=2), trust)

    assert near(seen().ends_at, now + timedelta(days=1))


def test_another_base_url_begins_anew(trust: ssl.SSLContext, settings: Settings) -> None:
    watch_certificate(timezone.now(), trust)
    settings.BASE_URL = "https://localhost:9"
    assert kept_certificate() is None

    watch_certificate(timezone.now(), trust)
    assert Certificate.objects.get().base_url == "https://localhost:9"


def test_without_https_there_is_nothing_to_look_at(settings: Settings) -> None:
    settings.BASE_URL = "http://localhost:9"
    watch_certificate(timezone.now())

    assert not Certificate.objects.exists()
