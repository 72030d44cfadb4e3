"""Measures events at the webhook, and checks them while they are counted.

One process plays SendGrid and the web (Django's own test client, no socket), then the worker; the database
is the one in the settings, and keeps what was written to it. Import this after Django is set up.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client, override_settings
from django.utils import timezone

from roundup.events.applying import apply_next
from roundup.events.mailing_totals import totals_of
from roundup.events.models import Event, Notice
from roundup.providers.sendgrid.settings import WEBHOOK_KEY
from roundup.providers.sendgrid.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER
from roundup.sending.models import Attempt, Batch, Mailing, Variant
from tests.making import FRIDAY, make_edition, make_publication

# SendGrid fills a page up to 768 KB.
_PAGE = 2000
_MAILING = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Figures:
    """Events a second; `counted` is how long the sum of a mailing takes, in seconds."""

    events: int
    bodies: int
    stored_per_second: float
    applied_per_second: float
    copies_per_second: float
    counted: float


def run(events: int) -> Figures:
    """Post and apply events, then post and apply them again with new ids, as SendGrid does.

    Raises RuntimeError if an event is lost or counted twice, or if a forged or repeated body leaves a trace.
    """
    key, stranger = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    bodies, again = list(_bodies(events, "a")), list(_bodies(events, "b"))
    _hand_over(events // 2)
    _refuse(list(_bodies(2, "forged")), key, stranger)
    stored = _post(bodies, key)
    _expect(len(bodies), Notice.objects.count(), "bodies are stored")
    applied = _apply()
    _post(bodies, key)
    _expect(len(bodies), Notice.objects.count(), "bodies are stored after each was posted again")
    _post(again, key)
    copies = _apply()
    _expect(events, Event.objects.count(), "events are stored")
    start = time.perf_counter()
    sums = totals_of(_MAILING)
    counted = time.perf_counter() - start
    _expect(events // 2, sums["delivered"], "deliveries are counted")
    return Figures(events, len(bodies), events / stored, events / applied, events / copies, counted)


def _expect(wanted: int, found: int, what: str) -> None:
    if wanted != found:
        raise RuntimeError(f"Not {wanted:,} but {found:,} {what}.")


def _refuse(
    bodies: list[bytes], key: ec.EllipticCurvePrivateKey, stranger: ec.EllipticCurvePrivateKey
) -> None:
    """Make sure that the webhook turns away a body signed by somebody else."""
    _post(bodies, key, signer=stranger, wanted=403)
    _expect(0, Notice.objects.count(), "forged bodies are stored")


def _hand_over(readers: int) -> None:
    """Write the mailing that the events are about, in batches of a thousand readers."""
    edition = make_edition(make_publication())
    mailing = Mailing.objects.create(
        pk=_MAILING, edition=edition, status="done", audience_bound=readers, started_at=FRIDAY
    )
    variant = Variant.objects.create(mailing=mailing, key="all", stories=[], subject="s", html="h", text="t")
    for number in range(-(-readers // 1000)):
        batch = Batch.objects.create(
            mailing=mailing, variant=variant, seq=number, state="accepted", epoch=1, posted=1000
        )
        Attempt.objects.create(batch=batch, epoch=1, nonce=f"nonce-{number}", posting_at=FRIDAY, readers=1000)


def _bodies(events: int, copy: str) -> Iterator[bytes]:
    rows = [
        {
            "email": f"reader{number}@example.org",
            "timestamp": 1_795_158_000 + number % 600,
            "event": kind,
            "sg_event_id": f"{copy}{kind[0]}{number:020}",
            "sg_message_id": f"euo2iKxdSayPF4YE4--I7A.recvd-{number:020}.0",
            "smtp-id": f"<{number:020}@geopod-ismtpd-1>",
            "response": "250 2.0.0 OK",
            "category": ["weekly"],
            "ip": "192.0.2.1",
            "tls": 1,
            "rb": f"nonce-{number // 1000}",
            "rd": f"{_MAILING}-{number}",
        }
        for number in range(events // 2)
        for kind in ("processed", "delivered")
    ]
    for place in range(0, len(rows), _PAGE):
        yield orjson.dumps(rows[place : place + _PAGE])


def _post(
    bodies: list[bytes],
    key: ec.EllipticCurvePrivateKey,
    *,
    signer: ec.EllipticCurvePrivateKey | None = None,
    wanted: int = 200,
) -> float:
    """Post bodies to a webhook that knows `key`; return how many seconds it took."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    signed = [(body, _headers(body, signer or key)) for body in bodies]
    client = Client(SERVER_NAME="127.0.0.1")
    with override_settings(PROVIDER_SETTINGS={WEBHOOK_KEY: base64.b64encode(public).decode()}):
        start = time.perf_counter()
        for body, headers in signed:
            answer = client.post("/hooks/sendgrid/", body, content_type="application/json", headers=headers)
            if answer.status_code != wanted:
                raise RuntimeError(f"The door answered {answer.status_code}.")
        return time.perf_counter() - start


def _headers(body: bytes, key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    signature = key.sign(b"1795158000" + body, ec.ECDSA(SHA256()))
    return {SIGNATURE_HEADER: base64.b64encode(signature).decode(), TIMESTAMP_HEADER: "1795158000"}


def _apply() -> float:
    start = time.perf_counter()
    while apply_next(timezone.now()).notices:
        pass
    spent = time.perf_counter() - start
    if Notice.objects.exclude(applied_at__isnull=False, error="").exists():
        raise RuntimeError("Some notices were not applied.")
    return spent
