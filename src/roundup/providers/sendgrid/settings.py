"""The settings that SendGrid needs from an operator."""

from __future__ import annotations

from roundup.core.errors import Refused
from roundup.core.settings import BadSetting, Setting, account_key, web_address

API_KEY = "SENDGRID_API_KEY"
HOST = "SENDGRID_HOST"
WEBHOOK_KEY = "SENDGRID_WEBHOOK_KEY"
INBOUND_KEY = "SENDGRID_INBOUND_KEY"
PUBLIC_HOST = "https://api.sendgrid.com"


def webhook_keys(name: str, value: str) -> str:
    """Read the public keys of a signed webhook, separated by spaces: several while a key is replaced."""
    if value.strip():
        # It takes a while to load, so it is imported only if there is a key.
        from roundup.providers.sendgrid.signature import read_public_keys

        try:
            read_public_keys(name, value)
        except Refused as refused:
            raise BadKeys(name, str(refused)) from None
    return " ".join(value.split())


class BadKeys(BadSetting):
    """Raised if one of several public keys is invalid. The sentence says which."""

    def __init__(self, name: str, said: str) -> None:
        Refused.__init__(self, f"{name} is set, but one of its keys is not a public key. {said}")


SETTINGS = (
    Setting(API_KEY, "", "The key with the right to send mail.", account_key, secret=True, required=True),
    Setting(
        HOST,
        PUBLIC_HOST,
        "SendGrid's API: the public one, the EU host or a stand-in.",
        web_address,
    ),
    Setting(
        WEBHOOK_KEY,
        "",
        "The public key of the signed event webhook; two, separated by a space, while it is rotated.",
        webhook_keys,
    ),
    Setting(
        INBOUND_KEY,
        "",
        "The public key of Inbound Parse's security policy; two, separated by a space, while it is replaced.",
        webhook_keys,
    ),
)
