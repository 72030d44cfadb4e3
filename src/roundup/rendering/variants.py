"""Variants of one edition: what they share is filled in and compiled once, then joined.

A piece is a block; a section of stories has several: its title, each story, and the lines that say how many
more there are and who owns the pictures. What a piece looks like depends only on itself and on what all
variants share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from markupsafe import Markup

from roundup.core.content import Block, EditionContent, Footer, Lead, Stories, StoryContent
from roundup.core.language import Language
from roundup.core.tokens import PersonalTokens
from roundup.rendering import pieces
from roundup.rendering.appearance import appearance_of
from roundup.rendering.mjml import mjml_to_html
from roundup.rendering.renderer import Renderer
from roundup.rendering.samples import sample_blocks
from roundup.rendering.size import Weight

K = TypeVar("K")
V = TypeVar("V")
# About four kilobytes each; a large edition has some two hundred, shortened ones included.
_PIECES = 1_000
_FRAMES = 300
_PRESSES = 8


class Part(NamedTuple):
    """A block, or one story: then `block` is the section of the story, without any stories."""

    block: Block
    story: StoryContent | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A part that is filled in: as MJML and as plain text."""

    mjml: str
    text: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A part that is ready to be joined to others."""

    piece: pieces.Piece
    text: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What surrounds the parts, in both forms; `text` contains the seam where they go."""

    frame: pieces.Frame
    text: str


@dataclass(frozen=True, slots=True)
class RenderedParts:
    """The HTML of a variant in its parts, which are exactly its bytes when joined in this order.

    Each part has the key of what it shows: `story:12` by a story's id, or `block:note` by a block's kind.
    """

    before: str
    parts: tuple[tuple[str, str], ...]
    after: str

    @property
    def html(self) -> str:
        return "".join([self.before, *[html for _, html in self.parts], self.after])


def press_for(content: EditionContent, renderer: Renderer) -> Press:
    """Return the press of the edition that `content` is a variant of; it is kept for the next variant."""
    return _press(renderer, replace(content, subject="", preheader="", blocks=()))


@lru_cache(maxsize=_PRESSES)
def _press(renderer: Renderer, shared: EditionContent) -> Press:
    return Press(renderer, shared)


def forget_presses() -> None:
    """Discard every press and everything it keeps."""
    _press.cache_clear()


