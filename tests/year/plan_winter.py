"""Weeks 1 to 13, 8 January to 2 April 2027: a young magazine with four articles a week."""

from __future__ import annotations

from typing import Final

from tests.year.shapes import (
    DRAFT,
    MAILED,
    REMINDED,
    Act,
    Fault,
    Mail,
    News,
    Outcome,
    Settings,
    Trouble,
    Week,
    alarm_mail,
)

_USUAL: Final = News(3, 1)
_THIN: Final = News(1, 1)
_APPROVED_AGAIN: Final = "the approval of a thin draft ends its alarm: the documents do not say when it ends"

WINTER: Final = (
    Week(1, "the first edition", _USUAL),
    Week(
        2,
        "approved, then changed and approved again",
        _USUAL,
        people=(
            Act("Thu 16:00", "approve"),
            Act("Thu 18:00", "change"),
            Act("Thu 18:30", "approve"),
        ),
    ),
    # The backlog has four posts that were never mailed; this takes one of them.
    Week(3, "a thin week that is filled from the archive", _THIN, Settings(thin_week="fill")),
    # Three more. No drought: there are no six earlier weeks yet.
    Week(4, "no news at all, filled from the archive", News(0, 0), Settings(thin_week="fill")),
    Week(
        5,
        "a thin week, and nothing is left in the archive",
        _THIN,
        Settings(thin_week="fill"),
        mails=(DRAFT, alarm_mail("Thu 14:00", "edition:*:thin"), MAILED),
        alarms=(Trouble("edition:*:thin", "Thu 14:00", "Thu 16:00"),),
        differs=_APPROVED_AGAIN,
    ),
    Week(
        6,
        "approved, then changed, and approved again only after both reminders",
        _USUAL,
        people=(
            Act("Thu 16:00", "approve"),
            Act("Thu 18:00", "change"),
            Act("Fri 06:30", "approve"),
        ),
        mails=(DRAFT, *REMINDED, MAILED),
    ),
    Week(
        7,
        "nobody approves in time, and the edition waits",
        _USUAL,
        people=(Act("Fri 10:00", "approve"),),
        outcome=Outcome(at="Fri 10:02"),
        mails=(
            DRAFT,
            *REMINDED,
            alarm_mail("Fri 07:00", "edition:*:unapproved"),
            Mail("mailed", "Fri 10:02"),
        ),
        alarms=(Trouble("edition:*:unapproved", "Fri 07:00", "Fri 10:00"),),
    ),
    Week(
        8,
        "a thin week goes out by itself",
        _THIN,
        Settings(at_deadline="send", thin_week="send"),
        people=(),
    ),
    Week(
        9,
        "SendGrid's key may no longer send mail at the hour, and the editor mends it",
        _USUAL,
        people=(
            Act("Thu 16:00", "approve"),
            Act("Fri 09:00", "mend-key"),
            Act("Fri 09:05", "resume"),
        ),
        faults=(Fault("mail-send-answers-401", "Fri 06:00", "Fri 09:00"),),
        outcome=Outcome(at="Fri 09:05", held="Fri 07:00"),
        mails=(DRAFT, alarm_mail("Fri 07:00", "mailing:*:halted"), Mail("mailed", "Fri 09:05")),
        alarms=(Trouble("mailing:*:halted", "Fri 07:00", "Fri 09:05"),),
    ),
    Week(
        10,
        "a thin week waits, and is approved late",
        _THIN,
        people=(Act("Fri 09:00", "approve"),),
        outcome=Outcome(at="Fri 09:02"),
        mails=(
            DRAFT,
            alarm_mail("Thu 14:00", "edition:*:thin"),
            *REMINDED,
            alarm_mail("Fri 07:00", "edition:*:unapproved"),
            Mail("mailed", "Fri 09:02"),
        ),
        alarms=(
            Trouble("edition:*:thin", "Thu 14:00", "Fri 09:00"),
            Trouble("edition:*:unapproved", "Fri 07:00", "Fri 09:00"),
        ),
        differs=_APPROVED_AGAIN,
    ),
    # Three stories of the quay are enough. The look before the draft fails, too. Its article comes next week.
    Week(
        11,
        "the feed of the harbour answers 500 from Monday to Saturday",
        _USUAL,
        faults=(Fault("feed-answers-500", "Mon 00:00", "+1 Sat 12:00", of="harbour"),),
        mails=(
            alarm_mail("Mon 00:00", "source:*", within=720),
            DRAFT,
            alarm_mail("Thu 14:00", "edition:*:unread"),
            MAILED,
        ),
        alarms=(
            Trouble("source:*", "Mon 00:00", "+1 Sat 12:00", within=720, over_within=1440),
            Trouble("edition:*:unread", "Thu 14:00", "Thu 16:00"),
        ),
        differs="the approval ends edition:*:unread, because nothing comes into an approved draft",
    ),
    # One tick is not believed, and the next goes on from the last that was: nothing happened.
    Week(
        12,
        "the clock is eight days ahead for one tick on Tuesday, and SendGrid answers 429 for twenty minutes",
        _USUAL,
        faults=(
            Fault("clock-ahead", "Tue 10:00", "Tue 10:01", count=8 * 1440),
            Fault("mail-send-answers-429", "Fri 07:00", "Fri 07:20"),
        ),
        outcome=Outcome(at="Fri 07:20", within=15),
        mails=(DRAFT, Mail("mailed", "Fri 07:20", within=15)),
        differs="no alarm about a jump that was never believed; the change log may be read otherwise",
    ),
    Week(
        13,
        "the clocks go forward; a thin week never goes by itself unless that is chosen",
        _THIN,
        Settings(at_deadline="send"),
        people=(Act("Fri 08:00", "approve"),),
        outcome=Outcome(at="Fri 08:02"),
        mails=(
            DRAFT,
            alarm_mail("Thu 14:00", "edition:*:thin"),
            *REMINDED,
            alarm_mail("Fri 07:00", "edition:*:unapproved"),
            Mail("mailed", "Fri 08:02"),
        ),
        alarms=(
            Trouble("edition:*:thin", "Thu 14:00", "Fri 08:00"),
            Trouble("edition:*:unapproved", "Fri 07:00", "Fri 08:00"),
        ),
        differs="reminders come although drafts usually go by themselves, because this one will not",
    ),
)
