"""Does with the old commit's own services what none of its commands does. Runs inside that commit's code.

`python -P founding.py STAGE…` reads what each stage needs as a JSON list, and prints the result of each. It
knows nothing about the checkout it is in, whose modules it must not import.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from typing import Any

WEEK = timedelta(weeks=1)


def ground(asked: dict[str, Any]) -> None:
    """Give each publication its sections, and a schedule that assembled an hour ago and sends in an hour."""
    from django.utils import timezone

    from roundup.publications.models import Publication, Section

    for publication in Publication.objects.all():
        here = timezone.now().astimezone(publication.zone).replace(minute=0, second=0, microsecond=0)
        end, send = here - timedelta(hours=1), here + timedelta(hours=1)
        publication.assemble_weekday, publication.assemble_time = end.weekday(), end.time()
        publication.send_weekday, publication.send_time = send.weekday(), send.time()
        publication.save()
        for place, key in enumerate(asked["sections"]):
            Section.objects.create(
                publication=publication, key=key, name=key.title(), words=[key], position=place
            )


def stock(asked: dict[str, Any]) -> None:
    """Look at every source once for each week, at the end of that week."""
    from roundup.articles.fetching import fetch_source
    from roundup.articles.models import Source
    from roundup.articles.services import installed_fetcher

    for source in Source.objects.select_related("publication").order_by("pk"):
        for week in range(1, asked["weeks"] + 1):
            at = _end(source.publication, week, asked["weeks"])
            result = fetch_source(source.pk, at, installed_fetcher())
            _require(not result.failed, result.sentence())


def assembled(asked: dict[str, Any]) -> None:
    """Assemble an edition with its pictures, and set its words."""
    from django.utils import timezone

    from roundup.articles.services import installed_fetcher
    from roundup.editions.editing import set_words
    from roundup.editions.pictures import copy_pictures
    from roundup.editions.services import assemble

    publication = _publication(asked["publication"])
    edition = assemble(publication, _end(publication, asked["week"], asked["weeks"]))
    copied = copy_pictures(edition, timezone.now(), installed_fetcher(), wait=True)
    _require(not copied.problems, copied.problems)
    set_words(edition, subject=asked["subject"], note=asked["note"], now=timezone.now())
    _require(edition.number == asked["edition"], f"{edition} has number {edition.number}")
    _require(edition.stories.count() >= asked["stories"], f"{edition} has {edition.stories.count()} stories")


def approved(asked: dict[str, Any]) -> dict[str, str]:
    """Have an editor approve an edition, and return the bytes. Its hour is `seconds` from now, or now."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from roundup.editions.life import approve, schedule
    from roundup.editions.models import Edition
    from roundup.editions.proof import proof
    from roundup.sending.control import send_now

    edition = Edition.objects.get(publication=_publication(asked["publication"]), number=asked["edition"])
    editor = get_user_model().objects.get(username=asked["editor"])
    if seconds := asked.get("seconds"):
        schedule(edition, timezone.now() + timedelta(seconds=seconds), timezone.now())
    shown = proof(edition)
    _require(not shown.errors, shown.errors)
    approve(edition, shown.hash, editor, timezone.now())
    if not seconds:
        send_now(edition, timezone.now())
    rendered = shown.rendered
    return {"subject": rendered.subject, "html": rendered.html, "text": rendered.text}


def partings(asked: dict[str, Any]) -> None:
    """Erase a reader, and remove a section."""
    from django.utils import timezone

    from roundup.publications.models import Section
    from roundup.subscribers.models import Subscriber
    from roundup.subscribers.services import erase

    publication = _publication(asked["publication"])
    erase(Subscriber.objects.get(publication=publication, email=asked["erased"]), timezone.now())
    Section.objects.get(publication=publication, key=asked["removed"]).delete()


def halfway(asked: dict[str, Any]) -> None:
    """Begin and prepare what is due, and hand over this many batches; then a waiting reader leaves."""
    from django.utils import timezone

    from roundup.events.tasks import reconcile
    from roundup.sending import tasks
    from roundup.sending.claim import claim
    from roundup.sending.submit import submit
    from roundup.subscribers.models import Subscriber
    from roundup.subscribers.services import unsubscribe

    tasks.start()
    reconcile()
    tasks.prepare()
    for _ in range(asked["batches"]):
        lease = claim(timezone.now())
        _require(lease, "there are too few batches")
        submit(lease, tasks.provider(), timezone.now())
    late = Subscriber.objects.get(publication=_publication(asked["publication"]), email=asked["leaves"])
    unsubscribe(late, "link", timezone.now())


def _require(true: object, why: object) -> None:
    if not true:
        raise RuntimeError(f"The old installation cannot be made: {why}")


def _publication(slug: str) -> Any:
    from roundup.publications.models import Publication

    return Publication.objects.get(slug=slug)


def _end(publication: Any, week: int, weeks: int) -> datetime:
    """Return when a week ends; the last is the current one, which ends now."""
    from django.utils import timezone

    now = timezone.now()
    return now if week == weeks else publication.assembling.last_until(now) - WEEK * (weeks - 1 - week)


STAGES = {stage.__name__: stage for stage in (ground, stock, assembled, approved, partings, halfway)}


def main(names: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "roundup.config.settings"
    import django

    django.setup()
    asked = json.load(sys.stdin)
    json.dump([STAGES[name](each) for name, each in zip(names, asked, strict=True)], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