class Press:
    """Renders the variants of one edition. `shared` is what they have in common, without words and blocks.

    Safe to share between threads. Its memory is bounded: it forgets what has not been used for a while.
    """

    def __init__(self, renderer: Renderer, shared: EditionContent) -> None:
        self._renderer = renderer
        self._shared = shared
        self._look = appearance_of(shared.brand, shared.direction)
        speech = Language(shared.spoken or shared.language)
        self._context = {
            "brand": shared.brand,
            "look": self._look,
            "_": speech.say,
            "speech": speech,
            "apart": _set_apart(speech, Language(shared.language)),
            "marks": PersonalTokens(shared.token_prefix).marks(),
        }
        self._seam = f"-{shared.token_prefix}.body-"
        self._titles: _Kept[Block, Source] = _Kept(_FRAMES)
        self._printed: _Kept[Part, Printed] = _Kept(_PIECES)
        self._around: _Kept[tuple[str, str, int | None], Surroundings] = _Kept(_FRAMES)
        self._by_story = True
        self._by_story = self._stories_stand_alone()

    def render(self, content: EditionContent, minutes: int | None) -> tuple[str, str]:
        """Return HTML and unsqueezed text of a variant that takes `minutes` to read."""
        around, printed = self._compiled(content, minutes)
        html = pieces.put_together(around.frame, [part.piece for part in printed])
        return html, around.text.replace(self._seam, "".join([part.text for part in printed]), 1)

    def parts_of(self, content: EditionContent, minutes: int | None) -> RenderedParts:
        """Return the HTML of `render` in its parts."""
        around, printed = self._compiled(content, minutes)
        found = [part.piece for part in printed]
        keys = [_key(part) for part in self._parts(content.blocks)]
        head = pieces.head_of(around.frame, found)
        before, *parts, after = pieces.outside_comments(
            [head, *[piece.html for piece in found], around.frame.tail]
        )
        return RenderedParts(before, tuple(zip(keys, parts, strict=True)), after)

    def weight_of(self, content: EditionContent, minutes: int | None) -> Weight:
        """Return the weight of `render_edition`'s HTML."""
        around, printed = self._compiled(content, minutes)
        return pieces.weight_of(around.frame, [part.piece for part in printed])

    def _compiled(self, content: EditionContent, minutes: int | None) -> tuple[Surroundings, list[Printed]]:
        key = (content.subject, content.preheader, minutes)
        parts = self._parts(content.blocks)
        found = [self._printed.get(part) for part in parts]
        around = self._around.get(key)
        missing = [part for part, printed in zip(parts, found, strict=True) if printed is None]
        if around is None or missing:
            around, fresh = self._compile(content, minutes, missing)
            self._around.put(key, around)
            made = iter(fresh)
            found = [printed or next(made) for printed in found]
            for part, printed in zip(missing, fresh, strict=True):
                self._printed.put(part, printed)
        return around, [printed for printed in found if printed]

    def _compile(
        self, content: EditionContent, minutes: int | None, missing: list[Part]
    ) -> tuple[Surroundings, list[Printed]]:
        """Compile the frame and the missing pieces in one go: starting the engine costs the most."""
        heading = replace(self._shared, subject=content.subject, preheader=content.preheader)
        around = {**self._context, "content": heading, "reading_minutes": minutes}
        sources = [self._source(part) for part in missing]
        body = pieces.with_seams([source.mjml for source in sources], self._seam)
        html = mjml_to_html(
            self._renderer.fill("edition.mjml.j2", body=Markup(body), **around),  # noqa: S704 - filled in by us
            language=self._shared.language,
            direction=self._shared.direction,
            ink=self._look.light.ink,
        )
        frame, compiled = pieces.take_apart(html, self._seam)
        text = self._renderer.fill("edition.txt.j2", body=self._seam, **around)
        return Surroundings(frame, text), [
            Printed(piece, source.text if part.story else "\n\n" + source.text)
            for part, source, piece in zip(missing, sources, compiled, strict=True)
        ]

    def _parts(self, blocks: tuple[Block, ...]) -> list[Part]:
        parts: list[Part] = []
        for block in completed(blocks):
            if isinstance(block, Stories) and self._by_story:
                parts += _split(block)
            else:
                parts.append(Part(block))
        return parts

    def _stories_stand_alone(self) -> bool:
        """Find out whether a section is just its title and its stories; otherwise it is one piece."""
        whole = sample_blocks()["stories"]
        if not isinstance(whole, Stories):
            return False
        block = replace(whole, more=2, credits=("A", "B"))
        apart = [self._source(part) for part in _split(block)]
        joined = Source("".join(part.mjml for part in apart), "".join(part.text for part in apart))
        return joined == self._fill(block)

    def _source(self, part: Part) -> Source:
        """Fill in a part: a story's source is what the section's template adds after the title."""
        block, story = part
        if not isinstance(block, Stories) or block.stories or not self._by_story:
            return self._fill(block)
        title = self._title(replace(block, more=0, credits=()))
        if story is None and not block.more and not block.credits:
            return title
        filled = self._fill(replace(block, stories=(story,)) if story else block)
        return Source(filled.mjml.removeprefix(title.mjml), filled.text.removeprefix(title.text))

    def _title(self, section: Stories) -> Source:
        found = self._titles.get(section)
        if found is None:
            found = self._fill(section)
            self._titles.put(section, found)
        return found

    def _fill(self, block: Block) -> Source:
        mjml, text = (
            self._renderer.fill(
                f"blocks/{block.kind}.{form}.j2", block=block, content=self._shared, **self._context
            )
            for form in ("mjml", "txt")
        )
        return Source(mjml, text)


def completed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return `blocks` with what every mail must say: who owns its pictures, and how to leave.

    The last section says who owns all the small pictures.
    """
    filled = list(blocks)
    sections = [(place, block) for place, block in enumerate(blocks) if isinstance(block, Stories)]
    if sections:
        place, last = sections[-1]
        filled[place] = replace(last, credits=_credits(block for _, block in sections))
    if not any(isinstance(block, Footer) for block in blocks):
        filled.append(Footer())
    return tuple(filled)


def _credits(sections: Iterable[Stories]) -> tuple[str, ...]:
    """Return each credit of the sections' pictures once, in the order of the stories."""
    images = [story.image for section in sections for story in section.stories if story.image]
    said = dict.fromkeys(image.credit.strip() for image in images if image.credit)
    return tuple(credit for credit in said if credit)


def _key(part: Part) -> str:
    if isinstance(part.block, Lead):
        return f"story:{part.block.story.id}"
    return f"story:{part.story.id}" if part.story else f"block:{part.block.kind}"


def _split(block: Stories) -> list[Part]:
    shell = replace(block, stories=(), more=0, credits=())
    lines = [Part(replace(block, stories=()))] if block.more or block.credits else []
    return [Part(shell), *(Part(shell, story) for story in block.stories), *lines]


def _set_apart(speech: Language, written: Language) -> Markup:
    """Return the attributes for words in a language other than that of the stories."""
    if speech.spoken == written.tag.partition("-")[0].lower():
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(speech.spoken, speech.spoken_direction)


class _Kept(Generic[K, V]):
    """Keeps the newest things, up to a number. Two threads may make the same thing, which does no harm."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: dict[K, V] = {}
        self._changing = Lock()

    def get(self, key: K) -> V | None:
        return self._things.get(key)

    def put(self, key: K, thing: V) -> None:
        with self._changing:
            self._things[key] = thing
            if len(self._things) > self._most:
                del self._things[next(iter(self._things))]
