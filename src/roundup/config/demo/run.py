"""The demo's steps, each of which finds what is there already and does only what is missing."""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from roundup.articles.fetching import fetch_source
from roundup.articles.models import Article
from roundup.articles.source_management import add_source, installed_fetcher
from roundup.config.commands.output import tell_progress
from roundup.config.commands.processes import state_outlet, web_answers
from roundup.config.demo import magazine
from roundup.config.demo.pictures import write_picture, write_portrait
from roundup.config.demo.readers import write_readers
from roundup.config.processes.supervisor import Supervisor
from roundup.config.processes.watchdog import build_watchdog
from roundup.config.tables import has_tables, update_tables
from roundup.core.errors import Refused, RoundupError
from roundup.editions.arranging import set_sponsor
from roundup.editions.assembling import assemble_edition, assemble_slot, edition_of, require_slot
from roundup.editions.description import edition_identity
from roundup.editions.editing import set_words
from roundup.editions.lifecycle import approve_edition
from roundup.editions.models import Contributor, Edition
from roundup.editions.pictures import copy_pictures
from roundup.editions.proof import proof_of
from roundup.editors.accounts import add_user
from roundup.publications.models import Publication, Section
from roundup.sending.account import account_in_words, account_of
from roundup.sending.control import send_now
from roundup.sending.proof_files import write_proof_files
from roundup.subscribers.importers import import_file
from roundup.subscribers.models import Subscriber

EDITOR = "editor@example.org"
READERS = 1000
_LONGEST_SEND = 150.0


def run_demo(*, once: bool, port: int, as_json: bool) -> int:
    """Do the main job, then serve the newsroom until told to stop or, with `once`, end at once."""
    supervisor = Supervisor(settings.DATA, os.environ)
    try:
        _keep_off_a_real_magazine()
        update_tables()
        state_outlet()
        supervisor.listen()
        publication = _publication()
        supervisor.start_broker()
        supervisor.start_web("127.0.0.1", port, lambda: web_answers("127.0.0.1", port))
        edition = _approved_edition(publication)
        # Not earlier: the draft would keep up with the news, and leave none for the next draft.
        supervisor.start_worker(settings.WORKERS)
        _wait_until_sent(edition, supervisor)
        if not once:
            leave_draft(publication, timezone.now())
        _report(edition, port, as_json, serving=not once)
        if not once:
            supervisor.run(build_watchdog(supervisor.restart_worker).look)
    finally:
        supervisor.stop()
    return 0


def _approved_edition(publication: Publication) -> Edition:
    """Do everything from fetching to the approval. An edition that is under way or out is used as it is."""
    now = timezone.now()
    slot = require_slot(publication.schedule.last_due(now))
    edition = edition_of(publication, slot.period.key)
    if edition is None:
        _fetch(publication, now)
        tell_progress("Assembling this week's draft …")
        edition = assemble_slot(publication, slot, slot.period.end)
        copied = copy_pictures(edition, timezone.now(), installed_fetcher(), wait=True)
        tell_progress(f"  {copied.kept} pictures copied")
        tell_progress(
            f"  {edition.stories.count()} stories chosen of {edition.verdicts.count()} articles considered"
        )
    if edition.status == Edition.Status.DRAFT:
        _approve(edition, now)
        send_now(edition, timezone.now())
    return edition


def _approve(edition: Edition, now: datetime) -> None:
    if not edition.note:
        set_words(edition, now=now, **magazine.editor_words(edition.subject, edition.preheader))
        set_sponsor(edition, now=now, **magazine.sponsor(settings.BASE_URL))
    shown = proof_of(edition)
    report = write_proof_files(edition, settings.DATA / "proof")
    tell_progress(f"Proof: {report['sizes']['html']:,} bytes of HTML, in {settings.DATA / 'proof'}")
    approve_edition(edition, shown.hash, None, timezone.now())
    tell_progress(f"Approved {shown.hash[:12]}; sending through Celery …")


def leave_draft(publication: Publication, now: datetime) -> Edition:
    """Return the draft of the current week, so that there is one to edit in the newsroom.

    If nobody touches it, it is brought up to date at its hour.
    """
    draft = assemble_edition(publication, now)
    tell_progress(f"Next week's draft waits in the newsroom: {draft.stories.count()} stories so far.")
    return draft


def _keep_off_a_real_magazine() -> None:
    """Raise Refused, before anything is changed, if the folder holds a magazine that is not the sample."""
    if not has_tables():
        return
    slugs = set(Publication.objects.values_list("slug", flat=True))
    if slugs and magazine.SLUG not in slugs:
        raise Refused(
            f"{settings.DATA} holds a magazine of your own. Give the demo a folder of its own: "
            "`ROUNDUP_DATA=demo roundup demo`."
        )


