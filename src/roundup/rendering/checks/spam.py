"""Checks for what spam filters count, as far as we can tell without running one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roundup.core.newsroom_language import tell, tell_count
from roundup.rendering.checks.base import Severity, register_check
from roundup.rendering.checks.places import in_edition
from roundup.rendering.checks.proof import Proof

# A newsletter made of pictures has about ten words per picture; ours has about forty.
WORDS_A_PICTURE = 12
WORDS_A_LINK = 3
_FEW = 60

# What common filters look for. A single phrase is harmless: journalists quote such words.
_PHRASES = (
    "act now",
    "100% free",
    "risk free",
    "risk-free",
    "no obligation",
    "limited time offer",
    "click here now",
    "buy now",
    "order now",
    "special promotion",
    "double your",
    "earn extra cash",
    "make money fast",
    "free gift",
    "you have been selected",
    "dear friend",
    "winner!",
    "congratulations!",
    "cash bonus",
    "money back guarantee",
    "lowest price",
    "no credit check",
    "viagra",
    "weight loss miracle",
    "this is not spam",
    "jetzt kaufen",
    "garantiert kostenlos",
    "sie haben gewonnen",
    "achetez maintenant",
    "vous avez gagné",
    "gagnez de l’argent",
    "compre ahora",
    "ha sido seleccionado",
    "gana dinero",
    "compre já",
    "você foi selecionado",
    "ganhe dinheiro",
    "اشتر الآن",
    "لقد ربحت",
)
_MONEY = re.compile(
    r"[$€£]{2,}|(?:[$€£]\s?\d[\d.,]*\s*){3,}|\b\d{1,3}% (?:off|rabatt|de réduction|de descuento)\b", re.I
)
_SPREAD = re.compile(r"\b(?:\w ){4,}\w\b")
_GAPS = re.compile(r"\w[*_.|]\w[*_.|]\w[*_.|]\w")


@register_check("spam.subject", Severity.WARNING, in_edition("subject"))
def subject(proof: Proof) -> Iterator[str]:
    """Filters give the words of a subject more weight than any others."""
    said = proof.rendered.subject.casefold()
    for phrase in _PHRASES:
        if phrase in said:
            yield tell(
                "The subject says “%(phrase)s”, which filters take for spam; say it in other words.",
                phrase=phrase,
            )


@register_check("spam.phrases", Severity.WARNING)
def phrases(proof: Proof) -> Iterator[str]:
    """One such phrase may be a quotation; several look like an advertisement."""
    said = proof.rendered.text.casefold()
    found = [phrase for phrase in _PHRASES if phrase in said]
    if len(found) >= 3:
        yield tell(
            "The message says %(phrases)s, which filters take for spam; say it in other words.",
            phrases=", ".join(map(_quoted, found[:4])),
        )


@register_check("spam.money", Severity.WARNING, in_edition("subject"))
def money(proof: Proof) -> Iterator[str]:
    """Shops and fraudsters put discounts and rows of currency symbols in the subject."""
    if found := _MONEY.search(proof.rendered.subject):
        yield tell(
            "The subject says “%(found)s”, as shops and fraudsters do; say it in other words.",
            found=found[0].strip(),
        )


@register_check("spam.spread", Severity.WARNING, in_edition("subject"))
def spread(proof: Proof) -> Iterator[str]:
    """Spam hides its words from filters by putting spaces or symbols between the letters."""
    if found := _SPREAD.search(proof.rendered.subject) or _GAPS.search(proof.rendered.subject):
        yield tell(
            "The subject spaces out its letters (“%(found)s”), as spam does; write whole words.",
            found=found[0],
        )


@register_check("spam.pictures", Severity.WARNING)
def pictures(proof: Proof) -> Iterator[str]:
    """To a filter, many pictures and few words look like text hidden in pictures."""
    words, images = len(proof.words), len(proof.images)
    if images > 2 and words < images * WORDS_A_PICTURE:
        yield tell_count(
            "The message has %(n)s word to %(pictures)s pictures; write more, or show fewer.",
            "The message has %(n)s words to %(pictures)s pictures; write more, or show fewer.",
            words,
            pictures=images,
        )


@register_check("spam.links", Severity.WARNING)
def links(proof: Proof) -> Iterator[str]:
    """A message that is nearly all links looks like a leaflet to filters, and is tiring to listen to."""
    words, count = len(proof.words), len(proof.links)
    if count > 15 and words < count * WORDS_A_LINK:
        yield tell_count(
            "The message has %(n)s word to %(links)s links; write more, or use fewer links.",
            "The message has %(n)s words to %(links)s links; write more, or use fewer links.",
            words,
            links=count,
        )


@register_check("spam.few-words", Severity.WARNING)
def few_words(proof: Proof) -> Iterator[str]:
    """Fraudsters send a few words and a link."""
    if any(proof.stories) and len(proof.words) < _FEW:
        yield tell_count(
            "The message has only %(n)s word; write more.",
            "The message has only %(n)s words; write more.",
            len(proof.words),
        )


@register_check("spam.exclamations", Severity.WARNING)
def exclamations(proof: Proof) -> Iterator[str]:
    """Filters count rows of exclamation marks, and nobody believes them."""
    if found := re.search(r"(?:[!！]\s?){3,}", proof.rendered.text):
        yield tell("The message shouts “%(found)s”; one mark is enough.", found=found[0].strip())


def _quoted(phrase: str) -> str:
    return tell("“%(phrase)s”", phrase=phrase)
