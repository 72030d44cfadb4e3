"""The provider `smtp`: hands each reader's message to a mail server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.errors import ProviderDivided, ProviderHalted, ProviderRefused, Refused
from roundup.core.mail_servers import MailServer
from roundup.core.newsroom_language import tell
from roundup.providers.base import TOTAL_TIMEOUT, Answers
from roundup.providers.reader_messages import Composer, check_readers
from roundup.providers.smtp.connections import Connections
from roundup.providers.smtp.conversation import ANSWER_WITHIN
from roundup.providers.smtp.handing_over import is_sayable
from roundup.providers.smtp.kept_answers import KeptAnswers
from roundup.providers.smtp.round import Round
from roundup.providers.smtp.settings import MAX_BATCH, SERVER


class Smtp:
    """Hands over messages through pooled connections. Safe for all threads of a process.

    A server answers for each reader, so a batch may end divided. Bounces and complaints about messages that
    it took come back as mail to the sender's address, and are not read here.
    """

    name: ClassVar[str] = "smtp"
    max_batch: ClassVar[int] = MAX_BATCH
    knows_at_once: ClassVar[bool] = False

    def __init__(
        self, data: Path, server: MailServer | None, *, answer_within: float = ANSWER_WITHIN
    ) -> None:
        """Raise Refused if no mail server is named.

        We do not wait for answers that take longer than the timeout.
        """
        if server is None:
            raise Refused(f"Set {SERVER} to your mail server, like smtp+tls://user:password@host:587.")
        self._server = server
        self._answer_within = answer_within
        self._connections = Connections(server, answer_within)
        self._kept = KeptAnswers(data)

    def send(self, batch: OutgoingBatch) -> Receipt:
        deadline = batch.deadline.at_most(TOTAL_TIMEOUT)
        _check(batch, self.max_batch)
        messages = Composer(batch, datetime.now(UTC)).messages()
        with self._connections.turn(deadline), self._kept.of(batch.attempt) as notes:
            round = Round(self._connections, batch, notes, deadline, self._answer_within)
            round.hand_over(messages)
        return self._conclude(batch, round)

    def _conclude(self, batch: OutgoingBatch, round: Round) -> Receipt:
        """Return a receipt if everybody was taken; else raise what happened to all of them, or to each."""
        failed = round.failed
        if not failed:
            return Receipt(provider_id=self._server.host, accepted=len(batch.recipients))
        is_one = len(failed) == len(batch.recipients) and len(set(map(id, failed.values()))) == 1
        # A reader who is put off must not keep the others waiting.
        if is_one and (round.ended_by or isinstance(failed[0], ProviderRefused)):
            raise failed[0]
        raise ProviderDivided(failed, round.ended_by)

    def probe(
        self, batch_key: str, attempt: str, posted_at: datetime, addresses: Sequence[str] = ()
    ) -> bool | None:
        """Say that nobody can tell: a mail server cannot be asked what it took."""
        return None

    def expect(self, attempt: str, readers: Sequence[int]) -> None:
        self._kept.expect(attempt, readers)

    def attempts(self) -> list[str]:
        return self._kept.attempts()

    def seal(self, attempt: str) -> Answers | None:
        return self._kept.seal(attempt)

    def forget(self, attempt: str) -> None:
        self._kept.forget(attempt)

    def close(self) -> None:
        self._connections.close()


def _check(batch: OutgoingBatch, most: int) -> None:
    check_readers(batch, most)
    if not is_sayable(batch.sender_email):
        raise ProviderHalted(
            tell("The sender's address cannot be passed to a mail server: correct it, then resume.")
        )
    for index, recipient in enumerate(batch.recipients):
        if not is_sayable(recipient.email):
            raise ProviderRefused(tell("The address cannot be passed to a mail server."), index=index)
