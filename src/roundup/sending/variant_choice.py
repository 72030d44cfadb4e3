"""Which variant a reader gets. One rule decides it, for the mailing and for the counts before it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from roundup.core.preferences import Preferences
from roundup.editions.composing import select_stories
from roundup.editions.models import Story


@dataclass(frozen=True, slots=True)
class VariantChoice:
    """The stories of a variant and its language (empty: the publication's). Equal keys mean the same variant.

    The default variant is what was approved; `is_whole` says that it tells all stories, in any language.
    """

    stories: tuple[Story, ...]
    language: str
    is_whole: bool

    @property
    def is_default(self) -> bool:
        return self.is_whole and not self.language

    @property
    def story_ids(self) -> list[int]:
        return [story.pk for story in self.stories]

    @property
    def key(self) -> str:
        parts = [*map(str, self.story_ids), *([self.language] if self.language else [])]
        return hashlib.sha256(",".join(parts).encode()).hexdigest()


def choose_variant(stories: Sequence[Story], preferences: Preferences) -> VariantChoice:
    """Return the variant of these `stories` for a reader whose preferences fit the publication."""
    chosen = select_stories(stories, preferences)
    return VariantChoice(tuple(chosen), preferences.language, is_whole=chosen == list(stories))
