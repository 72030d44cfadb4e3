from __future__ import annotations

from typing import Any

import orjson
import pytest

from roundup.core.errors import ProviderHalted, ProviderRefused
from roundup.providers.sendgrid import payload as limits
from roundup.providers.sendgrid import payload_faults
from roundup.providers.sendgrid.payload import mail_send_body
from tests.providers.samples import MARK, PEOPLE, batch, many, reader, readers


def sent(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads(mail_send_body(batch(**changes)))
    return document


def test_each_reader_is_one_personalization_in_the_batchs_order() -> None:
    rows = sent()["personalizations"]
    assert [row["to"] for row in rows] == [[{"email": email}] for email in PEOPLE]


def test_a_reader_is_named_to_sendgrid_by_opaque_ids_only() -> None:
    row = sent()["personalizations"][0]
    assert row["custom_args"] == {"rb": "4f0c9a", "rd": "d1"}


def test_no_name_of_a_reader_is_sent_because_a_comma_would_refuse_the_whole_request() -> None:
    rows = sent(recipients=(reader("ada@example.org", name="Lovelace, Ada"),))["personalizations"]
    assert rows[0]["to"] == [{"email": "ada@example.org"}]


def test_a_readers_own_values_and_headers_travel_with_the_reader() -> None:
    row = sent()["personalizations"][1]
    assert row["substitutions"] == {MARK: "https://weekly.example.org/u/token2/"}
    assert row["headers"]["List-Unsubscribe"] == "<https://weekly.example.org/u/token2/>"
    assert row["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_plain_text_comes_before_html() -> None:
    assert [part["type"] for part in sent()["content"]] == ["text/plain", "text/html"]


def test_what_all_copies_share_is_said_once() -> None:
    document = sent()
    assert document["from"] == {"email": "post@weekly.example.org", "name": "The Weekly"}
    assert document["reply_to"] == {"email": "editors@weekly.example.org"}
    assert document["subject"] == "Rain, at last"
    assert document["headers"]["List-Id"] == "The Weekly <weekly.example.org>"
    assert document["categories"] == ["weekly"]


def test_every_kind_of_tracking_is_switched_off_unless_asked_for() -> None:
    settings = sent()["tracking_settings"]
    assert {name: setting["enable"] for name, setting in settings.items()} == {
        "click_tracking": False,
        "open_tracking": False,
        "subscription_tracking": False,
        "ganalytics": False,
    }


def test_clicks_and_opens_are_tracked_where_the_publication_says_so() -> None:
    settings = orjson.loads(mail_send_body(batch(), click_tracking=True, open_tracking=True))[
        "tracking_settings"
    ]
    assert settings["click_tracking"] == {"enable": True, "enable_text": False}
    assert settings["open_tracking"] == {"enable": True}


def test_a_thousand_readers_fit_into_a_request() -> None:
    assert len(sent(recipients=many(1000))["personalizations"]) == 1000


def test_more_than_a_thousand_readers_are_too_many() -> None:
    with pytest.raises(ProviderRefused, match="split") as refused:
        mail_send_body(batch(many(1001)))
    assert refused.value.too_large


def test_a_request_of_30_mb_is_too_large() -> None:
    with pytest.raises(ProviderRefused, match="30 MB") as refused:
        mail_send_body(batch(html="x" * limits.MAX_REQUEST_BYTES))
    assert refused.value.too_large


def test_a_batch_without_readers_is_refused() -> None:
    with pytest.raises(ProviderRefused, match="without readers"):
        mail_send_body(batch(()))


def test_an_address_that_occurs_twice_in_whatever_case_is_refused_at_its_second_place() -> None:
    with pytest.raises(ProviderRefused, match="same address") as refused:
        mail_send_body(batch(readers("ada@example.org", "ben@example.org", "ADA@example.org")))
    assert refused.value.index == 2


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@localhost",
        "a b@example.org",
        "ada@exa mple.org",
        "ada@example.org,ben@example.org",
        "ada..b@example.org",
        ".ada@example.org",
        "ada@-example.org",
        "ada@example..org",
        "pepé@example.org",
        "ada@example.org\r\nBcc: x@example.org",
        "a" * 65 + "@example.org",
        "a@" + "b" * 64 + ".org",
        "a@" + "b." * 130 + "org",
    ],
)
def test_a_reader_whose_address_sendgrid_cannot_mail_is_named_by_place(email: str) -> None:
    with pytest.raises(ProviderRefused, match="address") as refused:
        mail_send_body(batch((reader("ada@example.org"), reader(email))))
    assert refused.value.index == 1
    assert not email or email not in str(refused.value)


@pytest.mark.parametrize(
    "email", ["o'brien+news@example.org", "a_b-c.d@sub.example.co.uk", "x@xn--bcher-kva.example"]
)
def test_unusual_but_good_addresses_pass(email: str) -> None:
    assert sent(recipients=(reader(email),))["personalizations"][0]["to"] == [{"email": email}]


