"""The calls to the webhook for alarms: written here, and posted by `editors.alarm_webhook`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from roundup.publications.models import Alarm


class AlarmCall(models.Model):
    """What the webhook for alarms is to be told: that an alarm was raised, or that it is over."""

    alarm = models.ForeignKey("publications.Alarm", on_delete=models.CASCADE, related_name="calls")
    is_over = models.BooleanField()
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField(help_text="Later than now while a worker has it, or after a failure.")
    tries = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(taken_at__isnull=True, given_up_at__isnull=True),
                name="alarm_call_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"call about alarm {self.alarm_id}"


def write_call(alarm: Alarm, now: datetime, *, is_over: bool) -> None:
    """Write a call to the webhook, if there is one, in the transaction that makes its message true."""
    if settings.ALARM_WEBHOOK_URL:
        AlarmCall.objects.create(alarm=alarm, is_over=is_over, asked_at=now, not_before=now)
