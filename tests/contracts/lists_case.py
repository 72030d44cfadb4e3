"""How the contract fills the lists that a provider keeps of whom it no longer mails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from roundup.core.suppression import SuppressionReason
from roundup.providers import KeepsSuppressions
from tests.contracts.provider_case import Never


@dataclass(frozen=True)
class ListsCase:
    """A provider, and its lists at the other end.

    `put` enters an address there for a reason, at a moment, as the provider itself would; `put_passing` for
    a bounce whose cause may pass. `listed` returns what stands there now. Of all reasons that are not ours
    alone, `never` says for which there is no list.
    """

    provider: KeepsSuppressions
    put: Callable[[str, SuppressionReason, datetime], object]
    put_passing: Callable[[str, datetime], object] | Never
    listed: Callable[[], Set[tuple[str, SuppressionReason]]]
    never: Mapping[SuppressionReason, Never]

    @property
    def reasons(self) -> list[SuppressionReason]:
        ours = SuppressionReason.BY_EDITOR
        return [reason for reason in SuppressionReason if reason is not ours and reason not in self.never]