def test_a_domain_in_another_script_travels_in_its_ascii_form() -> None:
    assert sent(recipients=(reader("ada@bücher.example"),))["personalizations"][0]["to"] == [
        {"email": "ada@xn--bcher-kva.example"}
    ]


@pytest.mark.parametrize("name", [*sorted(payload_faults.FORBIDDEN_HEADERS), "Subject", "REPLY-TO"])
def test_headers_that_sendgrid_sets_itself_are_refused(name: str) -> None:
    with pytest.raises(ProviderRefused, match="take it out") as refused:
        mail_send_body(batch((reader("ada@example.org", headers={name: "x"}),)))
    assert refused.value.index == 0
    with pytest.raises(ProviderHalted, match="take it out"):
        mail_send_body(batch(headers={name: "x"}))


@pytest.mark.parametrize("name", ["", "X Y", "X:Y", "Ünicode", "X\r\nY"])
def test_a_header_needs_a_proper_name(name: str) -> None:
    with pytest.raises(ProviderRefused, match="name"):
        mail_send_body(batch((reader("ada@example.org", headers={name: "x"}),)))


@pytest.mark.parametrize("value", ["x\r\nBcc: eve@example.org", "x\ny", "x\x00"])
def test_no_header_can_smuggle_in_another(value: str) -> None:
    with pytest.raises(ProviderRefused, match="line break") as refused:
        mail_send_body(
            batch((reader("ada@example.org"), reader("ben@example.org", headers={"X-One": value})))
        )
    assert refused.value.index == 1


def test_a_header_in_another_script_is_encoded() -> None:
    value = sent(headers={"X-Topic": "Überblick"})["headers"]["X-Topic"]
    assert value == "=?utf-8?q?=C3=9Cberblick?="


def test_a_header_may_stand_there_only_once() -> None:
    with pytest.raises(ProviderHalted, match="twice"):
        mail_send_body(batch(headers={"List-Id": "<a.example.org>", "list-id": "<b.example.org>"}))


def test_a_reader_may_have_10000_bytes_of_own_values() -> None:
    room = payload_faults.MAX_SUBSTITUTION_BYTES - len(orjson.dumps({"-a-": ""}))
    mail_send_body(batch((reader("ada@example.org", substitutions={"-a-": "x" * room}),)))
    with pytest.raises(ProviderRefused, match="10,000 bytes") as refused:
        mail_send_body(batch((reader("ada@example.org", substitutions={"-a-": "x" * (room + 1)}),)))
    assert refused.value.index == 0


def test_own_values_are_counted_in_bytes_not_characters() -> None:
    with pytest.raises(ProviderRefused, match="10,000 bytes"):
        mail_send_body(batch((reader("ada@example.org", substitutions={"-a-": "é" * 6000}),)))


@pytest.mark.parametrize("mark", ["", "-a b-", "<a>", "a&b"])
def test_a_mark_must_be_plain(mark: str) -> None:
    with pytest.raises(ProviderRefused, match="mark"):
        mail_send_body(batch((reader("ada@example.org", substitutions={mark: "x"}),)))


def test_half_a_character_is_refused_before_json_fails_on_it() -> None:
    faults: list[dict[str, Any]] = [
        {"headers": {"X-One": "\ud800"}},
        {"substitutions": {"-a-": "\ud800" * 5000}},
    ]
    for changes in faults:
        with pytest.raises(ProviderRefused) as refused:
            mail_send_body(batch((reader("ada@example.org", **changes),)))
        assert refused.value.index == 0


def test_a_delivery_id_must_be_short() -> None:
    with pytest.raises(ProviderRefused, match="too long"):
        mail_send_body(batch((reader("ada@example.org", delivery_id="d" * 10_000),)))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sender_email": "pöst@weekly.example.org"}, "sender's address"),
        ({"sender_email": ""}, "sender's address"),
        ({"reply_to": "nobody"}, "reply-to address"),
        ({"subject": " \n"}, "no subject"),
        ({"text": ""}, "no plain text"),
        ({"html": " "}, "no HTML"),
        ({"categories": tuple("abcdefghijk")}, "10 categories"),
        ({"categories": ("x" * 256,)}, "10 categories"),
        ({"text": "\ud800"}, "half a character"),
    ],
)
def test_what_is_wrong_for_all_readers_halts_instead_of_blaming_each(
    changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ProviderHalted, match=sentence):
        mail_send_body(batch(**changes))


def test_a_subject_and_a_senders_name_lose_their_line_breaks() -> None:
    document = sent(subject="Rain,\r\nBcc: eve@example.org", sender_name="The\nWeekly")
    assert document["subject"] == "Rain, Bcc: eve@example.org"
    assert document["from"]["name"] == "The Weekly"


def test_without_a_reply_to_none_is_sent() -> None:
    assert "reply_to" not in sent(reply_to="")
