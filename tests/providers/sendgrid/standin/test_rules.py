from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.providers.sendgrid.payload import mail_send_body
from roundup.providers.sendgrid.payload_faults import FORBIDDEN_HEADERS
from roundup.providers.sendgrid.standin.rows import row_fault
from roundup.providers.sendgrid.standin.rules import SERVER_HEADERS, Complaint
from roundup.providers.sendgrid.standin.rules import complaints_about as complaints_at
from roundup.providers.sendgrid.standin.usual import surely_fine
from tests.providers.samples import batch, many

NOW = 1_800_000_000.0


def complaints(body: Any) -> list[Complaint]:
    return complaints_at(body, NOW)


def mail(**changes: Any) -> dict[str, Any]:
    """Return a good body, with some of it changed; None takes a part out."""
    body: dict[str, Any] = orjson.loads(mail_send_body(batch())) | changes
    return {name: value for name, value in body.items() if value is not None}


def reader(**changes: Any) -> dict[str, Any]:
    """Return a good body whose second reader is changed."""
    body = mail()
    body["personalizations"][1] |= changes
    return body


def test_what_roundup_sends_is_taken() -> None:
    assert complaints(mail()) == []


def test_a_thousand_readers_are_taken_and_one_more_is_not() -> None:
    row = {"to": [{"email": "a@example.org"}]}
    thousand = orjson.loads(mail_send_body(batch(many(1000))))
    assert complaints(thousand) == []
    assert complaints(thousand | {"personalizations": [*thousand["personalizations"], row]})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (reader(to=[{"email": "no address"}]), "personalizations.1.to.0.email"),
        (reader(to=[{"email": "ünicode@example.org"}]), "personalizations.1.to.0.email"),
        (reader(to=[{"email": "a@b"}]), "personalizations.1.to.0.email"),
        (reader(to=[{"email": "a@" + "b" * 64 + ".org"}]), "personalizations.1.to.0.email"),
        (reader(to=[{"name": "Ben"}]), "personalizations.1.to.0.email"),
        (reader(to=["ben@example.org"]), "personalizations.1.to.0.email"),
        (reader(to=[]), "personalizations.1.to"),
        (reader(to=[{"email": "ben@example.org", "name": "Ben, Esq."}]), "personalizations.1.to.0.name"),
        (reader(to=[{"email": "ben@example.org", "name": "a;b"}]), "personalizations.1.to.0.name"),
        (reader(to=[{"email": "ADA@EXAMPLE.ORG"}]), "personalizations.1"),
        (reader(cc=[{"email": "ben@example.org"}]), "personalizations.1"),
        (reader(headers={"Subject": "x"}), "personalizations.1.headers.Subject"),
        (reader(headers={"X-One": "ü"}), "personalizations.1.headers.X-One"),
        (reader(headers={"X-One": "a\r\nb"}), "personalizations.1.headers.X-One"),
        (reader(headers={"X-One": 1}), "personalizations.1.headers.X-One"),
        (reader(headers={"X One": "1"}), "personalizations.1.headers"),
        (reader(headers=[]), "personalizations.1.headers"),
        (reader(substitutions={"-a-": 1}), "personalizations.1.substitutions"),
        (reader(substitutions={"-a-": "x" * 10_000}), "personalizations.1.substitutions"),
        (reader(custom_args={"rb": "x" * 10_000}), "personalizations.1.custom_args"),
        (reader(unknown=1), "personalizations.1.unknown"),
        (mail(personalizations=[]), "personalizations"),
        (mail(personalizations=None), "personalizations"),
        (mail(personalizations=["x"]), "personalizations.0"),
        (mail(**{"from": None}), "from.email"),
        (mail(**{"from": {"email": "pöst@example.org"}}), "from.email"),
        (mail(reply_to={"email": "x"}), "reply_to.email"),
        (mail(subject=""), "subject"),
        (mail(subject="a\nb"), "subject"),
        (mail(content=[]), "content"),
        (mail(content=[{"type": "text/plain", "value": ""}]), "content.0.value"),
        (
            mail(content=[{"type": "text/html", "value": "x"}, {"type": "text/plain", "value": "x"}]),
            "content",
        ),
        (
            mail(content=[{"type": "text/plain", "value": "x"}, {"type": "text/plain", "value": "x"}]),
            "content",
        ),
        (mail(headers={"From": "x"}), "headers.From"),
        (mail(categories=list("abcdefghijk")), "categories"),
        (mail(categories=["x" * 256]), "categories"),
        (mail(categories=["x", "x"]), "categories"),
        (mail(sections={"-a-": "b"}), "sections"),
        (mail(unknown=1), "unknown"),
        (reader(to={"email": "ben@example.org"}), "personalizations.1.to"),
        (reader(cc={"email": "eve@example.org"}), "personalizations.1.cc"),
        (reader(bcc=[{"email": "x"}]), "personalizations.1.bcc.0.email"),
        (reader(to=[{"email": "ben@example.org", "mail": "x"}]), "personalizations.1.to.0.mail"),
        (reader(to=[{"email": "a" * 65 + "@example.org"}]), "personalizations.1.to.0.email"),
        (reader(to=[{"email": ".ben@example.org"}]), "personalizations.1.to.0.email"),
        (reader(substitutions=["-a-"]), "personalizations.1.substitutions"),
        (reader(substitutions={"-a-": "\x01" * 2000}), "personalizations.1.substitutions"),
        (reader(custom_args={"rb": None}), "personalizations.1.custom_args"),
        (reader(headers={"": "1"}), "personalizations.1.headers"),
        (reader(subject="a\r\nb"), "personalizations.1.subject"),
        (reader(subject=""), "personalizations.1.subject"),
        (reader(send_at=int(NOW) + 72 * 3600 + 1), "personalizations.1.send_at"),
        (reader(dynamic_template_data={"a": 1}), "personalizations.1.dynamic_template_data"),
        (reader(**{"from": {"email": "x"}}), "personalizations.1.from.email"),
        (mail(send_at=int(NOW) + 72 * 3600 + 1), "send_at"),
        (mail(send_at="soon"), "send_at"),
        (mail(subject=None), "subject"),
        (mail(template_id="d-1"), "template_id"),
        (mail(reply_to=None, reply_to_list=[{"email": "x"}]), "reply_to_list.0.email"),
        (mail(reply_to_list=[]), "reply_to_list"),
        (mail(attachments=[{"content": "eA=="}]), "attachments.0.filename"),
        (mail(attachments=1), "attachments"),
        (mail(asm={"group_id": "1"}), "asm.group_id"),
        (mail(asm={"group_id": 1, "groups_to_display": list(range(26))}), "asm.groups_to_display"),
        (
            mail(tracking_settings={"click_tracking": {"enable": "yes"}}),
            "tracking_settings.click_tracking.enable",
        ),
        (mail(mail_settings={"sandbox_mode": True}), "mail_settings.sandbox_mode.enable"),
        (mail(mail_settings=1), "mail_settings"),
        (
            mail(mail_settings={"bypass_list_management": {"enable": True}, "bypass_spam_management": {}}),
            "mail_settings.bypass_list_management",
        ),
        (mail(ip_pool_name="x"), "ip_pool_name"),
        (mail(batch_id=1), "batch_id"),
        (mail(custom_args={"a": "x" * 10_000}), "custom_args"),
        (mail(content=[{"type": "text/html; charset=utf-8", "value": "x"}]), "content"),
        (mail(content=["x"]), "content.0.value"),
        (mail(categories="weekly"), "categories"),
    ],
)
def test_what_sendgrid_refuses_is_refused_by_the_name_of_the_field(body: dict[str, Any], field: str) -> None:
    assert [complaint.field for complaint in complaints(body)] == [field]


