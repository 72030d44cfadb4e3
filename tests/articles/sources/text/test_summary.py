"""A summary begins the story and ends with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.articles.sources.text.summary import summary_of

FIRST = (
    "The government of the small island state resigned on Tuesday after a night of talks about the harbour."
)


@pytest.mark.parametrize(
    "junk",
    [
        '<p>The post <a href="/a">Harbour</a> appeared first on <a href="/">The Magazine</a>.</p>',
        "<p>Continue reading…</p>",
        (
            "<p>Share this:</p><ul><li>Facebook</li><li>Twitter</li><li>Click to share on Mastodon</li></ul>"
            "<p>Like this:</p><p>Loading…</p>"
        ),
        "<figure><img src='x'/><figcaption>Top photo credit: Jane Doe</figcaption></figure>",
        '<small class="image-media media-photo-credit">REUTERS/Jane Doe</small>',
        "<p>Advertisement</p>",
        "<p>Follow us on social</p><p>google cta</p><p>keep readingShow less</p>",
        "<p>Sign up for our newsletter</p>",
    ],
)
def test_what_is_not_the_story_is_left_out(junk: str) -> None:
    assert summary_of(f"<p>{FIRST}</p>{junk}") == FIRST


def test_a_long_text_ends_with_a_whole_sentence() -> None:
    assert summary_of(f"<p>{FIRST} {'word ' * 100}</p>") == FIRST


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    text = (
        "A spokesman for the island said on Tuesday evening in the capital "
        "that he had never spoken to Mr. Doe of the U.S. Navy " + "or others " * 50
    )

    assert summary_of(text, 201).endswith(" or others…")


def test_a_text_without_a_sentence_is_cut_after_a_word() -> None:
    assert summary_of("word " * 200, 30) == "word word word word word word…"


def test_an_excerpt_that_breaks_off_is_shown_as_such() -> None:
    assert summary_of("<p>It rained all day in Rome and [&hellip;]</p>") == "It rained all day in Rome and…"
    assert summary_of(f"<p>{FIRST} It rained all [...]</p>") == FIRST


def test_a_standfirst_is_not_run_into_the_text() -> None:
    standfirst = "Prime minister has no plans to step down before getting the deal passed"

    assert summary_of(f"<p>{standfirst}</p><p>{FIRST}</p>") == standfirst


def test_nothing_gives_nothing() -> None:
    assert summary_of("<p> </p><img src='x'/>") == ""


@given(st.text(max_size=300), st.integers(20, 120))
def test_a_summary_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(summary_of(text, limit)) <= limit


_TIDE = "The harbour of Aldmere froze over on Monday, and forty boats could not leave."


@pytest.mark.parametrize(
    "mark",
    [
        *("UPDATE – ", "Update, 11:30 a.m.: ", "UPDATED | ", "[Updated] ", "(Update 3) ", "+++ Update +++ "),
        *("Last updated: 12 March 2026. ", "Actualizado a las 10:30 h: ", "Actualizada — "),
        *("Última actualización: 12 de marzo. ", "Mis à jour le 12 mars : ", "[Mise à jour] "),
        *("Aktualisiert um 10:30 Uhr: ", "Atualizada: ", "تحديث – ", "محدث: "),
    ],
)
def test_a_mark_of_an_update_is_left_out(mark: str) -> None:
    assert summary_of(f"<p>{mark}{_TIDE}</p>") == _TIDE


@pytest.mark.parametrize(
    "text",
    [
        "Update your charts before you sail, say the pilots of Aldmere.",
        "Updated charts are for sale: ask at the harbour.",
        "Updates of the tide tables come twice a day – at noon and at night.",
        "Aktualisierte Karten gibt es im Hafen: fragen Sie dort.",
    ],
)
def test_a_text_about_updates_keeps_its_beginning(text: str) -> None:
    assert summary_of(f"<p>{text}</p>") == text


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        (
            "<p>• Boats are stuck• Nobody saw it • Eels return</p>",
            "Boats are stuck; Nobody saw it; Eels return",
        ),
        ("<p>Boats are stuck.•Nobody saw it•Eels return</p>", "Boats are stuck. Nobody saw it; Eels return"),
        ("• Boats are stuck<br>• Nobody saw it", "Boats are stuck; Nobody saw it"),
        ("<p>Aldmere • Monday</p>", "Aldmere • Monday"),
    ],
)
def test_points_that_run_together_are_told_apart(markup: str, told: str) -> None:
    assert summary_of(markup) == told
