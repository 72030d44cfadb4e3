"""Checks of the plain text: it says what the HTML says, in lines that a person can read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roundup.core.message import LONGEST_LINE
from roundup.core.newsroom_language import tell, tell_later, tell_many_later
from roundup.core.tokens import ANY_MARK
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.proof import Proof
from roundup.rendering.plain import shorten
from roundup.rendering.rich_text import plain_words
from roundup.rendering.rich_writing import wrap_rich
from roundup.rendering.web_addresses import encoded_address, is_web_address

WIDEST = 78

_TAG = re.compile(
    r"</?(?:p|br|a|b|i|div|span|td|tr|table|img|h[1-6]|ul|li|strong|em)\b[^<>]*>", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_ADDRESS = re.compile(r"\bhttps?://\S+")


@register_check("text.empty", Severity.ERROR)
def empty(proof: Proof) -> Iterator[str]:
    """Watches, some screen readers and many people read the plain text; filters count its absence."""
    if not proof.rendered.text.strip():
        yield tell("The message has no plain text; correct its template.")


@register_check(
    "text.headlines", Severity.ERROR, many=tell_many_later("%(n)s headlines are missing from the plain text.")
)
def headlines(proof: Proof) -> Iterator[About]:
    """Both parts are the same message, so every story belongs in both."""
    said = "".join(proof.rendered.text.split())
    for story in proof.stories:
        if said and "".join(story.headline.split()) not in said:
            yield About(
                (story,),
                tell(
                    "The plain text lacks the headline “%(headline)s”; correct its template.",
                    headline=shorten(story.headline, 80),
                ),
            )


@register_check(
    "text.links", Severity.ERROR, many=tell_many_later("%(n)s links are missing from the plain text.")
)
def links(proof: Proof) -> Iterator[About]:
    """Without its address nobody can read the story."""
    for story in proof.stories:
        if (
            proof.rendered.text.strip()
            and is_web_address(story.url)
            and encoded_address(story.url) not in proof.rendered.text
        ):
            yield About(
                (story,),
                tell(
                    "The plain text lacks the link to “%(headline)s”; correct its template.",
                    headline=shorten(story.headline, 80),
                ),
            )


@register_check("text.order", Severity.WARNING)
def order(proof: Proof) -> Iterator[str]:
    """The editor's order shows which stories matter most, to those who listen as well."""
    text = proof.rendered.text
    addresses = dict.fromkeys(
        encoded_address(story.url) for story in proof.stories if is_web_address(story.url)
    )
    places = [place for address in addresses if (place := _place(address, text)) >= 0]
    if places != sorted(places):
        yield tell("The plain text has the stories in a different order from the HTML; correct its template.")


@register_check(
    "text.more", Severity.WARNING, many=tell_many_later("%(n)s links are in the plain text only.")
)
def more(proof: Proof) -> Iterator[str]:
    """A story that is in only one part was probably taken out of the other and forgotten in this one."""
    known = {link.get("href") for link in proof.tree.iter("a")}
    shown = " ".join(proof.tree.body.itertext())
    known.update(encoded_address(story.url) for story in proof.stories if is_web_address(story.url))
    for address in dict.fromkeys(_ADDRESS.findall(proof.rendered.text)):
        bare = address.rstrip(".,;:!?)")
        if not {address[:end] for end in range(len(bare), len(address) + 1)} & known and bare not in shown:
            yield tell(
                "The plain text links to %(address)s, which the HTML does not; correct a template.",
                address=shorten(address, 120),
            )


@register_check(
    "html.headlines", Severity.ERROR, many=tell_many_later("%(n)s headlines are missing from the HTML.")
)
def html_headlines(proof: Proof) -> Iterator[About]:
    """A template can leave out a story without causing an error."""
    said = "".join(" ".join(proof.tree.body.itertext()).split())
    for story in proof.stories:
        if "".join(story.headline.split()) not in said:
            yield About(
                (story,),
                tell(
                    "The HTML lacks the headline “%(headline)s”; correct its template.",
                    headline=shorten(story.headline, 80),
                ),
            )


