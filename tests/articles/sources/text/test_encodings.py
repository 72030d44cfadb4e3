"""Whatever encoding a document declares, its letters are those that a browser shows."""

from __future__ import annotations

import codecs
import json

import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.registry import read_here
from roundup.articles.sources.text.encodings import encoding_of
from roundup.core.articles import Reading

# The labels of the Encoding Standard, but for those that differ only in `-`, `_` and `:`.
STANDARD = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso88593 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso88594 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso88595 iso_8859-5:1988",
    "iso8859-6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-i iso-ir-127",
    "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 sun_eu_greek",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 visual iso-8859-8-i logical",
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso885910 l6 latin6",
    "iso8859-13": "iso-8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso885914",
    "iso8859-15": "csisolatin9 iso-8859-15 iso885915 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp874": "dos-874 iso-8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251 cp-1251 win1251 Windows_1251",
    "cp1252": "ansi_x3.4-1968 ascii cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 us-ascii x-user-defined",
    "cp1254": "csisolatin5 iso-8859-9 iso-ir-148 iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022_jp_ext": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1989 ksc5601 windows-949",
    "": "utf-7 x-imap4-modified-utf7 idna rot13 base64 unicode_escape cp037 x-none",
}
DECLARED = [
    ("cp-1251", "cp1251", "Ночные поезда вернулись"),
    ("WIN1251", "cp1251", "Ночные поезда вернулись"),
    ("x-cp1250", "cp1250", "Noční vlaky jezdí"),
    ("ISO-8859-9", "cp1254", "“Gece treni” geri döndü"),
    ("tis-620", "cp874", "“รถไฟ” กลับมา…"),
    ("windows-31j", "cp932", "①番線の髙橋"),
    ("x-sjis", "cp932", "㈱港の夜行列車"),
    ("x-euc-jp", "euc_jp", "夜の港"),
    ("euc-kr", "cp949", "똠방각하와 펲시"),
    ("ks_c_5601-1987", "cp949", "밤기차가 돌아온다"),
    ("big5", "big5hkscs", "嘅啲咗香港"),
    ("x-gbk", "gb18030", "夜间列车鎔基"),
    ("iso-8859-8-i", "iso8859_8", "רכבות הלילה"),
    ("x-mac-ukrainian", "mac_cyrillic", "Нічні потяги"),
    ("koi8-u", "koi8_u", "Нічні поїзди їдуть"),
    ("iso-2022-jp", "iso2022_jp", "夜の港"),
    ("latin-9", "iso8859_15", "Le prix : 5 €"),
    ("us-ascii", "cp1252", "“Café”"),
    ("windows-1251", "utf-8", "Поезда идут"),
]


def feed(title: str, declared: str) -> str:
    head = f'<?xml version="1.0" encoding="{declared}"?>'
    return f"{head}<rss version='2.0'><channel><item><title>{title}</title></item></channel></rss>"


def page(title: str, declared: str) -> str:
    head = f"<!doctype html><html><head><meta charset='{declared}'><title>{title}</title>"
    return f"{head}<meta property='og:type' content=article></head><body><h1>{title}</h1></body></html>"


def told(content: bytes, charset: str = "") -> Reading:
    return read_here(Document("https://x.example/1", content, charset=charset))


def title(found: Reading) -> tuple[str, bool]:
    wrong = any(problem.code == "wrong-encoding" for problem in found.problems)
    return found.articles[0].title, wrong


@pytest.mark.parametrize("name", STANDARD)
def test_a_label_means_what_it_means_on_the_web(name: str) -> None:
    assert {encoding_of(label) for label in STANDARD[name].split()} == {name}
    assert {encoding_of(f" {label.upper()} ") for label in STANDARD[name].split()} == {name}
    assert not name or codecs.lookup(name).name == name


@pytest.mark.parametrize(("declared", "real", "words"), DECLARED)
@pytest.mark.parametrize("write", [feed, page])
def test_letters_are_read_as_browsers_read_them(write: object, declared: str, real: str, words: str) -> None:
    assert callable(write)
    content = write(words, declared).encode(real)
    silent = write(words, "").encode(real)

    assert title(told(content)) == (words, False)
    assert title(told(silent, declared)) == (words, False)


@pytest.mark.parametrize(("declared", "real", "words"), DECLARED[:-3])
def test_json_in_another_encoding_is_read_as_its_server_says(declared: str, real: str, words: str) -> None:
    items = [{"id": "1", "url": "https://x.example/1", "title": words}]
    content = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": items}, ensure_ascii=False
    ).encode(real)

    assert title(told(content, declared)) == (words, False)
    assert title(told(content.decode(real).encode("utf-16"))) == (words, False)


@pytest.mark.parametrize(
    ("declared", "raw", "words"),
    [
        ("euc-jp", b"\xad\xa1\xcc\xeb \xad\xea", "①夜 ㈱"),
        ("iso-2022-jp", b"\x1b$B-!Lk\x1b(B", "①夜"),
        ("gbk", b"5 \x80 \xc4\xe3", "5 € 你"),
        ("big5", b"\xa3\xe1 \xf9\xd8", "€ 裏"),
    ],
)
def test_signs_that_only_browsers_know_are_read(declared: str, raw: bytes, words: str) -> None:
    content = feed("TITLE", declared).encode().replace(b"TITLE", raw)

    assert title(told(content)) == (words, False)


def test_what_the_document_declares_comes_before_what_servers_say_of_everything() -> None:
    content = feed("Поезда", "windows-1251").encode("cp1251")

    assert title(told(content, "us-ascii")) == ("Поезда", False)
    assert title(told(content, "ISO-8859-1")) == ("Поезда", False)


def test_of_a_damaged_text_the_rest_is_read_and_the_damage_told() -> None:
    content = (
        feed("夜行列車が海岸に戻る", "shift_jis").encode("cp932").replace("岸".encode("cp932"), b"\x85\x9f")
    )
    words, wrong = title(told(content))

    assert words.startswith("夜行列車が海")
    assert wrong
