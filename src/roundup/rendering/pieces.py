"""Takes compiled HTML apart at its seams into a frame and pieces, and puts other pieces into the frame.

The engine compiles a piece to the same HTML wherever it is, except that the head has a rule for every
column width in use. So a piece brings the rules it needs, and the frame gets their union.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roundup.core.errors import RenderError
from roundup.core.newsroom_language import tell
from roundup.rendering.size import Weight, weigh_html

_RULES = re.compile(
    r'(<style type="text/css">@media only screen and \(min-width:[^()]*+\) \{ )'
    r'((?:\.mj-column-[^}<]*+\} )*+)( \}</style><style media="[^"<]*+">)'
    r"(?:\.moz-text-html [^}<]*+\} )*+(</style>)"
)
_RULE = re.compile(r"\.(mj-column-[a-z0-9-]+) \{[^{}]*+\} ")
_USED = re.compile(r'class="[^"]*(mj-column-[a-z0-9-]+)')
_OTHER_CLIENT = ".moz-text-html "
# Makes the engine write the head's rules even if no piece needs one.
PROBE = "<mj-section><mj-column><mj-text>&nbsp;</mj-text></mj-column></mj-section>"


@dataclass(frozen=True, slots=True)
class Piece:
    """A compiled part of the body, with the rules that its columns need in the head."""

    html: str
    rules: frozenset[str]
    weight: Weight


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around the pieces. The rules go between `opening`, `between` and `closing`."""

    before: str
    opening: str
    between: str
    closing: str
    after: str
    tail: str
    rules: frozenset[str]
    weight: Weight


def take_apart(html: str, seam: str) -> tuple[Frame, list[Piece]]:
    """Return the frame and the pieces of a document compiled from what `with_seams` returned.

    Raises RenderError if the seams were lost.
    """
    head, *bodies, _, tail = html.split(seam) if html.count(seam) > 1 else ("", "", "", "")
    found = _RULES.search(head)
    if found is None:
        raise RenderError(
            tell("The template edition.mjml.j2 does not print its body inside the wrapper; print it there.")
        )
    rules = {rule[1]: rule[0] for rule in _RULE.finditer(found[2])}
    after = head[found.end() :]
    rest = head[: found.start()] + after + tail
    frame = Frame(
        before=head[: found.start()],
        opening=found[1],
        between=found[3],
        closing=found[4],
        after=after,
        tail=tail,
        rules=_used(after + tail, rules),
        weight=weigh_html(rest + found[1] + found[3] + found[4]),
    )
    return frame, [Piece(body, _used(body, rules), weigh_html(body)) for body in bodies]


def with_seams(sources: Iterable[str], seam: str) -> str:
    """Return the sources of pieces as one source; `take_apart` finds the seams once it is compiled."""
    return "".join(f"<mj-raw>{seam}</mj-raw>{source}" for source in (*sources, PROBE, ""))


def put_together(frame: Frame, pieces: Sequence[Piece]) -> str:
    """Return the document with `pieces` in their order, as if it had been compiled whole."""
    return "".join([head_of(frame, pieces), *[piece.html for piece in pieces], frame.tail])


def head_of(frame: Frame, pieces: Sequence[Piece]) -> str:
    """Return everything before the first piece: the frame, with the rules that the pieces need."""
    rules = sorted(_rules(frame, pieces))
    head = (
        f"{frame.opening}{''.join(rules)}{frame.between}"
        f"{''.join(_OTHER_CLIENT + rule for rule in rules)}{frame.closing}"
    )
    return frame.before + (head if rules else "") + frame.after


def outside_comments(strings: Sequence[str]) -> list[str]:
    """Return the same document, but cut a little later wherever a cut was inside a comment.

    The engine joins what Outlook needs between two sections into one comment, and a piece ends in it.
    """
    moved = list(strings)
    for place in range(1, len(moved)):
        if moved[place - 1].rfind("<!--") > moved[place - 1].rfind("-->"):
            head, end, rest = moved[place].partition("-->")
            moved[place - 1] += head + end
            moved[place] = rest
    return moved


def weight_of(frame: Frame, pieces: Sequence[Piece]) -> Weight:
    """Return the weight of what `put_together` would return, without putting it together."""
    rules = _rules(frame, pieces)
    head = sum(2 * len(rule) + len(_OTHER_CLIENT) for rule in rules)
    weights = [frame.weight, *[piece.weight for piece in pieces]]
    return Weight(
        head + sum([weight.size for weight in weights]),
        sum([weight.links for weight in weights]),
        sum([weight.marks for weight in weights]),
    )


def _rules(frame: Frame, pieces: Iterable[Piece]) -> frozenset[str]:
    return frame.rules.union(*{piece.rules for piece in pieces})


def _used(html: str, rules: dict[str, str]) -> frozenset[str]:
    return frozenset(rules[name] for name in set(_USED.findall(html)) & rules.keys())
