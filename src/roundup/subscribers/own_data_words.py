"""The words for a reader's data on their page, in their language. The file keeps the names of columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from roundup.core.language import SPOKEN, Language, say_later
from roundup.publications.brand import language_of
from roundup.subscribers.models import Leave, Subscriber
from roundup.subscribers.preference_columns import LISTED
from roundup.subscribers.preferences_form import choice_words

NAMES: Final[Mapping[str, str]] = {
    "act": say_later("What happened"),
    "asked_at": say_later("Asked for"),
    "at": say_later("When"),
    "channel": say_later("How"),
    "confirmed_at": say_later("Confirmed"),
    "day": say_later("Day"),
    "done_at": say_later("Done"),
    "edition": say_later("Edition"),
    "email": say_later("E-mail address"),
    "empty_week": say_later("If a round-up has nothing for you"),
    "kind": say_later("What you asked for"),
    "language": say_later("Language of emails and pages"),
    "muted_sections": say_later("Sections to leave out"),
    "muted_writers": say_later("Writers to leave out"),
    "name": say_later("Your name"),
    "network": say_later("Network"),
    "outcome": say_later("What became of it"),
    "page": say_later("Page"),
    "paused_until": say_later("The last day without mail"),
    "publication": say_later("Publication"),
    "reason": say_later("Reason"),
    "reported": say_later("Reported by mail servers"),
    "rhythm": say_later("How often"),
    "sections": say_later("Sections"),
    "status": say_later("State"),
    "unsubscribed_at": say_later("Unsubscribed"),
    "what": say_later("What happened"),
    "wording": say_later("The words shown"),
    "wording_version": say_later("Version of these words"),
    "words": say_later("In your own words"),
    "writers": say_later("Writers"),
}
# Values that we store as one word, in any column.
VALUES: Final[Mapping[str, str]] = dict(Leave.Reason.choices) | {
    "accepted": say_later("Sent"),
    "active": say_later("Subscribed"),
    "address": say_later("A new address"),
    "asked": say_later("Asked for"),
    "blocked": say_later("Turned away"),
    "bounced": say_later("Came back as undeliverable"),
    "box": say_later("The form below an article"),
    "by-editor": say_later("Stopped by the editors"),
    "cancelled": say_later("Not sent"),
    "changed": say_later("Changed"),
    "clicked": say_later("A link was opened"),
    "complained": say_later("Reported as spam"),
    "confirmed": say_later("Confirmed"),
    "data": say_later("Your data"),
    "deferred": say_later("Put off"),
    "delivered": say_later("Delivered"),
    "dropped": say_later("Not sent"),
    "erased": say_later("Erased"),
    "erasure": say_later("Erasing your data"),
    "form": say_later("The subscribe page"),
    "import": say_later("An imported file"),
    "imported": say_later("Imported"),
    "invalid": say_later("Cannot receive mail"),
    "journal": say_later("The record of those who left"),
    "leased": say_later("Not sent yet"),
    "link": say_later("A link in an email"),
    "mail": say_later("An email that you wrote"),
    "mailed-before": say_later("Sent before"),
    "moved": say_later("A note to the old address"),
    "not-me": say_later("I did not ask for this"),
    "one-click": say_later("One click in a mail program"),
    "opened": say_later("Opened"),
    "opened-by-machine": say_later("Opened by a program"),
    "over-quota": say_later("Mailbox or quota full"),
    "paused": say_later("Paused"),
    "pending": say_later("Not confirmed yet"),
    "posting": say_later("Being sent"),
    "preferences": say_later("The page of your preferences"),
    "processed": say_later("Sent"),
    "provider": say_later("The mail service"),
    "ready": say_later("Not sent yet"),
    "refused": say_later("Not sent"),
    "soft-bounced": say_later("Not delivered this time"),
    "split": say_later("Not sent yet"),
    "suppressed": say_later("Not sent"),
    "uncertain": say_later("Perhaps sent"),
    "unsubscribed": say_later("Unsubscribed"),
    "waiting": say_later("Not sent yet"),
}
# Columns whose words are ours; in any other column, the words are the reader's own, or the editors'.
_OURS: Final = frozenset({"act", "channel", "kind", "outcome", "reason", "status", "what"})


class DataWords:
    """The words for one reader."""

    def __init__(self, reader: Subscriber) -> None:
        self._language = language_of(reader.publication, reader.language)
        sections = dict(reader.publication.sections.values_list("key", "name"))
        self._values: dict[str, Mapping[str, str]] = {
            "sections": sections,
            "muted_sections": sections,
            "language": {tag: Language(tag).name for tag in SPOKEN},
            **choice_words(self._language),
        }

    def name(self, name: str) -> str:
        """Return what a column is called."""
        return self._language.say(NAMES.get(name, name))

    def value(self, name: str, value: object) -> str:
        """Return a value in words; moments and days are written out."""
        if name == "at" or name.endswith("_at"):
            moment = datetime.fromisoformat(str(value))
            day, hour = self._language.day(moment), self._language.hour(moment)
            return self._language.say("%(day)s, %(hour)s", day=day, hour=hour)
        if name in ("day", "paused_until"):
            return self._language.day(date.fromisoformat(str(value)))
        if isinstance(value, list) or name in LISTED:
            words = value if isinstance(value, list) else str(value).split("\n")
            return self._language.listed([self._values.get(name, {}).get(each, each) for each in words])
        if name in self._values:
            return self._values[name].get(str(value), str(value))
        return self.why(str(value)) if name in _OURS else str(value)

    def why(self, word: str) -> str:
        """Return one of our own words in this reader's language."""
        return self._language.say(VALUES[word]) if word in VALUES else word
