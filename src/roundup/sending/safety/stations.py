"""Knows which machines work here and how they are set up, and names those that are set up differently."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from roundup.core.newsroom_language import tell, tell_later
from roundup.publications.alarms import clear_everywhere, raise_everywhere
from roundup.sending.models import Installation, Mailing, Station
from roundup.sending.outlet import our_key_name, our_outlet
from roundup.sending.safety import fence, heartbeat

_SAY_EVERY = timedelta(seconds=20)
# Killed containers leave their rows behind, each with a different name.
_FORGOTTEN_AFTER = timedelta(days=1)
_ALARM = "installation:outlet"
_GOING = (Mailing.Status.PREPARING, Mailing.Status.SENDING)
_MEND = tell_later(
    "Give it the settings of the others and restart it; if you meant to change them, run `roundup doctor "
    "--accept-provider` where the settings are right."
)


def note(now: datetime) -> None:
    """Record how this process is set up. Costs one query if another process here has just done so."""
    mine = _mine()
    if not Station.objects.filter(**mine, seen_at__gt=now - _SAY_EVERY).exists():
        Station.objects.update_or_create(**mine, defaults={"seen_at": now})
        Station.objects.filter(seen_at__lt=now - _FORGOTTEN_AFTER).delete()


def leave() -> None:
    """Record that a worker with these settings has ended. If others still run, they soon report again."""
    Station.objects.filter(**_mine()).delete()


def forget_former() -> None:
    """Forget how this machine was set up before. A worker that still has those settings reports again."""
    here = Station.objects.filter(host=_host())
    here.exclude(outlet=our_outlet(), base_url=settings.BASE_URL).delete()


def _mine() -> dict[str, Any]:
    setup = {"outlet": our_outlet(), "base_url": settings.BASE_URL, "key_mark": _key_mark()}
    return {"host": _host(), **setup}


def at_work(now: datetime) -> QuerySet[Station]:
    """Return the stations that worked lately.

    A machine's settings from before a restart are soon forgotten.
    """
    return Station.objects.filter(seen_at__gt=now - heartbeat.restart_limit()).order_by(
        "host", "outlet", "pk"
    )


def others_at_work(now: datetime) -> bool:
    """Say whether another machine works on this database."""
    return at_work(now).exclude(host=_host()).exists()


def tell_strangers(now: datetime) -> None:
    """Raise an alarm about everything that is set up differently, or clear it. Safe to run at any time."""
    said = " ".join(strangers(now))
    if said:
        raise_everywhere(_ALARM, said, now)
    else:
        clear_everywhere(_ALARM, now)


def strangers(now: datetime) -> Iterator[str]:
    """Yield a sentence for each machine that may not hand over mail, and each mailing without a machine."""
    row, working = fence.installation(), list(at_work(now))
    for station in working:
        if row.identity and (station.outlet, station.base_url) != (row.outlet, row.base_url):
            yield _set_up_otherwise(station, row)
    outlets = {station.outlet for station in working}
    for mailing in Mailing.objects.filter(status__in=_GOING).select_related("edition__publication"):
        if working and (mailing.installation != row.identity or mailing.outlet not in outlets):
            yield _waits(mailing, row)


def _set_up_otherwise(station: Station, row: Installation) -> str:
    if station.outlet != row.outlet:
        how = tell(
            "A worker on %(host)s is set up to send through %(outlet)s, but this installation sends "
            "through %(ours)s: that worker hands nothing over.",
            host=station.host,
            outlet=station.outlet,
            ours=row.outlet,
        )
    else:
        how = tell(
            "A worker on %(host)s has ROUNDUP_BASE_URL %(url)s, but readers reach this installation at "
            "%(ours)s: that worker hands nothing over.",
            host=station.host,
            url=station.base_url,
            ours=row.base_url,
        )
    # The time, not how long ago: people read it later, in a mail.
    seen = tell("It was last seen at %(time)s UTC.", time=f"{station.seen_at:%H:%M:%S}")
    return " ".join((how, seen, tell(_MEND)))


def _waits(mailing: Mailing, row: Installation) -> str:
    edition = f"{mailing.edition.publication.slug} {mailing.edition.number}"
    if mailing.installation != row.identity:
        whose = tell(
            "Edition %(edition)s belongs to another installation: none of it is handed over.",
            edition=edition,
        )
    else:
        whose = tell(
            "Edition %(edition)s leaves through %(outlet)s, but no worker is set up for that: none of it is "
            "handed over.",
            edition=edition,
            outlet=mailing.outlet or tell("an unknown route"),
        )
    advice = tell(
        "Cancel it, or hold it and resume it: what is left then goes out the way this installation sends."
    )
    return f"{whose} {advice}"


def keys_in_use(now: datetime) -> list[str]:
    """Return in words which machines have which key, or nothing if all have the same."""
    marks: dict[str, set[str]] = {}
    for station in at_work(now).exclude(key_mark=""):
        marks.setdefault(station.key_mark, set()).add(station.host)
    return sorted(", ".join(sorted(hosts)) for hosts in marks.values()) if len(marks) > 1 else []


def _host() -> str:
    return socket.gethostname()[:255]


def _key_mark() -> str:
    """Return a mark that distinguishes keys, made from the part that is not secret."""
    if not (name := our_key_name()):
        return ""
    key = settings.SECRET_KEY.encode()[:64]
    return blake2b(name.encode(), digest_size=4, key=key, person=b"roundup-key").hexdigest()
