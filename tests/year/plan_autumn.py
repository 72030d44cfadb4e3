"""Weeks 40 to 52, 8 October to 31 December 2027: sixteen articles a week, and machines that fail."""

from __future__ import annotations

from typing import Final

from tests.year.shapes import (
    APPROVED,
    DRAFT,
    MAILED,
    NO_EDITION,
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

# Of 2,000 readers, 40 have bounced and 15 have complained.
_ALL: Final = 1945
_MAILED: Final = Outcome(readers=_ALL)

AUTUMN: Final = (
    Week(
        40,
        "after the lost week; Redis is gone over the hour",
        faults=(Fault("redis-gone", "Fri 06:30", "Fri 07:30"),),
        outcome=Outcome(at="Fri 07:30", readers=_ALL, within=15),
        mails=(
            DRAFT,
            alarm_mail("Fri 06:30", "broker:*"),
            Mail("mailed", "Fri 07:30", within=15),
        ),
        alarms=(Trouble("broker:*", "Fri 06:30", "Fri 07:30"),),
        differs="one cause, one alarm: nothing is told as silent or overdue while the broker is gone",
    ),
    # Sixty of the posts were mailed in earlier weeks, under earlier dates. The editor drops the old ones.
    Week(
        41,
        "the quay dates four hundred old posts anew",
        people=(
            Act("Thu 17:00", "drop-story-and-approve"),
            Act("Fri 09:00", "dismiss", "source:*:dates"),
        ),
        faults=(Fault("feed-redates-old-posts", "Wed 22:00", of="quay", count=400),),
        outcome=_MAILED,
        mails=(
            alarm_mail("Wed 22:00", "source:*:dates", within=75),
            DRAFT,
            alarm_mail("Thu 14:00", "edition:*:flood"),
            MAILED,
        ),
        alarms=(
            Trouble("source:*:dates", "Wed 22:00", "Fri 09:00", within=75, dismissed=True),
            Trouble("edition:*:flood", "Thu 14:00", "Thu 17:00"),
        ),
    ),
    # All copies had left by 08:00. The backup knows of those until 07:25; SendGrid's logs name the others.
    Week(
        42,
        "after the mailing, the database is restored to a backup of its middle",
        settings=Settings(spread_minutes=60),
        people=(*APPROVED, Act("Fri 12:00", "accept-restore"), Act("Fri 12:05", "resume")),
        faults=(Fault("restored-to-backup-of", "Fri 10:00", of="Fri 07:25"),),
        outcome=Outcome(readers=_ALL, within=75, held="Fri 10:00"),
        mails=(
            DRAFT,
            Mail("mailed", "Fri 07:00", within=75),
            alarm_mail("Fri 10:00", "installation:restored"),
            # The restored database learns of it anew, and says so once more.
            Mail("mailed", "Fri 12:05"),
        ),
        alarms=(Trouble("installation:restored", "Fri 10:00", "Fri 12:00"),),
        differs="the logs settle every batch behind the fence, so an editor can resume instead of cancel",
    ),
    # Articles keep their addresses; only the feed moves. The new day voids no approval: there is none yet.
    Week(
        43,
        "the edition is moved to the Sunday when summer time ends; the harbour's feed moves to another site",
        people=(
            Act("Wed 18:00", "replace-source", "harbour"),
            Act("Thu 15:00", "move", "+1 Sun 07:00"),
            Act("Thu 16:00", "approve"),
        ),
        faults=(Fault("feed-answers-301-elsewhere", "Tue 10:00", of="harbour"),),
        outcome=Outcome(at="+1 Sun 07:00", readers=_ALL),
        mails=(
            alarm_mail("Tue 10:00", "source:*:moved", within=1800),
            DRAFT,
            Mail("mailed", "+1 Sun 07:00"),
        ),
        alarms=(Trouble("source:*:moved", "Tue 10:00", "Wed 18:00", within=1800),),
        differs="told within a day, and read at its new place meanwhile: the documents do not say",
    ),
    Week(
        44,
        "winter time again; two schedulers run all week; the editor holds the edition over its hour",
        people=(*APPROVED, Act("Thu 20:00", "hold"), Act("Fri 10:00", "resume")),
        faults=(Fault("two-schedulers", "Sat 00:00", "Fri 23:59"),),
        outcome=Outcome(at="Fri 10:02", readers=_ALL, held="Thu 20:00"),
        mails=(DRAFT, Mail("mailed", "Fri 10:02")),
        differs="an edition that a person holds raises no alarm at its hour: the documents do not say",
    ),
    # The alarm comes while there is still room for it. Then nothing can be written for eighty minutes.
    Week(
        45,
        "the disk is full over the assembling hour",
        faults=(
            Fault("disk-nearly-full", "Thu 13:00", "Thu 13:50"),
            Fault("disk-full", "Thu 13:50", "Thu 15:10"),
        ),
        outcome=_MAILED,
        mails=(
            alarm_mail("Thu 13:00", "disk:*"),
            Mail("draft", "Thu 15:10", within=15),
            MAILED,
        ),
        alarms=(Trouble("disk:*", "Thu 13:00", "Thu 15:10"),),
    ),
    # The batch whose answer could not be stored is settled by events or logs.
    Week(
        46,
        "the disk is full in mid-send",
        settings=Settings(spread_minutes=60),
        faults=(
            Fault("disk-nearly-full", "Fri 06:45", "Fri 07:20"),
            Fault("disk-full", "Fri 07:20", "Fri 08:00"),
        ),
        outcome=Outcome(at="Fri 08:00", readers=_ALL, within=75),
        mails=(
            DRAFT,
            alarm_mail("Fri 06:45", "disk:*"),
            Mail("mailed", "Fri 08:00", within=75),
        ),
        alarms=(Trouble("disk:*", "Fri 06:45", "Fri 08:00"),),
    ),
    # Enough stories, so not thin; but a fifth of what its own weeks had.
    Week(
        47,
        "far fewer articles than the magazine's own weeks had",
        News(2, 1),
        outcome=_MAILED,
        mails=(DRAFT, alarm_mail("Thu 14:00", "edition:*:drought"), MAILED),
        alarms=(Trouble("edition:*:drought", "Thu 14:00", "Thu 16:00"),),
    ),
    # The feed is back before the draft is made, so the draft lacks nothing.
    Week(
        48,
        "a web page comes instead of the harbour's feed until Tuesday; no route to SendGrid at the hour",
        faults=(
            Fault("feed-is-a-web-page", "Mon 08:00", "Tue 20:00", of="harbour"),
            Fault("sendgrid-unreachable", "Fri 06:50", "Fri 07:40"),
        ),
        outcome=Outcome(at="Fri 07:40", readers=_ALL),
        mails=(
            alarm_mail("Mon 08:00", "source:*", within=720),
            DRAFT,
            alarm_mail("Fri 07:00", "worker:*:unreached"),
            Mail("mailed", "Fri 07:40"),
        ),
        alarms=(
            Trouble("source:*", "Mon 08:00", "Tue 20:00", within=720, over_within=1440),
            Trouble("worker:*:unreached", "Fri 07:00", "Fri 07:40"),
        ),
        differs="one cause, one alarm: lists that cannot be read for less than an hour are not told",
    ),
    # One fault over three weeks. The mail that tells of all three comes in week 52.
    Week(
        49,
        "the machine is off: first lost week",
        people=(Act("+3 Mon 11:00", "dismiss", "period:*"),),
        faults=(Fault("machine-off", "Sat 00:00", "+3 Mon 10:00"),),
        outcome=NO_EDITION,
        mails=(),
        alarms=(Trouble("period:*", "+3 Mon 10:00", "+3 Mon 11:00", dismissed=True),),
    ),
    Week(
        50,
        "the machine is off: second lost week",
        people=(Act("+2 Mon 11:00", "dismiss", "period:*"),),
        outcome=NO_EDITION,
        mails=(),
        alarms=(Trouble("period:*", "+2 Mon 10:00", "+2 Mon 11:00", dismissed=True),),
    ),
    Week(
        51,
        "the machine is off: third lost week",
        people=(Act("+1 Mon 11:00", "dismiss", "period:*"),),
        outcome=NO_EDITION,
        mails=(),
        alarms=(Trouble("period:*", "+1 Mon 10:00", "+1 Mon 11:00", dismissed=True),),
    ),
    # Four weeks' articles are no flood.
    Week(
        52,
        "an ordinary week after three lost ones",
        outcome=_MAILED,
        mails=(alarm_mail("Mon 10:00", "period:*", "period:*", "period:*"), DRAFT, MAILED),
    ),
)
