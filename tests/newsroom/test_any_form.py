"""Whatever is sent to a page, of readers or of the newsroom, the answer is one: never a fault of ours."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.test import Client, override_settings
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.editors.accounts import ADMIN, add_user
from roundup.newsroom.urls import urlpatterns
from roundup.subscribers.links import reader_links
from tests.making import make_edition, make_publication, make_reader

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "web"
# Every field of every form, as the templates write them.
FIELDS = sorted(
    {name for path in TEMPLATES.rglob("*.j2") for name in re.findall(r'\bname="(\w+)"', path.read_text())}
)
HOSTILE = [
    *(
        "",
        " ",
        "\0",
        "\r\n",
        "\ud800",
        "\u202ex",
        "\U0001f600" * 200,
        "a" * 5000,
        "<script>x</script>",
        "{{ 7*7 }}",
    ),
    *(
        "0",
        "-1",
        "1",
        "9" * 9,
        "9" * 19,
        "9" * 400,
        "1e999",
        "NaN",
        "inf",
        "٣",
        "0x1",
        "true",
        "None",
        "[]",
        "{}",
    ),
    *(
        "2026-02-30",
        "9999-12-31",
        "0001-01-01T00:00",
        "2026-11-20T07:00",
        "24:00",
        "Europe/Nowhere",
        "../../etc",
    ),
    *(
        "http://[x",
        "javascript:x",
        "https://a.example/" + "b" * 3000,
        "//",
        "#12345",
        "#zzz",
        "a@b",
        "a@b.example\r\nX: y",
    ),
    *("=?utf-8?q?=0A?=", "a." * 500, "' OR 1=1 --", "%s%n", "\\", "on", "world", "culture", "lead", "quay"),
]
VALUES = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=()), max_size=20)
FORMS = st.dictionaries(st.sampled_from(FIELDS), VALUES | st.lists(VALUES, max_size=3), max_size=12)
NUMBERS = st.sampled_from(["1", "0", "9" * 9, "9" * 18, "9" * 19, "9" * 400, "-1", "x"])


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
class Forms(TestCase):
    admin: User
    links: list[str]
    places: dict[str, Any]

    @classmethod
    def setUpTestData(cls) -> None:
        publication = make_publication()
        edition = make_edition(publication)
        reader = make_reader(publication, "ann")
        cls.admin = add_user("bo@quay.example.org", ADMIN, "low tide at nine")
        cls.links = [re.sub(r"^https?://[^/]+", "", link) for link in reader_links(reader, 2).values()]
        cls.places = {
            "slug": publication.slug,
            "page": "looks",
            "edition_id": edition.pk,
            "story_id": edition.stories.all()[0].pk,
            "article_id": edition.stories.all()[0].article_id,
            "source_id": publication.sources.get().pk,
            "alarm_id": 1,
            "account_id": 1,
            "token": "abc",
            "seq": 1,
            "batch": "1-1",
            "attempt": "abc",
            "number": "0001",
            "word": "again",
            "kind": "block",
            "name": "lead",
            "revision": 1,
        }

    @settings(max_examples=90)
    @given(st.sampled_from(urlpatterns), FORMS, st.booleans())
    def test_no_form_of_the_newsroom_is_answered_by_a_fault(
        self, pattern: Any, form: dict[str, Any], is_real: bool
    ) -> None:
        self.try_out(self.address(pattern, self.places), form, is_signed_in=pattern.name != "login")

    @given(st.sampled_from(urlpatterns), st.dictionaries(st.just("number"), NUMBERS, min_size=1))
    @example(next(one for one in urlpatterns if one.name == "readers"), {"number": "9" * 19})
    def test_no_number_in_an_address_is_answered_by_a_fault(
        self, pattern: Any, given_: dict[str, str]
    ) -> None:
        places = {
            name: given_["number"] if isinstance(value, int) else value for name, value in self.places.items()
        }
        self.try_out(self.address(pattern, places), {}, is_signed_in=True)

    @settings(max_examples=60)
    @given(st.data(), FORMS)
    def test_no_form_of_readers_is_answered_by_a_fault(
        self, data: st.DataObject, form: dict[str, Any]
    ) -> None:
        paths = ["/subscribe/", "/newsroom/login/", "/archive/", "/hooks/sendgrid/", "/c/x/", *self.links]
        self.try_out(data.draw(st.sampled_from(paths)), form, is_signed_in=False)

    def address(self, pattern: Any, places: dict[str, Any]) -> str:
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(places[found[1]]), str(pattern.pattern))
        return f"/newsroom/{path}"

    def try_out(self, path: str, form: dict[str, Any], *, is_signed_in: bool) -> None:
        # Any exception in a view would be a 500, and is raised by this client.
        client = Client()
        if is_signed_in:
            client.force_login(self.admin)
        sent = {name: _sendable(value) for name, value in form.items()}
        for answer in (client.get(path, sent), client.post(path, sent)):
            assert answer.status_code < 500, (path, answer.status_code)


def _sendable(value: Any) -> Any:
    """Return a value as a browser would send it: half a character goes as the bytes that it is."""
    if isinstance(value, list):
        return [_sendable(one) for one in value]
    return value.encode("utf-8", "replace").decode()
