"""Checks of what links say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from roundup.core.newsroom_language import tell, tell_later, tell_many_later
from roundup.rendering.checks import hosts
from roundup.rendering.checks.base import Severity, register_check
from roundup.rendering.checks.proof import Proof
from roundup.rendering.plain import shorten

_LIKE_ADDRESS = re.compile(
    r"(?:(?P<scheme>https?://)|www\.)[^\s/]+\.[^\s]+|(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE
)
# Words that mean nothing without the words around them. Letters only, all in lower case.
_UNTELLING = frozenset(
    """
    here | click | click here | tap here | press here | read more | read on | more | learn more
    find out more
    see more | view more | show more | continue | continue reading | link | this | this link | this article
    go | details | more details | more info | more information | read | full story
    read it here | check it out
    aquí | haga clic aquí | haz clic aquí | pulse aquí | clic aquí | leer más | más | ver más | seguir leyendo
    más información | saber más | enlace | este enlace | continuar | leer
    ici | cliquez ici | clique ici | lire la suite | en savoir plus | plus | voir plus | lire plus | suite
    la suite | plus d infos | lien | ce lien | cliquer ici | lire
    hier | hier klicken | klicken sie hier | klick hier | mehr | mehr lesen | weiterlesen | weiter
    mehr erfahren | mehr dazu | link | dieser link | details | zum artikel | lesen | mehr infos
    aqui | clique aqui | leia mais | ler mais | mais | saiba mais | saber mais | ver mais | continuar lendo
    continuar a ler | mais informações | este link | ligação
    هنا | اضغط هنا | انقر هنا | اقرأ المزيد | المزيد | للمزيد | تابع القراءة | رابط | هذا الرابط | اقرأ
    """.replace("\n", "|").split("|")
)
_TELLS_NOTHING = frozenset(" ".join(phrase.split()) for phrase in _UNTELLING) - {""}


@register_check("links.silent", Severity.ERROR, many=tell_many_later("%(n)s links have no text."))
def silent(proof: Proof) -> Iterator[str]:
    """A screen reader spells out the address of a link that has no text."""
    for link in proof.tree.iter("a"):
        where = shorten(link.get("href") or "", 120)
        if link.get("href") is not None and not _said(link) and not _is_told_of(proof, link):
            yield tell(
                "A link has no text: %(address)s; give it some, or describe its picture.", address=where
            )


@register_check(
    "links.untelling",
    Severity.WARNING,
    many=tell_many_later("%(n)s links do not say what they lead to."),
    choice=tell_later("Links that do not say what they lead to"),
)
def untelling(proof: Proof) -> Iterator[str]:
    """Many people listen to the links alone; heard like that, “read more” says nothing."""
    for link in proof.tree.iter("a"):
        if _letters(_said(link)) in _TELLS_NOTHING and not _is_told_of(proof, link):
            yield tell("A link says only “%(words)s”; say what it leads to.", words=_said(link))


@register_check("links.wordless", Severity.WARNING, many=tell_many_later("%(n)s links have no words."))
def wordless(proof: Proof) -> Iterator[str]:
    """A screen reader reads out the names of symbols and emoji, not what they mean."""
    for link in proof.tree.iter("a"):
        said = _said(link)
        if said and not any(sign.isalnum() for sign in said):
            yield tell("A link says only “%(words)s”; give it words.", words=shorten(said, 40))


@register_check(
    "links.mismatch",
    Severity.ERROR,
    many=tell_many_later("%(n)s links show one address and lead to another."),
)
def mismatch(proof: Proof) -> Iterator[str]:
    """Phishers show one address and link to another; filters look for this first."""
    for link, href in proof.links:
        said, parts = _said(link), hosts.url_parts(href)
        if parts and _LIKE_ADDRESS.fullmatch(said) and not _same_host(said, parts.hostname or ""):
            yield tell(
                "A link shows “%(words)s” but leads to %(host)s; make them the same.",
                words=shorten(said, 60),
                host=parts.hostname,
            )


@register_check("links.nested", Severity.ERROR, many=tell_many_later("%(n)s links are inside other links."))
def nested(proof: Proof) -> Iterator[str]:
    """Every mail program handles a link inside another link differently."""
    for match in re.finditer(r"<a\b(?:(?!</a\b).)*?<a\b", proof.rendered.html, re.DOTALL | re.IGNORECASE):
        yield tell(
            "A link is inside another link: %(html)s; correct the template.", html=shorten(match[0], 80)
        )


def _said(link: HtmlElement) -> str:
    words = [*link.itertext(), *(image.get("alt") or "" for image in link.iter("img"))]
    return " ".join(" ".join(words).split())


def _is_told_of(proof: Proof, link: HtmlElement) -> bool:
    """Say whether another check reports it: a picture without a description, a story without a headline."""
    story = proof.by_address.get(link.get("href") or "")
    headless = story is not None and not story.headline.strip()
    return headless or any(image.get("alt") is None for image in link.iter("img"))


def _letters(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


def _same_host(said: str, host: str) -> bool:
    shown = hosts.url_parts(said if "://" in said else f"https://{said}")
    names = [(name or "").lower().removeprefix("www.") for name in (shown.hostname if shown else "", host)]
    return names[0] == names[1] or names[1].endswith("." + names[0])
