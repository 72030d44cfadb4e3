"""Recognises, in the words that feeds, JSON and pages use, that an article is not free to read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# Names as `_squeezed` spells them. With these, the value "no" closes an article ...
_FREE: Final = frozenset({"isaccessibleforfree", "accessibleforfree", "isfree", "free"})
# ... and with these, "yes" does, or a word that says who may read it.
_CLOSING: Final = frozenset(
    {
        *("paywall", "paywalled", "ispaywalled", "haspaywall", "haspaywalled", "behindpaywall", "ispaid"),
        *(
            "premium",
            "ispremium",
            "locked",
            "islocked",
            "subscriberonly",
            "subscribersonly",
            "issubscriberonly",
        ),
        *("memberonly", "membersonly", "ismembersonly", "requiressubscription", "subscriptionrequired"),
        *("access", "accessrights", "accesslevel", "visibility"),
    }
)
NAMES: Final = (*sorted(_FREE), *sorted(_CLOSING))
_YES: Final = frozenset({"true", "yes", "1", "y", "on"})
_NO: Final = frozenset({"false", "no", "0", "n", "off"})
_FOR_WHOM: Final = re.compile(
    r"(?:for\s+)?(?:subscri\w*|premium|restricted(?:access)?|paid|members?|metered|locked|paywall(?:ed)?|closed\s*access)"
    r"(?:[- ]?only|[- ]required)?",
    re.IGNORECASE,
)


def closes_article(name: str, value: object) -> bool:
    """Say whether `value`, given under `name`, means that the article is not free to read.

    "False", "no", 0, "http://schema.org/False" and a true false are all in use.
    """
    word = str(value).strip().rsplit("/", 1)[-1]
    key = re.sub(r"[^a-z]", "", name.rpartition(":")[2].lower())
    if key in _FREE:
        return word.lower() in _NO
    return key in _CLOSING and (word.lower() in _YES or bool(_FOR_WHOM.fullmatch(word)))


def any_closes(stated: Iterable[tuple[str, object]]) -> bool:
    """Say whether any pair of name and value means that the article is not free to read."""
    return any(closes_article(name, value) for name, value in stated)
