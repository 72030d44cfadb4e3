"""Dismissing an alarm that a person has dealt with."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from roundup.core.newsroom_language import tell
from roundup.newsroom.doors import editors_only
from roundup.publications.alarms import clear_alarm
from roundup.publications.models import Alarm


@require_POST
@editors_only
def dismiss(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Close an alarm. If its cause is still there, it is raised again."""
    alarm = get_object_or_404(Alarm.objects.select_related("publication"), pk=alarm_id)
    clear_alarm(alarm.publication, alarm.about, timezone.now())
    messages.success(request, tell("Dismissed. It comes back if its cause is still there."))
    return redirect("newsroom:publication", alarm.publication.slug)