@register_check("html.links", Severity.ERROR, many=tell_many_later("%(n)s links are missing from the HTML."))
def html_links(proof: Proof) -> Iterator[About]:
    """Without its link nobody can read the story."""
    known = {link.get("href") for link in proof.tree.iter("a")}
    for story in proof.stories:
        if is_web_address(story.url) and encoded_address(story.url) not in known:
            yield About(
                (story,),
                tell(
                    "The HTML lacks the link to “%(headline)s”; correct its template.",
                    headline=shorten(story.headline, 80),
                ),
            )


@register_check("text.lines", Severity.ERROR)
def lines(proof: Proof) -> Iterator[str]:
    """The mail standard allows 998 bytes per line; servers break or refuse longer ones."""
    longest = max((len(line.encode()) for line in proof.rendered.text.split("\n")), default=0)
    if longest > LONGEST_LINE:
        yield tell(
            "A line of the plain text has %(size)s bytes, more than the %(most)s allowed; shorten it.",
            size=longest,
            most=LONGEST_LINE,
        )


@register_check(
    "text.wrapped", Severity.WARNING, many=tell_many_later("%(n)s lines of the plain text are not wrapped.")
)
def wrapped(proof: Proof) -> Iterator[str]:
    """Plain text is shown as it is; lines that are not wrapped run out of the window."""
    # In most copies, nothing replaces a mark that is not a link.
    for line in ANY_MARK.sub("", proof.rendered.text).split("\n"):
        if (
            WIDEST < len(line) <= LONGEST_LINE
            and " " in line.strip()
            and len(max(line.split(), key=len)) < WIDEST
        ):
            yield tell(
                "A line of the plain text is %(width)s characters wide: “%(line)s”; wrap it.",
                width=len(line),
                line=shorten(line, 40),
            )


@register_check("text.markup", Severity.WARNING)
def markup(proof: Proof) -> Iterator[str]:
    """Readers see a tag in plain text as it is written."""
    if (found := _TAG.search(proof.rendered.text)) and not _written(proof, found[0]):
        yield tell(
            "The plain text shows the tag “%(found)s”; correct its template.", found=shorten(found[0], 60)
        )


@register_check("text.formatting", Severity.WARNING)
def formatting(proof: Proof) -> Iterator[str]:
    """A template that prints a rich text without reading it shows readers its asterisks and brackets."""
    for sentence, read, said in (
        (
            tell_later("The HTML shows a text with its formatting characters; correct its template."),
            plain_words,
            " ".join(proof.tree.body.itertext()),
        ),
        (
            tell_later("The plain text shows a text with its formatting characters; correct its template."),
            # A list looks the same there as it was written.
            wrap_rich,
            proof.rendered.text,
        ),
    ):
        written = {_solid(text) for text in proof.rich if _solid(read(text)) != _solid(text)}
        if any(text and text in _solid(said) for text in written):
            yield tell(sentence)


def _solid(text: str) -> str:
    """Return a text without its spaces and line ends, which depend on where it is shown."""
    return "".join(text.split())


@register_check("text.control", Severity.ERROR)
def control(proof: Proof) -> Iterator[str]:
    """Control characters make some mail programs stop, and look like an attack to others."""
    if found := _CONTROL.search(proof.rendered.text):
        yield tell(
            "The plain text contains a control character (U+%(code)s); correct the text it came from.",
            code=f"{ord(found[0]):04X}",
        )


@register_check("text.sender", Severity.ERROR)
def sender(proof: Proof) -> Iterator[str]:
    """The law requires the sender's postal address in the message, whichever part is read."""
    address = "".join(proof.content.brand.postal_address.split())
    for sentence, said in (
        (
            tell_later("The HTML lacks the postal address; correct its template."),
            " ".join(proof.tree.body.itertext()),
        ),
        (
            tell_later("The plain text lacks the postal address; correct its template."),
            proof.rendered.text,
        ),
    ):
        if (
            address
            and said.strip()
            and address.replace(",", "") not in "".join(said.split()).replace(",", "")
        ):
            yield tell(sentence)


def _place(address: str, text: str) -> int:
    """Return where `address` has its own line, as the addresses of stories do."""
    found = re.search(rf"^[^\S\n]*+{re.escape(address)}$", text, re.MULTILINE)
    return found.start() if found else -1


def _written(proof: Proof, tag: str) -> bool:
    """Say whether an editor wrote it, because then the check of its story reports it."""
    said = [*(story.headline for story in proof.stories), *map(plain_words, proof.rich)]
    return any(tag in text for text in said)
