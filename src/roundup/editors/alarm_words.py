"""Writes the mail that tells editors about alarms: all of them together, in the magazine's own looks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from roundup.core.content import Brand
from roundup.core.errors import RenderError
from roundup.core.language import Language
from roundup.core.newsroom_language import tell, tell_count
from roundup.publications.brand import brand_of
from roundup.publications.models import Alarm
from roundup.rendering.editor_messages import alarm_message
from roundup.rendering.own_templates import renderer_for
from roundup.rendering.short_message import Message, RenderedMail, render_message

# A burst of alarms usually has one cause.
_MOST = 20
_LONGEST_SUBJECT = 120
# How `about` begins for an alarm about something that clears itself: such alarms come last in a mail.
CLEARS_ITSELF = "part:"
_SENTENCE = re.compile(r"[.:!?] ")


def alarm_mail_of(alarms: Sequence[Alarm], over: Sequence[Alarm]) -> RenderedMail:
    """Return the mail about `alarms`; one line of it says which alarms have ended since the last mail."""
    alarms = sorted(alarms, key=_clears_itself)
    told = _told(alarms)
    lines = told[:_MOST]
    if len(told) > _MOST:
        lines.append(
            tell_count(
                "The newsroom shows %(n)s more alarm.",
                "The newsroom shows %(n)s more alarms.",
                len(told) - _MOST,
            )
        )
    if over:
        lines.append(_all_over(over))
    return _rendered(brand_of(alarms[0].publication), _subject(told), lines, all(map(_clears_itself, alarms)))


def _clears_itself(alarm: Alarm) -> bool:
    return alarm.about.startswith(CLEARS_ITSELF)


def _told(alarms: Sequence[Alarm]) -> list[str]:
    """Return each message once, with the names of its publications if there are several."""
    of: dict[str, list[str]] = {}
    for one in alarms:
        of.setdefault(one.message, []).append(one.publication.name)
    if len({one.publication_id for one in alarms}) == 1:
        return list(of)
    return [f"{', '.join(names)}: {message}" for message, names in of.items()]


def _subject(told: Sequence[str]) -> str:
    first, more = _short(told[0]), len(told) - 1
    return (
        tell_count("%(first)s (and %(n)s more)", "%(first)s (and %(n)s more)", more, first=first)
        if more
        else first
    )


def _all_over(over: Sequence[Alarm]) -> str:
    return tell("Over since the last mail: %(alarms)s", alarms=_subject([one.message for one in over]))


def _short(message: str) -> str:
    """Return a message's first sentence without its full stop, cut between words outside parentheses."""
    first = _SENTENCE.split(message, maxsplit=1)[0].rstrip(".")
    if len(first) > _LONGEST_SUBJECT:
        first = (first[: _LONGEST_SUBJECT + 1].rpartition(" ")[0] or first[:_LONGEST_SUBJECT]) + "…"
    if first.count("(") > first.count(")"):
        first = first.rpartition("(")[0].rstrip() or first
    return first


def _rendered(brand: Brand, subject: str, sentences: Sequence[str], clears_itself: bool) -> RenderedMail:
    url = settings.BASE_URL + reverse("newsroom:editions")
    message = alarm_message(brand, subject=subject, sentences=sentences, url=url, clears_itself=clears_itself)
    return render_for_editors(brand, message)


def render_for_editors(brand: Brand, message: Message) -> RenderedMail:
    """Return a mail made with our own templates, or as plain text if these fail, so that no news is lost."""
    renderer = renderer_for(settings.TEMPLATE_FOLDER / "email", None)
    try:
        return render_message(brand, message, Language("en"), renderer)
    except RenderError:
        text = "\n\n".join([*message.paragraphs, message.button.url])
        return RenderedMail(message.subject, "", text)
