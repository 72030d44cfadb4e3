"""Requests for password links, and the mail to editors."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from roundup.publications.identifiers import fresh_id
from roundup.publications.transactional_mail import TransactionalMail

# The newsroom made these tables; it keeps their migrations and imports the models (decision 58).
APP = "newsroom"


class PasswordAsking(models.Model):
    """Records that somebody forgot a password. The account, which need not exist, is kept as a keyed hash."""

    account = models.CharField(max_length=64)
    network = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    is_answered = models.BooleanField(default=False)

    class Meta:
        app_label = APP

    def __str__(self) -> str:
        return f"{self.network} {self.at:%Y-%m-%d %H:%M}"


class EditorChoice(models.Model):
    """What an editor does not want to be mailed about (`editors.choices.MailKind`)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    unwanted = models.JSONField(default=list)

    class Meta:
        app_label = APP

    def __str__(self) -> str:
        return f"choice of account {self.user_id}"


class EditorMail(TransactionalMail):
    """One mail to one editor. `key` says what it is about; each address gets it once.

    The words are erased once the mail is over, because they may include a link to set a password.
    """

    id = models.BigAutoField(primary_key=True, default=fresh_id)
    key = models.CharField(max_length=200)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0, help_text="How often it was surely not taken.")

    class Meta:
        app_label = APP
        constraints = [models.UniqueConstraint(fields=["key", "to"], name="one_editor_mail_per_key")]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(status__in=["waiting", "posting"]), name="editor_mail_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
