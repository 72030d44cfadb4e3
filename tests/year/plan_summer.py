"""Weeks 27 to 39, 9 July to 1 October 2027: the harbour's feed is silent, and much goes wrong on Fridays."""

from __future__ import annotations

from typing import Final

from tests.year.shapes import (
    APPROVED,
    DRAFT,
    MAILED,
    NO_EDITION,
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

_QUAY_ALONE: Final = News(12, 0)

SUMMER: Final = (
    Week(
        27,
        "the worker alone is dead over the sending hour, by nine hours; the editor cancels the edition",
        _QUAY_ALONE,
        people=(*APPROVED, Act("Fri 17:00", "cancel")),
        faults=(Fault("worker-dead", "Fri 06:30", "Fri 16:00"),),
        outcome=Outcome("cancelled", "Fri 17:00", readers=0, held="Fri 16:02"),
        mails=(
            DRAFT,
            alarm_mail("Fri 06:30", "installation:silent", within=70),
            alarm_mail("Fri 16:02", "edition:*:late"),
        ),
        alarms=(
            Trouble("installation:silent", "Fri 06:30", "Fri 16:00", within=70),
            Trouble("edition:*:late", "Fri 16:02", "Fri 17:00"),
        ),
        differs="one cause, one alarm: installation:overdue is not told while no worker runs",
    ),
    # The articles of week 27 are free, so there are twice as many. That is no flood.
    Week(
        28,
        "SendGrid refuses the key in mid-send, from the fourth batch on",
        _QUAY_ALONE,
        people=(*APPROVED, Act("Fri 08:00", "mend-key"), Act("Fri 08:05", "resume")),
        faults=(Fault("mail-send-answers-401", "Fri 07:00", "Fri 08:00", of="after three batches"),),
        outcome=Outcome(at="Fri 08:05", held="Fri 07:00"),
        mails=(DRAFT, alarm_mail("Fri 07:00", "mailing:*:halted"), Mail("mailed", "Fri 08:05")),
        alarms=(Trouble("mailing:*:halted", "Fri 07:00", "Fri 08:05"),),
    ),
    # It says so at once and then only once: the hour that holds the edition is not mailed again.
    Week(
        29,
        "the publication's template changes at night, after the approval",
        _QUAY_ALONE,
        people=(*APPROVED, Act("Fri 09:00", "approve"), Act("Fri 09:05", "resume")),
        faults=(Fault("template-changed", "Fri 02:00"),),
        outcome=Outcome(at="Fri 09:07", held="Fri 07:00"),
        mails=(
            DRAFT,
            alarm_mail("Fri 02:00", "edition:*:changed", within=20),
            Mail("mailed", "Fri 09:07"),
        ),
        alarms=(Trouble("edition:*:changed", "Fri 02:00", "Fri 09:00", within=20),),
    ),
    # The harbour has brought nothing since 24 June or earlier; its longest silence was about a fortnight.
    Week(
        30,
        "the machine is off over the sending hour, by nine hours; the editor sends it",
        _QUAY_ALONE,
        people=(
            *APPROVED,
            Act("Thu 17:00", "pause", "+1 Sat to +2 Fri"),
            Act("Fri 16:30", "resume"),
        ),
        faults=(
            Fault("machine-off", "Fri 06:30", "Fri 16:00"),
            Fault("feed-unchanged", "-4 Fri 00:00", "+6 Mon 08:00", of="harbour"),
        ),
        outcome=Outcome(at="Fri 16:32", held="Fri 16:02"),
        mails=(
            alarm_mail("Sat 00:00", "source:*:stale", within=28 * 1440),
            DRAFT,
            alarm_mail("Fri 16:02", "edition:*:late"),
            Mail("mailed", "Fri 16:32"),
        ),
        alarms=(
            Trouble("source:*:stale", "Sat 00:00", "+6 Mon 08:00", within=28 * 1440, over_within=75),
            Trouble("edition:*:late", "Fri 16:02", "Fri 16:30"),
        ),
        differs="how long is too long is not written down: one to two months for a weekly feed",
    ),
    Week(31, "a pause: first week", _QUAY_ALONE, people=(), outcome=NO_EDITION, mails=()),
    Week(32, "a pause: second week", _QUAY_ALONE, people=(), outcome=NO_EDITION, mails=()),
    # Three weeks' articles are no flood. What SendGrid answered 503 was not taken, and its logs say so.
    Week(
        33,
        "after the pause; SendGrid answers 503 for twenty minutes",
        _QUAY_ALONE,
        faults=(Fault("mail-send-answers-503", "Fri 07:00", "Fri 07:20"),),
        outcome=Outcome(at="Fri 07:20", within=90),
        mails=(DRAFT, Mail("mailed", "Fri 07:20", within=90)),
    ),
    Week(
        34,
        "a proof with an error does not go by itself; two in a hundred copies bounce after the mailing",
        _QUAY_ALONE,
        Settings(at_deadline="send"),
        people=(Act("Fri 08:00", "approve"),),
        faults=(Fault("proof-error", "Thu 14:00"), Fault("bounces", "Fri 08:30", count=40)),
        outcome=Outcome(at="Fri 08:02"),
        mails=(
            DRAFT,
            *REMINDED,
            alarm_mail("Fri 07:00", "edition:*:unapproved"),
            Mail("mailed", "Fri 08:02"),
        ),
        alarms=(Trouble("edition:*:unapproved", "Fri 07:00", "Fri 08:00"),),
        differs="reminders come although drafts usually go by themselves, because this one will not",
    ),
    # SendGrid took the batch. The editor finds that in its own pages.
    Week(
        35,
        "the answer about the third batch is lost, and neither events nor logs can be had",
        _QUAY_ALONE,
        people=(*APPROVED, Act("Fri 10:00", "settle-accepted")),
        faults=(
            Fault("mail-send-taken-without-answer", "Fri 07:00", "Fri 10:00", of="the third batch"),
            Fault("no-events-no-logs", "Fri 07:00", "Fri 12:00"),
        ),
        outcome=Outcome(at="Fri 10:00", readers=1960),
        mails=(
            DRAFT,
            alarm_mail("Fri 07:30", "batch:*:uncertain", within=45),
            Mail("mailed", "Fri 10:00"),
        ),
        alarms=(Trouble("batch:*:uncertain", "Fri 07:30", "Fri 10:00", within=45),),
    ),
    # Three of 1,960 are above 0.1 %, seven are above 0.3 %.
    Week(
        36,
        "the harbour is back; readers call the edition spam at the weekend, first 0.15 %, then 0.36 %",
        people=(*APPROVED, Act("+1 Mon 09:00", "dismiss", "mailing:*:complaints:*")),
        faults=(
            Fault("complaints", "+1 Sat 10:00", count=3),
            Fault("complaints", "+1 Sun 10:00", count=4),
        ),
        outcome=Outcome(readers=1960),
        mails=(
            DRAFT,
            MAILED,
            alarm_mail("+1 Sat 10:00", "mailing:*:complaints:*"),
            alarm_mail("+1 Sun 10:00", "mailing:*:complaints:*"),
        ),
        alarms=(
            Trouble("mailing:*:complaints:*", "+1 Sat 10:00", "+1 Mon 09:00", dismissed=True),
            Trouble("mailing:*:complaints:*", "+1 Sun 10:00", "+1 Mon 09:00", dismissed=True),
        ),
    ),
    # The complaints are about copies that had left by 07:20. All other readers get theirs after 09:00.
    Week(
        37,
        "eight readers call it spam while it goes out over an hour, and it is held",
        settings=Settings(spread_minutes=60),
        people=(*APPROVED, Act("Fri 09:00", "resume")),
        faults=(Fault("complaints", "Fri 07:20", count=8),),
        outcome=Outcome(at="Fri 09:00", readers=1953, within=75, held="Fri 07:20"),
        mails=(
            DRAFT,
            alarm_mail("Fri 07:20", "mailing:*:halted"),
            Mail("mailed", "Fri 09:00", within=75),
        ),
        alarms=(Trouble("mailing:*:halted", "Fri 07:20", "Fri 09:00"),),
        differs="complaints that a person has resumed after are not told again when the mailing has ended",
    ),
    # The lists that are read each hour give the alarm the evening before, but nobody sees it.
    Week(
        38,
        "SendGrid's key is revoked on Thursday evening, and replaced after the hour",
        people=(*APPROVED, Act("Fri 09:00", "mend-key"), Act("Fri 09:05", "resume")),
        faults=(Fault("everything-answers-401", "Thu 20:00", "Fri 09:00"),),
        outcome=Outcome(at="Fri 09:05", readers=1945, held="Fri 07:00"),
        mails=(
            DRAFT,
            alarm_mail("Thu 20:00", "events:lists", within=75),
            alarm_mail("Fri 07:00", "mailing:*:halted"),
            Mail("mailed", "Fri 09:05"),
        ),
        alarms=(
            Trouble("events:lists", "Thu 20:00", "Fri 09:00", within=75, over_within=75),
            Trouble("mailing:*:halted", "Fri 07:00", "Fri 09:05"),
        ),
        differs="a refused key is told at the first reading of the lists: the documents do not say when",
    ),
    Week(
        39,
        "the machine is off from Wednesday to Wednesday, over the whole week's edition",
        people=(),
        faults=(Fault("machine-off", "Wed 10:00", "+1 Wed 10:00"),),
        outcome=NO_EDITION,
        mails=(alarm_mail("+1 Wed 10:00", "period:*"),),
        alarms=(Trouble("period:*", "+1 Wed 10:00", "+1 Thu 14:00"),),
        differs="over when a draft has that week's articles: the documents do not say when it ends",
    ),
)
