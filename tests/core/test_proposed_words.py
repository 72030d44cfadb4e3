"""A subject and a preheader are made of whole headlines or whole phrases, and are never too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.proposed_words import (
    PREHEADER_MOST,
    SUBJECT_MOST,
    ProposedWords,
    kept_words,
    proposed_words,
    shortened,
)

SHORT = "The harbour froze"
LONG = "The harbour of Aldmere froze over on Monday and forty boats could not leave for the sea"
PHRASES = st.lists(
    st.lists(
        st.sampled_from(["eel", "harbour", "D.C.", "10:30", "mid-winter", "und", "Größe"]),
        min_size=1,
        max_size=9,
    ).map(" ".join),
    min_size=1,
    max_size=5,
)
BORDERS = st.sampled_from([": ", " – ", " — ", "; ", " | ", " - "])
HEADLINES = st.lists(
    PHRASES.flatmap(lambda phrases: BORDERS.map(lambda border: border.join(phrases))), max_size=8
)


def runs_of(headline: str) -> set[str]:
    """Return every run of whole phrases of a headline."""
    for border in (": ", " – ", " — ", "; ", " | ", " - "):
        if border in headline:
            phrases = headline.split(border)
            spans = [(a, b) for a in range(len(phrases)) for b in range(a + 1, len(phrases) + 1)]
            return {border.join(phrases[a:b]) for a, b in spans}
    return {headline}


@given(HEADLINES | st.lists(st.text(max_size=200), max_size=5), st.text(max_size=200))
def test_no_proposal_is_longer_than_its_limit_and_none_comes_twice(headlines: list[str], name: str) -> None:
    found = proposed_words(name, headlines)

    assert 1 <= len(found) <= 4
    assert all(len(words.subject) <= SUBJECT_MOST for words in found)
    assert all(len(words.preheader) <= PREHEADER_MOST for words in found)
    assert len({words.subject for words in found}) == len(found)


@given(HEADLINES)
def test_no_word_and_no_phrase_is_cut(headlines: list[str]) -> None:
    whole = set().union(*map(runs_of, headlines)) if headlines else set()
    both = {" · ".join(headlines[:2])}

    for words in proposed_words("The Quay", headlines):
        assert words.subject in whole | both | {"The Quay"}
        told = words.preheader.split(" · ") if words.preheader else []
        assert set(told) <= set(headlines) or words.preheader in whole
        assert not set(told) & {words.subject}


@given(HEADLINES)
def test_a_preheader_tells_no_story_of_its_subject(headlines: list[str]) -> None:
    for words in proposed_words("The Quay", list(dict.fromkeys(headlines))):
        if words.subject in headlines:
            assert words.subject not in words.preheader.split(" · ")


def test_the_lead_is_the_subject_and_the_next_are_the_preheader() -> None:
    first, *others = proposed_words("The Quay", [SHORT, "Eels return", "Fog", "Who reads the meters"])

    assert first == (SHORT, "Eels return · Fog · Who reads the meters")
    assert [words.subject for words in others] == ["Eels return", "Fog", f"{SHORT} · Eels return"]
    assert others[0].preheader == f"{SHORT} · Fog · Who reads the meters"
    assert others[2].preheader == "Fog · Who reads the meters"


@pytest.mark.parametrize(
    ("headline", "subject"),
    [
        (f"Forty boats in the ice: {LONG}", "Forty boats in the ice"),
        (f"Will the boats ever leave? {LONG}", "Will the boats ever leave?"),
        (f"Forty boats lie in their winter. {LONG}", "Forty boats lie in their winter"),
        (
            f"四十艘船被困在阿尔德梅尔港的冰中无法出海捕鱼：{'港' * 70}",
            "四十艘船被困在阿尔德梅尔港的冰中无法出海捕鱼",
        ),
        (f"Analysis: Forty boats in the ice – {LONG}", "Analysis: Forty boats in the ice"),
        (
            "Explainer | Why the harbour of Aldmere froze over and what the ice may mean",
            "Why the harbour of Aldmere froze over and what the ice may mean",
        ),
    ],
)
def test_a_lead_that_is_too_long_is_shortened_after_a_phrase(headline: str, subject: str) -> None:
    assert proposed_words("The Quay", [headline, SHORT])[0] == (subject, SHORT)


@pytest.mark.parametrize(
    "headline",
    [
        LONG,
        f"Analysis: {LONG}",
        f"“We shall not sail: the ice is {LONG}”",
        f"At half past ten in the morning, 10:30 sharp, {LONG}",
        f"The committee of Prof. Falk and of Gen. Lind and {LONG}",
    ],
)
def test_where_no_phrase_says_enough_the_next_headline_is_the_subject(headline: str) -> None:
    assert shortened(headline, SUBJECT_MOST) == ""
    assert proposed_words("The Quay", [headline, SHORT])[0].subject == SHORT


def test_a_lead_that_is_too_long_for_the_subject_comes_first_in_the_preheader() -> None:
    assert proposed_words("The Quay", [LONG, SHORT, "Fog"])[0] == (SHORT, f"{LONG} · Fog")


@pytest.mark.parametrize("headlines", [[], [LONG], ["", " "]])
def test_without_a_headline_that_fits_the_subject_is_the_publications_name(headlines: list[str]) -> None:
    assert proposed_words("The Quay", headlines)[0].subject == "The Quay"


A, B, C = (ProposedWords(letter, letter.lower()) for letter in "ABC")


@pytest.mark.parametrize(
    ("present", "now", "kept"),
    [
        (A, [B, C], B),
        (B, [C, B], B),
        (B, [C], C),
        (ProposedWords("Mine", "b"), [C], ProposedWords("Mine", "c")),
        (ProposedWords("A", "mine"), [C], ProposedWords("C", "mine")),
    ],
)
def test_words_follow_the_stories_unless_an_editor_chose_them(
    present: ProposedWords, now: list[ProposedWords], kept: ProposedWords
) -> None:
    assert kept_words(present, [A, B], now) == kept
