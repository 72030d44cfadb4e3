"""Checks of who sends the message, as readers and mail hosts see it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roundup.core.newsroom_language import tell
from roundup.rendering.checks.base import Severity, register_check
from roundup.rendering.checks.places import in_publication
from roundup.rendering.checks.proof import Proof

# Hosts whose DMARC policy lets nobody else send in their users' names.
_FREEMAIL_LIST = """
    gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.es ymail.com aol.com
    outlook.com hotmail.com hotmail.co.uk hotmail.fr live.com msn.com icloud.com me.com mac.com gmx.de
    gmx.net gmx.com web.de t-online.de freenet.de orange.fr wanadoo.fr free.fr laposte.net sfr.fr
    libero.it mail.ru yandex.ru yandex.com proton.me protonmail.com qq.com 163.com 126.com uol.com.br
    bol.com.br terra.com.br zoho.com fastmail.com
"""
_FREEMAIL = frozenset(_FREEMAIL_LIST.split())
_NOBODY = re.compile(r"(?:no|do-?not|ne|nicht)[-_.]?(?:reply|respond|repondre|antworten)", re.IGNORECASE)
_UNSET = re.compile(
    r"@(?:localhost(?:\.localdomain)?|[^@]*\.(?:invalid|localhost|local))$|^[^@]*$", re.IGNORECASE
)


@register_check("sender.address", Severity.WARNING, in_publication("postal_address"))
def postal_address(proof: Proof) -> Iterator[str]:
    """The laws of most countries require a postal address in every such message."""
    if not proof.content.brand.postal_address.strip():
        yield tell("The publication has no postal address, which the law requires; enter it in its settings.")


@register_check("sender.unset", Severity.ERROR, in_publication("sender_email"))
def unset(proof: Proof) -> Iterator[str]:
    """No mail host accepts a message whose sender's address is invalid."""
    if proof.envelope and not proof.trial and _UNSET.search(proof.envelope.sender_email):
        yield tell("The publication has no valid sender's address; enter it in its settings.")


@register_check("sender.freemail", Severity.WARNING, in_publication("sender_email"))
def freemail(proof: Proof) -> Iterator[str]:
    """These hosts' DMARC policy asks others to refuse mail in their users' names from anywhere else."""
    if proof.envelope and (domain := _domain(proof.envelope.sender_email)) in _FREEMAIL:
        yield tell(
            "The sender's address is at %(host)s, which lets nobody else send for it; use your own domain.",
            host=domain,
        )


@register_check("sender.no-reply", Severity.WARNING, in_publication("reply_to"))
def no_reply(proof: Proof) -> Iterator[str]:
    """A reply that reaches nobody may lose a reader; Microsoft asks for a reply address that works."""
    if proof.envelope and not proof.envelope.reply_to and _NOBODY.match(proof.envelope.sender_email):
        yield tell(
            "Replies to the message reach nobody; set an address for them in the publication's settings."
        )


@register_check("sender.name-empty", Severity.ERROR, in_publication("sender_name"))
def name_empty(proof: Proof) -> Iterator[str]:
    """Readers open mail from senders they know."""
    if proof.envelope and not proof.envelope.sender_name.strip():
        yield tell("The sender has no name; enter it in the publication's settings.")


@register_check("sender.name-address", Severity.WARNING, in_publication("sender_name"))
def name_address(proof: Proof) -> Iterator[str]:
    """Phishers use names that look like addresses, and Gmail forbids them."""
    if proof.envelope and re.search(r"\S@\S", proof.envelope.sender_name):
        yield tell("The sender's name looks like an address; write the publication's name.")


@register_check("sender.name-signs", Severity.WARNING, in_publication("sender_name"))
def name_signs(proof: Proof) -> Iterator[str]:
    """Gmail asks for names without emoji, ticks and other symbols that imitate Gmail's own."""
    name = proof.envelope.sender_name if proof.envelope else ""
    if any("\u2190" <= sign <= "\u2bff" or "\U0001f000" <= sign <= "\U0001faff" for sign in name):
        yield tell("The sender's name contains emoji or symbols; write the publication's name in letters.")


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
