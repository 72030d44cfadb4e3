"""What an encoding's label means on the web, and how browsers read it.

Publishers mean what browsers show, which is often more than the label says: browsers read the quotes of
Windows in `iso-8859-9`, and NEC's ① in `shift_jis`.
"""

from __future__ import annotations

import codecs
import re
from encodings.aliases import aliases
from typing import Final

# In these, ASCII bytes need not mean ASCII, so such a text may look like UTF-8.
STATEFUL: Final = ("iso2022_jp_ext", "iso2022_kr", "hz")

# Python's names for the larger encodings that the web means by smaller ones.
_MEANT: Final = {
    "ascii": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
    "utf-16": "utf-16-le",
    "utf-8-sig": "utf-8",
}
# Labels from the Encoding Standard and from practice that Python lacks, as `_squeezed` spells them.
_MORE: Final = {
    "utf-8": "utf8mb4 unicode11utf8 unicode20utf8 unicode cp65001",
    "utf-16-le": "iso10646ucs2 ucs2 unicodefeff cp1200",
    "utf-16-be": "unicodefffe cp1201",
    "ascii": "ansi userdefined",
    "big5": "cnbig5 big5eten",
    "cp874": "dos874 cp874",
    "cp949": "cp51949 isoir149 ksc56011989",
    "euc_jp": "eucpkdfmtjapanese eucjpms cp51932",
    "gb2312": "gb2312 gb231280 cp20936 cp51936",
    "gb18030": "cp54936",
    "iso2022_jp": "cp50220 cp50221 cp50222",
    "iso8859_8": "visual logical iso88598e iso88598i cp38598",
    "iso8859_6": "iso88596e iso88596i",
    "iso8859_7": "suneugreek",
    "iso8859_15": "isolatin9",
    "koi8_r": "koi koi8 cp20866",
    "koi8_u": "koi8u koi8ru cp21866",
    "mac_cyrillic": "macukrainian cp10007",
    "mac_roman": "mac cp10000",
    "shift_jis": "windows31j cp943",
}
# Excludes codecs for programs (`idna`, `rot13`), those of mainframes, and UTF-7, which hides markup.
_TEXTUAL: Final = re.compile(
    r"utf-(?:8|16|32)|iso8859-|iso2022_|cp(?:125\d|437|7\d\d|8(?!75)\d\d|932|949)|koi8|kz1048|ptcp|mac-|gb|hz|big5|euc_|johab"
)
# Prefixes that some put before a label, or before the number of a Microsoft code page.
_VENDOR: Final = re.compile(r"^(?:x|cs)+")
_MICROSOFT: Final = re.compile(r"^(?:windows|mswin|win|ms|ibm|codepage|microsoftcp)(?=\d)")


def _squeezed(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", label.lower())


_NAMES: Final = (
    {_squeezed(name): name for name in aliases.values()}
    | {_squeezed(label): name for label, name in aliases.items()}
    | {label: name for name, labels in _MORE.items() for label in labels.split()}
)


def encoding_of(label: str) -> str:
    """Return Python's name for the encoding that browsers use if `label` is declared, or '' for none.

    Separators, case and prefixes do not matter: `cp-1251`, `Windows_1251` and `x-cp1251` are the same.
    """
    key = _squeezed(label)
    bare = _VENDOR.sub("", key)
    page = _MICROSOFT.sub("cp", bare)
    found = next((_NAMES[each] for each in (key, bare, page) if each in _NAMES), "")
    try:
        name = codecs.lookup(found).name if found else ""
    except LookupError:
        return ""
    name = _MEANT.get(name, name)
    return name if _TEXTUAL.match(name) else ""


def _as_browsers_do(fault: UnicodeError) -> tuple[str, int]:
    """Decode what browsers' tables have but Python's lack: the signs of NEC, IBM and ETEN, and one euro."""
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    place, encoding = fault.start, fault.encoding
    pair = fault.object[place : place + 2]
    if encoding.startswith("gb") and pair[:1] == b"\x80":
        return "€", place + 1
    try:
        if encoding.startswith("big5"):
            return pair.decode("cp950"), place + 2
        if encoding.startswith(("euc_jp", "iso2022_jp")):
            return _shifted(pair).decode("cp932"), place + 2
    except (UnicodeError, ValueError):
        pass
    raise fault


def _shifted(pair: bytes) -> bytes:
    """Return a pair of JIS X 0208, in whatever encoding it came, as Shift JIS writes it."""
    row, cell = (byte & 0x7F for byte in pair)
    lead = (row - 0x21) // 2 + (0x81 if row < 0x5F else 0xC1)
    if row % 2:
        return bytes((lead, cell + (0x1F if cell < 0x60 else 0x20)))
    return bytes((lead, cell + 0x7E))


AS_BROWSERS: Final = "roundup-as-browsers-do"
codecs.register_error(AS_BROWSERS, _as_browsers_do)
