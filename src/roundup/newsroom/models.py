"""Tries to sign in that did not succeed; and the room below, whose tables are in this app."""

from __future__ import annotations

from django.db import models

from roundup.editors.models import EditorMail, PasswordAsking

__all__ = ["EditorMail", "PasswordAsking", "SignInTry"]


class SignInTry(models.Model):
    """One try that has not succeeded (yet). The account is a keyed hash: no address is kept here."""

    account = models.CharField(max_length=64)
    network = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["network", "at"]), models.Index(fields=["account", "at"])]

    def __str__(self) -> str:
        return f"{self.network} {self.at:%Y-%m-%d %H:%M}"
