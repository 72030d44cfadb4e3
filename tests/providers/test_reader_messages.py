"""A copy put together from parts reads as the message that the standard library writes."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from roundup.core.message import build_message
from roundup.core.personal_links import personalise_html, personalise_text
from roundup.providers.reader_messages import Composer
from tests.providers.samples import MARK, batch, reader

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
_PIECE = st.sampled_from([MARK, "\n", " ", "=", "\t", ".", "é", "日本", "<a href='x'>", "--=_", "x" * 80])
_TEXT = st.lists(_PIECE | st.text(st.characters(codec="utf-8"), max_size=60)).map(
    lambda parts: "x" + "".join(parts)
)


@settings(max_examples=60)
@given(text=_TEXT, html=_TEXT)
def test_a_readers_copy_says_what_the_whole_message_would(text: str, html: str) -> None:
    text, html = (body.replace("\r\n", "\n").replace("\r", "\n") for body in (text, html))
    one = batch((reader("ada@example.org", 7),), text=text, html=html)
    [raw] = Composer(one, NOW).messages()
    values = one.recipients[0].substitutions
    whole = build_message(
        sender_name=one.sender_name,
        sender_email=one.sender_email,
        to_email="ada@example.org",
        subject=one.subject,
        text=personalise_text(text, values),
        html=personalise_html(html, values),
        message_id="<m1@weekly.example.org>",
        date=NOW,
    ).as_bytes()
    assert _bodies(raw) == _bodies(whole)


def _bodies(raw: bytes) -> list[tuple[str, list[str]]]:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    parts = [part for part in message.iter_parts() if isinstance(part, EmailMessage)]
    return [(part.get_content_type(), _lines(part.get_content())) for part in parts]


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
