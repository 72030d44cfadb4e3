"""What editors read of an edition is in the catalogue: the newsroom speaks a language of brackets here."""

from __future__ import annotations

from typing import Any

import pytest

from roundup.core.verdicts import Reason
from roundup.editions.models import Approval, Edition
from roundup.editions.reasons import reason_words
from roundup.editions.revision_differences import differences_between
from roundup.editions.state_words import state_in_words
from tests.newsroom.brackets import brackets, speaks_brackets  # noqa: F401 - fixtures
from tests.services.told_whole import is_told_whole

pytestmark = pytest.mark.usefixtures("speaks_brackets")

_STORY: dict[str, Any] = {
    "id": 1,
    "article_id": 7,
    "place": "section",
    "section_key": "news",
    "section_name": "News",
    "headline": "The keepers",
    "blurb": "Once.",
    "kicker": "",
    "byline": "",
    "image": {"url": "https://example.org/a.jpg", "alt": "", "credit": "", "caption": ""},
    "focus": "c",
}
_CONTENT: dict[str, Any] = {
    "subject": "The keepers",
    "preheader": "",
    "note": "",
    "note_signature": "",
    "layout": [],
    "left_out": [],
    "sponsor": {},
    "stories": [
        _STORY,
        _STORY | {"id": 2, "article_id": 8},
        _STORY | {"id": 3, "article_id": 9},
        _STORY | {"id": 5, "article_id": 11},
    ],
}
_OTHER: dict[str, Any] = {
    "subject": "Another",
    "preheader": "More",
    "note": "Dear all",
    "note_signature": "Ana",
    "layout": ["sponsor", "note"],
    "left_out": ["news"],
    "sponsor": dict.fromkeys(
        ("label", "headline", "text", "url", "image_url", "image_alt", "starts", "ends"), "changed"
    ),
    "stories": [
        _STORY | {"id": 2, "article_id": 8},
        _STORY
        | dict.fromkeys(("place", "section_key", "headline", "blurb", "kicker", "byline", "focus"), "changed")
        | {"place": "lead", "image": dict.fromkeys(("url", "alt", "credit", "caption"), "changed")},
        _STORY | {"id": 4, "article_id": 10},
        _STORY | {"id": 5, "article_id": 12},
    ],
    "cluster_edits": {"joined": [[7, 8]]},
}


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_told_whole(reason: Reason) -> None:
    assert is_told_whole(reason_words(reason, ""))
    assert is_told_whole(reason_words(reason, "News"))


@pytest.mark.parametrize("status", Edition.Status)
def test_how_an_edition_stands_is_told(status: Edition.Status) -> None:
    assert is_told_whole(state_in_words(Edition(status=status)))


@pytest.mark.parametrize("door", Approval.Door)
def test_how_an_approval_was_given_is_told(door: Approval.Door) -> None:
    assert is_told_whole(Approval(through=door).approver)


def test_every_difference_between_two_revisions_is_told_whole() -> None:
    told = [difference.what for difference in differences_between(_CONTENT, _OTHER)]

    assert len(told) == 30
    assert [what for what in told if not is_told_whole(what)] == []
