"""A good edition, and the ways to plant one fault in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from roundup.core.articles import Image
from roundup.core.batches import list_headers, unsubscribe_headers
from roundup.core.content import Block, EditionContent, Lead, Note, Stories, StoryContent
from roundup.rendering.checks import Envelope, Finding, check_proof
from roundup.rendering.edition import RenderedEdition, render_edition
from roundup.rendering.samples import sample_edition


@dataclass(frozen=True)
class Case:
    """All that the checks look at."""

    content: EditionContent
    rendered: RenderedEdition
    envelope: Envelope

    def findings(self) -> tuple[Finding, ...]:
        return check_proof(self.content, self.rendered, self.envelope)

    def codes(self) -> list[str]:
        return list(dict.fromkeys(finding.code for finding in self.findings()))


Plant = Callable[[Case], Case]


@dataclass(frozen=True)
class Fault:
    """One thing gone wrong, and the code of the check that is meant for it."""

    code: str
    name: str
    plant: Plant


def good() -> Case:
    content = sample_edition()
    headers = list_headers(
        name="The Harbour Review",
        list_id="harbour.weekly.example",
        archive_url="https://weekly.example/archive/",
    ) | unsubscribe_headers("https://weekly.example/u/AbCdEfGh/")
    return Case(
        content,
        render_edition(content),
        Envelope("The Harbour Review", "weekly@harbour-review.example", "", headers),
    )


def content(**changes: Any) -> Plant:
    """Change the edition, and render it again."""

    def plant(case: Case) -> Case:
        return rendered_anew(case, replace(case.content, **changes))

    return plant


def brand(**changes: Any) -> Plant:
    return lambda case: content(brand=replace(case.content.brand, **changes))(case)


def story(**changes: Any) -> Plant:
    """Change the lead."""
    return lambda case: rendered_anew(case, _with_lead(case.content, **changes))


def blurb(text: str) -> Plant:
    return story(blurb=f"The state switched the lamps off. {text}")


def image(**changes: Any) -> Plant:
    """Change the lead's picture."""

    def plant(case: Case) -> Case:
        old = lead_of(case.content).image
        assert old is not None
        return rendered_anew(case, _with_lead(case.content, image=replace(old, **changes)))

    return plant


def second(**changes: Any) -> Plant:
    """Change the first story after the lead."""

    def plant(case: Case) -> Case:
        section = next(block for block in case.content.blocks if isinstance(block, Stories))
        stories = (replace(section.stories[0], **changes), *section.stories[1:])
        return rendered_anew(case, with_block(case.content, section, replace(section, stories=stories)))

    return plant


def note(text: str, signature: str = "Mara Lind, editor") -> Plant:
    def plant(case: Case) -> Case:
        old = next(block for block in case.content.blocks if isinstance(block, Note))
        return rendered_anew(case, with_block(case.content, old, Note(text, signature)))

    return plant


def more(*blocks: Block) -> Plant:
    """Add blocks before the footer."""

    def plant(case: Case) -> Case:
        *others, footer = case.content.blocks
        return rendered_anew(case, replace(case.content, blocks=(*others, *blocks, footer)))

    return plant


def html(old: str, new: str) -> Plant:
    def plant(case: Case) -> Case:
        assert old in case.rendered.html, f"the template has changed: there is no {old}"
        return with_html(case, case.rendered.html.replace(old, new))

    return plant


def inserted(snippet: str) -> Plant:
    """Put a piece of HTML where words may be: after the heading of the first level."""
    return lambda case: with_html(case, case.rendered.html.replace("</h1>", f"</h1>{snippet}", 1))


def sheet(css: str, snippet: str = "") -> Plant:
    """Add a style sheet, and a piece of HTML that it is for."""

    def plant(case: Case) -> Case:
        added = html("</head>", f"<style>{css}</style></head>")(case)
        return inserted(snippet)(added)

    return plant


def linked(href: str, said: str = "The harbour archive") -> Plant:
    return inserted(f'<p><a href="{href}">{said}</a></p>')


def pictured(attributes: str, times: int = 1) -> Plant:
    return inserted(f'<p><img alt="A boat" width="100" {attributes}></p>' * times)


def text(old: str, new: str) -> Plant:
    def plant(case: Case) -> Case:
        assert old in case.rendered.text, f"the template has changed: there is no {old}"
        return with_text(case, case.rendered.text.replace(old, new))

    return plant


def appended(line: str) -> Plant:
    return lambda case: with_text(case, f"{case.rendered.text}{line}\n")


def headers(**changes: str | None) -> Plant:
    """Set headers, named with underscores; None takes one out."""

    def plant(case: Case) -> Case:
        found = dict(case.envelope.headers)
        for name, value in changes.items():
            found.pop(name.replace("_", "-"), None)
            if value is not None:
                found[name.replace("_", "-")] = value
        return replace(case, envelope=replace(case.envelope, headers=found))

    return plant


def sender(**changes: Any) -> Plant:
    return lambda case: replace(case, envelope=replace(case.envelope, **changes))


def rendered_anew(case: Case, changed: EditionContent) -> Case:
    return replace(case, content=changed, rendered=render_edition(changed))


def with_html(case: Case, changed: str) -> Case:
    rendered = replace(case.rendered, html=changed, size=len(changed.encode()))
    return replace(case, rendered=rendered)


def with_text(case: Case, changed: str) -> Case:
    return replace(case, rendered=replace(case.rendered, text=changed))


def with_block(whole: EditionContent, old: Block, new: Block) -> EditionContent:
    return replace(whole, blocks=tuple(new if block is old else block for block in whole.blocks))


def lead_of(whole: EditionContent) -> StoryContent:
    return next(block.story for block in whole.blocks if isinstance(block, Lead))


def tiny_stories(count: int, *, pictures: bool) -> tuple[StoryContent, ...]:
    """Return stories that say next to nothing."""
    credit = "Quill"
    return tuple(
        StoryContent(
            id=f"tiny-{place}",
            headline=f"Fog{place}",
            url=f"https://harbour-review.example/tiny/{place}",
            blurb="Thick." if pictures else "",
            image=Image(f"https://pictures.example/{place}.jpg", f"Boat{place}", credit=credit)
            if pictures
            else None,
        )
        for place in range(count)
    )


def _with_lead(whole: EditionContent, **changes: Any) -> EditionContent:
    old = next(block for block in whole.blocks if isinstance(block, Lead))
    return with_block(whole, old, Lead(replace(old.story, **changes)))
