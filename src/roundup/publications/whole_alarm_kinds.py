"""The kinds of alarms that concern the whole installation."""

from __future__ import annotations

from typing import Final

from roundup.core.newsroom_language import tell_later
from roundup.publications.alarm_kind import AlarmKind

_FIRST, _LISTS, _CLOCK = "Check first", "Readers who came back get nothing", "A clock is wrong"
_SET_CLOCK = tell_later("Set the machine’s clock right, and let NTP keep it right.")

WHOLE_ALARM_KINDS: Final = (
    AlarmKind(
        "events:clearing",
        tell_later("Readers cannot be taken off the provider’s lists"),
        tell_later("Give the provider’s key the permission that the alarm names. Roundup does the rest."),
        _LISTS,
        is_whole=True,
    ),
    AlarmKind(
        "events:lists",
        tell_later("The provider’s lists cannot be read"),
        tell_later("See what the provider says. Roundup tries again every hour."),
        _LISTS,
        is_whole=True,
    ),
    AlarmKind(
        "events:backlog",
        tell_later("The provider’s events are not applied"),
        tell_later("Check with `roundup doctor` whether the worker is running."),
        "Events do not come",
        is_whole=True,
    ),
    AlarmKind(
        "installation:outlet",
        tell_later("A worker is set up differently"),
        tell_later("Give it the settings of the others and restart it."),
        "Change the provider",
        is_whole=True,
    ),
    AlarmKind("installation:clock", tell_later("A clock went back"), _SET_CLOCK, _CLOCK, is_whole=True),
    AlarmKind("clock:*", tell_later("A machine’s clock is wrong"), _SET_CLOCK, _CLOCK, is_whole=True),
    AlarmKind(
        "installation:restored",
        tell_later("The database was restored"),
        tell_later("Look at what was mailed since, then run `roundup doctor --accept-restore`."),
        "Restore from a backup",
        is_whole=True,
    ),
    AlarmKind(
        "installation:leaves-unread",
        tell_later("The journal of leaves cannot be read"),
        tell_later("Put the file back, or mend it. Until then no mail goes to readers."),
        "Who left since the backup",
        is_whole=True,
    ),
    AlarmKind(
        "installation:leaves",
        tell_later("The journal of leaves cannot be written"),
        tell_later("Make room, take a backup, then dismiss this."),
        "Who left since the backup",
        is_whole=True,
        stays=True,
    ),
    AlarmKind(
        "installation:editor-mail",
        tell_later("Mail to editors is not going out"),
        tell_later("Correct what the alarm names, then try it with `roundup alarms --test-mail ADDRESS`."),
        "Alarms are mailed",
        is_whole=True,
    ),
    AlarmKind(
        "installation:silent",
        tell_later("No worker is looking for work"),
        tell_later("See the log of `roundup up`, and `roundup doctor`."),
        _FIRST,
        is_whole=True,
    ),
    AlarmKind(
        "installation:overdue",
        tell_later("Work is overdue"),
        tell_later("See the worker’s log, and `roundup doctor`."),
        _FIRST,
        is_whole=True,
    ),
    AlarmKind(
        "worker:*:unreached",
        tell_later("A worker cannot reach the provider"),
        tell_later("Check that machine’s network. The worker tries again every minute."),
        "The provider asks for a pause, or no longer answers",
        is_whole=True,
    ),
    AlarmKind(
        "part:*:*",
        tell_later("A part of Roundup crashed"),
        tell_later("It starts again by itself. If this goes on, see its log."),
        _FIRST,
        is_whole=True,
    ),
    AlarmKind(
        "loop:*:*",
        tell_later("A part of Roundup crashes again and again"),
        tell_later("See its log, correct what it names, and restart `roundup up`."),
        _FIRST,
        is_whole=True,
    ),
    AlarmKind(
        "broker:*",
        tell_later("The broker does not answer"),
        tell_later("Start it again, or check its disk. Waiting work then continues by itself."),
        _FIRST,
        is_whole=True,
    ),
    AlarmKind(
        "web:*",
        tell_later("The web server does not answer"),
        tell_later("It is started again after a minute. If this goes on, see its log."),
        _FIRST,
        is_whole=True,
    ),
    AlarmKind(
        "disk:*", tell_later("The disk is nearly full"), tell_later("Make room."), "Disk", is_whole=True
    ),
)
