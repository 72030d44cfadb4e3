"""The words used in dates: months in many languages, and names of zones.

Only words with a single meaning are here. `IST` (India, Israel, Ireland), `AST`, military letters and month
names that two languages use for different months (`listopad`) are left out: no date at all is better than a
wrong one.
"""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_WRITTEN: Final = """
 1 jan january januar janvier janv enero ene gennaio gen janeiro januari jänner ocak stycznia
 1 styczeń sty января январь янв ιαν ιανουαρίου
 2 feb february februar février fevrier févr fevr fév febrero febbraio fevereiro fev februari şubat
 2 lutego luty lut февраля февраль фев φεβ φεβρουαρίου
 3 mar march märz maerz mrz mär mars marzo março marco maart mrt mart marca marzec марта март μαρ
 3 μάρ μαρτίου
 4 apr april avril avr abril abr aprile nisan kwietnia kwiecień kwi апреля апрель апр απρ απριλίου
 5 may mai mayo maggio mag maio mei maj mayıs maja мая май μαϊ μαΐου μάι
 6 jun june juni juin junio giugno giu junho haziran czerwca czerwiec cze июня июнь июн ιουν ιούν
 6 ιουνίου
 7 jul july juli juillet juil julio luglio lug julho temmuz lipca июля июль июл ιουλ ιούλ ιουλίου
 8 aug august août aout agosto ago augustus augusti ağustos sierpnia sierpień sie августа август
 8 авг αυγ αύγ αυγούστου
 9 sep sept september septembre septiembre setiembre settembre set setembro eylül września wrzesień
 9 wrz сентября сентябрь сен сент σεπ σεπτ σεπτεμβρίου
10 oct october oktober okt octobre octubre ottobre ott outubro out ekim października październik
10 paź октября октябрь окт οκτ οκτωβρίου
11 nov november novembre noviembre novembro kasım ноября ноябрь ноя νοε νοέ νοεμβρίου
12 dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro desember des
12 aralık grudnia grudzień gru декабря декабрь дек δεκ δεκεμβρίου
 1 január ianuarie gener ledna siječnja januarja tammikuuta януари січня ינואר يناير
 2 február februarie febrer února veljače februarja helmikuuta февруари лютого פברואר فبراير
 3 március martie març března ožujka marca maaliskuuta березня מרץ מרס مارس maret marts
 4 április aprilie dubna travnja aprila huhtikuuta април квітня אפריל أبريل ابريل إبريل
 5 május maig května svibnja maja toukokuuta травня מאי مايو
 6 június iunie juny června lipnja junija kesäkuuta юни червня יוני يونيو يونيه
 7 július iulie juliol července srpnja julija heinäkuuta юли липня יולי يوليو يوليه
 8 augusztus agost srpna kolovoza avgusta elokuuta серпня אוגוסט أغسطس اغسطس agustus
 9 szeptember septembrie září rujna septembra syyskuuta септември вересня ספטמבר سبتمبر
10 október octombrie října oktobra lokakuuta октомври жовтня אוקטובר أكتوبر اكتوبر
11 noiembrie studenoga studenog novembra marraskuuta ноември листопада נובמבר نوفمبر
12 decembrie desembre prosince prosinca decembra joulukuuta декември грудня דצמבר ديسمبر
"""
_MONTHS: Final = {
    word: int(number)
    for number, *words in (line.split() for line in _WRITTEN.split("\n") if line)
    for word in words
}

# Monday to Sunday, as they appear at the start of dates.
_WEEKDAYS: Final = {
    word: number
    for number, words in enumerate(
        (
            "mon monday mo montag lun lundi lunes lunedì seg segunda ma maandag пн понедельник",
            "tue tues tuesday di dienstag mar mardi martes martedì ter terça dinsdag вт вторник",
            "wed wednesday mi mittwoch mer mercredi mié miércoles mercoledì qua quarta wo woensdag ср среда",
            "thu thurs thursday do donnerstag jeu jeudi jue jueves gio giovedì qui donderdag чт четверг",
            "fri friday fr freitag ven vendredi vie viernes venerdì sex sexta vr vrijdag пт пятница",
            "sat saturday sa samstag sonnabend sam samedi sáb sábado sab sabato za zaterdag сб суббота",
            "sun sunday so sonntag dim dimanche dom domingo domenica zo zondag вс воскресенье",
        )
    )
    for word in words.split()
}
EAST_ASIAN_WEEKDAYS: Final = "[月火水木金土日](?:曜日?)|(?:星期|周|週)[一二三四五六日天]|[월화수목금토일]요일"
# Words before a time: "um 9:30", "à 9h30", "kl. 9.30".
HOUR_WORDS: Final = (
    r"at|um|à|às|a\s+las?|alle(?:\s+ore)?|ore|kl\.?|klo|om|ob|o(?:\s+godz\.?|\s+godzinie)?|в|о|у|u|v|saat|pukul"
    r"|lúc|الساعة|בשעה"
)

_HOURS: Final = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0,
    "bst": 1, "west": 1, "cet": 1, "met": 1, "mez": 1, "wat": 1,
    "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "cat": 2, "sast": 2,
    "eest": 3, "msk": 3, "eat": 3, "trt": 3,
    "pkt": 5, "wib": 7, "awst": 8, "hkt": 8, "sgt": 8, "pht": 8,
    "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "adt": -3, "brt": -3, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6,
    "mst": -7, "pdt": -7, "pst": -8, "akdt": -8, "akst": -9, "hst": -10,
}  # fmt: skip
_MINUTES: Final = {"acst": 570, "acdt": 630, "npt": 345, "nst": -210, "ndt": -150}
# These name a place, not an offset from UTC: the zone's own rules give the offset.
_PLACES: Final = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}


def month_of(word: str) -> int | None:
    """Return 1 to 12 for a month's name or short form, in any case; None for any other word."""
    name = word.lower().rstrip(".")
    return _MONTHS.get(name) or _MONTHS.get(name.removeprefix("ב"))


def weekday_of(word: str) -> int | None:
    """Return 0 (Monday) to 6 for a weekday's name or short form, in any case; None for any other word."""
    return _WEEKDAYS.get(word.lower().rstrip("."))


def zone_of(name: str) -> tzinfo | None:
    """Return the zone that a name means, in any case, or None if it is unknown or ambiguous.

    The name is an abbreviation or names a place: `America/Los_Angeles`.
    """
    if "/" in name:
        return _zone_of_place(name)
    key = name.lower().replace(".", "")
    if key in _PLACES:
        return ZoneInfo(_PLACES[key])
    minutes = _MINUTES.get(key, _HOURS[key] * 60 if key in _HOURS else None)
    return None if minutes is None else timezone(timedelta(minutes=minutes))


def _zone_of_place(name: str) -> tzinfo | None:
    try:
        return ZoneInfo("/".join("_".join(map(_title, part.split("_"))) for part in name.split("/")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _title(word: str) -> str:
    return word if not (word.isupper() or word.islower()) else word.title()
