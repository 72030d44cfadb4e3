"""Checks of links: where they lead, what they say, and those that are each reader's own."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from roundup.core.tokens import PersonalTokens
from roundup.rendering.addresses import is_web
from roundup.rendering.checks.base import Proof, Severity, rule
from roundup.rendering.plain import shorten


@rule("links.scheme", Severity.ERROR)
def scheme(proof: Proof) -> Iterator[str]:
    marks = set(PersonalTokens(proof.content.token_prefix).marks().values())
    for href in _hrefs(proof):
        if href not in marks and not is_web(href):
            yield f"A link leads to “{shorten(href, 120)}”, which is no http(s) address; correct it."


@rule("links.insecure", Severity.WARNING)
def insecure(proof: Proof) -> Iterator[str]:
    # A trial on one machine has no certificate, and no reader either.
    for href in dict.fromkeys(_hrefs(proof)):
        if urlsplit(href).scheme == "http" and urlsplit(href).hostname not in ("127.0.0.1", "localhost"):
            yield f"A link is not encrypted: {shorten(href, 120)}; use https where the site has it."


@rule("links.silent", Severity.ERROR)
def silent(proof: Proof) -> Iterator[str]:
    for link in proof.tree.iter("a"):
        said = "".join(link.itertext()) + "".join(image.get("alt") or "" for image in link.iter("img"))
        if not said.strip():
            yield f"A link says nothing: {shorten(link.get('href') or '', 120)}; give it words."


@rule("links.unsubscribe", Severity.ERROR)
def unsubscribe(proof: Proof) -> Iterator[str]:
    mark = PersonalTokens(proof.content.token_prefix).mark("unsubscribe")
    for part, where in ((proof.rendered.html, "HTML"), (proof.rendered.text, "plain text")):
        if mark not in part:
            yield f"The {where} has no link to unsubscribe; correct its template."


@rule("links.marks", Severity.ERROR)
def marks(proof: Proof) -> Iterator[str]:
    """A mark that nothing replaces would reach readers as it is."""
    tokens = PersonalTokens(proof.content.token_prefix)
    for part in (proof.rendered.subject, proof.rendered.html, proof.rendered.text):
        left = part
        for mark in tokens.marks().values():
            left = left.replace(mark, "")
        if tokens.prefix in left:
            yield f"A personal mark of {tokens.prefix} is not one that gets replaced; correct the template."


def _hrefs(proof: Proof) -> Iterator[str]:
    return (link.get("href") or "" for link in proof.tree.iter("a"))
