"""Notes, blurbs and sponsors say what was typed: bold, italics, links, lists, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.rendering import plain
from roundup.rendering.rich_text import Line, Listing, Paragraph, Span, escape_markup, plain_words, rich_text

SIGNS = "ab1 \t\n\\*_[]()<>:/.-+)!`~#&;'\"\u00a0é"
markup_like = st.text(st.sampled_from(SIGNS), max_size=60)
WORDS = ["https://a.example", "http://", "](", "**", "\n\n", "\r\n", "- ", "1. ", "2) ", "word", *"*_[)\\\n "]
pieces = st.lists(st.sampled_from(WORDS), max_size=25).map("".join)
any_text = st.text(max_size=80) | markup_like | pieces


def one_line(text: str) -> Line:
    """Return the only line of a text with one paragraph."""
    (part,) = rich_text(text)
    assert isinstance(part, Paragraph)
    (line,) = part.lines
    return line


def items(text: str) -> list[tuple[bool, list[str]]]:
    """Return each list in a text: whether it is numbered, and the words of its items."""
    return [
        (part.numbered, ["\n".join("".join(s.words for s in line) for line in item) for item in part.items])
        for part in rich_text(text)
        if isinstance(part, Listing)
    ]


@given(any_text)
def test_escaped_text_says_exactly_what_was_found(text: str) -> None:
    assert plain_words(escape_markup(text)) == "\n\n".join(plain.paragraphs(text))


@given(any_text)
def test_nothing_in_escaped_text_is_set_apart_or_leads_anywhere(text: str) -> None:
    assert rich_text(escape_markup(text)) == tuple(
        Paragraph(((Span(part),),)) for part in plain.paragraphs(text)
    )


@given(any_text)
def test_what_is_escaped_once_more_is_what_was_typed(text: str) -> None:
    assert plain_words(escape_markup(escape_markup(text))) == escape_markup(text)


@pytest.mark.parametrize(
    "text",
    ["Plain words.", "snake_case and 2 * 3 = 6", "C:\\new\\table", "A – dash", "24. December", "a [b] c"],
)
def test_words_that_are_not_markup_are_left_as_they_are(text: str) -> None:
    assert escape_markup(text) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("**bold** and *italic*", (Span("bold", strong=True), Span(" and "), Span("italic", emphasis=True))),
        ("***both***", (Span("both", strong=True, emphasis=True),)),
        ("__bold__ _italic_", (Span("bold", strong=True), Span(" "), Span("italic", emphasis=True))),
        ("[words](https://a.example/b_c)", (Span("words", url="https://a.example/b_c"),)),
        (
            "[a **b**](https://a.example)",
            (Span("a ", url="https://a.example"), Span("b", strong=True, url="https://a.example")),
        ),
        ("[us](mailto:us@a.example)", (Span("us", url="mailto:us@a.example"),)),
        ("[](https://a.example)", (Span("https://a.example", url="https://a.example"),)),
        ('[a](https://a.example "title")', (Span("a", url="https://a.example"),)),
        ("[a](<https://a.example>)", (Span("a", url="https://a.example"),)),
    ],
)
def test_markdown_that_is_typed_works(text: str, line: Line) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("See https://a.example.", "https://a.example"),
        ("(https://a.example/b_(c))", "https://a.example/b_(c)"),
        ("**https://a.example/**", "https://a.example/"),
        ("https://a.example/_b_/*c", "https://a.example/_b_/*c"),
        ("«https://a.example»", "https://a.example"),
        ("https://a.example/?a=1&b=2, then", "https://a.example/?a=1&b=2"),
        ("اقرأ https://a.example/مرحبا، الآن", "https://a.example/مرحبا"),
    ],
)
def test_an_address_in_running_text_is_a_link_without_the_signs_around_it(text: str, url: str) -> None:
    assert [(span.words, span.url) for span in one_line(text) if span.url] == [(url, url)]


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert&#40;1&#41;)",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
        "[a](//a.example)",
        "[a](/b)",
        "[a]()",
        "[a](https://)",
        "[a](https://user:secret@a.example)",
        "[a](mailto:a@b.example?bcc=c@d.example)",
        "[a](https://a.example/\u202egpj)",
        "[a](-ru5a3391c0de.unsubscribe-)",
        "https://user:secret@a.example",
        "xhttps://a.example",
        "ftp://a.example",
    ],
)
def test_an_address_that_nobody_may_be_led_to_stays_words(text: str) -> None:
    assert one_line(text) == (Span(text),)


def test_lists_of_both_kinds_are_read() -> None:
    text = "We have:\n- one\n- two\n  and more\n\n* three\n\n1. first\n2) second\n\n3. third"

    assert items(text) == [(False, ["one", "two\n  and more", "three"]), (True, ["first", "second", "third"])]
    assert plain_words(text).startswith("We have:\n\none\ntwo")


@pytest.mark.parametrize("text", ["24. December", "-5 degrees", "*a", "1.5 km", "- ", "1.", "—  dash"])
def test_what_only_looks_like_a_list_is_none(text: str) -> None:
    assert items(text) == []


def test_lists_stay_flat_and_lose_nothing() -> None:
    assert items("- one\n    - two\n- - - three") == [(False, ["one", "two", "- - three"])]


def test_a_backslash_breaks_a_line_and_a_line_end_alone_does_not() -> None:
    (part,) = rich_text("one\\\r\ntwo\nthree")

    assert part == Paragraph(((Span("one"),), (Span("two\nthree"),)))


@pytest.mark.parametrize(
    "text",
    [
        "<b>a</b>",
        "<script>alert(1)</script>",
        "&lt;",
        "![a](b)",
        "# a",
        "> a",
        "`a`",
        "---",
        "| a | b |",
        "~~a~~",
    ],
)
def test_all_other_markup_is_shown_as_it_was_written(text: str) -> None:
    assert plain_words(text) == text


@pytest.mark.parametrize(
    "made",
    [
        lambda n: "*" * n,
        lambda n: "_a" * n,
        lambda n: "[" * n,
        lambda n: "[" * n + "](https://a.example)" * n,
        lambda n: "[a](" * n,
        lambda n: "[a](https://a.example 't" * n,
        lambda n: "**a *b " * n,
        lambda n: "\\" * (2 * n + 1),
        lambda n: "https://a.example" + ")" * n,
        lambda n: "https://" * n,
        lambda n: "https://a.example/" * n,
        lambda n: "http:" * n,
        lambda n: "- " * n + "a",
        lambda n: "1. a\n" * n,
        lambda n: "a\n\n" * n,
        lambda n: " " * n + "- " + " " * n + "a",
    ],
)
def test_work_grows_with_the_length_of_hostile_text_and_no_faster(made: Callable[[int], str]) -> None:
    half, whole = steps(made(300)), steps(made(600))

    assert whole < 2.5 * half + 1_000


@pytest.mark.parametrize("text", ["*" * 10_000, "[" * 10_000, "_a*" * 10_000, "w" * 100_000, "\\" * 10_001])
def test_very_long_runs_of_signs_lose_nothing(text: str) -> None:
    assert plain_words(escape_markup(text)) == text


def steps(text: str) -> int:
    """Return how many lines of Python it takes to read and to escape a text."""
    count = 0

    def trace(frame: object, event: str, argument: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    rich_text.cache_clear()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        escape_markup(text)
    finally:
        sys.settrace(None)
    return count
