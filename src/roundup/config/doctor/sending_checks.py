"""How sending is going: who looks for work, what waits, and what is uncertain."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from roundup.config.doctor.check_results import Note
from roundup.config.processes import lookout
from roundup.core.errors import RoundupError
from roundup.core.moments_and_counts import count_words
from roundup.events import dropped_copies
from roundup.events.mailing_alarms import LONGEST_BACKLOG
from roundup.events.models import Notice
from roundup.events.notices import notice_backlog
from roundup.events.views import hook_address
from roundup.providers import Hook, NoReports
from roundup.publications.models import Alarm
from roundup.sending.handing_over import journal, provider_reach
from roundup.sending.handing_over.claim import anything_ready
from roundup.sending.handing_over.gate import closure_of, gone_today
from roundup.sending.models import Attempt, Batch, Gate, Mailing
from roundup.sending.outlet import our_outlet, our_provider
from roundup.sending.safety import fence, heartbeat, installation, stations
from roundup.sending.settling import before_restore
from roundup.sending.settling.resolve import count_incidents
from roundup.subscribers import journal_reading

_ENDED = (Mailing.Status.DONE, Mailing.Status.CANCELLED)
_DOUBTS = 3
_NEWEST = 12
_SHOWN = 5
_HEARD_WITHIN = timedelta(hours=1)


def tick() -> str:
    """A worker looks for work. Its silence is a fault only if work has waited for as long."""
    now = timezone.now()
    age = heartbeat.tick_age(now)
    if not heartbeat.is_silent(age):
        return (
            f"a worker looked {count_words(int(age.total_seconds()) if age else 0, 'second', 'seconds')} ago"
        )
    said = f"{heartbeat.silence_words(age)} Is `roundup up` running?"
    if heartbeat.work_is_left(now):
        raise RoundupError(f"{said} Work is waiting.")
    if heartbeat.work_waits(now):
        return Note(f"{said} Work has begun to wait.")
    return Note(f"{said} Nothing is waiting for it yet.")


def outlet() -> str:
    """All workers send through the same provider and host, and for the same address."""
    now = timezone.now()
    row = fence.installation()
    if not row.identity:
        return Note(
            "The way mail leaves is not recorded yet: `roundup up` records the provider when it starts."
        )
    if not installation.is_at_home():
        raise RoundupError(
            f"Here mail would leave through {our_outlet()}, for {settings.BASE_URL}; this installation sends "
            f"through {row.outlet}, for {row.base_url}. Set ROUNDUP_PROVIDER, its settings and "
            "ROUNDUP_BASE_URL to match; if you meant to change them, run `roundup doctor --accept-provider`."
        )
    if said := " ".join(stations.strangers(now)):
        raise RoundupError(said)
    if keys := stations.keys_in_use(now):
        return Note(
            f"Workers use different keys for {our_provider().title}: {'; '.join(keys)}. That is normal while "
            "a key is being rotated; otherwise they may send from different accounts."
        )
    return f"mail leaves through {row.outlet}"


def restored() -> str:
    """No fence is up: this database knows everything that was mailed."""
    if fence.is_up():
        raise RoundupError(
            "The database was restored from a backup, and nothing leaves by itself. See what was mailed "
            "since, settle what is uncertain, then run `roundup doctor --accept-restore`."
        )
    if fence.is_behind():
        raise RoundupError(
            "The database is older than the marker in ROUNDUP_DATA: it was restored from a backup. "
            "Everything that is about to leave is held as soon as a worker notices; then check what was "
            "mailed since."
        )
    return "this database knows all that was mailed"


def left() -> str:
    """This database knows everybody who left."""
    if waiting := journal_reading.unread_lines():
        return Note(
            f"{count_words(waiting, 'line of leaves.jsonl is', 'lines of leaves.jsonl are')} new here."
        )
    return "everybody who left is known here"


def mailed_before() -> str:
    """No edition that may still leave reached readers before a restore. Such readers are left out anyway."""
    found = [
        f"edition {edition.number} of {edition.publication} to {count_words(copies, 'reader', 'readers')}"
        for edition, copies in before_restore.still_to_go()
    ]
    if found:
        return Note(
            f"Events prove that {', '.join(found)} went out before the restore: these readers are left out. "
            "Others may have got it too: ask the provider before you resume it."
        )
    return "no edition that may still leave went out before a restore"


def dropped() -> str:
    """No copy that the provider took and then dropped is waiting to be mailed after all."""
    newest = Mailing.objects.exclude(status=Mailing.Status.CANCELLED).order_by("-pk")[:_NEWEST]
    found = [
        f"{count_words(copies, 'copy', 'copies')} of edition {mailing.edition.number}"
        for mailing in newest.select_related("edition")
        if (copies := dropped_copies.count_dropped(mailing))
    ]
    if found:
        return Note(
            f"The provider took and then dropped {', '.join(found)}: raise the account's quota, then "
            "run `roundup redrive` to mail these readers after all."
        )
    return "no dropped copy is waiting to be mailed"


def results() -> str:
    """No result waits in the journal for the database to take it."""
    if waiting := journal.waiting():
        return Note(
            f"{count_words(waiting, 'result waits', 'results wait')} for the next tick to write them."
        )
    return "no result waits to be written"


def gate() -> str:
    """Batches may be handed over."""
    now = timezone.now()
    found = Gate.objects.filter(provider=settings.PROVIDER).first()
    is_shut = closure_of(found, now)
    until = f"{is_shut.until:%Y-%m-%d %H:%M:%S} UTC" if is_shut else "a trial has been answered"
    if found and found.doubts >= _DOUBTS:
        raise RoundupError(
            f"{found.doubts} uncertain answers in a row: nothing is handed over until {until}; then one "
            "batch is tried. See whether the provider is having trouble."
        )
    if is_shut:
        return Note(f"{is_shut.why} Nothing is handed over until {until}.")
    if anything_ready(now) and (lost := provider_reach.lost_ways()):
        raise RoundupError(f"Batches are waiting to be handed over. {' '.join(lost)}")
    if settings.DAILY_CAP and (gone := gone_today(now)):
        return f"open; {gone:,} of today's {settings.DAILY_CAP:,} messages have left"
    return "open"


def notices() -> str:
    """The provider's reports are applied before long."""
    found = notice_backlog()
    if found.since is None:
        return "everything that the provider reported has been applied"
    age = int((timezone.now() - found.since).total_seconds() // 60)
    notices = count_words(
        found.waiting, "notice from the provider is waiting", "notices from the provider are waiting"
    )
    said = f"{notices} to be applied, the oldest for {count_words(age, 'minute', 'minutes')}."
    if timezone.now() - found.since > LONGEST_BACKLOG:
        raise RoundupError(f"{said} See whether the worker is running.")
    return said


def uncertain() -> str:
    """No open mailing has an uncertain batch."""
    waiting = Batch.objects.filter(state=Batch.State.UNCERTAIN).exclude(mailing__status__in=_ENDED)
    if count := waiting.count():
        names = waiting.values_list(
            "mailing__edition__publication__slug", "mailing__edition__number"
        ).distinct()
        raise RoundupError(
            f"{count_words(count, 'batch is', 'batches are')} uncertain, of edition "
            f"{', '.join(f'{slug} {number}' for slug, number in sorted(names))}: evidence settles them, or "
            "you do with `roundup settle`."
        )
    return "nothing is uncertain"


def twice() -> str:
    """No batch was accepted twice. If one was, that cannot be undone: it is reported, but is not a fault."""
    if count := count_incidents():
        return Note(
            f"{count_words(count, 'batch was', 'batches were')} accepted twice: their readers got a "
            "mailing twice. The edition's page says which."
        )
    return "no batch was accepted twice"


def held() -> str:
    """No mailing is held by a fault. If one is, nothing more of it leaves until a person acts."""
    rows = Mailing.objects.filter(status=Mailing.Status.HELD).select_related("edition__publication")
    if found := [
        f"edition {m.edition.number} of {m.edition.publication.slug}: {m.held_reason}" for m in rows
    ]:
        raise RoundupError(f"Held: {'; '.join(found)} Fix that, then `roundup resume`.")
    return "no mailing is held"


def alarms() -> str:
    """No alarm is open. Each says what to do, and is dismissed in the newsroom."""
    rows = Alarm.objects.open().select_related("publication").order_by("raised_at")
    # An alarm that concerns all publications is told once.
    found = list(dict.fromkeys(alarm.message for alarm in rows))
    if found:
        more = f" … and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        return Note(
            f"{count_words(len(found), 'alarm is', 'alarms are')} open: {' '.join(found[:_SHOWN])}{more}"
        )
    return "no alarm is open"


