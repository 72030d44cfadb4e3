"""Weeks 14 to 26, 9 April to 2 July 2027: the magazine grows from four articles a week to sixteen."""

from __future__ import annotations

from typing import Final

from tests.year.shapes import (
    APPROVED,
    DRAFT,
    MAILED,
    NO_EDITION,
    NOT_MAILED,
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

SPRING: Final = (
    Week(
        14,
        "the date is skipped beforehand",
        News(3, 1),
        people=(Act("Tue 10:00", "skip-date", "Fri"),),
        outcome=NO_EDITION,
        mails=(),
    ),
    # Two weeks' articles are no flood. The draft is made once the clock is believed and the sources are read.
    Week(
        15,
        "the machine is off over the assembling hour",
        News(3, 1),
        people=(Act("Thu 19:00", "approve"),),
        faults=(Fault("machine-off", "Thu 12:00", "Thu 18:00"),),
        mails=(Mail("draft", "Thu 18:00", within=15), MAILED),
    ),
    Week(
        16,
        "a thin week is skipped by itself",
        News(1, 1),
        Settings(thin_week="skip"),
        people=(),
        outcome=Outcome("skipped", readers=0),
        mails=(DRAFT, *REMINDED, NOT_MAILED),
    ),
    # No fence goes up, because nothing was posted between the two.
    Week(
        17,
        "nobody approves, so it goes by itself; the database was restored at night, and nothing had left",
        News(3, 1),
        Settings(at_deadline="send"),
        people=(),
        faults=(Fault("restored-to-backup-of", "Fri 05:00", of="Fri 03:00"),),
    ),
    Week(
        18,
        "nobody approves, so it is skipped by itself; the editor takes it up again",
        News(4, 1),
        Settings(at_deadline="skip"),
        people=(Act("Fri 09:00", "take-up"), Act("Fri 09:05", "approve")),
        outcome=Outcome(at="Fri 09:07"),
        mails=(DRAFT, *REMINDED, NOT_MAILED, Mail("mailed", "Fri 09:07")),
        differs="from 9:00 to 9:05 it is neither skipped again nor told as unapproved: nothing says so",
    ),
    Week(
        19,
        "nobody approves, so it is skipped by itself and stays so",
        News(4, 2),
        Settings(at_deadline="skip"),
        people=(),
        outcome=Outcome("skipped", readers=0),
        mails=(DRAFT, *REMINDED, NOT_MAILED),
    ),
    # It waits the whole week beside the next draft, with one alarm and one mail about it.
    Week(
        20,
        "nobody approves until the next draft is there; then the editor skips it",
        News(5, 2),
        people=(Act("+1 Thu 15:00", "skip"),),
        outcome=Outcome("skipped", "+1 Thu 15:00", readers=0),
        mails=(DRAFT, *REMINDED, alarm_mail("Fri 07:00", "edition:*:unapproved")),
        alarms=(Trouble("edition:*:unapproved", "Fri 07:00", "+1 Thu 15:00"),),
    ),
    # SendGrid's events prove that it took what it never answered for.
    Week(
        21,
        "the clock goes back by half an hour; SendGrid takes batches without an answer for twenty minutes",
        News(6, 2),
        faults=(
            Fault("clock-behind", "Tue 20:00", "Tue 20:45", count=30),
            Fault("mail-send-taken-without-answer", "Fri 07:00", "Fri 07:20"),
        ),
        outcome=Outcome(within=90),
        mails=(
            alarm_mail("Tue 20:00", "installation:clock"),
            DRAFT,
            Mail("mailed", "Fri 07:00", within=90),
        ),
        # By the true clock. It is over once the clock has passed where it was, or is right again.
        alarms=(Trouble("installation:clock", "Tue 20:00", "Tue 20:30", over_within=20),),
        differs="the documents do not say when installation:clock is over",
    ),
    Week(
        22,
        "the machine is off over the sending hour, by one hour",
        News(7, 3),
        faults=(Fault("machine-off", "Fri 06:30", "Fri 08:00"),),
        outcome=Outcome(at="Fri 08:02", within=15),
        mails=(DRAFT, Mail("mailed", "Fri 08:02", within=15)),
    ),
    Week(
        23,
        "a story is retracted after the approval, and the edition is held",
        News(9, 3),
        people=(
            *APPROVED,
            Act("Fri 08:00", "drop-story-and-approve"),
            Act("Fri 08:05", "resume"),
        ),
        faults=(Fault("page-retracted", "Fri 05:30"),),
        outcome=Outcome(at="Fri 08:07", held="Fri 06:00"),
        mails=(DRAFT, alarm_mail("Fri 06:00", "edition:*:look"), Mail("mailed", "Fri 08:07")),
        alarms=(Trouble("edition:*:look", "Fri 06:00", "Fri 08:00"),),
    ),
    Week(
        24,
        "a story is corrected in its feed after the approval",
        News(10, 4),
        people=(*APPROVED, Act("Thu 22:00", "take-correction-and-approve")),
        faults=(Fault("feed-item-corrected", "Thu 20:00"),),
        mails=(DRAFT, alarm_mail("Thu 20:00", "edition:*:corrected", within=75), MAILED),
        alarms=(Trouble("edition:*:corrected", "Thu 20:00", "Thu 22:00", within=75),),
    ),
    # The look five minutes before finds the same, and says nothing again.
    Week(
        25,
        "a story goes behind a paywall after the approval; the editor is told, and it goes out",
        News(12, 4),
        people=(*APPROVED, Act("Fri 06:20", "dismiss", "edition:*:look")),
        faults=(Fault("page-paywalled", "Fri 05:30"),),
        mails=(DRAFT, alarm_mail("Fri 06:00", "edition:*:look"), MAILED),
        alarms=(Trouble("edition:*:look", "Fri 06:00", "Fri 06:20", dismissed=True),),
    ),
    # The harbour has brought its last article until week 36. The alarm is over before the draft is made.
    Week(
        26,
        "the quay's host is unknown on Monday; the editors' mail server takes nothing on Thursday",
        News(12, 0),
        faults=(
            Fault("feed-host-unknown", "Mon 00:00", "Tue 12:00", of="quay"),
            Fault("editors-mail-server-down", "Thu 13:00", "Thu 17:00"),
        ),
        mails=(
            alarm_mail("Mon 00:00", "source:*", within=720),
            Mail("draft", "Thu 17:00"),
            MAILED,
        ),
        alarms=(Trouble("source:*", "Mon 00:00", "Tue 12:00", within=720, over_within=1440),),
    ),
)
