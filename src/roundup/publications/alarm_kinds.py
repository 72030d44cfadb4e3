"""The kinds of alarms: what each is called, and what a person should do about it.

`tests/publications/test_alarm_kinds.py` compares them with every alarm that the code raises.
"""

from __future__ import annotations

from typing import Final

from roundup.core.newsroom_language import tell_later
from roundup.publications.alarm_kind import AlarmKind
from roundup.publications.models import Alarm
from roundup.publications.whole_alarm_kinds import WHOLE_ALARM_KINDS

_FAILS, _STOPPED, _DRAFT = "A source fails", "Sending has stopped", "There is no draft on Thursday"
_LOOK, _UNUSUAL = "The last look found something", "Far more or far fewer articles than usual"
_WAITS = tell_later("See what the provider says, and correct that. Waiting mail then leaves by itself.")
_OLD_AND_NEW = tell_later("Look through the next draft, then dismiss this.")

ALARM_KINDS: Final = (
    AlarmKind(
        "edition:*:thin",
        tell_later("A thin week"),
        tell_later("See whether a source has failed, bring stories in, or skip the week."),
        "A thin week",
    ),
    AlarmKind(
        "edition:*:flood",
        tell_later("Far more articles than usual"),
        tell_later("Look through the draft for old articles that came in as new, then approve it."),
        _UNUSUAL,
    ),
    AlarmKind(
        "edition:*:drought",
        tell_later("Far fewer articles than usual"),
        tell_later("See whether a source has stopped bringing articles, bring stories in, or skip the week."),
        _UNUSUAL,
    ),
    AlarmKind(
        "edition:*:unread",
        tell_later("A draft may lack news"),
        tell_later("See the Sources page, then make the draft again."),
        "A draft lacks the latest stories",
    ),
    AlarmKind(
        "edition:*:unapproved",
        tell_later("Nobody has approved the edition"),
        tell_later("Approve it, give it another hour, or skip it."),
        "An edition was not approved in time",
    ),
    AlarmKind(
        "edition:*:changed",
        tell_later("The edition looks different now"),
        tell_later("Look at its proof and approve it again. If it is held, resume it."),
        '"The edition no longer renders to what was approved"',
    ),
    AlarmKind(
        "edition:*:corrected",
        tell_later("A source has changed a story"),
        tell_later("Take the new words or keep yours on the edition’s page, and approve it again."),
        _LOOK,
    ),
    AlarmKind(
        "edition:*:look",
        tell_later("The last look found something"),
        tell_later("Look at the story. If the edition is held, correct or resume it."),
        _LOOK,
    ),
    AlarmKind(
        "edition:*:late",
        tell_later("An edition missed its hour"),
        tell_later("Resume it to send it now, or cancel it."),
        "An edition missed its hour (held)",
    ),
    AlarmKind(
        "period:*",
        tell_later("A week without an edition"),
        tell_later("See why nothing ran. The articles go into the next edition."),
        _DRAFT,
    ),
    AlarmKind(
        "tick",
        tell_later("The work on an edition fails"),
        tell_later("Correct what the alarm names. Roundup tries again every few seconds."),
        _DRAFT,
    ),
    AlarmKind(
        "best-of-month",
        tell_later("The best of the month cannot be made"),
        tell_later("Correct what the alarm names. Roundup then tries again by itself."),
        _DRAFT,
    ),
    AlarmKind(
        "mailing:*:halted",
        tell_later("Sending has stopped"),
        tell_later("Correct what the alarm names, then resume the edition, or cancel it."),
        _STOPPED,
    ),
    AlarmKind(
        "mailing:*:unprepared",
        tell_later("An edition cannot be prepared"),
        tell_later(
            "See the worker’s log. Roundup tries again every few seconds; you can also cancel the edition."
        ),
        _STOPPED,
    ),
    AlarmKind(
        "mailing:*:over-quota",
        tell_later("The provider dropped copies"),
        tell_later("Raise the quota, then mail these readers after all, on the edition’s page."),
        "The provider dropped readers",
    ),
    AlarmKind(
        "mailing:*:complaints:*",
        tell_later("Readers called it spam"),
        tell_later("Find out where these readers came from, then dismiss this."),
        "Many bounces, or complaints",
        stays=True,
    ),
    AlarmKind(
        "batch:*:uncertain",
        tell_later("A batch is uncertain"),
        tell_later("Look on the provider’s own pages, and say on the edition’s page what became of it."),
        "A batch is uncertain",
    ),
    AlarmKind(
        "batch:*:twice",
        tell_later("A batch was accepted twice"),
        tell_later("These readers got it twice. Nothing can be done; dismiss this when you have read it."),
        "A batch is uncertain",
        stays=True,
    ),
    AlarmKind(
        "source:*",
        tell_later("A source cannot be read"),
        tell_later("Open its address in a browser. Correct the address, or remove the source."),
        _FAILS,
    ),
    AlarmKind(
        "source:*:stale",
        tell_later("A source brings nothing new"),
        tell_later(
            "See whether the magazine has another feed. If it has stopped for good, remove the source."
        ),
        "A source brings nothing new",
    ),
    AlarmKind(
        "source:*:moved",
        tell_later("A source has moved"),
        tell_later("See whether the new address is right. Add it, and remove the old one."),
        _FAILS,
    ),
    AlarmKind(
        "source:*:addresses",
        tell_later("A source shows new addresses"),
        tell_later("Check that the links of the next draft open, then dismiss this."),
        _FAILS,
        stays=True,
    ),
    AlarmKind("source:*:guids", tell_later("A source shows new guids"), _OLD_AND_NEW, _FAILS, stays=True),
    AlarmKind("source:*:dates", tell_later("A source shows new dates"), _OLD_AND_NEW, _FAILS, stays=True),
    AlarmKind("confirmations", tell_later("Confirmations are not going out"), _WAITS, _STOPPED),
    AlarmKind("welcomes", tell_later("Welcome mails are not going out"), _WAITS, _STOPPED),
    AlarmKind("leave-notes", tell_later("Notes to readers who left are not going out"), _WAITS, _STOPPED),
    AlarmKind("own-requests", tell_later("Links that readers asked for are not going out"), _WAITS, _STOPPED),
    AlarmKind(
        "confirmations:flood",
        tell_later("Unusually many people are signing up"),
        tell_later("If the magazine is not that popular today, close the page with the subscribe form."),
        _STOPPED,
    ),
    *WHOLE_ALARM_KINDS,
)
# An alarm that an earlier version raised may be of a kind that no longer exists.
_GONE: Final = AlarmKind(
    "*",
    tell_later("An alarm of an earlier version"),
    tell_later("Read it, then dismiss it."),
    "Check first",
    stays=True,
)


def kind_of_alarm(about: str) -> AlarmKind:
    return next((kind for kind in ALARM_KINDS if kind.fits(about)), _GONE)


def anchor_of_alarm(alarm: Alarm) -> str:
    """Return the id of an alarm's place on the page of all alarms; one about the whole is listed once."""
    return f"alarm-{alarm.about if kind_of_alarm(alarm.about).is_whole else alarm.pk}"
