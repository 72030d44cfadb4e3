from __future__ import annotations

from email import message_from_string, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.batches import list_headers, unsubscribe_headers
from roundup.core.errors import Refused


def test_a_reader_leaves_with_one_click_by_one_bracketed_url() -> None:
    assert unsubscribe_headers("https://weekly.example.org/u/abc/") == {
        "List-Unsubscribe": "<https://weekly.example.org/u/abc/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_where_mail_comes_in_a_reader_may_leave_by_mail_and_the_address_has_only_the_token() -> None:
    url = f"https://weekly.example.org/u/{'Ab3-' * 11}/"
    headers = unsubscribe_headers(url, "leave.example.org")

    link, mail = headers["List-Unsubscribe"].split(", ")
    assert link == f"<{url}>"
    spelled = "ag674an57ya337qbxx7adpp6ag674an57ya337qbxx7adpp6ag674"
    assert mail == f"<mailto:leave+{spelled}@leave.example.org?subject=unsubscribe>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_every_copy_says_which_list_it_belongs_to_and_where_the_archive_is() -> None:
    headers = list_headers(
        name="The Weekly", list_id="weekly.example.org", archive_url="https://example.org/archive/"
    )
    assert headers == {
        "List-Id": "The Weekly <weekly.example.org>",
        "List-Post": "NO",
        "List-Archive": "<https://example.org/archive/>",
        "Precedence": "bulk",
    }


def test_a_name_with_special_characters_is_quoted_in_the_list_id() -> None:
    headers = list_headers(name='Dogs, "Cats"', list_id="pets.example.org")
    assert headers["List-Id"] == r'"Dogs, \"Cats\"" <pets.example.org>'


def test_a_publication_without_a_name_has_a_bare_list_id() -> None:
    assert list_headers(name=" ", list_id="pets.example.org")["List-Id"] == "<pets.example.org>"


@given(st.text(max_size=300))
def test_any_name_makes_a_list_id_of_plain_ascii_on_one_line_that_ends_in_the_id(name: str) -> None:
    value = list_headers(name=name, list_id="weekly.example.org")["List-Id"]
    assert value.isascii()
    assert value.isprintable()
    assert value.endswith("<weekly.example.org>")


def test_a_foreign_name_can_be_read_again_from_the_header() -> None:
    value = list_headers(name="Übersicht — die Woche " * 5, list_id="woche.example.org")["List-Id"]
    message = message_from_string(f"List-Id: {value}\n\n", policy=policy.default)
    assert str(message["List-Id"]).startswith("Übersicht — die Woche Übersicht")


@pytest.mark.parametrize(
    "url", ["", "mailto:a@b.org", "https://e.org/a b", "https://e.org/>,<x", "https://e.org/\r\nX: y"]
)
def test_a_header_takes_no_link_that_would_break_it(url: str) -> None:
    with pytest.raises(Refused, match="absolute"):
        unsubscribe_headers(url)


def test_a_list_label_may_hold_an_underscore() -> None:
    assert list_headers(name="", list_id="the_weekly.localhost.localdomain")["List-Id"].startswith("<the_")


@pytest.mark.parametrize(
    "list_id",
    ["", "a..org", ".org", "weekly", "weekly example.org", "weekly.example.org>", "wöche.example.org"],
)
def test_a_list_id_is_a_label_and_a_domain(list_id: str) -> None:
    with pytest.raises(Refused, match="list id"):
        list_headers(name="The Weekly", list_id=list_id)
