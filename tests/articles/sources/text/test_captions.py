"""What goes with a picture: alternative text, caption and credit told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.articles.sources.text.captions import bare_credit, split_credit, usable_alt, worth_saying

PIECES = [
    "Top photo credit: ",
    "Photo: ",
    " by ",
    "Ana Low",
    "AP",
    "/",
    " (",
    ")",
    ". ",
    " | ",
    "© ",
    "fog",
    "\n",
]


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("Top photo credit: Two ships pass. REUTERS/Ana Low", "Two ships pass.", "REUTERS/Ana Low"),
        (
            "Top image credit: Two ships pass. (Photo via the Harbour Office)",
            "Two ships pass.",
            "Photo via the Harbour Office",
        ),
        (
            "Top photo credit: Fog over the bay (Shutterstock/Olle Ek)",
            "Fog over the bay",
            "Shutterstock/Olle Ek",
        ),
        ("Top photo credit: Two ships pass. The Harbour Gazette", "Two ships pass.", "The Harbour Gazette"),
        ("Top photo credit: Fog (harbour/evening)", "Fog", "harbour/evening"),
        ("Top image credit: Ana Low/Flickr", "", "Ana Low/Flickr"),
        ("Top photo credit: Ana Low", "", "Ana Low"),
        ("Two ships pass. REUTERS/Ana Low", "Two ships pass.", "REUTERS/Ana Low"),
        ("Two ships pass. Ana Low/AFP/Getty Images.", "Two ships pass.", "Ana Low/AFP/Getty Images"),
        ("Two ships pass. (Ana Low / AP)", "Two ships pass.", "Ana Low / AP"),
        ("Two ships pass. (Ana Low/The Gazette files)", "Two ships pass.", "Ana Low/The Gazette files"),
        ("Two ships pass (Photo by Ana Low)", "Two ships pass", "Ana Low"),
        ("Two ships pass. (Foto: dpa)", "Two ships pass.", "dpa"),
        ("Two ships pass. Photo: Ana Low", "Two ships pass.", "Ana Low"),
        ("Two ships pass Photo: Ana Low", "Two ships pass", "Ana Low"),
        ("Two ships, Olle Ek | Foto: Ana Low.", "Two ships, Olle Ek", "Ana Low"),
        ("Two ships. Photographer: Ana Low/Getty Images Europe", "Two ships.", "Ana Low/Getty Images Europe"),
        ("Two ships © Ana Low", "Two ships", "Ana Low"),
        ("Image source: The Gazette", "", "The Gazette"),
        ("Source: @ana_low/Flickr", "", "@ana_low/Flickr"),
        ("PHOTOGRAPH COURTESY OF THE HARBOUR", "", "PHOTOGRAPH COURTESY OF THE HARBOUR"),
    ],
)
def test_caption_and_credit_in_one_string_are_told_apart(text: str, caption: str, credit: str) -> None:
    assert split_credit(text) == (caption, credit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Fog over the bay",
        "A bridge at dawn (2026)",
        "The band (AC/DC) on the quay",
        "The crowd waits for the band (AC/DC)",
        "A photo by Ana Low shows the bay.",
        "In this image: a boat",
        "The big picture: it rains",
        "They speak of open source: why, nobody knows",
        "It rained. AP exams were put off",
        "The bridge in a file photo.",
    ],
)
def test_a_caption_that_names_nobody_stays_whole(text: str) -> None:
    assert split_credit(text) == (text, "")


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=20).map("".join))
def test_the_credit_is_what_follows_the_caption(text: str) -> None:
    line = " ".join(text.split())
    caption, credit = split_credit(text)

    assert caption in line
    assert credit in line[line.find(caption) + len(caption) :]


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Photo: Ana Low", "Ana Low"),
        ("By Ana Low.", "Ana Low"),
        ("(Credit: AP)", "AP"),
        ("Ana Low", "Ana Low"),
        ("Photo:", "Photo:"),
    ],
)
def test_a_credit_is_given_without_the_word_for_it(text: str, credit: str) -> None:
    assert bare_credit(text) == credit


@pytest.mark.parametrize(
    "name", ["Shutterstock_1598261611-scaled", "image.jpg", "IMG_2034", "DSC 1234", "2026-02-photo"]
)
def test_the_name_of_a_file_is_not_an_alternative_text(name: str) -> None:
    assert usable_alt(name) == ""


def test_an_alternative_text_is_kept() -> None:
    assert usable_alt("A bridge &amp; a boat") == "A bridge & a boat"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://x.example/a", ""),
        ("quay_2.jpg", ""),
        ("Quay", "Quay"),
        ("Mind quay_2.jpg", "Mind quay_2.jpg"),
    ],
)
def test_an_address_or_the_name_of_a_file_is_not_worth_saying(text: str, kept: str) -> None:
    assert worth_saying(text) == kept
