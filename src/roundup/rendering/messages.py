"""The short messages to readers, each about one thing: a few sentences, a button, small print.

`message_samples` has a sample of each, for the gallery and the tests.
"""

from __future__ import annotations

from collections.abc import Sequence

from roundup.core.content import Brand
from roundup.core.language import Language
from roundup.rendering.short_message import Button as Button
from roundup.rendering.short_message import Message as Message
from roundup.rendering.short_message import QuietLink as QuietLink
from roundup.rendering.short_message import RenderedMail as RenderedMail
from roundup.rendering.short_message import render_message as render_message


def confirmation_message(
    brand: Brand, language: Language, *, confirm_url: str, not_me_url: str, hours: int
) -> Message:
    """Ask a new reader to open `confirm_url`, which works for `hours`, or to say that they did not ask."""
    _ = language.say
    return Message(
        subject=_("Please confirm your subscription to %(name)s", name=brand.name),
        heading=_("One more click"),
        paragraphs=[
            _(
                "Somebody – we hope it was you – asked for %(name)s at this address. Please confirm it.",
                name=brand.name,
            )
        ],
        button=Button(_("Confirm my subscription"), confirm_url),
        small=[
            how_long(hours, language),
            _("If it was not you, do nothing: no newsletter comes unless the button is pressed."),
            QuietLink(_("I did not ask for this"), not_me_url),
        ],
    )


def link_message(brand: Brand, language: Language, *, url: str, paused: str = "") -> Message:
    """Give a reader the link to their preferences, `url`; `paused` names the last day of a pause."""
    _ = language.say
    pause = [_("You get nothing until %(day)s is over.", day=paused)] if paused else []
    return Message(
        subject=_("Your link for %(name)s", name=brand.name),
        heading=_("Your link"),
        paragraphs=[
            _("You subscribe to %(name)s at this address already.", name=brand.name),
            *pause,
            _("On your own page you can choose your sections, pause, or leave."),
        ],
        button=Button(_("Open my page"), url),
        small=[
            _("Keep this email to yourself: whoever has the link can change your subscription."),
            _("If it was not you who asked for it, do nothing: your subscription stays as it is."),
        ],
    )


def welcome_message(
    brand: Brand,
    language: Language,
    *,
    words: Sequence[str],
    coming: str,
    url: str,
    unsubscribe_url: str,
) -> Message:
    """Welcome a reader in the publication's own `words`, given as paragraphs. `coming` is a sentence, or "".

    `url` opens their preferences.
    """
    _ = language.say
    return Message(
        subject=_("Welcome to %(name)s", name=brand.name),
        heading=_("Welcome"),
        paragraphs=[*words, *filter(None, [coming])],
        button=Button(_("Choose what I get"), url),
        small=[
            _("You get this mail because you subscribed to %(name)s.", name=brand.name),
            _("Keep this email to yourself: whoever has the link can change your subscription."),
            QuietLink(_("Unsubscribe"), unsubscribe_url),
        ],
    )


def leave_message(brand: Brand, language: Language, *, url: str, days: int) -> Message:
    """Tell a reader that they have left, and that `url` undoes it within `days`."""
    _ = language.say
    return Message(
        subject=_("You have left %(name)s", name=brand.name),
        heading=_("You have left"),
        paragraphs=[
            _(
                "Somebody pressed “Unsubscribe” on your page of %(name)s. We hope it was you.",
                name=brand.name,
            ),
            _("You need do nothing. This is the last email from us unless you come back."),
        ],
        button=Button(_("That was a mistake: subscribe me again"), url),
        small=[
            language.count("The button works for %(n)s day.", "The button works for %(n)s days.", days),
            _(
                "If it was not you, somebody to whom you forwarded an email may have pressed it: come back, "
                "and then replace your links on your own page."
            ),
        ],
    )


def how_long(hours: int, language: Language) -> str:
    """Return the sentence that says how long a link works: in days if it is two whole days or more."""
    if hours >= 48 and hours % 24 == 0:
        return language.count("The link works for %(n)s day.", "The link works for %(n)s days.", hours // 24)
    return language.count("The link works for %(n)s hour.", "The link works for %(n)s hours.", hours)