def _publication() -> Publication:
    """Return the sample publication with its sections, editor, pictures, source and readers."""
    publication = Publication.objects.filter(slug=magazine.SLUG).first() or new_publication(timezone.now())
    tell_progress(f"{publication.name}: making pictures …")
    pictures = settings.DATA / "sample"
    pictures.mkdir(parents=True, exist_ok=True)
    for article in magazine.articles(timezone.now()):
        write_picture(article, pictures)
    for slug in magazine.portraits():
        write_portrait(slug, pictures)
    _editor()
    if Subscriber.objects.filter(publication=publication).count() < READERS:
        tell_progress(f"Importing {READERS:,} sample readers …")
        listed = write_readers(settings.DATA / "sample" / "readers.csv", READERS)
        report = import_file(publication, listed, format="auto", dry_run=False, now=timezone.now())
        if report.problems:
            tell_progress(report.sentence())
    feed = f"{settings.BASE_URL}/sample/feed.xml"
    source = publication.sources.first()
    if source is None:
        add_source(publication, feed)
    elif source.url != feed:  # An earlier run used another port.
        source.url = feed
        source.save(update_fields=["url"])
    return publication


@transaction.atomic
def new_publication(now: datetime) -> Publication:
    """Make the publication. Its week ended three days ago, and its edition goes out within the hour.

    That leaves a whole week to send, and three days of news for the draft after it.
    """
    send = now.astimezone(ZoneInfo(magazine.TIMEZONE)).replace(minute=0, second=0, microsecond=0)
    send += timedelta(hours=1)
    end = send - timedelta(days=3)
    publication = Publication.objects.create(
        slug=magazine.SLUG,
        assemble_days_before=(send - end).days,
        assemble_time=end.time(),
        send_weekdays=[send.weekday()],
        send_time=send.time(),
        **magazine.publication_fields(settings.BASE_URL),
    )
    Section.objects.bulk_create(
        Section(publication=publication, position=place, **fields)
        for place, fields in enumerate(magazine.SECTIONS)
    )
    Contributor.objects.bulk_create(
        Contributor(publication=publication, **fields) for fields in magazine.contributors(settings.BASE_URL)
    )
    return publication


def _editor() -> None:
    from django.contrib.auth import get_user_model

    if not get_user_model().objects.filter(username=EDITOR).exists():
        add_user(EDITOR, "admin", demo_password())


def demo_password() -> str:
    """Return the demo editor's password: the same in every run, but different in every installation."""
    made = hmac.new(settings.SECRET_KEY.encode(), b"demo editor", hashlib.sha256).hexdigest()
    return f"demo-{made[:5]}-{made[5:10]}"


def _fetch(publication: Publication, now: datetime) -> None:
    tell_progress("Fetching its feed over HTTP …")
    for source in publication.sources.all():
        result = fetch_source(source.pk, now, installed_fetcher())
        if result.failed:
            raise RoundupError(result.sentence())
    tell_progress(f"  {Article.objects.filter(publication=publication).count()} articles")


def _wait_until_sent(edition: Edition, supervisor: Supervisor) -> None:
    """Show the mailing's progress until it is done. Raises RoundupError if it does not finish."""
    ends, shown = time.monotonic() + _LONGEST_SEND, -1
    while time.monotonic() < ends and not supervisor.asked_to_stop:
        told = account_of(edition)
        sums = told["account"]
        if sums and sums["accepted"] != shown:
            shown = sums["accepted"]
            tell_progress(f"  {shown:,} of {sums['candidates']:,} accepted")
        if told["status"] in ("mailed", "cancelled", "skipped"):
            return
        time.sleep(0.2)
    if supervisor.asked_to_stop:
        raise RoundupError("Interrupted; nothing is lost. Run it again to continue.")
    raise RoundupError(f"The mailing did not finish: {account_in_words(account_of(edition))}")


def _report(edition: Edition, port: int, as_json: bool, *, serving: bool) -> None:
    told = account_of(edition)
    base = f"http://127.0.0.1:{port}"
    tell_progress(account_in_words(told))
    lines = [
        "",
        f"  Outbox    {settings.DATA / 'outbox'}",
        f"  Proof     {settings.DATA / 'proof' / 'edition.html'}",
    ]
    if serving:
        lines += [
            f"  Newsroom  {base}/newsroom/   sign in as {EDITOR}, password {demo_password()}",
            f"  Magazine  {base}/sample/     Reader's view: {base}/subscribe/   Archive: {base}/archive/",
            "",
            "  Ctrl-C stops it.",
        ]
    document: dict[str, Any] = {
        **edition_identity(edition),
        "account": told["account"],
        "outbox": str(settings.DATA / "outbox"),
        "newsroom": f"{base}/newsroom/",
        "editor": EDITOR,
        "password": demo_password(),
    }
    print(orjson.dumps(document).decode() if as_json else "\n".join(lines), flush=True)
    sys.stdout.flush()
