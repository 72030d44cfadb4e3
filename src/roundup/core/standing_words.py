"""Recognises, in six languages, words in which a publisher takes an article back or corrects it.

A mark stands apart in a headline (“RETRACTED: …”); a notice is a sentence about the article itself. News
about something else that was withdrawn is neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final


def folded(text: str) -> str:
    """Return `text` in lower case and without accents, so that all spellings compare as equal."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _any(words: str) -> str:
    """Return a pattern for any of these words, which are separated by `|`."""
    return "|".join(re.escape(folded(word.strip())).replace(r"\ ", " ") for word in words.split("|"))


# The labels of a headline or a note.
_RETRACTED: Final = _any(
    "retracted|retraction|retraction notice|withdrawn|withdrawal|story withdrawn|article withdrawn|"
    "story retracted|article retracted|article removed|story removed|"
    "zurückgezogen|zurückgenommen|rückzug|rücknahme|widerruf|widerrufen|"
    "rétracté|rétractée|rétractation|retiré|retirée|article retiré|dépublié|"
    "retractado|retractada|retractación|retirado|retirada|artículo retirado|noticia retirada|"
    "retratado|retratada|retratação|despublicado|despublicada|artigo retirado|artigo removido|"
    "مسحوب|سحب|تم السحب|تم سحب المقال|سحب المقال|تراجع"
)
_CORRECTED: Final = _any(
    "corrected|correction|corrections|correction notice|corrects|clarification|clarified|erratum|"
    "korrektur|korrigiert|korrigierte fassung|berichtigung|berichtigt|richtigstellung|klarstellung|"
    "corrigé|corrigée|rectificatif|rectification|rectifié|mise au point|précision|"
    "corrección|corregido|corregida|rectificación|fe de errores|fe de erratas|aclaración|"
    "correção|corrigido|corrigida|retificação|errata|esclarecimento|errámos|erramos|"
    "تصحيح|تصويب|توضيح|استدراك"
)
_ARTICLE_EN: Final = "article|story|report|piece|post|column|page|dispatch|item|essay|review|interview"
_OURS: Final = _any(
    "diese meldung|diese geschichte|diese reportage|diese kolumne|dieser artikel|dieser beitrag|"
    "dieser text|dieser bericht|diesen artikel|diesen beitrag|diesen text|diesen bericht|dieses interview|"
    "cet article|cette dépêche|cette enquête|cette tribune|ce texte|ce reportage|cet entretien|"
    "este artículo|este texto|este reportaje|esta noticia|esta nota|esta columna|esta entrevista|"
    "este artigo|esta reportagem|esta matéria|esta notícia|esta coluna|esta entrevista|"
    "هذا المقال|هذا التقرير|هذا الخبر|هذه المادة|هذا النص"
)
_TAKEN_BACK: Final = _any(
    "zurückgezogen|zurückgenommen|gelöscht|depubliziert|aus dem netz genommen|entfernt|offline genommen|"
    "retiré|retirée|dépublié|dépubliée|supprimé|supprimée|rétracté|rétractée|"
    "retirado|retirada|retractado|retractada|eliminado|eliminada|despublicado|despublicada|"
    "removido|removida|retratado|retratada|سحب|حذف|سحبنا|حذفنا|إزالة"
)
_MENDED: Final = _any(
    "korrigiert|berichtigt|richtiggestellt|corrigé|corrigée|rectifié|rectifiée|"
    "corregido|corregida|rectificado|rectificada|corrigido|corrigida|retificado|retificada|"
    "تصحيح|تصويب|تعديل|صححنا"
)
_EARLIER: Final = _any(
    "einer früheren version|einer früheren fassung|einer vorherigen version|einer ersten version|"
    "une version précédente|une version antérieure|une première version|"
    "una versión anterior|una primera versión|uma versão anterior|uma primeira versão|"
    "نسخة سابقة|نسخة سابقه|النسخة السابقة"
)
_OF_THIS: Final = _any("dieses|dieser|de cet|de cette|de ce|de este|de esta|deste|desta|من هذا|من هذه|لهذا")
_EDGE: Final = r"(?<!\w)"
_END: Final = r"(?!\w)"