@pytest.mark.parametrize("body", [None, [], 1, "x"])
def test_a_body_that_is_not_an_object_is_refused(body: Any) -> None:
    assert complaints(body)


def test_the_judge_and_the_judged_know_the_same_forbidden_headers() -> None:
    assert set(SERVER_HEADERS) == FORBIDDEN_HEADERS


def test_a_subject_of_each_readers_own_does_without_the_common_one() -> None:
    body = mail(subject=None)
    for row in body["personalizations"]:
        row["subject"] = "Yours"
    assert complaints(body) == []


def test_seventy_two_hours_ahead_is_not_too_far() -> None:
    assert complaints(mail(send_at=int(NOW) + 72 * 3600)) == []


def test_no_more_than_a_thousand_people_whatever_the_number_of_personalizations() -> None:
    people = [{"email": f"r{number}@example.org"} for number in range(1001)]
    body = mail(personalizations=[{"to": people}])
    assert [complaint.field for complaint in complaints(body)] == ["personalizations"]


_ODD = st.sampled_from(
    [
        None,
        1,
        "",
        "x",
        [],
        {},
        ["x"],
        {"a": 1},
        {"a": "b"},
        {"Subject": "x"},
        {"X-A": "\n"},
        {"a": "x" * 9999},
    ]
)
_ADDRESS = st.sampled_from(
    [
        "a@example.org",
        "A@EXAMPLE.org",
        "b@example.org",
        "c@b-.org",
        "d.@example.org",
        "e@f",
        "g@h.i\ng@h.i",
        "x" * 65 + "@example.org",
        "m@" + "n" * 64 + ".org",
        "o@" + "p." * 126 + "qq",
        "é@example.org",
        "@example.org",
        "r@@example.org",
        None,
    ]
)
_PEOPLE = st.lists(st.fixed_dictionaries({"email": _ADDRESS}, optional={"name": _ODD}), max_size=2)
_ROW = st.fixed_dictionaries(
    {"to": _PEOPLE | _ODD},
    optional=dict.fromkeys(("substitutions", "custom_args", "headers", "cc", "subject", "z"), _ODD),
)


@given(st.lists(_ROW | _ODD, min_size=1, max_size=3))
def test_what_a_fast_look_lets_pass_has_no_fault_one_by_one(rows: list[Any]) -> None:
    if surely_fine(rows):
        seen: set[str] = set()
        assert not any(row_fault(row, seen, NOW) for row in rows)


def test_the_fast_look_is_enough_for_what_roundup_sends() -> None:
    assert surely_fine(orjson.loads(mail_send_body(batch(many(1000))))["personalizations"])


@pytest.mark.parametrize(
    "row",
    [
        {"to": [{"email": "g@h.i\ng@h.i"}]},
        {"to": [{"email": "a@example.org"}, {"email": "b@example.org"}]},
        {"to": [{"email": "a@example.org", "name": "a,b"}]},
        {"to": [{"email": "a@example.org"}], "send_at": 1},
        {"to": [{"email": "a@example.org"}], "substitutions": {"-a-": ["x"]}},
        {"to": [{"email": "a@example.org"}], "substitutions": {"-a-": "x" * 10_000}},
        {"to": [{"email": "a@example.org"}], "headers": {"Subject": "x"}},
        {"to": [{"email": "a@example.org"}], "headers": {"X-A": "é"}},
        ["to", "headers"],
        "to",
    ],
)
def test_the_fast_look_leaves_what_is_odd_to_the_slow_one(row: Any) -> None:
    assert not surely_fine([row])
