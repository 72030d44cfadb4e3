"""A database with readers and an edition on its way to them, and the servers needed to send it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import cores
from benchmarks.office import Office, office
from tests.services.environment import is_a_setting
from tests.services.postgres import running_postgres

if TYPE_CHECKING:
    from roundup.config.processes.supervisor import Supervisor
    from roundup.publications.models import Publication
    from roundup.sending.models import Mailing

DATABASES = ("sqlite", "postgresql")
_CHUNK = 20_000


@contextmanager
def desk(database: str) -> Iterator[tuple[Supervisor, Office]]:
    """Set Django up on a new database, with a broker and a provider; all end with the block."""
    from roundup.config.processes.supervisor import Supervisor

    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        provider = stack.enter_context(office())
        os.environ.update(_environment(data, provider))
        with cores.on(cores.OTHERS):
            if database == "postgresql":
                os.environ["DATABASE_URL"] = stack.enter_context(running_postgres())
            supervisor = Supervisor(data, os.environ)
            stack.callback(supervisor.stop)
            supervisor.start_broker()
        os.environ["REDIS_URL"] = supervisor.environment["REDIS_URL"]
        _set_up_django()
        yield supervisor, provider


def _environment(data: Path, provider: Office) -> dict[str, str]:
    for name in list(os.environ):
        if is_a_setting(name):
            del os.environ[name]
    return {
        "ROUNDUP_DATA": str(data),
        "ROUNDUP_BASE_URL": "https://newsletter.example.org",
        "ROUNDUP_PROVIDER": "sendgrid",
        "ROUNDUP_LATE_AFTER": "30d",
        "SENDGRID_API_KEY": provider.key,
        "SENDGRID_HOST": provider.url,
        "DJANGO_SETTINGS_MODULE": "roundup.config.settings",
    }


def _set_up_django() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def subscribe(publication: Publication, count: int) -> None:
    """Write `count` active readers. One in ten follows a single section, so that there are three variants."""
    from django.db import connection

    from roundup.subscribers.models import Subscriber
    from roundup.subscribers.suppressions import hash_of

    since = datetime(2026, 1, 1, tzinfo=UTC)
    wishes = {0: ["world"], 10: ["culture"]}
    for start in range(0, count, _CHUNK):
        rows = []
        for number in range(start, min(start + _CHUNK, count)):
            address = f"reader.{number}@mailbox{number % 997}.example.org"
            rows.append(
                Subscriber(
                    publication=publication,
                    email=address,
                    email_key=address,
                    email_hash=hash_of(address),
                    name=f"Reader {number}",
                    status=Subscriber.Status.ACTIVE,
                    sections=wishes.get(number % 20, []),
                    created_at=since,
                    confirmed_at=since,
                )
            )
        Subscriber.objects.bulk_create(rows, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def edition_on_its_way(publication: Publication) -> Mailing:
    """Approve an edition whose hour has come, and begin its mailing; nobody is written down yet."""
    from roundup.editions.assembling import assemble_edition
    from roundup.sending.preparing.freeze import start_due_mailings
    from tests.making import NOW, approved, make_articles

    make_articles(publication)
    edition = approved(assemble_edition(publication, NOW))
    (mailing,) = start_due_mailings(edition.send_at + timedelta(minutes=1))
    return mailing


def prepare(mailing: Mailing) -> None:
    """Prepare the mailing completely, in this process."""
    from django.utils import timezone

    from roundup.sending.preparing.freeze import prepare_step

    while not prepare_step(mailing.pk, timezone.now()):
        pass
    mailing.refresh_from_db()
