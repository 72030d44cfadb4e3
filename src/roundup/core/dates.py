"""Reads moments from the strings that feeds and pages use.

Every form is read exactly or not at all. A date without a time means midnight. A date without a zone is taken
to be in the zone handed in (the source's own, if known), or else in UTC; `names_zone` says whether a string
names its own zone.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from roundup.core.datewords import EAST_ASIAN_WEEKDAYS, HOUR_WORDS, month_of, weekday_of, zone_of

# A year outside these is a placeholder (0001, 9999), the epoch, or a misread string.
FIRST_YEAR, LAST_YEAR = 1971, 2099
LONGEST = 200

_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,:](?P<fraction>\d{1,9}))?)?\s*(?P<half>[ap]\.?m\b\.?)?"
    r"|(?P<hour2>\d{2})(?P<minute2>\d{2})(?P<second2>\d{2})?"
)
_PLACE = r"[A-Za-z]{2,14}(?:/[A-Za-z_+\-]{2,30}){1,2}"
_ZONE = rf"(?P<zone>(?:(?:GMT|UTC|UT)\s*)?[+-]\d{{1,2}}(?::?\d{{2}})?|[A-Za-z.]{{1,5}}|{_PLACE})"
_TIME = rf"(?:{_CLOCK})(?:\s*{_ZONE})?"
_WORD = r"[^\W\d_]+\.?"
_WEEKDAY = rf"(?:(?P<weekday>{_WORD})(?:-feira)?\s*,?\s*)??"
_DE = r"(?:\s*(?:de|of)\s+|[\s\-,./]*)"
_THEN = rf"(?:(?:\s+|\s*,\s*){_TIME})?"
_YEAR = r"(?P<year>\d{4}|\d{2}|\d{3})(?:\s*(?:г\.?|года|р\.|року))?"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 2026-02-17T09:30:00.5+01:00, 2026-02, 2026/2/17 9:30 PM, 2026年2月17日, Tue, 2026-02-17 09:30
        rf"(?P<year>\d{{4}})(?:[-/年년.]\s*(?P<month>\d{{1,2}})(?:[-/月월.]\s*(?P<day>\d{{1,2}})[日일.]?(?:(?:\s*T\s*|\s+|\s*,\s*|(?<=[日일])){_TIME})?)?[月월]?)?[년年]?",
        rf"{_WORD}\s*,?\s+(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}}){_THEN}",
        # 20260217, 20260217T093000Z
        rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:T?{_TIME})?",
        # 2026-048
        r"(?P<year>\d{4})-(?P<ordinal>\d{3})",
        # Tue, 17 Feb 2026 09:30:00 GMT; 17-Feb-26; 17 de febrero de 2026, 9:30
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.º|°)?{_DE}(?P<name>{_WORD}){_DE}{_YEAR}(?:\s*,?\s*{_TIME})?",
        # Tuesday, February 17, 2026 09:30 PM EST
        rf"{_WEEKDAY}(?P<name>{_WORD})\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<year>\d{{4}})(?:\s*,?\s*{_TIME})?",
        # Tue Feb 17 09:30:00 CET 2026
        rf"{_WEEKDAY}(?P<name>{_WORD})\s+(?P<day>\d{{1,2}})\s+{_TIME}\s+(?P<year>\d{{4}})",
        # 2026. február 17. 9:30
        rf"(?P<year>\d{{4}})\.?\s+(?P<name>{_WORD})\s+(?P<day>\d{{1,2}})\.?{_THEN}",
        # 17.02.2026 09:30
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}}){_THEN}",
        # 17/02/2026: only if the day cannot be a month, or the weekday decides
        rf"{_WEEKDAY}(?P<first>\d{{1,2}})[/-](?P<then>\d{{1,2}})[/-](?P<year>\d{{4}}){_THEN}",
    )
)
_CLOCK_AHEAD = r"(?=\d{1,2}\s*(?:[:.h]\s*\d\d|h\b|uhr\b|uur\b|[ap]\.?m\b))"
# How people write a time, and how the forms above do. The order matters.
_SPELLED = tuple(
    (re.compile(pattern, re.IGNORECASE), spelled)
    for pattern, spelled in (
        (r"\[[A-Za-z_/+-]+\]$", ""),
        # "25 November 2026 - 09:30"
        (rf"(?<!:\d\d)\s+[-–—|•·@]\s+{_CLOCK_AHEAD}", " "),
        (rf"(?<=[\s,])(?:{HOUR_WORDS})\s+{_CLOCK_AHEAD}", " "),
        (r"(?:上午|午前|오전|凌晨)\s*(\d{1,2})([:時时시點点]\s*(?:\d{1,2})?)", r"\1\2 am"),
        (r"(?:下午|午後|오후)\s*(\d{1,2})([:時时시點点]\s*(?:\d{1,2})?)", r"\1\2 pm"),
        (r"(\d{1,2})\s*[時时시點点]\s*(\d{1,2})\s*[分분]?", r"\1:\2"),
        (r"(\d{1,2})\s*[時时시點点](?=\s|$)", r"\1:00"),
        (rf"(?<=[日일\s])\(?(?:{EAST_ASIAN_WEEKDAYS})\)?(?=\s|\d)", " "),
        (r"(?<=\s)(\d{1,2})\s*h\s*(\d\d)(?:\s*min)?\b", r"\1:\2"),
        (r"(?<=\d{4})([\s,]+)(\d{1,2})\.(\d\d)(?=\s|$)", r"\1\2:\3"),
        (r"(:\d\d)\s*(?:uhr|uur|hrs?|hs|h)\b\.?", r"\1"),
        (r"(?<=\s)(\d{1,2})\s*(?:uhr|uur|h)\b", r"\1:00"),
        (r"(?<=[\s,])(\d{1,2})\s*([ap])\.?m\b\.?", r"\1:00 \2m"),
        (r"\b([emp])(?:astern|ountain|acific)\s+(?:([sd])(?:tandard|aylight)\s+)?(t)ime$", r"\1\2\3"),
    )
)
# Signs that stand for other ones: the minus, the commas of Arabic and Chinese, no-break spaces.
_SIGNS = str.maketrans({"−": "-", "،": ",", "、": ",", "\u202f": " ", "\xa0": " "})
_OFFSET = re.compile(
    r"(?:GMT|UTC|UT)?\s*(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", re.IGNORECASE
)


def parse_moment(raw: str, default_zone: tzinfo | None = None) -> datetime | None:
    """Return the moment that `raw` means, in UTC, or None if that is uncertain.

    Reads RFC 822 and its successors (with comments, two-digit years, a missing or wrong weekday), ISO 8601,
    and dates with the month as a word in a dozen languages. Returns None for days that do not exist, unknown
    zones, bare numbers and years that no article can have. Never raises.
    """
    found = _match(raw)
    if found is None:
        return None
    zone = _zone(found.get("zone"), default_zone or UTC)
    if zone is None:
        return None
    try:
        day = _day(found)
        moment = (day + _since_midnight(found)).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def names_zone(raw: str) -> bool:
    """Say whether `raw` itself gives a time zone."""
    found = _match(raw)
    return bool(found and found.get("zone"))


def _match(raw: str) -> dict[str, str] | None:
    if len(raw) > LONGEST:
        return None
    plain = _without_comments(raw)
    found = _match_plain(plain)
    if found and _zone(found.get("zone"), UTC) is not None:
        return found
    # "Uhr" is not a time zone.
    return _match_plain(_spelled_plainly(plain))


def _match_plain(text: str) -> dict[str, str] | None:
    for form in _FORMS:
        if found := form.fullmatch(text):
            return {name: value for name, value in found.groupdict().items() if value}
    return None


def _spelled_plainly(text: str) -> str:
    """Return `text` with its time as programs write it: "9h30" and "9.30 Uhr" become 9:30."""
    text = _without_comments(unicodedata.normalize("NFKC", text).translate(_SIGNS))
    for pattern, spelled in _SPELLED:
        text = pattern.sub(spelled, text)
    return " ".join(text.split())


def _without_comments(raw: str) -> str:
    """Return `raw` with single spaces and without anything in round brackets (which may nest)."""
    kept: list[str] = []
    depth = 0
    for character in re.sub(r"\\.", "", raw):
        depth += character == "("
        kept.append(" " if depth else character)
        depth -= character == ")" and depth > 0
    return " ".join("".join(kept).split()).replace(" ,", ",")


def _day(found: dict[str, str]) -> datetime:
    year = _year(found["year"])
    if "ordinal" in found:
        day = datetime(year, 1, 1) + timedelta(days=int(found["ordinal"]) - 1)  # noqa: DTZ001 - the zone comes with the time
        if day.year != year:
            raise ValueError("no such day")
        return day
    month, number = _month_and_day(found)
    return datetime(year, month, number)  # noqa: DTZ001 - the zone comes with the time


def _year(digits: str) -> int:
    """Return the full year (RFC 2822, 4.3): 00 to 49 are in this century, other short ones in the last."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if len(digits) == 2 and year < 50 else 1900)


