"""If TLS is asked for, nothing leaves without it, and no server is believed without its certificate."""

from __future__ import annotations

from pathlib import Path

import pytest

from roundup.core.errors import ProviderHalted
from roundup.providers.smtp.client import Smtp
from tests.editors.mailserver import make_certificate
from tests.providers.samples import batch
from tests.services.smtp_host import PASSWORD, SmtpHost


@pytest.mark.parametrize("scheme", ["smtp+tls", "smtps"])
def test_nothing_is_mailed_without_the_right_password(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with SmtpHost(scheme, certificate) as host:
        right, wrong = (Smtp(tmp_path, host.server_of(word)) for word in (PASSWORD, "high-tide"))
        right.send(batch())
        right.close()
        with pytest.raises(ProviderHalted, match="correct ROUNDUP_SMTP_URL"):
            wrong.send(batch())

    assert len(host.taken) == 3


@pytest.mark.parametrize("scheme", ["smtp+tls", "smtps"])
def test_a_server_without_a_certificate_to_trust_gets_nothing(scheme: str, tmp_path: Path) -> None:
    with SmtpHost(scheme, make_certificate(tmp_path)) as host, pytest.raises(ProviderHalted, match="TLS"):
        Smtp(tmp_path, host.server).send(batch())

    assert not {"auth", "mail"} & set(host.seen)


def test_a_server_without_tls_where_it_is_asked_for_gets_nothing(tmp_path: Path) -> None:
    host = SmtpHost("smtp+tls", make_certificate(tmp_path), starttls=False)
    with host, pytest.raises(ProviderHalted, match="lacks TLS"):
        Smtp(tmp_path, host.server).send(batch())

    assert host.seen == ["greeting"]


def test_what_is_said_unencrypted_after_the_word_to_begin_tls_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    host = SmtpHost("smtp+tls", certificate, answers={"starttls": "220 Go on\r\n250 AUTH PLAIN"})
    with host, pytest.raises(ProviderHalted, match="TLS fails"):
        Smtp(tmp_path, host.server).send(batch())

    assert not {"auth", "mail"} & set(host.seen)
