"""Checks of how large the message is, and of what comes before the point where Gmail cuts it off."""

from __future__ import annotations

from collections.abc import Iterator

from roundup.core.newsroom_language import tell, tell_later
from roundup.rendering.checks.base import Severity, register_check
from roundup.rendering.checks.proof import Proof
from roundup.rendering.size import CLIP, GOAL, forecast_size

LONG_TEXT = 60_000


@register_check("size.clipped", Severity.ERROR)
def clipped(proof: Proof) -> Iterator[str]:
    """Gmail cuts off a longer message, drops its style sheet, and hides the link to unsubscribe."""
    expected = forecast_size(proof.rendered.html, tracked=False)
    if expected > CLIP:
        yield tell(
            "The message is %(size)s; Gmail cuts it off at %(most)s. Take stories out.",
            size=_kilobytes(expected),
            most=_kilobytes(CLIP),
        )


@register_check("size.clipped-when-tracked", Severity.WARNING)
def clipped_when_tracked(proof: Proof) -> Iterator[str]:
    """Click tracking makes each link about 500 bytes longer."""
    if _cut_when_tracked(proof) and not _hides_leaving(proof):
        grown = _kilobytes(forecast_size(proof.rendered.html))
        yield tell(
            "With click tracking the message grows to about %(size)s; "
            "Gmail cuts it off at %(most)s. Take stories out, or leave tracking off.",
            size=grown,
            most=_kilobytes(CLIP),
        )


@register_check("size.unsubscribe-cut", Severity.ERROR)
def unsubscribe_cut(proof: Proof) -> Iterator[str]:
    """A reader who finds no link to unsubscribe reports the message as spam."""
    if _cut_when_tracked(proof) and _hides_leaving(proof):
        grown = _kilobytes(forecast_size(proof.rendered.html))
        yield tell(
            "With click tracking the message grows to about %(size)s, "
            "and Gmail cuts it off before the link to unsubscribe. Take stories out.",
            size=grown,
        )


@register_check("size.large", Severity.WARNING, choice=tell_later("A large message"))
def large(proof: Proof) -> Iterator[str]:
    """A large message loads slowly, and is close to the size at which Gmail cuts it off."""
    if proof.rendered.size > GOAL and forecast_size(proof.rendered.html) <= CLIP:
        yield tell(
            "The message is %(size)s; keep it under %(most)s.",
            size=_kilobytes(proof.rendered.size),
            most=_kilobytes(GOAL),
        )


@register_check("size.text", Severity.WARNING)
def text(proof: Proof) -> Iterator[str]:
    """Nobody reads a plain text this long; something was probably left in by mistake."""
    if (size := len(proof.rendered.text.encode())) > LONG_TEXT:
        yield tell("The plain text is %(size)s; shorten the texts of the stories.", size=_kilobytes(size))


def _cut_when_tracked(proof: Proof) -> bool:
    html = proof.rendered.html
    return forecast_size(html, tracked=False) <= CLIP < forecast_size(html)


def _hides_leaving(proof: Proof) -> bool:
    place = proof.rendered.html.find(proof.tokens.mark("unsubscribe"))
    return forecast_size(proof.rendered.html[:place]) > CLIP if place >= 0 else False


def _kilobytes(size: int) -> str:
    return tell("%(size)s kB", size=f"{size / 1000:.0f}")
