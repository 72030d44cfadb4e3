"""A date is read for what it says, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.dates import FIRST_YEAR, LAST_YEAR, names_zone, parse_moment

moments = st.datetimes(
    datetime(FIRST_YEAR, 1, 2),  # noqa: DTZ001 - the strategy adds the zone
    datetime(LAST_YEAR, 12, 30),  # noqa: DTZ001 - the strategy adds the zone
    timezones=st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("Tue, 17 Feb 2026 09:30:00 GMT", "2026-02-17 09:30"),
        ("17 Feb 2026 09:30 +0100", "2026-02-17 08:30"),
        ("Wed, 17 Feb 2026 09:30:00 -0000", "2026-02-17 09:30"),
        ("Thu, 16 Apr 2026 18:01:48 -0000", "2026-04-16 18:01:48"),
        ("Wed, 5 Nov 2025 13:52:10  EST", "2025-11-05 18:52:10"),
        ("Thu, 09 Feb 2006 16:59:45 pDt", "2006-02-09 23:59:45"),
        ("Tue, 17 Feb 2026 12:00:00 CEST", "2026-02-17 10:00"),
        ("Fri, 17 May 2019 23:21:44 BST", "2019-05-17 22:21:44"),
        ("Fri, 17 May 2019 09:00:00 JST", "2019-05-17 00:00"),
        ("Fri, 17 Jul 2026 09:00:00 ET", "2026-07-17 13:00"),
        ("Sat,29 Jul 2006 00:03:02 +0000", "2006-07-29 00:03:02"),
        ("Mon, 21 Oct 2002 14:04:23 -05:00", "2002-10-21 19:04:23"),
        ("31 Dec 99 23:59:59 +0000", "1999-12-31 23:59:59"),
        ("03 Apr 02 1500 GMT", "2002-04-03 15:00"),
        ("Thu(oh how I hate thursdays), 9(th) Feb(ruary) 2006 23:59:45 +0000(GMT)", "2006-02-09 23:59:45"),
        (r"Thu, 09 (nested (comment) Mar)Feb(escaped\) 2005) 2006()23:59:45 +0000", "2006-02-09 23:59:45"),
        ("Thu,\r\n 09 Feb 2006\r\n 23:59:45 +0000", "2006-02-09 23:59:45"),
        ("Fri Apr 28 19:20:36 CEST 2023", "2023-04-28 17:20:36"),
        ("Thu Feb 12 2026 10:00:00 GMT+0100 (CET)", "2026-02-12 09:00"),
        ("Friday, January 29, 2021 04:42 PM", "2021-01-29 16:42"),
        ("Jan. 5, 2026 at 12:10 a.m. EST", "2026-01-05 05:10"),
        ("2026-02-17T09:30:15.250-05:00", "2026-02-17 14:30:15.250"),
        ("2026-02-17T09:30Z", "2026-02-17 09:30"),
        ("2026-02-17 09:30:00 +0300", "2026-02-17 06:30"),
        ("20200516T145153Z", "2020-05-16 14:51:53"),
        ("2003-335", "2003-12-01"),
        ("2026-02-17T24:00:00Z", "2026-02-18"),
        ("2016-12-31T23:59:60Z", "2017-01-01"),
        ("2020/1/10 14:33:00", "2020-01-10 14:33"),
        ("22.11.2022 12:16:00", "2022-11-22 12:16"),
        ("25/12/2020", "2020-12-25"),
        ("12/25/2020 5:00 PM", "2020-12-25 17:00"),
        ("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24 22:42:40"),
        ("17 de febrero de 2026, 9:30", "2026-02-17 09:30"),
        ("Dienstag, 17. März 2026 um 9:30", "2026-03-17 09:30"),
        ("17 février 2026", "2026-02-17"),
        ("2026年2月17日 09:30", "2026-02-17 09:30"),
        ("2026-02-17", "2026-02-17"),
        ("2026-02", "2026-02-01"),
        ("2026", "2026-01-01"),
        ("Wed, 18 Nov 2026 20:21:00 America/Los_Angeles", "2026-11-19 04:21"),
        ("Mi., 25. November 2026, 09:30 Uhr", "2026-11-25 09:30"),
        ("Mittwoch, 25. November 2026 um 9.30 Uhr", "2026-11-25 09:30"),
        ("25. November 2026, 14 Uhr", "2026-11-25 14:00"),
        ("mercredi 25 novembre 2026 à 09:30", "2026-11-25 09:30"),
        ("mercredi 25 novembre 2026 à 9h30", "2026-11-25 09:30"),
        ("le 25 novembre 2026 à 9 h 30", "2026-11-25 09:30"),
        ("1er décembre 2026 à 14h", "2026-12-01 14:00"),
        ("2026년 11월 25일 09:30", "2026-11-25 09:30"),
        ("2026년 11월 25일 수요일 오후 3:30", "2026-11-25 15:30"),
        ("2026년 11월 25일 (수) 09:30", "2026-11-25 09:30"),
        ("2026. 11. 25. 09:30", "2026-11-25 09:30"),
        ("2026年11月25日 下午3:30", "2026-11-25 15:30"),
        ("2026年11月25日（水）9時30分", "2026-11-25 09:30"),
        ("2026年11月25日 星期三 09:30", "2026-11-25 09:30"),
        ("2026年11月25日09:30", "2026-11-25 09:30"),
        ("Wed, 11/25/2026 - 09:30", "2026-11-25 09:30"),
        ("Wed, 25/11/2026 - 00:00", "2026-11-25"),
        ("11/25/2026 - 09:30", "2026-11-25 09:30"),
        ("Wednesday, November 25, 2026 - 09:30", "2026-11-25 09:30"),
        ("Wed, 2026-11-25 09:30", "2026-11-25 09:30"),
        ("2026/11/25 - 09:30", "2026-11-25 09:30"),
        ("Mi, 25.11.2026 - 09:30", "2026-11-25 09:30"),
        ("25 November 2026 - 09:30", "2026-11-25 09:30"),
        ("Nov 25, 2026 - 9:30am", "2026-11-25 09:30"),
        ("Wed, 05/06/2020 - 09:30", "2020-05-06 09:30"),
        ("Fri, 05/06/2020 - 09:30", "2020-06-05 09:30"),
        ("quarta-feira, 25 de novembro de 2026 às 09:30", "2026-11-25 09:30"),
        ("quarta-feira, 25 de novembro de 2026 09h30", "2026-11-25 09:30"),
        ("Qua, 25 Nov 2026 09:30:00 -0300", "2026-11-25 12:30"),
        ("25 ноября 2026 г., 09:30", "2026-11-25 09:30"),
        ("Среда, 25 ноября 2026 года в 9:30", "2026-11-25 09:30"),
        ("Ср, 25 ноя 2026 09:30:00 +0300", "2026-11-25 06:30"),
        ("25 листопада 2026 р., 09:30", "2026-11-25 09:30"),
        ("2026. november 25. 9:30", "2026-11-25 09:30"),
        ("25. marraskuuta 2026 klo 9.30", "2026-11-25 09:30"),
        ("onsdag 25. november 2026 kl. 09:30", "2026-11-25 09:30"),
        ("25 نوفمبر 2026، 09:30", "2026-11-25 09:30"),
        ("الأربعاء، 25 نوفمبر 2026", "2026-11-25"),
        ("25 בנובמבר 2026", "2026-11-25"),
        ("miércoles, 25 de noviembre de 2026 a las 9:30", "2026-11-25 09:30"),
        ("mercoledì 25 novembre 2026 alle ore 09:30", "2026-11-25 09:30"),
        ("25 november 2026 om 09:30 uur", "2026-11-25 09:30"),
        ("2026-11-25T09:30:00+01:00[Europe/Berlin]", "2026-11-25 08:30"),
        ("Nov 25, 2026 3 PM EST", "2026-11-25 20:00"),
        ("November 25, 2026 at 3:30 PM Eastern Time", "2026-11-25 20:30"),
        ("Nov 25, 2026 9:30 AM Pacific Standard Time", "2026-11-25 17:30"),
        ("2026-11-25T09:30:00−05:00", "2026-11-25 14:30"),
        ("20261125093000", "2026-11-25 09:30"),
        ("2026-11-25 09:30:00 Europe/Berlin", "2026-11-25 08:30"),
        ("2026-11", "2026-11-01"),
        ("2026年11月", "2026-11-01"),
        ("25-Nov-26", "2026-11-25"),
        ("2026-11-25 09:30 h", "2026-11-25 09:30"),
    ],
)
def test_every_form_is_read_for_what_it_means(raw: str, moment: str) -> None:
    assert parse_moment(raw) == at(moment)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "2026-02-30T10:00:00Z",
        "Mon, 31 Jun 2026 10:00:00 GMT",
        "2026-13-01",
        "2026-02-17T25:00:00Z",
        "2003-366",
        "1739180000",
        "1739180000000",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "9999-12-31T23:59:59Z",
        "1970-01-01T00:00:00Z",
        "1740-01-01",
        "05/06/2020",
        "Tue, 17 Feb 2026 09:30:00 IST",
        "Thu, 09 Feb 2006 16:59:45 G",
        "2019-05-23T09:01:00Z-04",
        "2026-02-17T09:30:00+25:00",
        "17 listopada 2026",
        "February 2026",
        "99 Feb 2026",
        "Mon, 05/06/2020 - 09:30",
        "2026-11-25T09:30:00 - 05:00",
        "2026-11-25 09:30 America/Atlantis",
        "05/06/2020 - 09:30",
        "25 listopada 2026",
        "2026-11-25 09:30 ../etc/passwd",
        "Wed, 31/11/2026 - 09:30",
        "Nov 25",
        "25 Nov",
        "11.25.2026",
        "2569-11-25",
        "25 พฤศจิกายน 2569",
        "Wed, 25 Nov 2026 24:30:00",
    ],
)
def test_what_is_not_certain_is_not_a_date(raw: str) -> None:
    assert parse_moment(raw) is None


def test_a_date_without_a_zone_is_taken_in_the_zone_of_its_source() -> None:
    new_york = ZoneInfo("America/New_York")

    assert parse_moment("2026-02-17", new_york) == at("2026-02-17 05:00")
    assert parse_moment("2026-07-17 09:00", new_york) == at("2026-07-17 13:00")
    assert parse_moment("2026-07-17T09:00Z", new_york) == at("2026-07-17 09:00")


def test_a_date_tells_whether_it_names_its_zone() -> None:
    assert names_zone("Tue, 17 Feb 2026 09:30:00 GMT")
    assert names_zone("Wed, 18 Nov 2026 20:21:00 America/Los_Angeles")
    assert not names_zone("2026-02-17 09:30:00")
    assert not names_zone("Wed, 25/11/2026 - 00:00")
    assert not names_zone("nonsense")


@given(moments)
def test_what_programs_write_comes_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)

    assert parse_moment(moment.isoformat()) == moment
    assert parse_moment(format_datetime(whole)) == whole


@given(st.text(max_size=60) | st.from_regex(r"[\d\-/.: TZa-z(),+]{0,40}", fullmatch=True))
def test_nothing_breaks_it(raw: str) -> None:
    moment = parse_moment(raw)

    assert moment is None or (moment.tzinfo is UTC and FIRST_YEAR <= moment.year <= LAST_YEAR)
