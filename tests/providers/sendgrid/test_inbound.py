"""Inbound Parse: where a mail was sent, and whether it only answers another; never who wrote it."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.providers import InboundMail
from roundup.providers.sendgrid.inbound import read_inbound_mail
from roundup.providers.sendgrid.standin.inbound import form_of_mail

HEADERS = {"Content-Type": "multipart/form-data; boundary=xYzZY"}
TO = "leave+abc@leave.example.org"


def read(**fields: str) -> InboundMail:
    return read_inbound_mail(HEADERS, form_of_mail(**{"sender": "ada@example.org", "to": TO} | fields))


def test_the_envelope_and_the_header_say_where_a_mail_was_sent() -> None:
    envelope = orjson.dumps({"to": ["one@x.org", "two@x.org"], "from": "a@b.org"}).decode()

    assert read(envelope=envelope).sent_to == ("one@x.org", "two@x.org", TO)


def test_nothing_of_the_sender_is_kept() -> None:
    assert "ada" not in repr(read())


@pytest.mark.parametrize(
    "envelope", ["", "x", "[]", "null", '{"to":"a@b"}', '{"to":[1,null,{}]}', "[" * 9000]
)
def test_a_strange_envelope_spoils_only_itself(envelope: str) -> None:
    mail = read(envelope=envelope)

    assert mail.sent_to[-1] == TO
    assert not mail.is_answer


@pytest.mark.parametrize("sender", ["", "<>"])
def test_a_bounce_has_no_sender_and_is_an_answer(sender: str) -> None:
    assert read(envelope=orjson.dumps({"to": [TO], "from": sender}).decode()).is_answer


@pytest.mark.parametrize("said", ["Auto-Submitted: auto-replied", "AUTO-SUBMITTED:auto-replied (vacation)"])
def test_an_automatic_reply_says_so_and_is_an_answer(said: str) -> None:
    assert read(head=f"Received: x\r\n{said}\r\nSubject: Away").is_answer
    assert read(headers="", email=f"Received: x\r\n{said}\r\n\r\nBody").is_answer


@pytest.mark.parametrize(
    "written",
    [
        {"head": "Auto-Submitted: auto-generated"},
        {"head": "Auto-Submitted: no"},
        {"head": "Subject: Auto-Submitted: auto-replied"},
        {"headers": "", "email": "Subject: x\r\n\r\nAuto-Submitted: auto-replied"},
        {"text": "Auto-Submitted: auto-replied"},
    ],
)
def test_what_a_mail_program_writes_for_its_owner_is_no_answer(written: dict[str, str]) -> None:
    assert not read(**written).is_answer


@given(st.binary(max_size=200))
def test_no_field_breaks_the_reading(junk: bytes) -> None:
    parts = (
        b'--xYzZY\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + junk + b"\r\n"
        for name in (b"envelope", b"to", b"headers", b"email")
    )

    assert isinstance(read_inbound_mail(HEADERS, b"".join(parts)), InboundMail)
