"""How large a message is, and how large it will be when the provider has rewritten its links."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Gmail cuts a message off at about this many bytes of HTML, and hides what follows.
CLIP = 102_000
# A message expected to arrive larger than this is shortened: not every client counts as we do.
ROOM = 90_000
GOAL = 80_000
# What click tracking adds to a link: we have seen SendGrid add 350 to 620 bytes.
TRACKED_LINK = 600
# The length of a reader's own link, which replaces its mark.
PERSONAL_LINK = 120

_LINK = re.compile(r'href="https?://', re.IGNORECASE)
_MARK = re.compile(r"-ru[0-9a-z]+\.[a-z]+-")


@dataclass(frozen=True, slots=True)
class Weight:
    """What a piece of HTML weighs: its bytes, and how many links and marks in it will grow on the way."""

    size: int = 0
    links: int = 0
    marks: int = 0


@dataclass(frozen=True, slots=True)
class Growth:
    """How much longer each link gets on its way; `personal` is the length of a reader's longest link."""

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
        return weight.size + weight.links * link + weight.marks * (link + self.personal)


def weigh_html(html: str) -> Weight:
    return Weight(_size_of(html), _links_in(html), len(_MARK.findall(html)))


def _size_of(html: str) -> int:
    """Return the size in bytes as mail programs count it: decoded, in UTF-8."""
    return len(html.encode())


def _links_in(html: str) -> int:
    """Return how many links lead to the same place for every reader, without personal marks."""
    return len(_LINK.findall(html))


def forecast_size(html: str, *, tracked: bool = True) -> int:
    """Return the bytes to expect in a reader's inbox, estimated generously."""
    return Growth(tracked).expected(weigh_html(html))
