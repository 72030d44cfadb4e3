"""Sends one mailing through the real worker, as often as wanted."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks import cores
from benchmarks.office import Office
from roundup.config.processes.supervisor import Supervisor


@dataclass(frozen=True, slots=True)
class Run:
    """What one way of sending took: seconds from the first task to the last answer, and CPU seconds."""

    readers: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        return self.readers / self.seconds


def start_worker(supervisor: Supervisor) -> int:
    """Start the worker as `roundup up` does, on the sender's core; return its pid once it looks."""
    from django.conf import settings

    from roundup.sending.models import Installation

    with cores.on(cores.SENDER):
        supervisor.start_worker(settings.WORKERS)
    while not Installation.objects.filter(ticked_at__isnull=False).exists():
        time.sleep(0.1)
    return cores.child_running("roundup.config.celery")


def send(mailing_id: int, pid: int, office: Office) -> Run:
    """Send everything in a prepared mailing, and check that everybody was mailed once."""
    from django.conf import settings
    from django.db.models import Max, Sum

    import roundup.config.celery  # noqa: F401 - the broker that `wake_workers` calls
    from roundup.editions.models import Edition
    from roundup.sending.models import Attempt, Batch, Mailing
    from roundup.sending.tasks import wake_workers

    _wait_until_idle(pid)
    office.clear()
    Attempt.objects.filter(batch__mailing=mailing_id).delete()
    Batch.objects.filter(mailing=mailing_id).update(state=Batch.State.READY, epoch=0, posted=0)
    Edition.objects.filter(mailing=mailing_id).update(status=Edition.Status.APPROVED)
    readers = Batch.objects.filter(mailing=mailing_id).aggregate(n=Sum("planned"))["n"]
    began, cpu = datetime.now(UTC), cores.cpu_seconds(pid)
    Mailing.objects.filter(pk=mailing_id).update(status=Mailing.Status.SENDING, finished_at=None)
    wake_workers(settings.WORKERS)
    while not Mailing.objects.filter(pk=mailing_id, status=Mailing.Status.DONE).exists():
        time.sleep(0.1)
    ended = Attempt.objects.filter(batch__mailing=mailing_id).aggregate(at=Max("finished_at"))["at"]
    used = cores.cpu_seconds(pid) - cpu
    check(office, readers)
    if Attempt.objects.filter(batch__mailing=mailing_id, epoch__gt=1).exists():
        raise RuntimeError("A batch was handed over twice.")
    return Run(readers, (ended - began).total_seconds(), used)


def check(office: Office, readers: int) -> None:
    """Check that nobody was skipped or mailed twice, and that SendGrid would refuse no request."""
    found = office.judge()
    if (found.readers, found.twice, found.faults) != (readers, 0, 0):
        raise RuntimeError(f"{readers} readers were to be mailed: {found}.")


def _wait_until_idle(pid: int) -> None:
    """Wait until the last threads of the previous mailing have ended."""
    used = -1.0
    while (now := cores.cpu_seconds(pid)) > used:
        used = now
        time.sleep(0.5)


def hold(mailing_id: int) -> None:
    """Keep a mailing from being sent until `send` lets it go."""
    from roundup.sending.models import Mailing

    Mailing.objects.filter(pk=mailing_id).update(status=Mailing.Status.HELD)
