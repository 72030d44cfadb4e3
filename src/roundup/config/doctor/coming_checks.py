"""Would the next edition go out? Its sources, its draft, the provider's last answer, the certificate,
the monitors.

Anybody may read what these checks say, because `/health/` repeats it: they name publications by slug, and no
addresses.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from roundup.articles.health import unreadable_sources
from roundup.config.doctor.check_results import Note
from roundup.core.errors import RoundupError
from roundup.core.moments_and_counts import count_words
from roundup.editions.coming import newest_open_editions
from roundup.editions.due_drafts import is_draft_due
from roundup.editions.models import Edition
from roundup.editions.policies import AtDeadline, deadline_policy
from roundup.editors.week_mail import REMINDERS
from roundup.publications.models import Publication
from roundup.sending.handing_over.provider_standing import is_refused_by_provider
from roundup.sending.models import Mailing
from roundup.sending.outlet import our_provider
from roundup.sending.safety import certificate, heartbeat, pings


def sources() -> str:
    """All sources that the next draft is made from can be read. If not, an edition may still go out."""
    return Note(said) if (said := source_faults()) else "every source that the next edition needs can be read"


def source_faults() -> str:
    """Say which publications have sources that cannot be read, or nothing."""
    found = [
        f"{publication.slug}: {count_words(count, 'source', 'sources')}"
        for publication in Publication.objects.order_by("pk")
        if not _is_approved(publication) and (count := len(unreadable_sources(publication)))
    ]
    return f"Sources cannot be read ({'; '.join(found)}): see `roundup source list`." if found else ""


def _is_approved(publication: Publication) -> bool:
    """Say whether the next edition is approved: then it no longer needs its sources."""
    approved = newest_open_editions().filter(status=Edition.Status.APPROVED)
    return approved.filter(publication=publication).exists()


def coming_editions() -> str:
    """No edition waits for a person. If one does, that is not a fault of the installation."""
    return Note(said) if (said := edition_faults()) else "no edition is waiting for a person"


def edition_faults() -> str:
    """Say which drafts are overdue, which editions are held, and which have an hour left and no approval."""
    now = timezone.now()
    found = [*_overdue_drafts(now), *_held_editions(), *_unapproved_editions(now)]
    return f"{'; '.join(found)}." if found else ""


def _overdue_drafts(now: datetime) -> Iterable[str]:
    since = now - heartbeat.restart_limit()
    for publication in Publication.objects.order_by("pk"):
        if is_draft_due(publication, since):
            yield f"{publication.slug}: the draft is overdue"


def _held_editions() -> Iterable[str]:
    held = Q(held_at__isnull=False) | Q(mailing__status=Mailing.Status.HELD)
    for edition in newest_open_editions().filter(held):
        yield f"{_name(edition)} is held"


def _unapproved_editions(now: datetime) -> Iterable[str]:
    drafts = newest_open_editions().filter(status=Edition.Status.DRAFT, held_at=None)
    for edition in drafts.filter(send_at__lte=now + min(REMINDERS)):
        if deadline_policy(edition) != AtDeadline.SEND:
            yield f"{_name(edition)} is not approved"


def _name(edition: Edition) -> str:
    return f"{edition.publication.slug} {edition.number}"


def provider_answer() -> str:
    """The provider did not refuse all that it was last handed, as it would for a bad key or a spent quota."""
    if is_refused_by_provider():
        raise RoundupError(
            f"{our_provider().title} refused everything that it was last handed, and a mailing is held: "
            "see `roundup doctor` (held)."
        )
    return "the provider did not refuse us when it was last asked"


def monitors() -> str:
    """Monitors outside hear of what happens. If not, they raise false alarms, and nobody believes them."""
    if found := pings.lasting_failures():
        raise RoundupError(
            f"Outside monitors cannot be pinged: {', '.join(found)}. Check ROUNDUP_TICK_PING_URL, the "
            "addresses in the newsroom's settings, Sending, and for private networks ROUNDUP_FETCH_ALLOW."
        )
    return "every outside monitor that we know of is pinged"


def trusted_certificate() -> str:
    """The certificate of the base URL is trusted, and does not end soon."""
    if not certificate.has_certificate():
        return "not needed: the base URL is not https"
    seen = certificate.kept_certificate()
    if seen is None:
        return Note("no worker has checked the base URL's certificate yet: workers check it once a day")
    if seen.fault:
        raise RoundupError(f"The certificate of the base URL is not trusted: {seen.fault}. Renew it.")
    if seen.warn_at and seen.warn_at <= timezone.now():
        raise RoundupError(f"The certificate of the base URL expires on {seen.ends_at:%-d %B %Y}. Renew it.")
    return f"the certificate is valid until {seen.ends_at:%-d %B %Y}"
