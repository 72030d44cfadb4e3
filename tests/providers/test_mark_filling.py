from __future__ import annotations

from quopri import decodestring

from hypothesis import example, given
from hypothesis import strategies as st

from roundup.providers.mark_filling import Personal, QuotedPrintable, cut_at_marks

MARKS = ("-ru1.unsubscribe-", "-ru1.browser-")
# Texts in which marks stand next to line breaks, spaces and characters that need encoding.
_TEXT = st.lists(
    st.sampled_from([*MARKS, "\n", "\r\n", " ", "=", "\t", ".", "é", "<a href='x'>"]) | st.text(max_size=100)
).map("".join)
_VALUES = st.dictionaries(st.sampled_from(MARKS), st.text(max_size=120))


def test_each_mark_gives_way_to_the_readers_own_value() -> None:
    text = Personal("Leave: -ru1.unsubscribe- or -ru1.browser-.", MARKS)
    assert text.text({"-ru1.unsubscribe-": "U", "-ru1.browser-": "B"}) == "Leave: U or B."


def test_a_mark_without_a_value_stays() -> None:
    assert Personal("-ru1.browser-", MARKS).text({}) == "-ru1.browser-"


def test_a_value_is_not_searched_for_marks_in_its_turn() -> None:
    text = Personal("-a- -b-", ["-a-", "-b-"])
    assert text.text({"-a-": "-b-", "-b-": "-a-"}) == "-b- -a-"


def test_the_longer_of_two_marks_wins() -> None:
    assert Personal("-ab-", ["-a", "-ab-"]).text({"-a": "x", "-ab-": "y"}) == "y"


def test_a_text_without_marks_is_itself() -> None:
    assert Personal("plain", ()).text({"x": "y"}) == "plain"


@given(_TEXT, _VALUES)
@example("x" * 74 + MARKS[0], {MARKS[0]: "y" * 80})
@example(MARKS[0] + "\n" + MARKS[1], {MARKS[0]: " ", MARKS[1]: "\t"})
def test_the_encoded_text_decodes_to_the_plain_one(text: str, values: dict[str, str]) -> None:
    encoded = QuotedPrintable(text, MARKS).encoded(values)
    plain = Personal(text, MARKS).text(values)
    unified = _unified(text, values)
    assert decodestring(encoded).decode() == unified
    assert plain.split() == unified.split()


@given(_TEXT, _VALUES)
@example("x" * 76 + MARKS[0] + "y" * 76, {MARKS[0]: "z" * 76})
@example("x" * 74 + " \n", {})
@example("x" * 75 + "\t\n" + "=" * 25 + " ", {})
def test_the_encoded_text_is_ascii_in_short_lines_that_end_in_crlf(text: str, values: dict[str, str]) -> None:
    encoded = QuotedPrintable(text, MARKS).encoded(values)
    assert encoded.isascii()
    assert not set(b"\r\n") & set(encoded.replace(b"\r\n", b""))
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))


def _unified(text: str, values: dict[str, str]) -> str:
    """Return the reader's text with the line breaks of mail, piece by piece as they are encoded."""

    def crlf(piece: str) -> str:
        return piece.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")

    literals, marks = cut_at_marks(text, MARKS)
    own = [crlf(values.get(mark, mark)) for mark in marks] + [""]
    return "".join(crlf(literal) + value for literal, value in zip(literals, own, strict=True))
