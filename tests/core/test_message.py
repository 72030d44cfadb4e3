"""A message goes over the wire complete, in lines that every server takes, and says what was meant."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import compat32, default
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from roundup.core.errors import Refused
from roundup.core.lines import is_line, one_line
from roundup.core.message import LONGEST_LINE, build_message, reader_headers, shared_headers

PARTS: dict[str, Any] = {
    "sender_name": "The Harbour Review",
    "sender_email": "weekly@harbour.example",
    "reply_to": "editors@harbour.example",
    "to_email": "ines@reader.example",
    "to_name": "Inês",
    "subject": "The tide tables",
    "html": "<p>Hello</p>",
    "text": "Hello\n",
    "headers": {},
    "message_id": "<m1.d2@harbour.example>",
    "date": datetime(2026, 3, 12, 6, 30, tzinfo=UTC),
}
words = st.text(st.characters(codec="utf-8"), max_size=400)
# Every kind of blank that Unicode knows, more often than chance would draw them.
_BLANKS = [character for character in map(chr, range(0x10000)) if character.isspace()]
names = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(_BLANKS)), max_size=120)


def wire(**changes: Any) -> bytes:
    return build_message(**PARTS | changes).as_bytes()


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_text_part_comes_first_and_the_html_part_last() -> None:
    message = read(wire())

    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_message_has_each_of_its_own_headers_once() -> None:
    message = read(wire())

    for name in ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version"):
        assert len(message.get_all(name, [])) == 1, name


@settings(max_examples=40)
@given(html=words, text=words)
def test_any_body_reads_back_as_it_was(html: str, text: str) -> None:
    message = read(wire(html=html, text=text))

    first, last = message.iter_parts()
    assert not message.defects
    assert not first.defects
    assert _same(first.get_content(), text)
    assert _same(last.get_content(), html)


def _same(got: str, given_text: str) -> bool:
    """Say whether two bodies are equal but for how their lines end."""
    return _lines(got) == _lines(given_text)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")


@settings(max_examples=40)
@given(body=st.text(max_size=3000), subject=words, name=words)
def test_no_line_is_longer_than_servers_take(body: str, subject: str, name: str) -> None:
    raw = wire(html=body.encode("utf-8", "ignore").decode() * 3, subject=subject, to_name=name)

    assert max(len(line) for line in raw.split(b"\r\n")) <= LONGEST_LINE
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")


@given(subject=words)
def test_any_subject_reads_back_as_it_was(subject: str) -> None:
    message = read(wire(subject=subject))

    assert message["Subject"] == one_line(subject)


@given(name=names)
@example(name="0 \xa0")
@example(name="a \u2003 b")
def test_any_name_reads_back_as_one_mailbox(name: str) -> None:
    message = read(wire(sender_name=name))

    (mailbox,) = message["From"].addresses
    assert mailbox.addr_spec == "weekly@harbour.example"
    # Python's own reader puts spaces between adjacent encoded words of a phrase.
    assert mailbox.display_name.replace(" ", "") == one_line(name).replace(" ", "")


@given(text=names)
def test_a_line_has_no_blank_at_its_ends_and_none_beside_another(text: str) -> None:
    line = one_line(text)

    assert line == line.strip()
    assert not any(first.isspace() and second.isspace() for first, second in pairwise(line))
    assert one_line(line) == line


@pytest.mark.parametrize("blank", ["\xa0", "\u202f", "\u3000", "\u2003"])
def test_a_blank_within_a_name_stays_what_it_is(blank: str) -> None:
    message = read(wire(sender_name=f"La revue{blank}: le port{blank}"))

    assert message["From"].addresses[0].display_name == f"La revue{blank}: le port"


def test_a_long_name_with_commas_stays_one_quoted_name() -> None:
    name = 'Reader, "the old" <a@b.example>, ' * 6

    (mailbox,) = read(wire(to_name=name))["To"].addresses

    assert mailbox.addr_spec == "ines@reader.example"
    assert mailbox.display_name == name.strip()


def test_a_long_unsubscribe_url_is_neither_cut_nor_encoded() -> None:
    url = "<https://mail.harbour.example/u/" + "A" * 120 + "/>"
    raw = wire(headers={"List-Unsubscribe": f"{url}, <mailto:leave@harbour.example>"})

    assert b"List-Unsubscribe: " + url.encode() in raw
    assert read(raw)["List-Unsubscribe"] == f"{url}, <mailto:leave@harbour.example>"


def test_a_list_id_may_hold_a_name_in_any_language() -> None:
    raw = wire(headers={"List-Id": "Revue du Port d'été <weekly.harbour.example>"})

    assert b"<weekly.harbour.example>" in raw
    assert read(raw)["List-Id"] == "Revue du Port d'été <weekly.harbour.example>"


@pytest.mark.parametrize("part", ["sender_name", "to_name", "subject"])
def test_a_line_break_cannot_start_a_header(part: str) -> None:
    raw = wire(**{part: "Hello\r\nBcc: everyone@else.example\n\n<p>body"})

    assert read(raw)["Bcc"] is None
    assert b"\nBcc:" not in raw


@pytest.mark.parametrize(
    "changes",
    [
        {"to_email": "a@b.example\r\nBcc: c@d.example"},
        {"to_email": "a b@c.example"},
        {"to_email": "rené@reader.example"},
        {"reply_to": "nobody"},
        {"message_id": "<a@b>\r\nBcc: c@d.example"},
        {"message_id": "a@b"},
        {"headers": {"X-A": "b\r\nBcc: c@d.example"}},
        {"headers": {"X-A\r\nBcc": "c@d.example"}},
        {"headers": {"Bcc": "c@d.example"}},
        {"headers": {"subject": "again"}},
        {"headers": {"Resent-To": "c@d.example"}},
        {"headers": {"Content-Type": "text/html"}},
        {"headers": {"X-A": "b" * 990}},
        {"date": PARTS["date"].replace(tzinfo=None)},
    ],
    ids=str,
)
def test_what_cannot_be_written_safely_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=r"[.]$"):
        wire(**changes)


_VALUE = words | st.sampled_from(["=?utf-8?q?caf=C3=A9?= au lait", "a  b ", " ", "<x@y.example>, z"])
_VALUE = _VALUE.map(one_line)


@settings(max_examples=200)
@given(
    subject=words | _VALUE,
    sender=words,
    name=words,
    common=st.dictionaries(st.sampled_from(["X-A", "List-Id", "x-b"]), _VALUE, max_size=3),
    own=st.dictionaries(st.sampled_from(["X-C", "List-Unsubscribe"]), _VALUE, max_size=2),
)
def test_headers_written_apart_are_those_of_the_whole_message(
    subject: str, sender: str, name: str, common: dict[str, str], own: dict[str, str]
) -> None:
    parts = PARTS | {"subject": subject, "sender_name": sender, "to_name": name}
    try:
        whole = build_message(**parts | {"headers": common | own}).as_bytes()
    except Refused:
        return
    apart = shared_headers(
        **{key: parts[key] for key in ("sender_name", "sender_email", "reply_to", "date")}, headers=common
    ) + reader_headers(
        **{key: parts[key] for key in ("to_email", "to_name", "subject", "message_id")}, headers=own
    )

    assert set(_unfolded(apart)) == {
        line
        for line in _unfolded(whole.partition(b"\r\n\r\n")[0])
        if not line.startswith((b"MIME-", b"Content-"))
    }


def _unfolded(head: bytes) -> list[bytes]:
    return head.strip(b"\r\n").replace(b"\r\n ", b"\n ").split(b"\r\n")


# Words that a mail program, or a program on the way, would take for something else.
FOREIGN = [
    "=?utf-8?q?Hi=0D=0ABcc:_v@example.org?=",
    "=?utf-8?b?SGkNCkJjYzogdkBleGFtcGxlLm9yZw==?=",
    "=?utf-8?q?a?= =?utf-8?q?=0ABcc:_v@example.org?=",
    "=?us-ascii*en?Q?=0D=0A=0D=0A<p>body?=",
    "=?UTF-8?Q?a=20?==?UTF-8?Q?=0D=0AX-A:=20b?=",
    '"=?utf-8?q?=22=2C_v=40example=2Eorg?=" <v@example.org>',
    "=?utf-8?q?not closed\r\n Bcc: v@example.org",
    "Tides =? and =?= ?= tables =?utf-8?q?",
    "\x85Bcc: a@b.example\u2028To: c@d.example\x0b\x0cX: y\x1c\x1d\x1eZ: a",
]
_ANY = st.one_of(
    st.sampled_from(FOREIGN),
    st.lists(
        st.one_of(
            st.sampled_from(
                ["\r\n", "\n", "\r", "\x85", "\u2028", "\x0b", " ", "\t", "Bcc: a@b.example", *FOREIGN]
            ),
            st.text(max_size=8),
        ),
        max_size=12,
    ).map("".join),
)
_ADDRESSES = st.sampled_from(
    ["ines@reader.example", "a@b", "=?utf-8?q?=0A?=@b.example", "x@y\r\nBcc:a@b", "é@b"]
)
_OURS = ["From", "Reply-To", "Date", "List-Id", "X-A", "To", "Subject", "Message-ID"]


@settings(max_examples=300)
@given(sender=_ANY, name=_ANY, subject=_ANY, value=_ANY, list_id=_ANY, to=_ADDRESSES, reply=_ADDRESSES)
def test_whatever_stands_in_a_header_a_message_has_ours_alone_and_each_once(
    sender: str, name: str, subject: str, value: str, list_id: str, to: str, reply: str
) -> None:
    common = {"sender_name": sender, "sender_email": "a@b.example", "reply_to": reply, "date": PARTS["date"]}
    own = {"to_email": to, "to_name": name, "subject": subject, "message_id": PARTS["message_id"]}
    headers = {"List-Id": list_id, "X-A": value}
    try:
        whole = wire(**common, **own, headers=headers)
        apart = (
            shared_headers(**common, headers=headers) + reader_headers(**own, headers={}) + b"\r\nHello\r\n"
        )
    except Refused:
        return

    for policy in (default, compat32):
        assert sorted(message_from_bytes(apart, policy=policy).keys()) == sorted(_OURS)
        assert sorted(message_from_bytes(whole, policy=policy).keys()) == sorted(
            [*_OURS, "MIME-Version", "Content-Type"]
        )


@pytest.mark.parametrize("words", FOREIGN)
def test_foreign_words_are_shown_as_they_are_and_never_decoded(words: str) -> None:
    message = read(wire(subject=words, sender_name=words, to_name=words))

    assert message["Subject"] == one_line(words)
    for header in ("From", "To"):
        (mailbox,) = message[header].addresses
        assert mailbox.display_name.replace(" ", "") == one_line(words).replace(" ", "")


@pytest.mark.parametrize("words", FOREIGN)
@pytest.mark.parametrize("header", ["X-A", "List-Id"])
def test_a_header_of_foreign_words_is_written_as_they_are_or_refused(header: str, words: str) -> None:
    try:
        message = read(wire(headers={header: words}))
    except Refused:
        assert not is_line(words)
    else:
        assert message[header] == words


@pytest.mark.parametrize("separator", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_a_line_break_is_refused_at_the_last_check_whatever_came_before(
    separator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roundup.core.message.one_line", lambda text: text)
    monkeypatch.setattr("roundup.core.message._is_plain", lambda word: True)
    text = f"Hello{separator}Bcc: v@example.org"

    for part in ("sender_name", "to_name", "subject"):
        with pytest.raises(Refused, match="line"):
            wire(**{part: text})
    with pytest.raises(Refused, match="line"):
        reader_headers(
            to_email="a@b.example", to_name=text, subject="a", headers={}, message_id="<a@b.example>"
        )
