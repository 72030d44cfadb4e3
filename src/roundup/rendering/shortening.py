"""Shortens an edition that would be too large, by fixed steps, until it fits.

Each step removes as little as it can and starts at the end of the message. Nothing is moved: what stays is
in the editor's order. The lead, the note, the sponsor and the footer are never touched, nor are the picture
and the first sentence of a section's first story.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from roundup.core.content import Block, Briefs, EditionContent, Stories, StoryContent
from roundup.core.newsroom_language import tell_count
from roundup.core.story_text import first_sentence
from roundup.rendering.rich_text import escape_markup, plain_words

Measure = Callable[[EditionContent], int]


class Step(StrEnum):
    """The ways to shorten a message that is too large, in the order in which they are tried."""

    SENTENCE = "sentence"
    BLURB = "blurb"
    PICTURE = "picture"
    STORY = "story"


class Cut(NamedTuple):
    """One step at one place: what the story at `place` of a block becomes; None: it and all after it go."""

    step: Step
    block: int
    place: int
    story: StoryContent | None = None


@dataclass(frozen=True, slots=True)
class Shortened:
    """The content that fits, and how often each step was needed; empty if nothing had to be cut."""

    content: EditionContent
    steps: tuple[tuple[Step, int], ...] = ()


def shorten_to_fit(content: EditionContent, measure: Measure, room: int) -> Shortened:
    """Return `content` with the fewest cuts that bring its `measure` down to `room` or less.

    If all the cuts together are not enough, all are made. `measure` must not return more for fewer words.
    """
    if measure(content) <= room:
        return Shortened(content)
    every = possible_cuts(content)
    fewest = bisect_left(
        range(len(every)), True, key=lambda count: measure(with_cuts(content, every[:count])) <= room
    )
    short = with_cuts(content, every[:fewest])
    return Shortened(short, _steps(content, short))


def possible_cuts(content: EditionContent) -> list[Cut]:
    """Return every cut that may be made in `content`, in the order in which they are made."""
    told = [
        (at, place, story)
        for at, block in enumerate(content.blocks)
        if isinstance(block, Stories)
        for place, story in enumerate(block.stories)
    ][::-1]
    made = [
        Cut(step, at, place, _less(step, story))
        for step in (Step.SENTENCE, Step.BLURB, Step.PICTURE)
        for at, place, story in told
        if _applies(step, place, story)
    ]
    return [*made, *_drops(content.blocks)]


def with_cuts(content: EditionContent, made: Sequence[Cut]) -> EditionContent:
    """Return `content` with the given number of its cuts made, from the first on."""
    blocks = list(content.blocks)
    stories = {
        at: list(block.stories) for at, block in enumerate(blocks) if isinstance(block, Stories | Briefs)
    }
    for _, at, place, story in made:
        if story is None:
            del stories[at][place:]
        else:
            stories[at][place] = story
    for at, kept in stories.items():
        blocks[at] = _with(blocks[at], tuple(kept))
    return replace(content, blocks=tuple(blocks))


def steps_in_words(steps: Sequence[tuple[Step, int]]) -> tuple[str, ...]:
    """Return a sentence for an editor about each step that was taken."""
    return tuple(_WORDS[step](count) for step, count in steps)


_WORDS: Mapping[Step, Callable[[int], str]] = {
    Step.SENTENCE: lambda n: tell_count(
        "So that the mail fits, the blurb of one story is cut to a sentence.",
        "So that the mail fits, the blurbs of %(n)s stories are cut to a sentence.",
        n,
    ),
    Step.BLURB: lambda n: tell_count(
        "So that the mail fits, one story has no blurb.",
        "So that the mail fits, %(n)s stories have no blurb.",
        n,
    ),
    Step.PICTURE: lambda n: tell_count(
        "So that the mail fits, one story has no picture.",
        "So that the mail fits, %(n)s stories have no picture.",
        n,
    ),
    Step.STORY: lambda n: tell_count(
        "So that the mail fits, one story is on the site only.",
        "So that the mail fits, %(n)s stories are on the site only.",
        n,
    ),
}


def _drops(blocks: Sequence[Block]) -> list[Cut]:
    """Return the cuts that drop the last story of the fullest section, until each section has one story.

    The first cut drops two: the line that replaces a single story may be longer than the story.
    """
    left = {at: len(block.stories) for at, block in enumerate(blocks) if isinstance(block, Stories | Briefs)}
    whole = dict(left)
    drops: list[Cut] = []
    while True:
        least = {at: left[at] - (2 if left[at] == whole[at] else 1) for at in left}
        able = [at for at in left if least[at] >= 1]
        if not able:
            return drops
        fullest = max(able, key=lambda at: (left[at], at))
        left[fullest] = least[fullest]
        drops.append(Cut(Step.STORY, fullest, left[fullest]))


def _applies(step: Step, place: int, story: StoryContent) -> bool:
    if step is Step.SENTENCE:
        return _less(step, story) is not story
    return place > 0 and bool(story.blurb if step is Step.BLURB else story.image)


@lru_cache(maxsize=1_000)
def _less(step: Step, story: StoryContent) -> StoryContent:
    """Return what is left of a story after this step and those before it."""
    if step is Step.SENTENCE:
        words = plain_words(story.blurb)
        sentence = first_sentence(words)
        return story if sentence == words else replace(story, blurb=_beginning(story.blurb, sentence))
    return replace(story, blurb="", image=story.image if step is Step.BLURB else None)


def _beginning(blurb: str, sentence: str) -> str:
    """Return the rich text that says only the first `sentence` of `blurb`, with its links where it can."""
    beginning = first_sentence(blurb)
    return beginning if plain_words(beginning) == sentence else escape_markup(sentence)


def _with(block: Block, stories: tuple[StoryContent, ...]) -> Block:
    if not isinstance(block, Stories | Briefs) or stories == block.stories:
        return block
    return replace(block, stories=stories, more=block.more + len(block.stories) - len(stories))


def _steps(before: EditionContent, after: EditionContent) -> tuple[tuple[Step, int], ...]:
    """Return how many stories each step finally changed: a dropped blurb does not count as cut."""
    counts = dict.fromkeys(Step, 0)
    for old, new in zip(before.blocks, after.blocks, strict=True):
        if isinstance(old, Stories | Briefs) and isinstance(new, Stories | Briefs):
            counts[Step.STORY] += len(old.stories) - len(new.stories)
            for was, became in zip(old.stories, new.stories, strict=False):
                for step in _touched(was, became):
                    counts[step] += 1
    return tuple((step, count) for step, count in counts.items() if count)


def _touched(was: StoryContent, became: StoryContent) -> list[Step]:
    touched = []
    if became.blurb != was.blurb:
        touched.append(Step.SENTENCE if became.blurb else Step.BLURB)
    if became.image != was.image:
        touched.append(Step.PICTURE)
    return touched
