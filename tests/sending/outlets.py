"""How workers and an installation are set up, for the tests of who may hand a mailing over."""

from __future__ import annotations

from typing import Any

import pytest

from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending.safety import installation
from tests.making import FRIDAY, approved, make_edition, make_readers
from tests.providers.set_up import give

SENDGRID = "sendgrid https://api.sendgrid.com"
HOME = "https://news.example.org"
KEY = "SG.first.secret"
WRONG = pytest.mark.parametrize("how", ["provider", "host", "address"])


def edition_by_sendgrid(publication: Publication, settings: Any) -> Edition:
    """Return an approved edition of an installation that sends by SendGrid."""
    make_readers(publication, ["ada", "bo", "cleo"])
    settings.BASE_URL = HOME
    be(settings, "sendgrid")
    installation.state_installation(FRIDAY, others_at_work=False)
    return approved(make_edition(publication))


def be(settings: Any, provider: str, host: str = "https://api.sendgrid.com", key: str = KEY) -> None:
    """Be a process that is set up so."""
    settings.PROVIDER = provider
    give(settings, SENDGRID_HOST=host, SENDGRID_API_KEY=key)


def be_wrong(settings: Any, how: str) -> None:
    if how == "provider":
        be(settings, "outbox")
    elif how == "host":
        be(settings, "sendgrid", "https://api.eu.sendgrid.com")
    else:
        settings.BASE_URL = "https://elsewhere.example.org"
