"""Failed tries to sign in, the addresses that people send tests to, and who has an edition's page open; and
the models of `editors`, whose tables are in this app.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from roundup.editors.models import EditorMail, PasswordAsking

__all__ = ["EditorMail", "PasswordAsking", "Presence", "SignInTry", "TrialAddresses"]


class SignInTry(models.Model):
    """One try that has not succeeded (yet). The account is a keyed hash: no address is kept here."""

    account = models.CharField(max_length=64)
    network = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["network", "at"]), models.Index(fields=["account", "at"])]

    def __str__(self) -> str:
        return f"{self.network} {self.at:%Y-%m-%d %H:%M}"


class TrialAddresses(models.Model):
    """The addresses that an account last sent a test to, as typed, and the form that it sent last."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    typed = models.TextField(blank=True)
    form = models.CharField(max_length=40, blank=True, help_text="So that a second press sends nothing.")

    def __str__(self) -> str:
        return f"addresses of account {self.user_id}"


class Presence(models.Model):
    """When somebody last had an edition's page open; `newsroom.presence` reads and writes it."""

    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="one_presence_per_editor")]

    def __str__(self) -> str:
        return f"{self.user_id} at edition {self.edition_id}"
