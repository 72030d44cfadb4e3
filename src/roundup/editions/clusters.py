"""Which articles of an edition cover one event, as the assembly found and as editors have since decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roundup.core.cluster_edits import ClusterEdits
from roundup.core.newsroom_language import tell
from roundup.editions.models import Edition, Story


@dataclass(frozen=True, slots=True)
class EditionClusters:
    """The clusters of an edition as they are now.

    An article has its own story, or the first story of its cluster covers it, or no story covers its event.
    `words` are those that joined an article to others when the draft was made.
    """

    edits: ClusterEdits
    clusters: dict[int, frozenset[int]]
    stories: dict[int, Story]
    words: dict[int, tuple[str, ...]]

    @classmethod
    def of(cls, edition: Edition, stories: Iterable[Story] | None = None) -> EditionClusters:
        """Read the clusters of an edition; `stories` are all its stories, if they have been read already."""
        edits = ClusterEdits.read(edition.cluster_edits)
        rows = edition.verdicts.exclude(instead=None).values_list("article_id", "instead_id", "words")
        in_order = edition.stories.order_by("position", "pk") if stories is None else stories
        found: dict[int, list[int]] = {}
        words: dict[int, tuple[str, ...]] = {}
        for pk, instead, shared in rows:
            found.setdefault(instead, [instead]).append(pk)
            words[pk] = words[instead] = tuple(shared)
        return cls(
            edits,
            edits.applied(found.values()),
            {story.article_id: story for story in in_order},
            words,
        )

    def members(self, article_id: int) -> frozenset[int]:
        """Return all articles of an article's cluster, including the article itself."""
        return self.clusters.get(article_id, frozenset((article_id,)))

    def told_by(self, article_id: int) -> Story | None:
        """Return the story that covers an article's event if the article itself has none, or None."""
        if article_id in self.stories:
            return None
        members = self.members(article_id)
        return next((story for pk, story in self.stories.items() if pk in members), None)

    def also(self, story: Story) -> list[int]:
        """Return the articles without a story whose event this story covers."""
        return [pk for pk in sorted(self.members(story.article_id)) if self.told_by(pk) == story]

    def is_parted(self, article_id: int) -> bool:
        """Say whether an editor took this article out of a cluster."""
        return any(article_id in pair for pair in self.edits.parted)

    def why_joined(self, article_id: int, others: Sequence[int]) -> str:
        """Return why an article and others are one cluster: the words that they share, or who said so."""
        words = list(dict.fromkeys(word for pk in (article_id, *others) for word in self.words.get(pk, ())))
        if words:
            return tell("Words that they share: %(words)s", words=", ".join(words))
        if any(pk in pair for pk in others for pair in self.edits.joined):
            return tell("An editor said that they are about one event")
        return tell("Their headlines and openings are alike")
