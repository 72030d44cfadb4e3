"""The outbox's description for the rooms above."""

from __future__ import annotations

from roundup.providers.base import NoMail, NoReports, Provider, ProviderDescription, Values


def _build(values: Values) -> Provider:
    from roundup.providers.outbox.client import Outbox

    return Outbox(values["ROUNDUP_DATA"])


DESCRIPTION = ProviderDescription(
    name="outbox",
    title="the outbox",
    help="keeps every message as a file and shows it in the newsroom",
    build=_build,
    reports=NoReports("nothing leaves this machine"),
    inbound=NoMail("no mail comes in"),
    no_lists="nothing leaves this machine",
    keeps_here=True,
)
