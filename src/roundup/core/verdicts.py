"""Why each article of a week is in a draft, or is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from roundup.core.newsroom_language import tell_later


class Reason(StrEnum):
    """Why an article is in an edition, or is not. The words for people are in `REASON_WORDS`."""

    LEAD = "lead"
    STORY = "story"
    BRIEF = "brief"
    LED = "led"
    FOLLOWED = "followed"
    BROUGHT_IN = "brought-in"
    MADE_LEAD = "made-lead"
    WAS_LEAD = "was-lead"
    MOVED = "moved"
    TOLD_INSTEAD = "told-instead"
    DROPPED = "dropped"
    LEFT_OUT = "left-out"
    ALREADY_SENT = "already-sent"
    RESERVED = "reserved"
    NOTICE = "notice"
    COPY = "copy"
    ALSO = "also"
    PARTED = "parted"
    FUTURE = "future"
    TOO_OLD = "too-old"
    EARLIER = "earlier"
    UNDATED = "undated"
    UNTITLED = "untitled"
    OLDER = "older"
    NO_SECTION = "no-section"
    OVER_CAP = "over-cap"


# With any other reason, an article was news of the window.
NO_NEWS = frozenset(
    {
        Reason.ALREADY_SENT,
        Reason.RESERVED,
        Reason.FUTURE,
        Reason.TOO_OLD,
        Reason.EARLIER,
        Reason.UNDATED,
        Reason.UNTITLED,
    }
)
REASON_WORDS = {
    Reason.LEAD: tell_later("the lead"),
    Reason.STORY: tell_later("a story of its section"),
    Reason.BRIEF: tell_later("a line in its section"),
    Reason.LED: tell_later("the lead of an edition of the month"),
    Reason.FOLLOWED: tell_later("among the most followed stories of the month"),
    Reason.BROUGHT_IN: tell_later("brought in by an editor"),
    Reason.MADE_LEAD: tell_later("the lead, as an editor wanted"),
    Reason.WAS_LEAD: tell_later("the lead until an editor changed that"),
    Reason.MOVED: tell_later("moved here by an editor"),
    Reason.TOLD_INSTEAD: tell_later("chosen by an editor instead of another article"),
    Reason.DROPPED: tell_later("dropped by an editor"),
    Reason.LEFT_OUT: tell_later("in a section that an editor left out"),
    Reason.ALREADY_SENT: tell_later("already sent"),
    Reason.RESERVED: tell_later("in another draft"),
    Reason.NOTICE: tell_later("a notice or advertising"),
    Reason.COPY: tell_later("the same story as another"),
    Reason.ALSO: tell_later("another article covers the same event"),
    Reason.PARTED: tell_later("an editor said that it is about another event"),
    Reason.FUTURE: tell_later("dated for later, so it waits"),
    Reason.TOO_OLD: tell_later("too old by now"),
    Reason.EARLIER: tell_later("from an earlier week"),
    Reason.UNDATED: tell_later("without a reliable date, and perhaps old"),
    Reason.UNTITLED: tell_later("without a headline or a link"),
    Reason.OLDER: tell_later("an older article, because the week is thin"),
    Reason.NO_SECTION: tell_later("no section wants it"),
    Reason.OVER_CAP: tell_later("no room"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why an article is in a draft, or is not.

    `points` are what it scored, by `ranking.Sign`. `instead` is the article that covers its event, and
    `words` are those that join the two. `perhaps_same_as` names an article that may be the same story, though
    that is not proven.
    """

    id: int
    chosen: bool
    reason: Reason
    detail: str = ""
    points: Mapping[str, float] = field(default_factory=dict)
    instead: int | None = None
    words: tuple[str, ...] = ()
    perhaps_same_as: str = ""
