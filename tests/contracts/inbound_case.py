"""What a provider that hands mail over posts, and by what it is believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.contracts.provider_case import Never
from tests.contracts.signed_post import SignedPost


@dataclass(frozen=True)
class InboundCase:
    """`environment` holds the settings by which a post is checked, and `others` another value for each.

    `body` writes the post for a mail to an address, from a sender ('' for a bounce) and with more lines in
    its head. `headers` are those of a post with this body. `signed` is as in a `ReportCase`.
    """

    environment: Mapping[str, str]
    others: Mapping[str, str]
    body: Callable[[str, str, str], bytes]
    headers: Callable[[bytes], Mapping[str, str]]
    signed: SignedPost | Never
