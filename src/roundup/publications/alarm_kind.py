"""What alarms of one kind have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from roundup.core.newsroom_language import tell


@dataclass(frozen=True, slots=True)
class AlarmKind:
    """What the alarms whose `about` fits `pattern` have in common; `*` stands for a name or number.

    `heading` is the part of docs/OPERATIONS that says more. `is_whole` says that the alarm concerns the whole
    installation. An alarm that `stays` is about something that has happened: Roundup cannot see when it is
    over, so a person ends it by dismissing it.
    """

    pattern: str
    named: str
    next_step: str
    heading: str
    is_whole: bool = False
    stays: bool = False

    @property
    def title(self) -> str:
        return tell(self.named)

    @property
    def advice(self) -> str:
        return tell(self.next_step)

    def fits(self, about: str) -> bool:
        return bool(_compiled(self.pattern).fullmatch(about))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", "[^:]+"))