def _month_and_day(found: dict[str, str]) -> tuple[int, int]:
    if "first" in found:
        first, then = int(found["first"]), int(found["then"])
        if first <= 12 and then <= 12 and first != then:
            return _as_the_weekday_says(found, first, then)
        return (then, first) if first > 12 else (first, then)
    month = month_of(found["name"]) if "name" in found else int(found.get("month", 1))
    if month is None:
        raise ValueError("no such month")
    return month, int(found.get("day", 1))


def _as_the_weekday_says(found: dict[str, str], first: int, then: int) -> tuple[int, int]:
    """Return month and day of a date like 05/06/2026. Raises ValueError unless only one fits the weekday."""
    weekday = weekday_of(found.get("weekday", ""))
    fitting = [
        (month, day)
        for month, day in ((first, then), (then, first))
        if date(int(found["year"]), month, day).weekday() == weekday
    ]
    if len(fitting) != 1:
        raise ValueError("day or month first?")
    return fitting[0]


def _since_midnight(found: dict[str, str]) -> timedelta:
    hour = int(found.get("hour") or found.get("hour2") or 0)
    minute = int(found.get("minute") or found.get("minute2") or 0)
    second = int(found.get("second") or found.get("second2") or 0)
    if "half" in found:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError("no such time")
    micros = int(found.get("fraction", "0").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micros)


def _zone(raw: str | None, default: tzinfo) -> tzinfo | None:
    if raw is None:
        return default
    offset = _OFFSET.fullmatch(raw)
    if offset is None:
        return zone_of(raw)
    hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
    if hours > 14 or minutes > 59:
        return None
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if offset["sign"] == "-" else span)
