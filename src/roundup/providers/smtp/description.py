"""SMTP's description for the rooms above."""

from __future__ import annotations

from roundup.providers.base import NoMail, NoReports, Provider, ProviderDescription, Values
from roundup.providers.smtp.settings import MAX_BATCH, SERVER, SETTINGS


def _build(values: Values) -> Provider:
    from roundup.providers.smtp.client import Smtp

    return Smtp(values["ROUNDUP_DATA"], values[SERVER])


def _host(values: Values) -> str:
    server = values[SERVER]
    return f"{server.scheme}://{server.host}:{server.port}" if server else ""


DESCRIPTION = ProviderDescription(
    name="smtp",
    title="your mail server",
    help="hands each message to your own mail server",
    build=_build,
    reports=NoReports("bounces and complaints arrive as mail at the sender's address"),
    inbound=NoMail("mail to you stays on your mail server"),
    no_lists="a mail server keeps no list of dead addresses that Roundup could read",
    settings=SETTINGS,
    host=_host,
    max_batch=MAX_BATCH,
)
