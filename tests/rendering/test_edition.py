"""An edition becomes one message: the same bytes each time, small, readable, and in its language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from roundup.core.articles import Image
from roundup.core.content import Lead
from roundup.core.errors import RenderError
from roundup.core.language import SPOKEN, Language
from roundup.rendering.edition import digest_of, minutes_to_read, render_edition
from roundup.rendering.samples import sample_blocks, sample_brand, sample_edition
from roundup.rendering.size import CLIP, GOAL, forecast_size
from tests.rendering.reading import edition_of, said, tree_of

HTML = render_edition(sample_edition()).html
TREE = tree_of(HTML)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render_edition(sample_edition()) == render_edition(sample_edition())


@pytest.mark.parametrize("change", [{"subject": "Another"}, {"title": "Another"}, {"number": 42}], ids=str)
def test_any_change_gives_another_hash(change: dict[str, object]) -> None:
    assert render_edition(replace(sample_edition(), **change)).hash != render_edition(sample_edition()).hash  # type: ignore[arg-type]


def test_text_cannot_move_from_one_part_to_the_next_under_the_same_hash() -> None:
    assert digest_of(("ab", "c")) != digest_of(("a", "bc"))
    assert digest_of(("", "a")) != digest_of(("a", ""))


def test_twelve_pictured_stories_stay_under_the_goal_and_tracked_under_the_clip() -> None:
    rendered = render_edition(sample_edition(11))  # and the lead

    assert rendered.size < GOAL
    assert forecast_size(rendered.html) < CLIP


def test_style_sheets_stay_under_gmails_limit() -> None:
    assert sum(len(node.text or "") for node in TREE.iter("style")) < 16 * 1024


def test_every_headline_and_link_is_in_the_plain_text() -> None:
    text = render_edition(sample_edition()).text

    for link in TREE.iter("a"):
        assert link.get("href") in text or link.get("href") == sample_brand().url
    for heading in (*TREE.iter("h2"), *TREE.iter("h3")):
        assert said(heading).lower() in " ".join(text.split()).lower()


def test_no_line_of_prose_in_the_plain_text_passes_76_characters() -> None:
    for line in render_edition(sample_edition()).text.split("\n"):
        assert len(line) <= 76 or "https://" in line


def test_the_message_and_each_part_of_its_body_say_language_and_direction() -> None:
    parts = [TREE, *TREE.body.iterchildren("div")]

    assert len(parts) == 3
    assert {(part.get("lang"), part.get("dir")) for part in parts} == {("en", "ltr")}


def test_the_first_thing_in_the_head_is_the_character_set() -> None:
    assert TREE.head[0].get("charset") == "utf-8"
    assert HTML.count("charset") == 1


def test_the_preheader_is_in_the_colour_of_text_and_padded() -> None:
    hidden = TREE.body[0]

    assert said(hidden).startswith("Also this week: a library that lends silence")
    assert "color:#1f1d1b" in hidden.get("style")
    assert "\u034f\u200c\u00a0" * 30 in "".join(hidden.itertext())


def test_without_a_preheader_nothing_is_hidden() -> None:
    assert 'style="display:none' not in render_edition(replace(sample_edition(), preheader="")).html


@pytest.mark.parametrize("attribute", ['height="auto"', "vertical-align="])
def test_attributes_that_html_does_not_know_are_gone(attribute: str) -> None:
    assert not re.search(rf"<[^>]* {attribute}", HTML)


def test_colours_of_attributes_have_six_digits() -> None:
    assert set(re.findall(r'bgcolor="#([^"]*)"', HTML)) == {"8a1c1c", "f5f1ea"}


def test_nothing_is_loaded_from_elsewhere_but_pictures() -> None:
    assert "url(" not in HTML
    assert "@import" not in HTML
    assert TREE.find(".//link") is None
    assert TREE.find(".//script") is None


def test_layout_tables_say_that_they_are_only_layout() -> None:
    assert {table.get("role") for table in TREE.iter("table")} == {"presentation"}


def test_every_picture_has_a_numeric_width_and_a_description() -> None:
    for image in TREE.iter("img"):
        assert image.get("width").isdecimal()
        # A portrait beside the name says nothing that the name does not.
        assert image.get("alt") or "border-radius:36px" in image.get("style")


def test_a_linked_picture_without_a_description_gets_the_headline() -> None:
    story = replace(sample_blocks()["lead"].story, image=Image("https://p.example/a.jpg"))  # type: ignore[union-attr]

    assert tree_of(render_edition(edition_of(Lead(story))).html).find(".//img").get("alt") == story.headline


def test_a_decorative_picture_has_no_words_and_is_not_a_link() -> None:
    image = Image("https://p.example/a.jpg", decorative=True)
    story = replace(sample_blocks()["lead"].story, image=image)  # type: ignore[union-attr]
    rendered = render_edition(edition_of(Lead(story)))

    (shown,) = tree_of(rendered.html).iter("img")
    assert shown.get("alt") == ""
    assert [above.tag for above in shown.iterancestors() if above.tag == "a"] == []
    assert "a.jpg" not in rendered.text


def test_a_small_picture_is_not_blown_up() -> None:
    image = Image("https://p.example/a.jpg", "A", width=320)
    story = replace(sample_blocks()["lead"].story, image=image)  # type: ignore[union-attr]

    assert tree_of(render_edition(edition_of(Lead(story))).html).find(".//img").get("width") == "320"


def test_the_reader_can_leave_choose_and_look_in_the_browser() -> None:
    hrefs = [link.get("href") for link in TREE.iter("a")]

    assert hrefs[0] == "-ru5a3391c0de.browser-"
    for name in ("unsubscribe", "preferences", "browser"):
        assert hrefs.count(f"-ru5a3391c0de.{name}-") == 1


def test_the_dark_scheme_is_there_for_both_kinds_of_clients() -> None:
    style = "".join(node.text for node in TREE.iter("style"))

    assert "@media (prefers-color-scheme:dark)" in style
    assert "[data-ogsc] .page" in style
    assert "[data-ogsb] .page" in style
    assert {"color-scheme", "supported-color-schemes"} <= {meta.get("name") for meta in TREE.iter("meta")}


def test_a_message_from_right_to_left_is_so_in_all_its_parts() -> None:
    html = render_edition(replace(sample_edition(), language="ar", direction="rtl")).html

    assert '<html lang="ar" dir="rtl"' in html
    assert "direction:ltr" not in html
    assert "text-align:right" in html
    assert "padding-right:16px" in html
    assert 'dir="rtl" style="table-layout:fixed;"' in html
    assert "letter-spacing" not in html


def test_the_words_and_the_date_are_in_the_editions_language() -> None:
    text = render_edition(replace(sample_edition(), language="de-AT")).text

    assert "Donnerstag, 12. März 2026" in text
    assert "Abbestellen:" in text


def test_words_in_a_readers_own_language_say_so_and_keep_to_their_side() -> None:
    tree = tree_of(render_edition(replace(sample_edition(), spoken="ar")).html)

    (day,) = tree.xpath("//span[@lang='ar'][@dir='rtl'][contains(., '12 مارس 2026')]")
    assert "The weekly round-up" not in said(day)
    assert tree.xpath("//span[@lang='ar'][normalize-space(.)='7\u00a0د']")
    for link in ("unsubscribe", "preferences"):
        (line,) = tree.xpath("//p[@lang='ar'][.//a[@href=$mark]]", mark=f"-ru5a3391c0de.{link}-")
        assert "text-align:right" in line.get("style")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(2, "دقيقتان"), (5, "5 دقائق"), (11, "11 دقيقة"), (103, "103 دقائق"), (100, "100 دقيقة")],
)
def test_reading_time_is_told_in_the_plural_that_arabic_has_for_it(minutes: int, words: str) -> None:
    lead = sample_blocks()["lead"]
    block = Lead(replace(lead.story, minutes=minutes))  # type: ignore[union-attr]

    rendered = render_edition(edition_of(block, language="ar", direction="rtl"))

    assert f"مدة القراءة: {words}" in rendered.text
    assert f"مدة القراءة: {words}" in said(tree_of(rendered.html).body)


def test_an_older_template_of_ones_own_still_finds_the_words_for_reading_time_and_button() -> None:
    for language in SPOKEN[1:]:
        say = Language(language).say
        assert "7" in say("%(n)s min read", n=7) != "7 min read"
        assert say("Read “%(headline)s”", headline="Ebb") != "Read “Ebb”"


@pytest.mark.parametrize("change", [{"language": "en us"}, {"language": ""}, {"direction": "up"}], ids=str)
def test_a_language_or_direction_that_is_none_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(RenderError):
        render_edition(replace(sample_edition(), **change))  # type: ignore[arg-type]


def test_reading_time_is_told_only_where_every_story_says_its_own() -> None:
    lead, stories = sample_blocks()["lead"], sample_blocks()["stories"]
    unknown = Lead(replace(lead.story, minutes=None))  # type: ignore[union-attr]

    assert minutes_to_read((lead, stories)) == 36
    assert minutes_to_read((unknown, stories)) is None
    assert minutes_to_read(()) is None


def test_a_logo_stands_for_the_name_and_changes_in_the_dark() -> None:
    brand = replace(
        sample_brand(), logo_url="https://p.example/l.png", logo_dark_url="https://p.example/d.png"
    )

    tree = tree_of(render_edition(replace(sample_edition(), brand=brand)).html)

    assert [image.get("alt") for image in tree.findall(".//h1//img")] == ["The Harbour Review"] * 2
    assert [image.get("class") for image in tree.findall(".//h1//img")] == ["by-day", "by-night"]


def test_a_subject_with_line_breaks_becomes_one_line() -> None:
    assert (
        render_edition(edition_of(subject="One\r\nBcc: two", published_on=date(2026, 1, 1))).subject
        == "One Bcc: two"
    )
