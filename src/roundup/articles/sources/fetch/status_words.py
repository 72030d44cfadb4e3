"""What the status of a server's answer means for a source, in sentences for editors."""

from __future__ import annotations

from typing import Final

from roundup.core.newsroom_language import tell, tell_later

_SENTENCES: Final = {
    304: tell_later(
        "The server says that nothing has changed, although we did not ask whether it had; its operator "
        "must fix that."
    ),
    401: tell_later("The address requires a password, which is not supported: ask for a public one."),
    403: tell_later("The server turns programs away: ask the magazine to let Roundup in."),
    404: tell_later("There is no longer anything at this address: look for the new one."),
    410: tell_later("The server says that this source is gone for good: give its new address, or remove it."),
    429: tell_later("The server says that we ask too often; we will ask less often."),
}


def status_words(status: int) -> str:
    """Return what an editor should know about an answer that is not a document."""
    if status >= 500:
        return tell(
            "The server has a fault of its own (status %(status)s); it will be tried again.", status=status
        )
    if status in _SENTENCES:
        return tell(_SENTENCES[status])
    return tell("The server answered with status %(status)s instead of a document.", status=status)
