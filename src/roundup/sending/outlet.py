"""The outlet by which mail leaves here: the provider that the settings name, and its address.

Providers are built only here.
"""

from __future__ import annotations

from django.conf import settings

from roundup.providers import PROVIDERS, Provider, ProviderDescription


def our_provider() -> ProviderDescription:
    """Return the description of the provider that the settings name."""
    return PROVIDERS[settings.PROVIDER]


def build_provider() -> Provider:
    """Return the provider that the settings name, ready to send. Raises Refused if it cannot be built."""
    return our_provider().build({**settings.PROVIDER_SETTINGS, "ROUNDUP_DATA": settings.DATA})


def our_outlet() -> str:
    """Return the outlet for which this process is set up."""
    return our_provider().outlet(settings.PROVIDER_SETTINGS)


def our_key_name() -> str:
    """Return the part of the provider's key that is not secret, or '' if there is none."""
    return our_provider().key_name(settings.PROVIDER_SETTINGS)