def webhook() -> str:
    """The provider's reports about the last mailing have come in."""
    reports = our_provider().reports
    if isinstance(reports, NoReports):
        return f"not needed: {our_provider().title} reports nothing: {reports.because}"
    if missing := [name for name in reports.needs if not settings.PROVIDER_SETTINGS[name]]:
        lacking = " and ".join(missing)
        return Note(
            f"Set {lacking}: until then no event is trusted, and people must settle uncertain batches."
        )
    return _heard(reports)


def _heard(hook: Hook) -> str:
    last = Attempt.objects.filter(result=Batch.State.ACCEPTED).order_by("-posting_at").first()
    heard = Notice.objects.order_by("-received_at").values_list("received_at", flat=True).first()
    if last and timezone.now() - last.posting_at > _HEARD_WITHIN and not (heard and heard > last.posting_at):
        raise RoundupError(
            "The provider has reported nothing about what it took last. Check that its event webhook points "
            f"to {hook_address(settings.PROVIDER)}, and look at {' and '.join(hook.needs)}."
        )
    return (
        f"heard at {heard:%Y-%m-%d %H:%M} UTC"
        if heard
        else "the provider has taken nothing yet that it could report on"
    )


def disk() -> str:
    """The data folder's disk has room."""
    left = lookout.free()
    if left < lookout.LEAST_FREE:
        raise RoundupError(f"{left // 1_000_000} MB are left where ROUNDUP_DATA is: make room.")
    return f"{left // 1_000_000:,} MB are free"
