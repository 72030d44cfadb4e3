"""The parts that must work for the next edition to go out, each `ok` or with a short reason.

Anybody may read the answer: it names publications by slug and nobody else, and repeats nothing that a
provider has said. The doctor's checks decide. Only the gate's words are chosen here, because the doctor's are
for admins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils import timezone

from roundup.config.doctor import coming_checks, sending_checks
from roundup.config.doctor.check_results import Check, Note
from roundup.core.errors import RoundupError
from roundup.publications.alarm_kinds import kind_of_alarm
from roundup.publications.models import Alarm
from roundup.sending.handing_over.gate import closure_of, shut_gate

WELL: Final = "ok"


def parts_of_health() -> dict[str, str]:
    """Return every part by name, with `ok` or what is wrong."""
    return {name: _said_by(check) for name, check in _PARTS.items()}


def _said_by(check: Check) -> str:
    try:
        check()
    except RoundupError as error:
        return str(error)
    except OSError as error:
        return f"This could not be checked ({type(error).__name__})."
    return WELL


def _none_of(faults: Callable[[], str]) -> Check:
    """Return the check that there are none of these faults."""

    def check() -> str:
        if said := faults():
            raise RoundupError(said)
        return WELL

    return check


def _worker() -> str:
    """A worker looks for work, and none has crashed lately. Its silence counts even if nothing waits."""
    if isinstance(said := sending_checks.tick(), Note):
        raise RoundupError(said)
    return _no_alarm_about("worker")()


def _no_alarm_about(part: str) -> Check:
    """Return the check that this part of `roundup up` has not crashed, and answers, as the lookout saw it."""

    def faults() -> str:
        # Dismissed alarms count, too: their trouble lasts.
        abouts = Alarm.objects.filter(cleared_at=None).values_list("about", flat=True).distinct()
        return " ".join(
            sorted({f"{kind_of_alarm(about).title}." for about in abouts if _part_of(about) == part})
        )

    return _none_of(faults)


def _part_of(about: str) -> str:
    """Return which part of `roundup up` an alarm is about, or nothing."""
    kind, _, rest = about.partition(":")
    if kind in ("broker", "web"):
        return kind
    name = rest.rpartition(":")[2] if kind in ("part", "loop") else ""
    return "broker" if name == "valkey" else name


def _gate() -> str:
    now = timezone.now()
    if (found := shut_gate(now)) is None:
        return WELL
    closure = closure_of(found, now)
    until = f" until {closure.until:%H:%M} UTC" if closure else ""
    raise RoundupError(f"Nothing is handed over{until}: see `roundup doctor` (gate).")


_PARTS: Final[dict[str, Check]] = {
    "worker": _worker,
    "broker": _no_alarm_about("broker"),
    "web": _no_alarm_about("web"),
    "sources": _none_of(coming_checks.source_faults),
    "editions": _none_of(coming_checks.edition_faults),
    "gate": _gate,
    "provider": coming_checks.provider_answer,
    "disk": sending_checks.disk,
    "certificate": coming_checks.trusted_certificate,
    "pings": coming_checks.monitors,
}
