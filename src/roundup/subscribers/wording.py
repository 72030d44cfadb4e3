"""The words that readers agree to. What was shown is kept with the consent, so both come from here."""

from __future__ import annotations

from roundup.publications.models import Publication


def asking(publication: Publication) -> str:
    """Return what the subscribe form says about pressing its button."""
    return (
        f"Send me the weekly round-up of {publication.name} by e-mail. "
        "I can leave at any time, with the link in every mail."
    )


def confirming(publication: Publication) -> str:
    """Return what the confirm page says about pressing its button."""
    return f"Yes, send me the weekly round-up of {publication.name}."


def coming_back(publication: Publication) -> str:
    """Return what the buttons say that undo a leave."""
    return f"Send me the weekly round-up of {publication.name} again."
