"""Gets sections, tags and kickers from the labels that publishers put on articles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from roundup.articles.sources.text.plain import plain_text

_MOST_TAGS: Final = 50
_LONGEST: Final = 80
_LONGEST_LIST: Final = 2000
# Forms of writing that kickers name.
_KINDS: Final = re.compile(
    r"analysis|reporting|opinion|commentary|news|interview|review|essay|explainer|feature|column|editorial|video"
    r"|podcast|q&a|investigation|dispatch|perspective|letter|report|profile|briefing|live|exclusive",
    re.IGNORECASE,
)
_INTERNAL: Final = re.compile(
    r"[^\s]*[_=][^\s]*|[#@/].*|\d+|[0-9a-f-]{16,}|default|(?:home|front)[- ]?page\b.*|.*[- ]homepage"
    r"|featured?|top stories|all|none|null|untagged|rss|feed|sticky|syndicat(?:ed|ion)|no[- ]?index"
    r"|hide[- ]from\b.*",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"[a-z][a-z0-9+.-]*://.*|(?:urn|tag|doi|mailto|data):\S*|www\.\S+|[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE
)
# WordPress's name for articles without a category, in its languages.
_WITHOUT_SECTION_LIST: Final = """
Uncategorized | Uncategorised | Unkategorisiert | Nicht kategorisiert | Allgemein | Keine Kategorie
Sin categoría | Sin categorizar | Sin clasificar | Sen categoría | Sen categorizar | Ensin categoría
Sense categoria | Sem categoria | Não categorizado | Non classé | Non classifié | Non classée
Sans catégorie | Senza categoria | Non categorizzato | Geen categorie | Niet gecategoriseerd
Ongecategoriseerd | Zonder categorie | General | Sailkatugabea | Sailkatugabeak | Ikke kategoriseret
Ukategoriseret | Ukategorisert | Ikke kategorisert | Okategoriserade | Okategoriserad | Yleinen
Luokittelematon | Kategorisoimaton | Óflokkað | Määratlemata | Liigitamata | Bez kategorijas
Bez tēmas | Be kategorijos | Nekategorizuota | Bez kategorii | Nezařazené | Nezařazeno | Nezaradené
Nekategorizirano | Nekategorisano | Nekategorizovano | Nerazvrščeno | Neuvrščeni | Bez kategorije
Fără categorie | Necategorisit | Neclasificat | Egyéb | Kategorizálatlan | Nincs kategorizálva
Besorolatlan | Genel | Kategorisiz | Kategorilenmemiş | Kateqoriyasız | I pakategorizuar
Pa kategori | Heb Gategori | Gun roinn-seòrsa | Gan chatagóir | Senkategoria | Tak Berkategori
Tanpa Kategori | Tidak Berkategori | Tanpa Katagori | Tiada Kategori | Ora ono kategorine | Pelbagai
Isio-gawanyo | Chưa phân loại | Chưa được phân loại | Không phân loại | Khác | Αταξινόμητα
Χωρίς κατηγορία | Без категория | Некатегоризирани | Некатегоризирано | Некатегоризовано
Без рубрики | Без категории | Без категорії | Без рубрыкі | Без катэгорыі | Санатсыз
კატეგორიის გარეშე | Առանց կատեգորիայի | غير مصنف | غير مصنّف | بدون تصنيف | دسته‌بندی نشده
دسته بندی نشده | بدون دسته‌بندی | متفرق | هاوپۆل نەکراو | هاوپۆلنه‌كراو | سەھىپە ئايرىلمىغان | כללי
ללא קטגוריה | לא מסווג | अवर्गीकृत | श्रेणी रहित | বিভাগবিহীন | অশ্রেণীবদ্ধ | વર્ગીકૃત નથી
வகைப்படுத்தப்படாதது | பிரிவற்றது | వర్గీకరించబడలేదు | වර්ගීකරණය නොකළ | ไม่มีหมวดหมู่
ไม่ได้จัดหมวดหมู่ | က​ဏ္ဍ​ ခွဲမထား | មិនមានប្រភេទ | 未分类 | 未分類 | カテゴリーなし | 미분류 | 분류되지 않음
"""


def _key(label: str) -> str:
    """Return a key that is equal for a label and its slug."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", label.casefold())))


_WITHOUT_SECTION: Final = frozenset(
    _key(name) for line in _WITHOUT_SECTION_LIST.splitlines() for name in line.split("|")
)
_COMMA: Final = re.compile(r"[,،、，]")
_SEPARATOR: Final = re.compile(r"[,;،、，；]")
_JOINED: Final = re.compile(r"&|\b(?:and|und|y|e|et|en|og|och|i)\b", re.IGNORECASE)


def split_kicker(label: str) -> tuple[str, str]:
    """Return the kicker and the section in a label such as "Analysis | Washington Politics".

    A label without a bar names only a section.
    """
    kind, bar, section = (part.strip() for part in label.partition("|"))
    return (kind, section) if bar else ("", kind)


def usable_labels(raw: Iterable[str]) -> tuple[str, ...]:
    """Return the labels (given as HTML) that tell a reader something, each once, in order.

    A list in one label is taken apart. Addresses, the publisher's internal labels (`homepage_regional_china`)
    and WordPress's name for articles without a category are left out.
    """
    listed = [text for text in map(plain_text, raw) if text]
    parts = (part for text in listed for part in _parts(text, is_alone=len(listed) == 1))
    tags: dict[str, str] = {}
    for part in parts:
        if not _is_internal(part):
            tags.setdefault(part.casefold(), part)
    return tuple(tags.values())[:_MOST_TAGS]


def _parts(label: str, *, is_alone: bool) -> list[str]:
    """Take a list apart. Two names with a comma may be one place; "Food, Wine & Travel" is one section.

    A comma in brackets belongs to a name: "Lyon (Rhône, France)".
    """
    if len(label) > _LONGEST_LIST or "(" in label:
        return [label]
    two, parts = (
        [part.strip() for part in sign.split(label) if part.strip()] for sign in (_COMMA, _SEPARATOR)
    )
    listed = len(parts) > 2 or (len(two) == 2 and is_alone)
    return parts if listed and not _JOINED.search(parts[-1]) else [label]


def _is_internal(label: str) -> bool:
    """Say whether a label is for machines or for the publisher's own use."""
    return (
        len(label) > _LONGEST
        or _key(label) in _WITHOUT_SECTION
        or bool(_INTERNAL.fullmatch(label) or _ADDRESS.fullmatch(label))
    )


def sort_labels(raw: Iterable[str]) -> tuple[str, str, tuple[str, ...]]:
    """Return the kicker, section and tags from an article's labels, which are in the publisher's order.

    The section is the one in a kicker's label, or else the first label that a reader would understand.
    Internal labels are ignored.
    """
    shown = usable_labels(raw)
    for tag in shown:
        kicker, section = split_kicker(tag)
        if section and _KINDS.fullmatch(kicker):
            return kicker, section, shown
    return "", next(iter(shown), ""), shown
