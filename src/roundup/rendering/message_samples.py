"""A sample of each short message, for the gallery and the tests. A new message belongs in `MESSAGES`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final, Protocol

from roundup.core.articles import Image
from roundup.core.content import Brand
from roundup.core.language import Language
from roundup.rendering.editor_messages import (
    alarm_message,
    draft_ready_message,
    mailed_message,
    not_mailed_message,
    reminder_message,
)
from roundup.rendering.messages import (
    Message,
    RenderedMail,
    confirmation_message,
    leave_message,
    link_message,
    render_message,
    welcome_message,
)
from roundup.rendering.own_page_messages import address_change_message, data_message, moved_message
from roundup.rendering.renderer import Renderer
from roundup.rendering.samples import SAMPLE_PICTURES

_SAMPLE: Final = "https://harbour-review.example/c/0123456789abcdef/"
_SAMPLE_HOUR: Final = datetime(2026, 3, 13, 7, tzinfo=UTC)
_OUTLOOK: Final = "It goes out on Friday 13 March 2026, 07:00 (Europe/Lisbon), once somebody has approved it."
_ENGLISH: Final = Language("en")


class Sample(Protocol):
    """Writes a message with sample words. Mail to editors is in English, like the newsroom."""

    def __call__(
        self, brand: Brand, language: Language, renderer: Renderer | None = None
    ) -> RenderedMail: ...


def _to_reader(message: Callable[[Brand, Language], Message]) -> Sample:
    def sample(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
        return render_message(brand, message(brand, language), language, renderer)

    return sample


def _to_editor(message: Callable[[Brand], Message]) -> Sample:
    def sample(brand: Brand, language: Language, renderer: Renderer | None = None) -> RenderedMail:
        return render_message(brand, message(brand), _ENGLISH, renderer)

    return sample


def _welcome(brand: Brand, language: Language) -> Message:
    return welcome_message(
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


_DUE: Final = "The edition was due and nobody has approved it."
_SKIPPED: Final = "It was skipped automatically: nobody had approved it by its hour."
_PICTURE: Final = Image(f"{SAMPLE_PICTURES}/lighthouse.jpg", "A lighthouse at dusk", width=1200, height=800)
_LEAD: Final = "The lighthouse keepers who would not leave"

MESSAGES: Final[dict[str, Sample]] = {
    "confirmation": _to_reader(
        partial(confirmation_message, confirm_url=_SAMPLE, not_me_url=f"{_SAMPLE}not-me/", hours=72)
    ),
    "link": _to_reader(partial(link_message, url=_SAMPLE)),
    "leave": _to_reader(partial(leave_message, url=_SAMPLE, days=30)),
    "welcome": _to_reader(_welcome),
    "address_change": _to_reader(partial(address_change_message, confirm_url=_SAMPLE, hours=72)),
    "moved": _to_reader(partial(moved_message, address="i…@example.org", url=_SAMPLE)),
    "data": _to_reader(partial(data_message, url=_SAMPLE, hours=72)),
    "draft_ready": _to_editor(
        partial(
            draft_ready_message,
            subject=_LEAD,
            number=41,
            headlines=[_LEAD, "Low water", "Who owns the quay?"],
            image=_PICTURE,
            findings="The checks found 2 things to look at.",
            outlook=_OUTLOOK,
            url=_SAMPLE,
            proof_url=f"{_SAMPLE}proof/",
        )
    ),
    "reminder": _to_editor(
        partial(
            reminder_message,
            subject=_LEAD,
            number=41,
            hours=1,
            outlook=_OUTLOOK,
            is_last=True,
            url=_SAMPLE,
        )
    ),
    "mailed": _to_editor(
        partial(
            mailed_message,
            subject=_LEAD,
            number=41,
            accepted=12_345,
            left_out=210,
            refused=3,
            uncertain=0,
            url=_SAMPLE,
        )
    ),
    "not_mailed": _to_editor(
        partial(not_mailed_message, subject=_LEAD, number=41, why=_SKIPPED, url=_SAMPLE)
    ),
    "alarm": _to_editor(
        partial(
            alarm_message,
            subject=_DUE,
            sentences=[_DUE, "Approve and send it, choose another hour, or skip it."],
            url=_SAMPLE,
        )
    ),
}
