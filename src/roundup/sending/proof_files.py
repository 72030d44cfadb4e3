"""Writes the proof to files: what one sample reader gets, byte for byte as it is handed over."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.utils import timezone

from roundup.core.errors import Refused
from roundup.core.message import build_message
from roundup.core.personal_links import personalise_html, personalise_text
from roundup.core.preferences import Preferences, fitting_preferences
from roundup.core.tokens import PersonalTokens
from roundup.editions.description import edition_identity
from roundup.editions.models import Edition
from roundup.editions.proof import Proof, proof_of
from roundup.publications.headers import publication_headers
from roundup.publications.outgoing import sender_of
from roundup.rendering.shortening import steps_in_words
from roundup.sending.handing_over.message import recipients_of
from roundup.sending.handing_over.readers import Reader, reader_of
from roundup.subscribers.models import Subscriber
from roundup.subscribers.subscriptions import find_subscriber

# A reader who does not exist: a link made for them is well formed, but affects nobody.
_NOBODY = reader_of(Subscriber(id=0, email="reader@example.org"))


def write_proof_files(edition: Edition, folder: Path, address: str | None = None) -> dict[str, Any]:
    """Write `edition.html`, `.txt`, `.eml` and `report.json` into `folder`, and return the report.

    Without an address it is the default variant, for an invented reader. Raises Refused if nobody
    subscribes with the address, or if the folder cannot be written.
    """
    reader, preferences = _reader(edition, address) if address else (_NOBODY, None)
    shown = proof_of(edition, preferences)
    report = _report(edition, shown)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in _files(edition, shown, reader, timezone.now()).items():
            (folder / name).write_bytes(content)
        (folder / "report.json").write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2))
    except OSError as error:
        raise Refused(f"The proof cannot be written to {folder}: {error.strerror}.") from None
    return report


def _reader(edition: Edition, address: str) -> tuple[Reader, Preferences]:
    found = find_subscriber(edition.publication, address)
    preferences = fitting_preferences(found.preferences, edition.publication.section_keys)
    return reader_of(found), preferences


def _files(edition: Edition, shown: Proof, reader: Reader, now: datetime) -> dict[str, bytes]:
    publication = edition.publication
    sender = sender_of(publication)
    marks = PersonalTokens(edition.token_prefix).marks()
    (to,) = recipients_of([reader], 0, publication.pk, marks, publication.leave_domain)
    html = personalise_html(shown.rendered.html, to.substitutions)
    text = personalise_text(shown.rendered.text, to.substitutions)
    message = build_message(
        sender_name=sender.name,
        sender_email=sender.email,
        reply_to=sender.reply_to,
        to_email=to.email,
        to_name=to.name,
        subject=shown.rendered.subject,
        html=html,
        text=text,
        headers={**publication_headers(publication.name, publication.slug), **to.headers},
        message_id=f"<proof.{edition.pk}.{shown.hash[:16]}@{sender.email.rpartition('@')[2]}>",
        date=now,
    )
    return {
        "edition.html": html.encode(),
        "edition.txt": text.encode(),
        "edition.eml": message.as_bytes(),
    }


def _report(edition: Edition, shown: Proof) -> dict[str, Any]:
    return {
        **edition_identity(edition),
        "period": edition.period.isoformat(),
        "status": edition.status,
        "subject": shown.rendered.subject,
        "hash": shown.hash,
        "stories": edition.stories.count(),
        "sizes": {"html": len(shown.rendered.html.encode()), "text": len(shown.rendered.text.encode())},
        "shortened": list(steps_in_words(shown.shortened)),
        "checks": [
            {
                "code": finding.code,
                "severity": str(finding.severity),
                "message": finding.message,
                "stories": list(finding.stories),
                "places": [asdict(place) for place in finding.places],
            }
            for finding in shown.findings
        ],
    }
