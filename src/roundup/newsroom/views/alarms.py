"""The alarms of all publications, and what a person does with one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from roundup.core.newsroom_language import tell
from roundup.newsroom.alarm_board import board
from roundup.newsroom.doors import editors_only
from roundup.newsroom.page import first_publication, show
from roundup.publications.alarm_acts import dismiss_alarm, release_alarm, show_alarm_again, take_alarm
from roundup.publications.alarm_kinds import kind_of_alarm
from roundup.publications.models import Alarm


@require_GET
@editors_only
def listing(request: HttpRequest) -> HttpResponse:
    """List every open alarm, the dismissed ones, and those that were over lately."""
    return show(request, "alarms", first_publication(), here="alarms", board=board(timezone.now()))


@require_POST
@editors_only
def take(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Let the others see that this editor looks after an alarm."""
    take_alarm(_find(alarm_id), request.user)
    return _back(request, tell("You are looking after it. The others can see that."))


@require_POST
@editors_only
def release(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Let the others see that nobody looks after an alarm."""
    release_alarm(_find(alarm_id))
    return _back(request, tell("Nobody is looking after it now."))


@require_POST
@editors_only
def dismiss(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Tell nobody of this alarm any more, until its trouble comes back."""
    alarm = _find(alarm_id)
    dismiss_alarm(alarm, timezone.now())
    told = (
        tell("Dismissed. If it happens again, you are told again.")
        if kind_of_alarm(alarm.about).stays
        else tell("Dismissed. You are told again if it gets worse, or if it comes back after it has ended.")
    )
    return _back(request, told, alarm)


@require_POST
@editors_only
def show_again(request: HttpRequest, alarm_id: int) -> HttpResponse:
    show_alarm_again(_find(alarm_id))
    return _back(request, tell("It is shown as open again."))


def _find(alarm_id: int) -> Alarm:
    return get_object_or_404(Alarm.objects.select_related("publication"), pk=alarm_id)


def _back(request: HttpRequest, said: str, alarm: Alarm | None = None) -> HttpResponse:
    """Say what was done, on the page where the button was."""
    messages.success(request, said)
    if alarm and request.POST.get("page") == "publication":
        return redirect("newsroom:publication", alarm.publication.slug)
    return redirect("newsroom:alarms")
