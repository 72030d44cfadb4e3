"""The tasks of this room. Each only says "look now"; the database says what there is to do."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import cache

from celery import shared_task
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from roundup.articles.source_management import installed_fetcher
from roundup.core.errors import RoundupError
from roundup.providers import Provider
from roundup.providers.base import KeepsAnswers, KeepsSuppressions
from roundup.publications.transactional_mail import TransactionalMail
from roundup.sending import outlet, trials
from roundup.sending.best_of_month import assemble_due_months
from roundup.sending.handing_over import (
    confirmation_mail,
    journal,
    leave_mail,
    own_request_mail,
    provider_reach,
    results,
    welcome_mail,
)
from roundup.sending.handing_over.claim import anything_ready, claim_batch, expire_leases
from roundup.sending.handing_over.posts_under_way import PostsUnderWay
from roundup.sending.handing_over.submit import begin_post
from roundup.sending.handing_over.transactional_mail import settle_lost_mail
from roundup.sending.models import Mailing, Trial
from roundup.sending.preparing import provider_lists
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings, tell_stuck_mailing
from roundup.sending.safety import certificate, fence, heartbeat, installation, pings, stations
from roundup.sending.settling.finishing import anything_to_finish, finish_mailings
from roundup.sending.settling.kept_answers import settle_by_answers
from roundup.sending.settling.resolve import settle_uncertain
from roundup.subscribers.models import READER_MAIL

log = logging.getLogger(__name__)

# Short, so that a worker that is told to stop finishes its work within seconds.
_TURN_SECONDS = 4.0
_LOOKING = threading.Lock()
_PINGING = threading.Lock()


@cache
def provider() -> Provider:
    """Return the one provider of this process, whose connections all its threads share."""
    return outlet.build_provider()


@shared_task(name="sending.tick")
def tick() -> None:
    """Start, prepare, give back, settle and finish everything that is due, and wake the workers.

    Safe to run twice, at once or later: each step locks the row that it moves, or checks its epoch.
    """
    now = timezone.now()
    fence.installation()
    heartbeat.note_tick(now)
    journal.replay(results.write_result)
    stations.note(now)
    stations.tell_strangers(now)
    if fence.check(now):
        return
    for step in (start, prepare, give_back, take_answers, look_for_evidence, finish):
        _guarded(step)
    if anything_ready(timezone.now()):
        wake_workers(settings.WORKERS)


@shared_task(name="sending.assemble_months")
def assemble_months() -> None:
    """Assemble the best of each month that is due.

    Safe to run twice, at once or later: a constraint allows one edition for each month.
    """
    assemble_due_months(timezone.now())


@shared_task(name="sending.watch_certificate")
def watch_certificate() -> None:
    """Look at the certificate of the base URL if nobody has for a day.

    Safe to run twice, at once or later: only the worker that claims the look makes it.
    """
    certificate.watch_certificate(timezone.now())


@shared_task(name="sending.ping_monitors")
def ping_monitors() -> None:
    """Ping the monitors that do not know yet what has happened.

    Safe to run twice, at once or later: each ping is claimed first. If a worker dies with one, the next
    worker sends it again after a minute. Monitors that hang occupy only one thread of a worker.
    """
    if not _PINGING.acquire(blocking=False):
        return
    try:
        pings.ping_monitors(timezone.now(), installed_fetcher(pings.BRIEF))
    finally:
        _PINGING.release()


def _guarded(step: Callable[[], None]) -> None:
    """Run one step; its failure is logged and does not stop the next ones."""
    try:
        step()
    except Exception as error:
        log.error("%s failed: %s", step.__name__, error, exc_info=not isinstance(error, RoundupError))


def start() -> None:
    """Begin what is due, unless this machine has another address: its links would not be those approved."""
    if installation.has_its_address(timezone.now()):
        start_due_mailings(timezone.now())


def prepare() -> None:
    """Prepare every mailing that has begun; one that cannot be prepared does not stop the others."""
    keeps_lists = isinstance(provider(), KeepsSuppressions)
    preparing = installation.our_mailings().filter(status=Mailing.Status.PREPARING)
    for pk in preparing.values_list("pk", flat=True):
        if not provider_lists.may_be_prepared(pk, timezone.now(), keeps_lists=keeps_lists):
            continue
        try:
            while not prepare_step(pk, timezone.now()):
                heartbeat.note_tick(timezone.now())
        except DatabaseError as error:
            log.error("mailing %s: the database did not take a step (%s)", pk, type(error).__name__)
        except Exception as error:
            log.error("mailing %s cannot be prepared: %s", pk, error)
            tell_stuck_mailing(pk, str(error), timezone.now())


def give_back() -> None:
    expire_leases(timezone.now())


def take_answers() -> None:
    """Settle attempts that were lost on this machine, if the provider keeps answers."""
    if isinstance(keeper := provider(), KeepsAnswers):
        settle_by_answers(keeper, timezone.now())


def look_for_evidence() -> None:
    """Ask about uncertain batches, one thread at a time: the provider may take minutes to answer."""
    if not _LOOKING.acquire(blocking=False):
        return
    try:
        settle_uncertain(provider(), timezone.now())
    finally:
        _LOOKING.release()


def finish() -> None:
    finish_mailings(timezone.now())


def wake_workers(count: int) -> None:
    """Ask this many worker threads to look. If the broker is away, the next tick asks again."""
    try:
        for _ in range(count):
            work.apply_async(expires=60, retry=False)
    except Exception as error:
        log.warning("the broker does not answer (%s); the next tick tries again", type(error).__name__)


@shared_task(name="sending.work")
def work() -> None:
    """Hand over batches for a few seconds, one after the other.

    Safe to run twice, at once or later: each batch is first claimed by one worker. A queued task may be
    older than a restore of the database, and must not send again what was sent since the backup.
    """
    if fence.check(timezone.now()):
        return
    if _hand_over_for(_TURN_SECONDS):
        if anything_ready(timezone.now()):
            wake_workers(1)
    elif anything_to_finish():
        finish_mailings(timezone.now())


def _hand_over_for(seconds: float) -> bool:
    """Hand over batches and wait for all answers; return False if there was nothing more to take."""
    ends = time.monotonic() + seconds
    with PostsUnderWay(provider()) as posts:
        while time.monotonic() < ends:
            posts.conclude_answered(wait_for_one=posts.is_full)
            lease = claim_batch(timezone.now()) if provider_reach.here.lets_through() else None
            if lease is None and not posts:
                return False
            if lease is None:
                posts.conclude_answered(wait_for_one=True)
            elif posting := begin_post(lease, timezone.now(), provider()):
                posts.add(posting)
    return True


@shared_task(name="sending.send_confirmations")
def send_confirmations() -> None:
    """Mail what readers asked for, welcomes and notes about leaves; end those that a crash left half posted.

    Safe to run twice, even at once: each mail is claimed before it is handed over. None leaves while the
    fence is up, and none goes to a reader who was forgotten since a backup.
    """
    now = timezone.now()
    is_fenced = fence.check(now)
    kinds: list[type[TransactionalMail]] = [*READER_MAIL, Trial]
    for kind in kinds:
        settle_lost_mail(kind, now)
    trials.give_up_lost_trials(now)
    if not is_fenced:
        confirmation_mail.send_due_confirmations(provider(), now)
        leave_mail.send_due_leave_notes(provider(), now)
        own_request_mail.send_due_own_requests(provider(), now)
        welcome_mail.send_due_welcomes(provider(), now)
