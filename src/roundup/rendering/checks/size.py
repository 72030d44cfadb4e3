"""Checks of how large the message is."""

from __future__ import annotations

from collections.abc import Iterator

from roundup.rendering.checks.base import Proof, Severity, rule
from roundup.rendering.size import CLIP, GOAL, forecast

STYLE_LIMIT = 16 * 1024


@rule("size.clipped", Severity.ERROR)
def clipped(proof: Proof) -> Iterator[str]:
    expected = forecast(proof.rendered.html, tracked=False)
    if expected > CLIP:
        yield f"The message is {_kilobytes(expected)}; Gmail cuts at {_kilobytes(CLIP)}. Take stories out."


@rule("size.clipped-when-tracked", Severity.WARNING)
def clipped_when_tracked(proof: Proof) -> Iterator[str]:
    if forecast(proof.rendered.html, tracked=False) <= CLIP < (expected := forecast(proof.rendered.html)):
        yield (
            f"With click tracking the message grows to about {_kilobytes(expected)}; Gmail cuts off at "
            f"{_kilobytes(CLIP)}. Take stories out, or leave tracking off."
        )


@rule("size.large", Severity.WARNING)
def large(proof: Proof) -> Iterator[str]:
    if proof.rendered.size > GOAL and forecast(proof.rendered.html) <= CLIP:
        yield f"The message is {_kilobytes(proof.rendered.size)}; keep it under {_kilobytes(GOAL)}."


@rule("size.style", Severity.ERROR)
def style(proof: Proof) -> Iterator[str]:
    total = sum(len((node.text or "").encode()) for node in proof.tree.iter("style"))
    if total > STYLE_LIMIT:
        yield f"The style sheets hold {total} bytes; Gmail drops them beyond {STYLE_LIMIT}."


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.0f} kB"
