"""Whether a sentence came from the catalogue as a whole, when the newsroom speaks a language of brackets."""

from __future__ import annotations


def is_told_whole(said: str) -> bool:
    """Say whether a sentence is one message, from its first letter to its last."""
    depth = 0
    for place, sign in enumerate(said, start=1):
        depth += {"⟦": 1, "⟧": -1}.get(sign, 0)
        if depth <= 0:
            return bool(said) and depth == 0 and sign == "⟧" and place == len(said)
    return False
