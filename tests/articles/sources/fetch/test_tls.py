"""Secure connections: the certificate belongs to the name, though the checked address is connected to."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from roundup.articles.sources.fetch import Fetcher
from roundup.core.errors import SourceError
from tests.articles.web import PATIENT, Web, running_web

NAME = "magazine.example"


def certificate(folder: Path, name: str = NAME) -> Path:
    """Write a key with a certificate for `name` that nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    signed = builder.sign(key, hashes.SHA256())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    return certificate(tmp_path)


@pytest.fixture
def names_asked() -> list[str | None]:
    return []


@pytest.fixture
def secure_web(pem: Path, names_asked: list[str | None]) -> Iterator[Web]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    context.sni_callback = lambda sock, name, ctx: names_asked.append(name)
    with running_web(context) as running:
        running.serve("/feed", b"<rss/>")
        yield running


def fetcher(trusted: Path | None = None) -> Fetcher:
    return Fetcher(
        ["127.0.0.0/8"],
        timeouts=PATIENT,
        resolve=lambda host, port: ["127.0.0.1"],
        tls=ssl.create_default_context(cafile=trusted) if trusted else None,
    )


def test_name_and_certificate_are_the_sources_own(
    secure_web: Web, pem: Path, names_asked: list[str | None]
) -> None:
    assert fetcher(pem).fetch(f"https://{NAME}:{secure_web.port}/feed").document
    assert names_asked == [NAME]
    assert secure_web.visits[0].headers["Host"] == f"{NAME}:{secure_web.port}"


def test_a_certificate_that_nobody_vouches_for_is_shown_as_a_sentence(secure_web: Web) -> None:
    with pytest.raises(SourceError, match="cannot be trusted: self") as caught:
        fetcher().fetch(f"https://{NAME}:{secure_web.port}/feed")
    assert caught.value.code == "bad-certificate"


def test_a_certificate_of_another_name_is_shown_as_a_sentence(secure_web: Web, pem: Path) -> None:
    with pytest.raises(SourceError, match=r"not valid for 'other\.example'") as caught:
        fetcher(pem).fetch(f"https://other.example:{secure_web.port}/feed")
    assert caught.value.code == "bad-certificate"


def test_a_server_without_tls_is_shown_as_a_sentence(web: Web) -> None:
    with pytest.raises(SourceError, match="No secure connection") as caught:
        fetcher().fetch(f"https://{NAME}:{web.port}/feed")
    assert caught.value.code == "tls"


def test_a_redirect_never_leads_from_https_to_http(secure_web: Web, web: Web, pem: Path) -> None:
    secure_web.redirect("/old", web.serve("/feed"))
    with pytest.raises(SourceError) as caught:
        fetcher(pem).fetch(f"https://{NAME}:{secure_web.port}/old")
    assert caught.value.code == "insecure-redirect"
    assert web.visits == []


def test_a_fetcher_that_fetches_nothing_reads_no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each tick of a worker makes one, and mostly has nothing to fetch."""
    made: list[object] = []
    monkeypatch.setattr(httpx2, "create_ssl_context", lambda **_: made.append(1))

    Fetcher().allows(NAME)

    assert made == []
