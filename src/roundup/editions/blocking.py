"""Which checks keep a publication's editions from being approved, so far as the publication can choose.

The choice changes no mail, so it voids no approval.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from roundup.core.newsroom_language import tell_later
from roundup.editions.form_versions import require_version, version_of
from roundup.publications.models import Publication
from roundup.rendering.checks import Rule, Severity, registered_checks, severities_where


def choices_of(publication: Publication) -> list[tuple[Rule, bool]]:
    """Return the checks that a publication may decide about, in order, and whether each one blocks."""
    return [
        (rule, rule.severity_by(publication.severities) is Severity.ERROR)
        for rule in registered_checks().values()
        if rule.choice
    ]


def blocking_version(publication: Publication) -> str:
    """Return the version of the present choice."""
    return version_of({"blocking": " ".join(_blocking(publication))})


def choose_blocking(publication: Publication, codes: Collection[str], *, seen: str) -> None:
    """Of the checks that the publication may decide about, let exactly those with these codes block.

    `seen` is the version that the form was made from. Raises StaleForm if somebody else has chosen since.
    """
    with transaction.atomic():
        locked = Publication.objects.select_for_update().get(pk=publication.pk)
        require_version(
            seen,
            blocking_version(locked),
            tell_later(
                "Somebody else has changed which checks block approval since this page was loaded, "
                "so nothing was done."
            ),
        )
        locked.severities = severities_where(codes)
        locked.save(update_fields=["severities"])
    publication.refresh_from_db(fields=["severities"])


def _blocking(publication: Publication) -> list[str]:
    return sorted(rule.code for rule, blocks in choices_of(publication) if blocks)
