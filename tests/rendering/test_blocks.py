"""Every kind of block can be shown: it has both twins and a sample."""

from __future__ import annotations

from dataclasses import replace
from typing import cast, get_args

import pytest

from roundup.core.articles import Image
from roundup.core.content import Block, Briefs, Footer, Lead, MostRead, Note, Stories
from roundup.core.errors import RenderError
from roundup.rendering.edition import render_edition
from roundup.rendering.renderer import default_templates
from roundup.rendering.samples import sample_blocks, sample_brand
from tests.rendering.reading import edition_of, said, texts_of, tree_of

SITE = "https://p.example/a.jpg"
KINDS = sorted(kind.kind for kind in get_args(Block))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("twin", ["mjml", "txt"])
def test_every_kind_has_both_twins(kind: str, twin: str) -> None:
    assert (default_templates() / "blocks" / f"{kind}.{twin}.j2").is_file()


def test_every_template_of_a_block_belongs_to_a_kind() -> None:
    files = {path.name.split(".")[0] for path in (default_templates() / "blocks").iterdir()}

    assert files == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_sample_that_is_rendered(kind: str) -> None:
    block = sample_blocks()[kind]

    rendered = render_edition(edition_of(block))

    texts = [text for name, text in texts_of(block) if name in ("headline", "text", "reason")]
    shown = "".join(rendered.text.split())
    assert all("".join(text.split()) in shown for text in texts)


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_of_one_kind_only_has_one_first_heading_and_skips_no_level(kind: str) -> None:
    tree = tree_of(render_edition(edition_of(sample_blocks()[kind])).html)

    levels = [node.tag for node in tree.iter("h1", "h2", "h3")]
    assert levels.count("h1") == 1
    assert "h3" not in levels or levels.index("h2") < levels.index("h3")


def test_stories_without_a_title_are_headings_of_the_second_level() -> None:
    told = sample_blocks()["stories"].stories[0]  # type: ignore[union-attr]

    tree = tree_of(render_edition(edition_of(Stories("", (told,)))).html)

    assert [said(node) for node in tree.iter("h2")] == [told.headline]
    assert tree.find(".//h3") is None


def test_a_story_has_one_picture_with_its_description() -> None:
    block = sample_blocks()["stories"]
    tree = tree_of(render_edition(edition_of(block)).html)

    pictures = [image.get("alt") for image in tree.iter("img")]

    assert pictures == [story.image.alt for story in block.stories]  # type: ignore[union-attr]


def test_who_listens_gets_one_link_for_a_story_and_hears_what_its_picture_shows() -> None:
    shown = sample_blocks()
    lead, stories = cast(Lead, shown["lead"]), cast(Stories, shown["stories"])
    tree = tree_of(render_edition(edition_of(lead, stories, shown["sponsor"])).html)

    for story in (lead.story, *stories.stories):
        links = tree.xpath("//a[@href=$url]", url=story.url)
        heard = [link for link in links if link.get("aria-hidden") != "true"]
        assert [said(link) for link in heard] == [story.headline]
        assert {link.get("tabindex") for link in links if link not in heard} == {"-1"}
        assert story.image
        assert len(tree.xpath("//*[@role='img'][@aria-label=$alt]", alt=story.image.alt)) == 1


def credit_of(*stories: tuple[str, ...]) -> list[str]:
    """Return the lines about pictures in a mail with a section for each of these rows of credits."""
    told = cast(Stories, sample_blocks()["stories"]).stories[0]
    sections = [
        Stories(f"S{place}", tuple(replace(told, image=Image(SITE, "A", credit=each)) for each in row))
        for place, row in enumerate(stories)
    ]
    tree = tree_of(render_edition(edition_of(*sections)).html)
    lines = (" ".join(said(line).split()) for line in tree.iter("p"))
    return [line for line in lines if line.startswith("Picture credits")]


def test_whose_the_small_pictures_are_is_said_once_below_the_last_section() -> None:
    assert credit_of(("Ada", "Ben"), (" Ada ", "", "Cy")) == ["Picture credits: Ada · Ben · Cy"]
    assert credit_of(("",), ()) == []


def test_a_credit_that_is_the_publication_itself_is_not_said_again() -> None:
    ours = f" {sample_brand().name.upper()} "

    assert credit_of((ours,)) == []
    assert credit_of(("Ada", ours)) == ["Picture credits: Ada"]


def test_a_kicker_that_says_what_the_section_is_called_is_not_said_again() -> None:
    told = cast(Stories, sample_blocks()["stories"]).stories[0]

    for title, times in (("Opinion", 1), ("Letters", 2), ("", 2)):
        block = Stories(title, (replace(told, kicker="OPINION"), replace(told, kicker="Opinion")))
        shown = said(tree_of(render_edition(edition_of(block)).html).body)
        assert shown.lower().count("opinion") == times, title


def test_briefs_are_a_list_and_most_read_a_numbered_one() -> None:
    tree = tree_of(render_edition(edition_of(sample_blocks()["briefs"], sample_blocks()["most_read"])).html)

    assert len(tree.findall(".//ul/li")) == 3
    assert len(tree.findall(".//ol/li")) == 5


def test_paid_stories_are_marked_in_both_parts() -> None:
    for kind, paid in (("stories", 1), ("briefs", 1), ("most_read", 1)):
        rendered = render_edition(edition_of(sample_blocks()[kind]))
        assert said(tree_of(rendered.html).body).count("For paying readers") == paid, kind
        assert rendered.text.count("For paying readers") == paid, kind


def test_what_a_sponsor_says_is_labelled_in_both_parts() -> None:
    rendered = render_edition(edition_of(sample_blocks()["sponsor"]))

    assert "From our sponsor" in said(tree_of(rendered.html).body)
    assert "FROM OUR SPONSOR" in rendered.text


def test_an_edition_without_a_footer_gets_one() -> None:
    for blocks in ((), (Footer(),)):
        rendered = render_edition(edition_of(*blocks))
        assert rendered.html.count("-ru5a3391c0de.unsubscribe-") == 1
        # Once near the top, once in the footer.
        assert rendered.text.count("-ru5a3391c0de.unsubscribe-") == 2


def test_empty_blocks_are_not_a_mistake() -> None:
    render_edition(edition_of(Note(""), Stories("", ()), Briefs("", ()), MostRead("", ())))


def test_a_kind_without_templates_is_an_error_that_names_them() -> None:
    class Poll:
        kind = "poll"

    with pytest.raises(RenderError, match=r"blocks/poll\.mjml\.j2"):
        render_edition(edition_of(Poll()))  # type: ignore[arg-type]


def test_a_lead_shows_its_caption_unless_the_picture_is_described_by_the_same_words() -> None:
    lead = cast(Lead, sample_blocks()["lead"])
    assert lead.story.image
    for caption, times in (("Seen from the pier.", 1), (lead.story.image.alt, 0)):
        image = replace(lead.story.image, caption=caption)
        story = replace(lead.story, image=image)
        shown = said(tree_of(render_edition(edition_of(replace(lead, story=story))).html).body)
        assert shown.count(caption) == times


def test_headlines_are_underlined_as_all_links_are() -> None:
    tree = tree_of(render_edition(edition_of(sample_blocks()["stories"])).html)

    assert all("underline" in link.get("style", "") for link in tree.findall(".//h3/a"))


def test_nothing_leans_in_a_script_from_the_right() -> None:
    content = replace(edition_of(*sample_blocks().values()), language="ar", direction="rtl")

    assert "italic" not in render_edition(content).html
    assert "italic" in render_edition(edition_of(*sample_blocks().values())).html
