"""One batch, reader by reader, over as few conversations as the server allows."""

from __future__ import annotations

from collections.abc import Iterable

from roundup.core.batches import OutgoingBatch
from roundup.core.deadlines import Deadline
from roundup.core.errors import (
    ProviderBusy,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.core.newsroom_language import tell, tell_count
from roundup.providers.smtp.connections import Connections
from roundup.providers.smtp.conversation import Conversation
from roundup.providers.smtp.handing_over import NOT_NOW, announce_message, deliver_message, require_time
from roundup.providers.smtp.kept_answers import Notes

# A server that refuses this many readers in a row objects to us, not to them.
IN_A_ROW = 10


class Round:
    """Hands messages over until the last one, its deadline, or a failure that concerns all that follow."""

    def __init__(
        self,
        connections: Connections,
        batch: OutgoingBatch,
        notes: Notes,
        deadline: Deadline,
        answer_within: float,
    ) -> None:
        self._connections = connections
        self._batch = batch
        self._notes = notes
        self._deadline = deadline
        # A message handed over at the last moment may still be answered.
        self._answered_by = deadline.monotonic + answer_within
        self._conversation: Conversation | None = None
        self._row: list[int] = []
        self.failed: dict[int, ProviderError] = {}
        self.ended_by: ProviderError | None = None

    def hand_over(self, messages: Iterable[bytes]) -> None:
        """Hand over a message for each reader. Afterwards `failed` and `ended_by` say what happened."""
        try:
            for index, message in enumerate(messages):
                self._one(index, message)
                if self.ended_by:
                    self._leave_from(index + 1, self.ended_by)
                    return
        finally:
            if self._conversation:
                self._connections.give_back(self._conversation)

    def _one(self, index: int, message: bytes) -> None:
        try:
            self._on_an_open_line(index, message)
        except ProviderError as error:
            self._not_taken(index, error)
        else:
            self._notes.taken(index)
            self._row.clear()

    def _on_an_open_line(self, index: int, message: bytes) -> None:
        """Hand one message over; try once more if the server ended a conversation in which it took others."""
        conversation = self._open()
        try:
            self._say(conversation, index, message)
        except ProviderBusy:
            if conversation.is_open or not conversation.messages:
                raise
            self._say(self._open(), index, message)

    def _open(self) -> Conversation:
        require_time(self._deadline)
        if not (self._conversation and self._conversation.is_open):
            self._conversation = None
            self._conversation = self._connections.take(self._answered_by)
        return self._conversation

    def _say(self, conversation: Conversation, index: int, message: bytes) -> None:
        announce_message(conversation, self._batch.sender_email, self._batch.recipients[index].email)
        try:
            deliver_message(conversation, message, before_dot=lambda: self._before_dot(index))
        except ProviderUncertain:
            conversation.close()
            raise

    def _before_dot(self, index: int) -> None:
        """Note that a message leaves, then check the deadline: a process may be frozen in between."""
        self._notes.handing_over(index)
        require_time(self._deadline)

    def _not_taken(self, index: int, error: ProviderError) -> None:
        self.failed[index] = error
        if not isinstance(error, ProviderUncertain):
            self._notes.not_taken(index)
        self._row.append(index)
        is_over = not (self._conversation and self._conversation.is_open)
        if is_over or isinstance(error, ProviderHalted | ProviderUncertain):
            self.ended_by = error
        elif len(self._row) == IN_A_ROW:
            self._none_in_a_row(error)

    def _none_in_a_row(self, last: ProviderError) -> None:
        """End a batch if the server takes none of its readers."""
        if all(isinstance(self.failed[index], ProviderRefused) for index in self._row):
            self.ended_by = ProviderHalted(
                tell_count(
                    "%(n)s reader in a row was refused, the last one with: %(said)s Fix it, then resume.",
                    "%(n)s readers in a row were refused, the last one with: %(said)s Fix it, then resume.",
                    IN_A_ROW,
                    said=last,
                )
            )
        else:
            said = tell_count(
                "%(n)s reader in a row was not taken, the last one with: %(said)s",
                "%(n)s readers in a row were not taken, the last one with: %(said)s",
                IN_A_ROW,
                said=last,
            )
            self.ended_by = ProviderBusy(said, retry_after=NOT_NOW)
        self.failed.update(dict.fromkeys(self._row, self.ended_by))

    def _leave_from(self, index: int, ended_by: ProviderError) -> None:
        """Note that the readers from `index` on did not get their turn."""
        left: ProviderError = ended_by
        if isinstance(ended_by, ProviderUncertain):
            left = ProviderBusy(tell("The batch ended before their turn came."))
        self.failed.update(dict.fromkeys(range(index, len(self._batch.recipients)), left))
