"""What the checks look at: the content, its rendering, and the envelope that it goes out in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import html as markup

from roundup.core.articles import Image
from roundup.core.content import Block, EditionContent, Lead, Note, Sponsor, Stories, StoryContent
from roundup.core.tokens import PersonalTokens
from roundup.rendering.checks.cascade import Page
from roundup.rendering.checks.stylesheet import Screen
from roundup.rendering.checks.visible_text import Seen, own_words, seen_elements
from roundup.rendering.edition import RenderedEdition


@dataclass(frozen=True, slots=True)
class Envelope:
    """The sender and the headers of one reader's copy, as the provider gets them.

    `trial` says that nothing leaves this machine, so faults that only other machines would notice are fine.
    """

    sender_name: str
    sender_email: str
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    trial: bool = False


class Proof:
    """One variant. What several checks need to know about it is worked out once."""

    def __init__(
        self, content: EditionContent, rendered: RenderedEdition, envelope: Envelope | None = None
    ) -> None:
        self.content = content
        self.rendered = rendered
        self.envelope = envelope
        self.tokens = PersonalTokens(content.token_prefix)
        self._seen: dict[Screen, dict[markup.HtmlElement, Seen]] = {}

    @property
    def trial(self) -> bool:
        return self.envelope is not None and self.envelope.trial

    @cached_property
    def tree(self) -> markup.HtmlElement:
        return markup.document_fromstring(
            self.rendered.html.encode(), parser=markup.HTMLParser(encoding="utf-8")
        )

    @cached_property
    def sheet(self) -> str:
        """The text of all style sheets."""
        return "\n".join(node.text or "" for node in self.tree.iter("style"))

    @cached_property
    def styles(self) -> list[tuple[markup.HtmlElement, str]]:
        """Every element that has a style attribute, and that style."""
        return [(node, style) for node in self.tree.iter() if (style := node.get("style"))]

    @cached_property
    def links(self) -> list[tuple[markup.HtmlElement, str]]:
        """Every link that is not a reader's own, and where it leads."""
        own = set(self.tokens.marks().values())
        found = ((link, link.get("href") or "") for link in self.tree.iter("a"))
        return [(link, href) for link, href in found if href not in own]

    @cached_property
    def images(self) -> list[markup.HtmlElement]:
        return list(self.tree.iter("img"))

    @cached_property
    def stories(self) -> list[StoryContent]:
        """Every story shown, in the order of the blocks."""
        return [story for block in self.content.blocks for story in block_stories(block)]

    @cached_property
    def told(self) -> list[StoryContent]:
        """The stories of blocks that show pictures and blurbs."""
        return [
            story
            for block in self.content.blocks
            if isinstance(block, Lead | Stories)
            for story in block_stories(block)
        ]

    @cached_property
    def once(self) -> list[StoryContent]:
        """The stories that may appear only once; a list of what is most read may repeat them."""
        return [
            story
            for block in self.content.blocks
            if block.kind != "most_read"
            for story in block_stories(block)
        ]

    @cached_property
    def pictured(self) -> list[tuple[StoryContent | Sponsor, Image]]:
        """Each story and sponsor that shows a picture, with that picture."""
        shown: list[StoryContent | Sponsor] = [*self.told, *self.sponsors]
        return [(told, told.image) for told in shown if told.image]

    @property
    def sponsors(self) -> list[Sponsor]:
        return [block for block in self.content.blocks if isinstance(block, Sponsor)]

    @property
    def notes(self) -> list[Note]:
        return [block for block in self.content.blocks if isinstance(block, Note)]

    @cached_property
    def rich(self) -> list[str]:
        """Every rich text, in Markdown as it was written."""
        blurbs = [story.blurb for story in self.stories]
        return [*blurbs, *(block.text for block in self.content.blocks if isinstance(block, Note | Sponsor))]

    @cached_property
    def by_address(self) -> dict[str, StoryContent]:
        """The stories by address, to say which one a link in the message belongs to."""
        return {story.url.strip(): story for story in reversed(self.stories)}

    @cached_property
    def page(self) -> Page:
        return Page(self.tree, self.sheet)

    def seen(self, screen: Screen) -> dict[markup.HtmlElement, Seen]:
        """How each element looks on `screen`."""
        if screen not in self._seen:
            self._seen[screen] = seen_elements(self.page, screen)
        return self._seen[screen]

    def painted(self, screen: Screen) -> list[tuple[markup.HtmlElement, str, Seen]]:
        """Each element that has its own words, those words, and how they look."""
        seen = self.seen(screen)
        return [(node, words, seen[node]) for node, words in self.spoken]

    @cached_property
    def spoken(self) -> list[tuple[markup.HtmlElement, str]]:
        """Each element that has its own words, and those words; a picture's are its alternative text."""
        found = ((node, own_words(node)) for node in self.tree.body.iter() if isinstance(node.tag, str))
        return [(node, words) for node, words in found if words]

    @cached_property
    def words(self) -> list[str]:
        """The words that can be read in the HTML, including the preheader."""
        said = " ".join(self.tree.body.itertext()).split()
        return [word for word in said if any(sign.isalnum() for sign in word)]


def block_stories(block: Block) -> Iterator[StoryContent]:
    """Yield the stories of a block of any kind."""
    if isinstance(block, Lead):
        yield block.story
    else:
        yield from getattr(block, "stories", ())
