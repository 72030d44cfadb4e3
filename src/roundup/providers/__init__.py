"""The post offices that a batch can be handed to. A new one is a folder here and a line in `PROVIDERS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from roundup.core.errors import Refused
from roundup.providers.base import KeepsSuppressions, Provider, ProviderOptions, ReportedSuppression
from roundup.providers.outbox import Outbox

__all__ = [
    "PROVIDERS",
    "KeepsSuppressions",
    "Provider",
    "ProviderOptions",
    "ReportedSuppression",
    "build",
]


def _sendgrid(options: ProviderOptions) -> Provider:
    # The sendgrid package takes a tenth of a second to import: only who sends through it pays.
    from roundup.providers.sendgrid.client import SendGrid

    return SendGrid(options)


PROVIDERS: Mapping[str, Callable[[ProviderOptions], Provider]] = {
    "outbox": Outbox,
    "sendgrid": _sendgrid,
}


def build(name: str, options: ProviderOptions) -> Provider:
    """Return the provider called `name`, ready to send. Raises Refused for one that cannot be."""
    if name not in PROVIDERS:
        known = " or ".join(sorted(PROVIDERS))
        raise Refused(f"There is no provider {name!r}: set ROUNDUP_PROVIDER to {known}.")
    return PROVIDERS[name](options)
