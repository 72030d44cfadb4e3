"""Makes an installation with its readers and an approved edition, whose hour has come."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

AT_STAGING = "@staging.example"
_PAUSED_UNTIL = date(2200, 1, 1)


def address_of(number: int) -> str:
    """Return the address of a reader. It tells the stand-in what becomes of a copy."""
    fate = {3: "bounce", 5: "unsub", 7: "complain", 11: "defer", 13: "quota"}.get(number % 1000, "")
    return f"reader-{number}{'.' if fate else ''}{fate}@readers.example"


def address_at_staging(number: int) -> str:
    """Return the address that another installation knows under this number; other numbers fare ill there."""
    fate = {20: "bounce", 21: "unsub", 22: "complain"}.get(number % 1000, "")
    return f"reader-{number}{'.' if fate else ''}{fate}{AT_STAGING}"


def is_left_out(number: int) -> str:
    """Return why a reader is no longer to be mailed when the audience is frozen, or nothing."""
    return {50: "suppressed", 51: "paused"}.get(number % 100, "")


def main(readers: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "roundup.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.utils import timezone

    from roundup.sending.control import send_now
    from tests.making import NOW, approved, make_edition, make_publication

    publication = make_publication()
    _subscribe(publication.pk, int(readers))
    edition = approved(make_edition(publication, 4), NOW)
    send_now(edition, timezone.now() + timedelta(milliseconds=1))


def _subscribe(publication_id: int, count: int) -> None:
    """Write the readers down: every tenth follows one section only, so that there are two variants."""
    from roundup.core.email_addresses import normalise_address
    from roundup.subscribers.models import Subscriber, Suppression
    from roundup.subscribers.suppressions import hash_of

    then = datetime(2026, 1, 1, tzinfo=UTC)
    rows, suppressed = [], []
    for number in range(1, count + 1):
        address = normalise_address(address_of(number))
        email_hash = hash_of(address.key)
        rows.append(
            Subscriber(
                pk=number,
                publication_id=publication_id,
                email=address.email,
                email_key=address.key,
                email_hash=email_hash,
                name=f"Reader {number}",
                status="active",
                sections=["world"] if number % 10 == 1 else [],
                paused_until=_PAUSED_UNTIL if is_left_out(number) == "paused" else None,
                created_at=then,
                confirmed_at=then,
            )
        )
        if is_left_out(number) == "suppressed":
            suppressed.append(Suppression(email_hash=email_hash, reason="bounced", at=then))
    Subscriber.objects.bulk_create(rows, batch_size=2000)
    Suppression.objects.bulk_create(suppressed, batch_size=2000)
