"""A sample of each short message, for the gallery and the tests. A new message belongs into `MESSAGES`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, Protocol

from roundup.core.content import Brand
from roundup.core.language import Language
from roundup.rendering.editor_messages import (
    alarm_message,
    draft_ready_message,
    mailed_message,
    reminder_message,
)
from roundup.rendering.messages import (
    RenderedMail,
    confirmation_message,
    leave_message,
    link_message,
    render_message,
    welcome_message,
)
from roundup.rendering.own_page_messages import address_change_message, data_message, moved_message
from roundup.rendering.renderer import Renderer

_SAMPLE: Final = "https://harbour-review.example/c/0123456789abcdef/"
_SAMPLE_HOUR: Final = datetime(2026, 3, 13, 7, tzinfo=UTC)
_SENDS: Final = "on Friday 13 March 2026, 07:00 (Europe/Lisbon)"
_ENGLISH: Final = Language("en")


def _confirmation(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
    message = confirmation_message(
        brand, language, confirm_url=_SAMPLE, not_me_url=f"{_SAMPLE}not-me/", hours=72
    )
    return render_message(brand, message, language, renderer)


def _link(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
    return render_message(brand, link_message(brand, language, url=_SAMPLE), language, renderer)


def _leave(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
    return render_message(brand, leave_message(brand, language, url=_SAMPLE, days=30), language, renderer)


def _welcome(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
    message = welcome_message(
        brand,
        language,
        words=[
            "Glad that you are here. We write from the harbour, once a week, and answer every letter.",
            "Begin with the lighthouse: everybody does.",
        ],
        coming=language.say(
            "The next edition comes on %(day)s at %(hour)s.",
            day=language.day(_SAMPLE_HOUR),
            hour=language.hour(_SAMPLE_HOUR),
        ),
        url=_SAMPLE,
        unsubscribe_url=_SAMPLE,
    )
    return render_message(brand, message, language, renderer)


def _address_change(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
    message = address_change_message(brand, language, confirm_url=_SAMPLE, hours=72)
    return render_message(brand, message, language, renderer)


def _moved(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
    message = moved_message(brand, language, address="i…@example.org", url=_SAMPLE)
    return render_message(brand, message, language, renderer)


def _data(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
    return render_message(brand, data_message(brand, language, url=_SAMPLE, hours=72), language, renderer)


def _draft_ready(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
    message = draft_ready_message(
        brand,
        subject="The lighthouse keepers who would not leave",
        number=41,
        headlines=["The lighthouse keepers who would not leave", "Low water", "Who owns the quay?"],
        finding="",
        sends=_SENDS,
        by_itself=False,
        url=_SAMPLE,
    )
    return render_message(brand, message, _ENGLISH, renderer)


def _reminder(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
    message = reminder_message(
        brand,
        subject="The lighthouse keepers who would not leave",
        number=41,
        hours=1,
        sends=_SENDS,
        is_last=True,
        url=_SAMPLE,
    )
    return render_message(brand, message, _ENGLISH, renderer)


def _mailed(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
    message = mailed_message(
        brand,
        subject="The lighthouse keepers who would not leave",
        number=41,
        accepted=12_345,
        left_out=210,
        refused=3,
        uncertain=0,
        url=_SAMPLE,
    )
    return render_message(brand, message, _ENGLISH, renderer)


def _alarm(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
    sentences = [
        "The edition was due and nobody has approved it.",
        "Approve and send it, choose another hour, or skip it.",
    ]
    message = alarm_message(brand, subject=sentences[0], sentences=sentences, url=_SAMPLE)
    return render_message(brand, message, _ENGLISH, renderer)


class Sample(Protocol):
    """Writes a message with sample words. Mail to editors is in English, like the newsroom."""

    def __call__(
        self, brand: Brand, language: Language, renderer: Renderer | None = None
    ) -> RenderedMail: ...


MESSAGES: Final[dict[str, Sample]] = {
    "confirmation": _confirmation,
    "link": _link,
    "leave": _leave,
    "welcome": _welcome,
    "address_change": _address_change,
    "moved": _moved,
    "data": _data,
    "draft_ready": _draft_ready,
    "reminder": _reminder,
    "mailed": _mailed,
    "alarm": _alarm,
}
