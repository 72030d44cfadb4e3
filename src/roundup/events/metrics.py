"""Counts for Prometheus, in its text format.

They never contain an address; labels come from a fixed set or are the slugs of publications.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Model, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roundup.core.deliveries import EventKind
from roundup.events.applying import COPIES, OF_OTHERS, PASSED_OVER
from roundup.events.inbound_mail import mails_by_outcome
from roundup.events.metric_families import Family, by_label, without_label
from roundup.events.models import Tally
from roundup.events.notices import notice_backlog
from roundup.events.publication_metrics import families_of_publications, families_of_sending
from roundup.publications.models import Alarm
from roundup.publications.transactional_mail import TransactionalMail
from roundup.sending.handing_over.transactional_mail import mail_account_of
from roundup.sending.models import Batch, Exclusion, Mailing, Trial
from roundup.sending.settling.resolve import count_incidents
from roundup.subscribers.models import Confirmation, Leave, OwnRequest, Suppression, Welcome

_OTHERS: tuple[tuple[str, type[TransactionalMail], str], ...] = (
    ("confirmations", Confirmation, "Confirmation mails by what became of them."),
    ("leave_notes", Leave, "Notes to readers who left on a page, by what became of them."),
    ("own_requests", OwnRequest, "Mails about readers' address and data, by what became of them."),
    ("welcomes", Welcome, "Welcome mails by what became of them."),
    ("trials", Trial, "Tests of proofs by what became of them."),
)
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


@never_cache
@require_safe
def answer_metrics(
    request: HttpRequest, *, may_see: Callable[[Any], bool], unsent: Callable[[], int]
) -> HttpResponse:
    """Answer anybody with the token, Prometheus on this machine, and signed-in people who `may_see` the
    counts.

    Nobody else gets them. A request that a proxy passes on does not count as coming from this machine, so the
    proxy must say that it is one. `unsent` counts the mails to editors that could not be handed over.
    """
    if not (_has_token(request) or _is_local(request) or may_see(request.user)):
        return HttpResponse(
            "Ask from this machine, with the token (ROUNDUP_METRICS_TOKEN), or sign in as an admin.\n",
            status=403,
            content_type="text/plain",
        )
    return HttpResponse(text(unsent()), content_type="text/plain; version=0.0.4; charset=utf-8")


def text(unsent: int = 0) -> str:
    """Return all counts as they are now."""
    lines: list[str] = []
    for name, kind, help_text, values in _families(unsent):
        lines += [f"# HELP roundup_{name} {help_text}", f"# TYPE roundup_{name} {kind}"]
        lines += [f"roundup_{name}{labels} {value}" for labels, value in values.items()]
    return "\n".join(lines) + "\n"


def _families(unsent: int) -> Iterable[Family]:
    yield "mailings", "gauge", "Mailings by status.", by_label("status", _by(Mailing, "status"))
    yield "batches", "gauge", "Batches by state.", by_label("state", _by(Batch, "state"))
    yield "deliveries", "gauge", "Deliveries by what became of them.", by_label("state", _deliveries())
    for name, table, help_text in _OTHERS:
        counts = mail_account_of(table)
        counts.pop("asked")
        yield name, "gauge", help_text, by_label("state", counts)
    yield from _reported()
    reasons = by_label("reason", _by(Suppression, "reason"))
    yield "suppressions", "gauge", "Addresses that are never mailed, by reason.", reasons
    yield "alarms_open", "gauge", "Alarms that nobody has dealt with.", without_label(_open_alarms().count())
    yield (
        "editor_mail_not_taken",
        "gauge",
        "Mails to editors that were not taken since one last was.",
        without_label(unsent),
    )
    now = timezone.now()
    yield from families_of_sending(now)
    yield from families_of_publications(now)
    twice = "Batches that the provider took twice: proven duplicates."
    yield "duplicates_proven", "gauge", twice, without_label(count_incidents())


def _reported() -> Iterable[Family]:
    tallies = dict(Tally.objects.values_list("word", "count"))
    kinds = {kind.word: tallies.get(kind.word, 0) for kind in EventKind}
    yield "events_total", "counter", "Events of the provider, each once, by kind.", by_label("kind", kinds)
    copies, passed, others = (tallies.get(word, 0) for word in (COPIES, PASSED_OVER, OF_OTHERS))
    yield (
        "events_repeated_total",
        "counter",
        "Copies of events that were there already.",
        without_label(copies),
    )
    yield "events_passed_over_total", "counter", "Events that mean nothing to Roundup.", without_label(passed)
    whose = "Events of other senders on the same account, which change nothing here."
    yield "events_of_others_total", "counter", whose, without_label(others)
    mails = {str(outcome): count for outcome, count in mails_by_outcome().items()}
    yield "inbound_mails_total", "counter", "Mails that came in, by outcome.", by_label("outcome", mails)
    left = notice_backlog()
    age = (timezone.now() - left.since).total_seconds() if left.since else 0
    yield "notices_waiting", "gauge", "Bodies of the webhook not applied yet.", without_label(left.waiting)
    yield "notices_oldest_seconds", "gauge", "Age of the oldest of them.", without_label(max(0, round(age)))


def _deliveries() -> dict[str, int]:
    """Count by batches, a thousand times fewer than deliveries. "Left out" includes refused copies."""
    batches = Batch.objects.values_list("state").annotate(
        n=Sum("posted"), left=Sum(F("planned") - F("posted"))
    )
    sums = {state: (posted or 0, left or 0) for state, posted, left in batches.order_by()}
    accepted, left_out = sums.get(Batch.State.ACCEPTED, (0, 0))
    uncertain, _ = sums.get(Batch.State.UNCERTAIN, (0, 0))
    return {
        "accepted": accepted,
        "excluded": Exclusion.objects.count() + left_out,
        "uncertain": uncertain,
    }


def _open_alarms() -> QuerySet[Alarm]:
    return Alarm.objects.open()


def _by(model: type[Model], column: str) -> dict[str, int]:
    """Return the number of rows of `model` for each choice of `column`."""
    choices: Iterable[tuple[Any, Any]] = model._meta.get_field(column).flatchoices  # type: ignore[union-attr]
    counts = dict(model._default_manager.values_list(column).annotate(n=Count("pk")).order_by())
    return {str(choice): counts.get(choice, 0) for choice, _ in choices}


def _has_token(request: HttpRequest) -> bool:
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN
    return bool(token) and scheme.lower() == "bearer" and constant_time_compare(sent.strip(), token)


def _is_local(request: HttpRequest) -> bool:
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
