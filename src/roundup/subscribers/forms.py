"""The form that asks for an address, and for a reader's link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core import signing

from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.language import say_later
from roundup.core.typing_errors import likely_meant
from roundup.subscribers import sign_up_limits

_STARTED = "subscribers.form-shown"
_QUICKEST = timedelta(seconds=2)

LINK = "link"
KEPT, MEANT = "kept", "meant"
# For forms in which pressing the button again keeps the address as it was typed.
WAS_ANOTHER_MEANT: Final = say_later("Did you mean %(address)s? If not, press the button again.")


def settle_spelling(typed: str, answer: str) -> tuple[str, str]:
    """Return the address to use, and the one to ask about if it is more likely meant, or ''.

    The `answer` to that question, KEPT or MEANT, settles it.
    """
    meant = "" if answer == KEPT else likely_meant(typed)
    return (meant, "") if meant and answer == MEANT else (typed, meant)


class SubscribeForm(forms.Form):
    """Asks for an address. Only robots see `website`; `started` says when the page was shown.

    `wants` says whether the reader only wants their link. `spelling` is the answer to the question whether
    another address was `meant`, which is asked only once.
    """

    email = forms.CharField(max_length=320)
    name = forms.CharField(max_length=100, required=False)
    website = forms.CharField(required=False)
    started = forms.CharField(required=False)
    wants = forms.CharField(required=False)
    spelling = forms.CharField(required=False)

    meant = ""

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        try:
            normalise_address(email)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "email" in cleaned:
            cleaned["email"], self.meant = settle_spelling(cleaned["email"], cleaned["spelling"])
        return cleaned

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).strip()

    @property
    def is_robots(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    @property
    def only_link(self) -> bool:
        return self.cleaned_data.get("wants") == LINK

    @property
    def asks_back(self) -> bool:
        """Whether the reader must first say which address they mean."""
        return bool(self.meant)

    @property
    def weight(self) -> int:
        """How much of its network's share this press uses up: more if it came faster than people type."""
        try:
            shown = signing.TimestampSigner(salt=_STARTED)
            shown.unsign(self.cleaned_data.get("started") or "", max_age=_QUICKEST)
        except signing.SignatureExpired:
            return sign_up_limits.HUMAN
        except signing.BadSignature:
            return sign_up_limits.TOO_QUICK
        return sign_up_limits.TOO_QUICK


def started_now() -> str:
    """Return the form's hidden value that says when it was shown."""
    return signing.TimestampSigner(salt=_STARTED).sign("")
