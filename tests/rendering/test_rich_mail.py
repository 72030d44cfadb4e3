"""Rich text in a mail: each block shows it in HTML and in plain text, in every look and both directions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml.html import HtmlElement

from roundup.core.content import Block, Briefs, EditionContent, Lead, Note, Sponsor, Stories
from roundup.rendering.checks import check_proof
from roundup.rendering.designs import DESIGNS
from roundup.rendering.edition import render_edition
from roundup.rendering.samples import sample_blocks, sample_edition
from roundup.rendering.shortening import possible_cuts
from tests.rendering.reading import edition_of, said, tree_of

STORY = sample_blocks()["lead"].story  # type: ignore[union-attr]
BLOCKS: dict[str, Callable[[str], Block]] = {
    "note": Note,
    "lead": lambda text: Lead(replace(STORY, blurb=text)),
    "stories": lambda text: Stories("Science", (replace(STORY, blurb=text),)),
    "briefs": lambda text: Briefs("In brief", (replace(STORY, blurb=text),)),
    "sponsor": lambda text: Sponsor("From our sponsor", "Sable", text, "https://sable.example"),
}
WORDS = "A **bold** and *quiet* [word](https://e.example/?a=1&b=2), by [us](mailto:us@e.example)."
LISTS = "We have:\n- one\n- [two](https://e.example/two)\\\nlines\n\n1. first\n2. second"


def shown(block: Block, **changes: str) -> tuple[HtmlElement, str]:
    """Return the tree and the plain text of a mail with one block."""
    rendered = render_edition(edition_of(block, **changes))
    return tree_of(rendered.html), rendered.text


def link(tree: HtmlElement, url: str) -> HtmlElement:
    (found,) = tree.xpath("//a[@href=$url]", url=url)
    return found


@pytest.mark.parametrize("kind", BLOCKS)
def test_every_block_sets_words_and_links_in_html(kind: str) -> None:
    tree, _ = shown(BLOCKS[kind](WORDS))

    assert [said(node) for node in tree.iter("strong")] == ["bold"]
    assert [said(node) for node in tree.iter("em")] == ["quiet"]
    assert said(link(tree, "https://e.example/?a=1&b=2")) == "word"
    assert said(link(tree, "mailto:us@e.example")) == "us"


@pytest.mark.parametrize("kind", BLOCKS)
def test_every_block_says_words_and_addresses_in_plain_text(kind: str) -> None:
    _, text = shown(BLOCKS[kind](WORDS))

    one_line = " ".join(text.split())
    assert "A bold and quiet word (https://e.example/?a=1&b=2), by us (us@e.example)." in one_line


@pytest.mark.parametrize("kind", [kind for kind in BLOCKS if kind != "briefs"])
def test_every_block_with_room_shows_lists(kind: str) -> None:
    tree, text = shown(BLOCKS[kind](LISTS))

    assert [said(item) for item in tree.findall(".//ul/li")] == ["one", "twolines"]
    assert [said(item) for item in tree.findall(".//ol/li")] == ["first", "second"]
    assert tree.find(".//ul/li/br") is not None
    wanted = "We have:\n\n- one\n- two (https://e.example/two)\n  lines\n\n1. first\n2. second\n"
    assert wanted in text


def test_a_brief_says_all_of_it_in_its_line() -> None:
    tree, text = shown(BLOCKS["briefs"](LISTS))

    assert len(tree.findall(".//ul/li")) == 1
    assert not tree.findall(".//ul/li//p")
    assert "We have: one two" in " ".join(said(tree.find(".//ul/li")).split())
    assert "  - one\n  - two (https://e.example/two)\n    lines\n" in text


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("look", DESIGNS)
def test_links_stand_out_in_light_and_dark_in_every_look(look: str, direction: str) -> None:
    content = rich_edition(look, direction)

    rendered = render_edition(content)

    styles = {
        (node.get("class"), "text-decoration:underline" in node.get("style"))
        for node in tree_of(rendered.html).xpath("//a[starts-with(@href, 'https://e.example')]")
    }
    assert styles == {("acc", True)}
    assert check_proof(content, rendered) == ()


def rich_edition(look: str, direction: str) -> EditionContent:
    """Return a whole edition whose note and sponsor use all that rich text has."""
    whole = sample_edition()
    blocks = tuple(
        replace(block, text=f"{WORDS}\n\n{LISTS}") if isinstance(block, Note | Sponsor) else block
        for block in whole.blocks
    )
    brand = replace(whole.brand, look=look)
    language = "en" if direction == "ltr" else "ar"
    return replace(whole, brand=brand, direction=direction, language=language, blocks=blocks)


def test_lists_hang_and_emphasis_stands_upright_in_a_script_from_the_right() -> None:
    tree, _ = shown(Note(f"{WORDS}\n\n{LISTS}"), language="ar", direction="rtl")

    assert all("margin-right:2" in node.get("style") for node in tree.iter("ul", "ol"))
    assert ["font-style:normal" in node.get("style") for node in tree.iter("em")] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x)",
        '[a](https://e.example/"onmouseover="alert(1))',
        "<script>alert(1)</script> <img src=x onerror=alert(1)>",
        "[<b>a</b>](https://e.example) **<i>b</i>** </mj-text><mj-raw>",
        "[a [b](https://one.example) c](https://two.example)",
        "[" * 3_000 + "](https://e.example)" * 500,
        "*" * 10_000,
        "- " * 5_000 + "end",
        "\n".join("- one" for _ in range(2_000)),
        "--> <!-- <![endif]--> ]]> {{ 7*7 }} {% raw %}",
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("kind", BLOCKS)
def test_hostile_text_brings_no_tag_and_no_address_of_its_own(kind: str, text: str) -> None:
    tree, _ = shown(BLOCKS[kind](text))

    assert not {"script", "mj-raw", "iframe"} & {node.tag for node in tree.iter()}
    assert not [name for node in tree.iter() for name in node.attrib if str(name).startswith("on")]
    addresses = [node.get("href") for node in tree.iter("a")]
    assert all(href.startswith(("https://", "-ru")) for href in addresses)
    assert not tree.findall(".//a//a")


def test_a_very_long_word_or_address_is_not_broken_and_is_told() -> None:
    long = f"https://e.example/{'a' * 3_000}"
    content = edition_of(*rich_edition("review", "ltr").blocks[1:], Note(f"{'w' * 5_000} {long}"))

    rendered = render_edition(content)

    assert long in rendered.text.split()
    assert "text.lines" in {finding.code for finding in check_proof(content, rendered)}


def test_shortening_counts_and_keeps_what_readers_see() -> None:
    blurb = "By [a friend](https://e.example) who *stayed here for years*. **And** more. And [more](https://m.example)."
    story = replace(STORY, blurb=blurb)

    (cut,) = possible_cuts(edition_of(Stories("Science", (story,))))

    assert cut.story is not None
    assert cut.story.blurb == "By [a friend](https://e.example) who *stayed here for years*."


def test_shortening_leaves_no_sign_of_what_it_cut_in_two() -> None:
    story = replace(STORY, blurb="**They stayed here for ten years. And more.** Then\\* they left.")

    (cut,) = possible_cuts(edition_of(Stories("Science", (story,))))

    tree, text = shown(Stories("Science", (cut.story,)))  # type: ignore[arg-type]
    assert "They stayed here for ten years." in text
    assert "*" not in text + said(tree.body)


def test_the_plain_text_has_no_sign_of_formatting() -> None:
    for make in BLOCKS.values():
        _, text = shown(make(f"{WORDS}\n\n{LISTS}"))
        assert not [sign for sign in ("**", "](", "\\") if sign in text]


@pytest.mark.parametrize("note", ["- one\n- two", "Two things:\n\n1. fog\n2. jays", "- one"])
def test_a_list_that_is_in_the_plain_text_as_it_was_written_is_not_a_finding(note: str) -> None:
    edition = edition_of(Note(note))

    assert "text.formatting" not in {each.code for each in check_proof(edition, render_edition(edition))}
