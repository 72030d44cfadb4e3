"""Says which state of a draft a form was made from, so that no editor overwrites another's work unseen.

A version is a short digest of what was shown. The version of a form's words has one mark for each field, so
two editors can change different fields of the form. If both change the same field, `StaleForm` has both
texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.layout import blocks_of
from roundup.editions.models import Edition, Story

WORDS = ("subject", "preheader", "note", "note_signature")
IMAGE_WORDS = ("image_url", "image_alt", "image_decorative", "image_credit", "image_caption")
DECORATIVE = "yes"
STORY_WORDS = ("headline", "blurb", "kicker", "byline", *IMAGE_WORDS, "focus")
SPONSOR_WORDS = ("label", "headline", "text", "url", "image_url", "image_alt", "starts", "ends")
_LETTERS = 12

# Values of `changed` for `require_version`: the first sentence of its error.
BLOCKS_CHANGED = tell_later(
    "Somebody else has changed the order of the blocks since this page was loaded, so nothing was done."
)
STORIES_CHANGED = tell_later(
    "Somebody else has added or removed stories, or changed their order, since this page was loaded, so "
    "nothing was done."
)
STORY_CHANGED = tell_later(
    "Somebody else has changed this story, or the order of the stories, since this page was loaded, "
    "so nothing was done."
)


@dataclass(frozen=True, slots=True)
class TornField:
    """A field that two editors have changed: what is saved now, and what was typed here."""

    name: str
    saved: str
    typed: str


class StaleForm(Refused):
    """Somebody else saved first. `torn` has the fields that both changed; for an order, it is empty."""

    def __init__(self, message: str, torn: Sequence[TornField] = ()) -> None:
        super().__init__(message)
        self.torn = tuple(torn)


def edition_words(edition: Edition) -> dict[str, str]:
    """Return the edition's own words, by field."""
    return {name: getattr(edition, name) for name in WORDS}


def story_words(story: Story) -> dict[str, str]:
    """Return a story's words, by field; those of the picture are empty if there is none.

    `image_decorative` is DECORATIVE or empty.
    """
    picture = {name: (story.image or {}).get(name.removeprefix("image_")) or "" for name in IMAGE_WORDS}
    picture["image_decorative"] = DECORATIVE if picture["image_decorative"] else ""
    return {name: picture[name] if name in picture else getattr(story, name) for name in STORY_WORDS}


def sponsor_words(edition: Edition) -> dict[str, str]:
    """Return the sponsor's words, by field; nothing if there is no sponsor."""
    return {name: edition.sponsor.get(name, "") for name in SPONSOR_WORDS}


def version_of(words: Mapping[str, str]) -> str:
    """Return the version of a form's words: one mark for each field, in order."""
    return "-".join(_text_digest(text) for text in words.values())


def order_version(stories: Sequence[Story]) -> str:
    """Return the version of the stories, their articles and places; `stories` are in the editor's order."""
    return _digest([(story.pk, story.article_id, story.place, story.section_key) for story in stories])


def layout_version(edition: Edition) -> str:
    """Return the version of the blocks: which ones there are, their order, and which are left out."""
    return _digest([blocks_of(edition), sorted(edition.left_out)])


def drop_version(stories: Sequence[Story], story: Story) -> str:
    """Return the version of the order and of the story's words, which are lost when the story is dropped."""
    return _digest([order_version(stories), story_words(story)])


def require_version(seen: str | None, now: str, changed: str) -> None:
    """Raise StaleForm unless `now` is the version that was `seen`; `changed` says what has changed since.

    If `seen` is None, the caller has just read the present state.
    """
    if seen is not None and seen != now:
        advice = tell("Look at it as it is now; if you still want it, press again.")
        raise StaleForm(f"{tell(changed)} {advice}")


def changed_fields(
    saved: Mapping[str, str], typed: Mapping[str, str | None], seen: str | None
) -> dict[str, str]:
    """Return the fields that an editor has changed since `seen`, the version of the form.

    A field that is None, or as it was shown, is unchanged. Raises StaleForm if somebody else has changed
    the same field to something else in the meantime, and Refused if `seen` is not a version.
    """
    wanted = wanted_fields(saved, typed, seen)
    if seen is not None:
        digests = _digests(saved, seen)
        both = [name for name in wanted if _text_digest(saved[name]) != digests[name]]
        if torn := [TornField(name, saved[name], wanted[name]) for name in both]:
            raise StaleForm(
                tell("Somebody else has changed the same words. Nothing has been saved yet: look at both."),
                torn,
            )
    return wanted


def wanted_fields(
    saved: Mapping[str, str], typed: Mapping[str, str | None], seen: str | None
) -> dict[str, str]:
    """Return the fields in which an editor wants something other than what is saved, conflicts included.

    A field that came back as it was shown does not count. Raises Refused if `seen` is not a version.
    """
    digests = _digests(saved, seen) if seen is not None else {}
    return {
        name: text
        for name, text in typed.items()
        if text is not None
        and tidy_text(text) != tidy_text(saved[name])
        and _text_digest(text) != digests.get(name)
    }


def _digests(saved: Mapping[str, str], seen: str) -> dict[str, str]:
    digests = seen.split("-")
    if len(digests) != len(saved):
        raise Refused(tell("The form was not complete. Reload the page and try again."))
    return dict(zip(saved, digests, strict=True))


def tidy_text(text: str) -> str:
    """Return a text in the form that is compared: browsers and editors change spaces that nobody sees."""
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def _text_digest(text: str) -> str:
    return _digest(tidy_text(text))


def _digest(what: object) -> str:
    return hashlib.sha256(orjson.dumps(what, option=orjson.OPT_SORT_KEYS)).hexdigest()[:_LETTERS]
