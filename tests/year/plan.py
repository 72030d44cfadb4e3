"""The plan of a simulated year: what happens in each of 52 weeks, and what an editor should see.

Written on 30 November 2026, before the runner, from the documents and the brief, by a helper that does not
write the runner. Of the code it has read `alarm_kinds.py`, `choices.py` and `week_mail.py`, nothing else. If
the runner and a row disagree, ask which of them is right before you change either. Rows whose `differs` is
not empty say what is right for an editor where the documents say otherwise, or nothing.

The year
    One weekly publication in Europe/Lisbon: the draft is made on Thursday at 14:00, it goes out on Friday
    at 7:00. A draft needs three stories; the undo window has two minutes; everything else is as delivered.
    Week 1 goes out on 8 January 2027. The clocks go forward after week 12, and back after week 43. A week
    begins on Saturday 00:00. Two feeds, the quay and the harbour, are looked at each hour. They were added
    on 2 January with a backlog of four posts of the quay from December, which were never mailed. 2,000
    readers, nobody joins or leaves except by bounces and complaints; batches of 250. SendGrid by a
    stand-in: unless a fault says otherwise it sends an event about each copy within a minute, and its logs
    know what it took. One editor wants every kind of mail, which leaves through a mail server of its own. The
    lookout of `roundup up` always runs, except while the machine is off or the database cannot be written.
    SQLite; a tick each minute. A thin week has half the usual number of articles: no drought. Two, three or
    four weeks' articles after a skipped, paused or lost week are no flood: what is new counts by the weeks
    that its window has. Flood and drought are told from the seventh edition on.

Moments
    "Thu 14:00" is by the publication's clock, in the row's own week; "+1 Mon 09:00" in the week after
    (`moment`). `within` is in minutes: never earlier than the moment, and no later than that. What comes
    later than its week belongs to the row that causes it. A week has exactly the mails and alarms of the
    rows, in the order of their moments; two of the same moment may come in either order. Alarms that are
    raised within ten seconds share a mail.

Mails
    draft           a draft is ready
    reminder-3h/1h  nobody has approved it, and the hour comes near
    mailed          it has gone out, with the account
    not-mailed      it was skipped by itself: why, and how to take it up again
    alarm           the alarms whose kinds `about` names; their end is never a mail of its own

Outcomes
    mailed, skipped, cancelled, or none (no draft was made). `readers` is how many copies the stand-in took:
    one for each of these readers, none for anybody else. `held` is since when it, or its mailing, was held.
    When `skipped` is by itself, `at` is its hour. In week 42 all copies leave by 08:00; `held` is of the
    restored database, which ends as mailed, too.

People
    approve         with a reason if the proof has errors; a thin draft as it is. After the hour it goes out
    change          types another note; the approval is void
    drop-story-…, take-correction-…   does that and approves
    resume, cancel, skip, take-up     in the newsroom, so resume has its undo window before anything leaves
    skip-date, pause, move            in the calendar, or on the edition's page; `what` says which days
    mend-key        gives the workers a key that works, and restarts them within seconds
    settle-accepted the uncertain batch was taken;  accept-restore  `roundup doctor --accept-restore`
    replace-source  removes the old address, adds the new one;  dismiss  the open alarms of that kind

Faults
    machine-off     nothing runs, and the lookout does not either
    worker-dead     no tick, and no restart helps; the lookout runs
    redis-gone      the same, because the broker does not answer
    clock-ahead, clock-behind         `count` minutes
    mail-send-…     only the request that hands a batch over; 429 with headers that say one minute;
                    taken-without-answer  the copies are taken, the connection ends by a time-out
    everything-answers-401, sendgrid-unreachable    every request to SendGrid
    proof-error     the draft's proof has an error of a kind that blocks approval without a reason
    bounces, complaints               `count` events about the first copies taken that have none yet
    restored-to-backup-of  at `since`, the database file becomes that of `of`; the data folder stays
    disk-nearly-full                  100 MB are left;  disk-full  neither database nor folder can be written
    feed-…, page-…  the feed of `of`; the page of one story of the edition (its feed stays as it was)
"""

from __future__ import annotations

from typing import Final

from tests.year.plan_autumn import AUTUMN
from tests.year.plan_spring import SPRING
from tests.year.plan_summer import SUMMER
from tests.year.plan_winter import WINTER
from tests.year.shapes import Week

YEAR: Final[tuple[Week, ...]] = (*WINTER, *SPRING, *SUMMER, *AUTUMN)
