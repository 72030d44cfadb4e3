"""Checks of the two lines that readers see in their list of mails: subject and preheader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roundup.core.content import EditionContent
from roundup.core.language import SPOKEN, Language, say_later
from roundup.core.newsroom_language import tell, tell_count, tell_later
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.places import in_edition
from roundup.rendering.checks.proof import Proof

LONG_SUBJECT = 70
VIEW, UNSUBSCRIBE = say_later("View in browser"), say_later("Unsubscribe")
LONG_PREHEADER = 140
SHORT_PREHEADER = 25

# How mail programs in many languages abbreviate "reply" and "forwarded".
_FEIGNED = re.compile(
    r"\s*+(?:re|fw|fwd|aw|wg|antw|tr|rv|sv|vs|vb|res|enc|rif|odp|ref|رد|توجيه|回复|答复|转发)\s*+(?:\[\d++\]\s*+)?[:：]",
    re.IGNORECASE,
)
# Control characters, invisible ones, and those that reverse the direction of the text.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_MARKS = re.compile(r"[!?！？]")
_REPLACED = "\ufffd"
_HOLDS_CONTROL = {
    "subject": tell_later("The subject contains an invisible character (%(code)s); type it again."),
    "preheader": tell_later("The preheader contains an invisible character (%(code)s); type it again."),
}
_LOST_LETTER = {
    "subject": tell_later("The subject has lost a letter (\ufffd); type it again."),
    "preheader": tell_later("The preheader has lost a letter (\ufffd); type it again."),
}


@register_check("subject.empty", Severity.ERROR, in_edition("subject"))
def subject_empty(proof: Proof) -> Iterator[str]:
    """Many mail programs show nothing but the subject, and filters refuse a message without one."""
    if not proof.rendered.subject.strip():
        yield tell("The subject is empty; write one.")


@register_check("subject.wordless", Severity.ERROR, in_edition("subject"))
def subject_wordless(proof: Proof) -> Iterator[str]:
    """Emoji and symbols alone tell nobody what the message is about, and a screen reader spells them out."""
    said = proof.rendered.subject.strip()
    if said and not any(sign.isalnum() for sign in said):
        yield tell("The subject has no words, only symbols or emoji; write some words.")


@register_check(
    "subject.long",
    Severity.WARNING,
    in_edition("subject"),
    choice=tell_later("A subject that mail programs cut"),
)
def subject_long(proof: Proof) -> Iterator[str]:
    """Mail programs cut off the rest, phones after 30 to 45 characters."""
    if (length := len(proof.rendered.subject)) > LONG_SUBJECT:
        yield tell(
            "The subject has %(length)s characters; mail programs cut it at %(most)s or sooner.",
            length=length,
            most=LONG_SUBJECT,
        )


@register_check("subject.feigned-reply", Severity.ERROR, in_edition("subject"))
def subject_feigned(proof: Proof) -> Iterator[str]:
    """Gmail forbids a fake reply, the law calls it deceptive, and readers report it."""
    if _FEIGNED.match(proof.rendered.subject):
        yield tell("The subject looks like a reply or a forwarded mail; begin it with another word.")


@register_check(
    "subject.shouting", Severity.WARNING, in_edition("subject"), choice=tell_later("A subject in capitals")
)
def subject_shouting(proof: Proof) -> Iterator[str]:
    """Spam filters count capitals, and readers feel shouted at."""
    letters = [sign for sign in proof.rendered.subject if sign.isalpha() and sign.upper() != sign.lower()]
    if len(letters) >= 12 and sum(sign.isupper() for sign in letters) > 0.75 * len(letters):
        yield tell("The subject is written in capitals; write it as a sentence.")


@register_check(
    "subject.exclamations",
    Severity.WARNING,
    in_edition("subject"),
    choice=tell_later("Several exclamation or question marks in the subject"),
)
def subject_exclamations(proof: Proof) -> Iterator[str]:
    """Spam filters count repeated exclamation and question marks."""
    marks = _MARKS.findall(proof.rendered.subject)
    if len(marks) > 3 or sum(mark in "!！" for mark in marks) > 1:
        yield tell("The subject has several exclamation or question marks; one is enough.")


@register_check(
    "subject.emoji",
    Severity.WARNING,
    in_edition("subject"),
    choice=tell_later("More than two emoji in the subject"),
)
def subject_emoji(proof: Proof) -> Iterator[str]:
    """A row of pictures looks like an advertisement, and a screen reader reads each one out."""
    said = proof.rendered.subject
    pictures = sum(_is_picture(sign) for sign in said)
    if pictures > 2 and any(sign.isalnum() for sign in said):
        yield tell_count(
            "The subject has %(n)s emoji; keep one or two.",
            "The subject has %(n)s emoji; keep one or two.",
            pictures,
        )


@register_check("subject.control", Severity.ERROR)
def subject_control(proof: Proof) -> Iterator[About]:
    """Line breaks and invisible characters here come from an attack or from careless pasting."""
    for name, said in _lines(proof.content):
        if found := _CONTROL.search(said):
            message = tell(_HOLDS_CONTROL[name], code=f"U+{ord(found[0]):04X}")
            yield About((), message, places=(in_edition(name),))


@register_check("subject.garbled", Severity.ERROR)
def subject_garbled(proof: Proof) -> Iterator[About]:
    """The replacement character shows that the text was read in the wrong encoding."""
    for name, said in _lines(proof.content):
        if _REPLACED in said:
            yield About((), tell(_LOST_LETTER[name]), places=(in_edition(name),))


@register_check(
    "preheader.empty", Severity.WARNING, in_edition("preheader"), choice=tell_later("An empty preheader")
)
def preheader_empty(proof: Proof) -> Iterator[str]:
    """Without one, mail programs show the first words of the message: “view in browser”."""
    if not proof.rendered.preheader.strip():
        yield tell("The preheader is empty; write a sentence that adds to the subject.")


@register_check("preheader.short", Severity.WARNING, in_edition("preheader"))
def preheader_short(proof: Proof) -> Iterator[str]:
    """The space beside the subject stays empty, although it could name a second story."""
    if 0 < (length := len(proof.rendered.preheader.strip())) < SHORT_PREHEADER:
        yield tell(
            "The preheader has only %(length)s characters; there is room for a sentence.", length=length
        )


@register_check("preheader.long", Severity.WARNING, in_edition("preheader"))
def preheader_long(proof: Proof) -> Iterator[str]:
    """Gmail asks senders to hide as little text as possible, and no mail program shows more."""
    if (length := len(proof.rendered.preheader)) > LONG_PREHEADER:
        yield tell(
            "The preheader has %(length)s characters; mail programs show at most %(most)s.",
            length=length,
            most=LONG_PREHEADER,
        )


@register_check(
    "preheader.repeats",
    Severity.WARNING,
    in_edition("preheader"),
    choice=tell_later("A preheader that repeats the subject"),
)
def preheader_repeats(proof: Proof) -> Iterator[str]:
    """It is shown beside the subject; saying the same thing twice wastes it."""
    said, subject = (_plain(line) for line in (proof.rendered.preheader, proof.rendered.subject))
    if said and subject and (said == subject or said.startswith(subject + " ")):
        yield tell("The preheader repeats the subject; write something that adds to it.")


@register_check("preheader.service", Severity.WARNING, in_edition("preheader"))
def preheader_service(proof: Proof) -> Iterator[str]:
    """“View in browser” beside the subject gives nobody a reason to open the message."""
    said = _plain(proof.rendered.preheader)
    if said and any(
        _plain(Language(tag).say(each)) in said for tag in SPOKEN for each in (VIEW, UNSUBSCRIBE)
    ):
        yield tell("The preheader mentions the browser or unsubscribing; write about the stories instead.")


def _lines(content: EditionContent) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("subject", content.subject), ("preheader", content.preheader)


def _plain(line: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in line.casefold()).split())


def _is_picture(sign: str) -> bool:
    return "\U0001f300" <= sign <= "\U0001faff" or "\u2600" <= sign <= "\u27bf"
