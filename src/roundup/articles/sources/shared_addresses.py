"""Notes a problem if several articles of a source share one address."""

from __future__ import annotations

from dataclasses import replace

from roundup.core.article_identity import sharing_one_link
from roundup.core.articles import Problem, Reading
from roundup.core.newsroom_language import tell_count


def note_shared_addresses(reading: Reading) -> Reading:
    """Return the reading, with a problem if several of its articles have the same address, `#…` included."""
    sharing = sharing_one_link(reading.articles)
    if not sharing:
        return reading
    message = tell_count(
        "%(n)s article shares a link with another: %(link)s. They are told apart by their guids, or else "
        "by headline and day. Ask the site’s operator to give each article its own link.",
        "%(n)s articles share a link with another: %(link)s. They are told apart by their guids, or else "
        "by headline and day. Ask the site’s operator to give each article its own link.",
        len(sharing),
        link=sharing[0].url,
    )
    return replace(reading, problems=(*reading.problems, Problem("shared-address", message)))
