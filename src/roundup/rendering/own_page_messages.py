"""The messages about what a reader asked for on their own page: another address, or all their data."""

from __future__ import annotations

from roundup.core.content import Brand
from roundup.core.language import Language
from roundup.rendering.messages import Button, Message, how_long


def address_change_message(brand: Brand, language: Language, *, confirm_url: str, hours: int) -> Message:
    """Ask at a new address whether mail should come there from now on."""
    _ = language.say
    return Message(
        subject=_("Please confirm your new address for %(name)s", name=brand.name),
        heading=_("Your new address"),
        paragraphs=[
            _(
                "A reader of %(name)s wants to receive it at this address from now on. If that is you, "
                "confirm it below; until then nothing changes.",
                name=brand.name,
            )
        ],
        button=Button(_("Use this address"), confirm_url),
        small=[
            how_long(hours, language),
            _("If it was not you, do nothing: you will not hear from us again."),
        ],
    )


def moved_message(brand: Brand, language: Language, *, address: str, url: str) -> Message:
    """Tell the old address that mail now goes to `address`, which is masked; `url` is the subscribe page."""
    _ = language.say
    return Message(
        subject=_("%(name)s now goes to another address", name=brand.name),
        heading=_("Your address has changed"),
        paragraphs=[
            _(
                "As asked for on your page, %(name)s goes to %(address)s from now on. This is the last email "
                "to this address.",
                name=brand.name,
                address=address,
            ),
            _(
                "If it was not you, somebody to whom you forwarded an email did it. Unsubscribe with "
                "any earlier email, which stops the mail to that address, and subscribe again here."
            ),
        ],
        button=Button(_("Subscribe again"), url),
    )


def data_message(brand: Brand, language: Language, *, url: str, hours: int) -> Message:
    """Give a reader the link to all data held about them: `url`, which works for `hours`."""
    _ = language.say
    return Message(
        subject=_("What %(name)s holds about you", name=brand.name),
        heading=_("Your data"),
        paragraphs=[
            _(
                "With this link you can read all that %(name)s holds about you, and keep a copy.",
                name=brand.name,
            ),
            _("You can also have everything erased there."),
        ],
        button=Button(_("See my data"), url),
        small=[
            how_long(hours, language),
            _("Keep this email to yourself: whoever has the link sees your data."),
            _("If it was not you who asked for it, do nothing: everything stays as it is."),
        ],
    )
