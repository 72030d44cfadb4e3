"""The form in which all of a publication's mail is handed to a provider: from whom, what, to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from roundup.core.batches import OutgoingBatch, Recipient
from roundup.core.deadlines import NEVER, Deadline
from roundup.core.email_addresses import ascii_address
from roundup.publications.models import Publication

# For mails that a program writes to one person, so that no out-of-office reply answers them.
WRITTEN_BY_A_PROGRAM: Final = {"Auto-Submitted": "auto-generated"}


class Sender(NamedTuple):
    """Who a mail comes from, and where replies go; the addresses are as mail servers expect them."""

    name: str
    email: str
    reply_to: str


class Words(NamedTuple):
    """What a mail says, in both HTML and plain text."""

    subject: str
    html: str
    text: str


def sender_named(publication: str, name: str, email: str, reply_to: str) -> Sender:
    """Return the sender of a publication, under the publication's name unless another one is set."""
    return Sender(name or publication, ascii_address(email), ascii_address(reply_to))


def sender_of(publication: Publication) -> Sender:
    return sender_named(
        publication.name, publication.sender_name, publication.sender_email, publication.reply_to
    )


def compose_batch(
    sender: Sender,
    words: Words,
    recipients: Sequence[Recipient],
    *,
    key: str,
    attempt: str,
    headers: Mapping[str, str],
    deadline: Deadline = NEVER,
) -> OutgoingBatch:
    """Return one message to many people, in the form that a provider takes. All our mail is made here."""
    return OutgoingBatch(
        key=key,
        attempt=attempt,
        sender_name=sender.name,
        sender_email=sender.email,
        reply_to=sender.reply_to,
        subject=words.subject,
        html=words.html,
        text=words.text,
        recipients=tuple(recipients),
        headers=headers,
        deadline=deadline,
    )


def compose_transactional_mail(
    sender: Sender, words: Words, to: str, *, key: str, attempt: str
) -> OutgoingBatch:
    """Return a mail to one address outside any mailing. `key` names its delivery, too."""
    recipients = [Recipient(email=to, name="", delivery_id=key)]
    return compose_batch(
        sender, words, recipients, key=key, attempt=attempt, headers=dict(WRITTEN_BY_A_PROGRAM)
    )