def _label(words: str) -> re.Pattern[str]:
    """Return a pattern that finds a label before a colon or a dash, in brackets, or alone on its line."""
    before = rf"^\W{{0,3}}(?:{words}) ?(?:[:：|]| [–—-] )"
    bracketed = rf"[\[(【](?:{words})[\])】]"
    alone = rf"^(?:{words})\.?$"
    return re.compile(f"{before}|{bracketed}|{alone}", re.MULTILINE)


_RETRACTED_LABEL: Final = _label(_RETRACTED)
_CORRECTED_LABEL: Final = _label(_CORRECTED)
_GAP: Final = r"(?:[^.!?\n]{0,60}[^\w.!?\n])?"
_RETRACTED_NOTICE: Final = re.compile(
    rf"{_EDGE}this (?:{_ARTICLE_EN}) (?:\w{{1,12}} ){{0,3}}"
    rf"(?:retracted|withdrawn|unpublished|taken down|removed|pulled|deleted|no longer available){_END}"
    rf"|{_EDGE}(?:retracted|retracts?|withdrawn|withdrew|withdraws?|unpublished|taken down|removed|pulled) "
    rf"(?:this|the above) (?:{_ARTICLE_EN}){_END}"
    rf"|{_EDGE}(?:{_OURS}) {_GAP}(?:{_TAKEN_BACK}){_END}"
    rf"|{_EDGE}(?:{_TAKEN_BACK}) (?:{_OURS}){_END}"
)
_CORRECTED_NOTICE: Final = re.compile(
    rf"{_EDGE}an? (?:earlier|previous|original) version of (?:this|the) (?:{_ARTICLE_EN}){_END}"
    rf"|{_EDGE}this (?:{_ARTICLE_EN}) (?:\w{{1,12}} ){{0,3}}"
    rf"(?:amended|corrected|edited to correct|updated to correct|clarified|changed to correct){_END}"
    rf"|{_EDGE}(?:{_EARLIER}) {_GAP}(?:{_OF_THIS}){_END}"
    rf"|{_EDGE}(?:{_OURS}) {_GAP}(?:{_MENDED}){_END}"
    rf"|{_EDGE}(?:{_MENDED}) (?:{_OURS}){_END}"
)
_MISSING: Final = _any(
    "page not found|article not found|story not found|not found|this page does not exist|"
    "page does not exist|this page could not be found|the page cannot be found|page unavailable|"
    "article unavailable|seite nicht gefunden|artikel nicht gefunden|nicht gefunden|"
    "page introuvable|page non trouvée|article introuvable|página no encontrada|"
    "artículo no encontrado|no se encontró la página|página não encontrada|"
    "artigo não encontrado|não encontrado|الصفحة غير موجودة|لم يتم العثور على الصفحة|غير موجود"
)
_NO_PAGE: Final = re.compile(
    rf"^(?:error |http |fehler |erreur |error: )?(?:404|410)(?: |:|$)|^\W{{0,3}}(?:{_MISSING}){_END}"
)


def is_notice(text: str) -> bool:
    """Say whether `text` says that the article it belongs to was withdrawn or corrected."""
    plain = folded(text)
    return bool(_RETRACTED_NOTICE.search(plain) or _CORRECTED_NOTICE.search(plain))


def is_taken_back(text: str) -> bool:
    """Say whether a line of `text` takes an article back: by a label, or in a sentence about itself."""
    plain = folded(text)
    return bool(_RETRACTED_LABEL.search(plain) or _RETRACTED_NOTICE.search(plain))


def is_corrected(text: str) -> bool:
    """Say whether a line of `text` says that an article was corrected."""
    plain = folded(text)
    return bool(_CORRECTED_LABEL.search(plain) or _CORRECTED_NOTICE.search(plain))


def is_no_page(title: str) -> bool:
    """Say whether a page's title says that there is no such page, although the server sent one."""
    return bool(_NO_PAGE.search(folded(title)))


def takes_back(statuses: Iterable[str]) -> bool:
    """Say whether a page's machine-readable `creativeWorkStatus` takes its article back."""
    words = re.compile(rf"{_EDGE}(?:{_RETRACTED}){_END}")
    return any(words.search(folded(status)) for status in statuses)


def names_headline(text: str, headline: str) -> bool:
    """Say whether `text` seems to mean the story with this headline: it has two of its long words."""
    words = set(re.findall(r"\w{5,40}", folded(headline)))
    return len(words & set(re.findall(r"\w{5,40}", folded(text)))) >= min(2, max(1, len(words)))
