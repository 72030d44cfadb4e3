"""Checks of each reader's own links: they must be there, and nothing else may look like them."""

from __future__ import annotations

from collections.abc import Iterator

from roundup.core.newsroom_language import tell, tell_later
from roundup.rendering.checks.base import Severity, register_check
from roundup.rendering.checks.places import in_edition
from roundup.rendering.checks.proof import Proof


@register_check("links.unsubscribe", Severity.ERROR)
def unsubscribe(proof: Proof) -> Iterator[str]:
    """The law, the mail hosts and the readers all demand a way to unsubscribe in the message itself."""
    yield from _missing(
        proof,
        "unsubscribe",
        tell_later("The HTML has no link to unsubscribe; correct its template."),
        tell_later("The plain text has no link to unsubscribe; correct its template."),
    )


@register_check("links.preferences", Severity.ERROR)
def preferences(proof: Proof) -> Iterator[str]:
    """Readers who can choose to get less mail unsubscribe less often."""
    yield from _missing(
        proof,
        "preferences",
        tell_later("The HTML has no link to the reader's preferences; correct its template."),
        tell_later("The plain text has no link to the reader's preferences; correct its template."),
    )


@register_check("links.browser", Severity.ERROR)
def browser(proof: Proof) -> Iterator[str]:
    """If a mail program spoils the message, the browser can still show it."""
    yield from _missing(
        proof,
        "browser",
        tell_later("The HTML has no link to view it in the browser; correct its template."),
        tell_later("The plain text has no link to view it in the browser; correct its template."),
    )


@register_check("links.marks", Severity.ERROR)
def marks(proof: Proof) -> Iterator[str]:
    """A mark that nothing replaces would be shown to readers."""
    for part in (proof.rendered.subject, proof.rendered.html, proof.rendered.text):
        left = part
        for mark in proof.tokens.marks().values():
            left = left.replace(mark, "")
        if proof.tokens.prefix in left:
            yield tell(
                "The personal mark %(mark)s is not one that Roundup replaces; correct the template.",
                mark=proof.tokens.prefix,
            )


@register_check("links.subject-mark", Severity.ERROR, in_edition("subject"))
def subject_mark(proof: Proof) -> Iterator[str]:
    """Anybody who sees a reader's own link in the subject could act for that reader."""
    if any(mark in proof.rendered.subject for mark in proof.tokens.marks().values()):
        yield tell("The subject contains a reader's own link; take it out.")


@register_check("links.typed-mark", Severity.ERROR)
def typed_mark(proof: Proof) -> Iterator[str]:
    """An address that contains a reader's own link lets its site act for that reader."""
    if proof.tokens.prefix in repr((proof.content.blocks, proof.content.preheader)):
        yield tell(
            "A text or an address contains %(mark)s, which stands for a reader's own links; take it out.",
            mark=proof.tokens.prefix,
        )


def _missing(proof: Proof, name: str, from_html: str, from_text: str) -> Iterator[str]:
    mark = proof.tokens.mark(name)
    if not any(link.get("href") == mark for link in proof.tree.iter("a")):
        yield tell(from_html)
    if proof.rendered.text.strip() and mark not in proof.rendered.text.split():
        yield tell(from_text)
