"""Turns a batch's rows into the message that is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from roundup.core.batches import OutgoingBatch, Recipient, unsubscribe_headers, ways_out
from roundup.core.deadlines import Deadline
from roundup.core.tokens import PersonalTokens
from roundup.publications.headers import publication_headers
from roundup.publications.outgoing import Sender, Words, compose_batch, sender_named
from roundup.sending.handing_over.readers import Reader
from roundup.sending.handing_over.snapshot import BatchSnapshot
from roundup.sending.models import Variant
from roundup.subscribers.links import link_writer


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything in a batch except its readers."""

    key: str
    mailing_id: int
    publication_id: int
    sender: Sender
    words: Words
    headers: dict[str, str]
    marks: dict[str, str]
    leave_domain: str


def letter_of(snapshot: BatchSnapshot) -> Letter:
    """Return what is the same for every reader of the batch. Raises Refused if it cannot be sent."""
    return Letter(
        key=f"{snapshot.mailing_id}-{snapshot.seq}",
        mailing_id=snapshot.mailing_id,
        publication_id=snapshot.publication_id,
        sender=sender_named(
            snapshot.publication_name, snapshot.sender_name, snapshot.sender_email, snapshot.reply_to
        ),
        words=_words(snapshot.variant_id, snapshot.variant_hash),
        headers=publication_headers(snapshot.publication_name, snapshot.slug),
        marks=PersonalTokens(snapshot.token_prefix).marks(),
        leave_domain=snapshot.leave_domain,
    )


@lru_cache(maxsize=8)
def _words(variant_id: int, hash: str) -> Words:
    """Return a variant's words. For one hash they never change, so workers read them only once."""
    return Words(*Variant.objects.values_list("subject", "html", "text").get(pk=variant_id))


def outgoing_batch(
    letter: Letter, nonce: str, readers: Sequence[Reader], deadline: Deadline
) -> OutgoingBatch:
    """Return the batch as it goes to the provider: one message, with each reader's own links."""
    return compose_batch(
        letter.sender,
        letter.words,
        recipients_of(readers, letter.mailing_id, letter.publication_id, letter.marks, letter.leave_domain),
        key=letter.key,
        attempt=nonce,
        headers=letter.headers,
        deadline=deadline,
    )


def recipients_of(
    readers: Sequence[Reader],
    mailing_id: int,
    publication_id: int,
    marks: dict[str, str],
    leave_domain: str,
) -> list[Recipient]:
    named = [(reader.id, reader.link_generation) for reader in readers]
    every = [*link_writer().of_readers(named, mailing_id, publication_id)]
    one, two, three = (marks[name] for name in PersonalTokens.LINKS)
    # Links differ only in letters and digits: if the first one is safe in a header, all are.
    post = unsubscribe_headers(every[0][0])["List-Unsubscribe-Post"]
    start = f"{mailing_id}-"
    return [
        Recipient(
            email,
            name,
            f"{start}{pk}",
            {one: unsubscribe, two: preferences, three: browser},
            {"List-Unsubscribe": ways_out(unsubscribe, leave_domain), "List-Unsubscribe-Post": post},
        )
        for (pk, email, name, _), (unsubscribe, preferences, browser) in zip(readers, every, strict=True)
    ]
