"""How large a message is, and how large it will be when the provider has rewritten its links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from roundup.core.tokens import ANY_MARK, longest_value

# Gmail cuts a message off at about this many bytes of HTML, and hides what follows.
CLIP = 102_000
# A message expected to arrive larger than this is shortened: not every client counts as we do.
ROOM = 90_000
GOAL = 80_000
# What click tracking adds to a link: we have seen SendGrid add 350 to 620 bytes.
TRACKED_LINK = 600
# Templates are checked without an installation: they must leave room for the links of a long address.
PERSONAL_LINK = longest_value("https://".ljust(72, "x"))

# A link leads to the web for every reader, or is a reader's own.
_LINK = re.compile(rf'(?i:href=")(?:(?i:https?)://|{ANY_MARK.pattern})')


@dataclass(frozen=True, slots=True)
class Weight:
    """What a piece of HTML weighs: its bytes, how many links in it may be rewritten, and how many marks."""

    size: int = 0
    links: int = 0
    marks: int = 0


@dataclass(frozen=True, slots=True)
class Growth:
    """How much longer each link gets on its way; `personal` is the length of the longest personal link."""

    tracked: bool = False
    personal: int = PERSONAL_LINK

    def expected(self, weight: Weight) -> int:
        """Return the bytes to expect in a reader's inbox, estimated generously."""
        return self._grown(weight, TRACKED_LINK if self.tracked else 0)

    def over(self, weight: Weight) -> int:
        """Return by how many bytes a message is too large; zero or less means that it fits.

        It must fit both as it leaves us and with its links rewritten on the way: the provider account's
        settings and readers' own gateways rewrite them, too.
        """
        return max(self.expected(weight) - ROOM, self._grown(weight, TRACKED_LINK) - CLIP)

    def _grown(self, weight: Weight, link: int) -> int:
        return weight.size + weight.links * link + weight.marks * self.personal


def weigh_html(html: str) -> Weight:
    return Weight(_size_of(html), len(_LINK.findall(html)), len(ANY_MARK.findall(html)))


def _size_of(html: str) -> int:
    """Return the size in bytes as mail programs count it: decoded, in UTF-8."""
    return len(html.encode())


def forecast_size(html: str, *, tracked: bool = True) -> int:
    """Return the bytes to expect in a reader's inbox, estimated generously."""
    return Growth(tracked).expected(weigh_html(html))
