"""By which outlet mail leaves here: the provider that the settings name, and where it is called.

Nobody else builds a provider.
"""

from __future__ import annotations

from django.conf import settings

from roundup.providers import PROVIDERS, Provider, ProviderDescription


def our_provider() -> ProviderDescription:
    """Return what is known of the provider that the settings name."""
    return PROVIDERS[settings.PROVIDER]


def build_provider() -> Provider:
    """Return the provider that the settings name, ready to send. Raises Refused where it cannot be."""
    return our_provider().build({**settings.PROVIDER_SETTINGS, "ROUNDUP_DATA": settings.DATA})


def our_outlet() -> str:
    """Return the outlet that this process is set up for."""
    return our_provider().outlet(settings.PROVIDER_SETTINGS)


def our_key_name() -> str:
    """Return the part of the provider's key that is no secret; nothing where there is none."""
    return our_provider().key_name(settings.PROVIDER_SETTINGS)
