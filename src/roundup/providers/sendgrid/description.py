"""SendGrid's description for the rooms above.

The package `sendgrid` takes a tenth of a second to load, and `cryptography` half as long: they are imported
only when needed.
"""

from __future__ import annotations

from collections.abc import Mapping

from roundup.providers.base import Hook, MailHook, Provider, ProviderDescription, Values
from roundup.providers.sendgrid.events import read_events
from roundup.providers.sendgrid.inbound import MAIL_HOST, read_inbound_mail
from roundup.providers.sendgrid.settings import API_KEY, HOST, INBOUND_KEY, SETTINGS, WEBHOOK_KEY


def _build(values: Values) -> Provider:
    from roundup.providers.sendgrid import client, options

    return client.SendGrid(options.SendGridOptions(api_key=values[API_KEY], host=values[HOST]))


def _host(values: Values) -> str:
    return str(values[HOST])


def _key_name(values: Values) -> str:
    """Return the middle of `SG.<name>.<secret>`."""
    parts = str(values[API_KEY]).split(".")
    return parts[1] if len(parts) == 3 else ""


def _verify(values: Values, headers: Mapping[str, str], body: bytes) -> None:
    from roundup.providers.sendgrid.signature import EVENTS, require_signature

    require_signature(EVENTS, values[WEBHOOK_KEY], headers, body)


def _verify_mail(values: Values, headers: Mapping[str, str], body: bytes) -> None:
    from roundup.providers.sendgrid.signature import INBOUND, require_signature

    require_signature(INBOUND, values[INBOUND_KEY], headers, body)


DESCRIPTION = ProviderDescription(
    name="sendgrid",
    title="SendGrid",
    help="sends through SendGrid",
    build=_build,
    settings=SETTINGS,
    host=_host,
    key_name=_key_name,
    reports=Hook(needs=(WEBHOOK_KEY,), verify=_verify, read=read_events),
    inbound=MailHook(needs=(INBOUND_KEY,), verify=_verify_mail, read=read_inbound_mail, mail_host=MAIL_HOST),
    no_lists="",
    # SendGrid signs with the first of the two keys that it hands out.
    dkim_selectors=("s1",),
)
