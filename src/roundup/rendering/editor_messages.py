"""The short messages to editors, in the newsroom's language.

`message_samples` has a sample of each, for the gallery and the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from roundup.core.articles import Image
from roundup.core.content import Brand
from roundup.core.newsroom_language import tell, tell_count
from roundup.rendering.short_message import Button, Message, QuietLink

# The headlines that a mail about a draft names.
_HEADLINES: Final = 8


def draft_ready_message(
    brand: Brand,
    *,
    subject: str,
    number: int,
    headlines: Sequence[str],
    image: Image | None,
    findings: str,
    outlook: str,
    url: str,
    proof_url: str,
) -> Message:
    """Tell an editor that a draft is waiting. `image` is the picture of its lead. `findings` says what the
    checks found; `outlook` says when it goes out, and what becomes of it if nobody approves it.
    """
    opening = tell_count(
        "%(name)s has a new draft with %(n)s story:",
        "%(name)s has a new draft with %(n)s stories:",
        len(headlines),
        name=brand.name,
    )
    told = list(headlines[:_HEADLINES])
    if more := len(headlines) - len(told):
        told.append(tell_count("and %(n)s more", "and %(n)s more", more))
    return Message(
        subject=tell("Draft of No. %(number)s is ready: %(subject)s", number=number, subject=subject),
        heading=tell("No. %(number)s is ready to edit", number=number),
        paragraphs=[opening, findings, outlook],
        button=Button(tell("Open the draft"), url),
        small=[QuietLink(tell("Read the whole proof"), proof_url), _why_you()],
        image=image,
        listed=told,
    )


def reminder_message(
    brand: Brand, *, subject: str, number: int, hours: int, outlook: str, is_last: bool, url: str
) -> Message:
    """Remind an editor that nobody has approved an edition, and that its hour comes within `hours`.

    `outlook` says in a sentence what becomes of it then.
    """
    left = tell_count("within %(n)s hour", "within %(n)s hours", hours)
    said = tell("Not approved, and due %(left)s: No. %(number)s", left=left, number=number)
    last = [tell("This is the last reminder.")] if is_last else []
    return Message(
        subject=f"{brand.name}: {said}",
        heading=tell("Nobody has approved No. %(number)s", number=number),
        paragraphs=[
            f"“{subject}”",
            outlook,
            tell("Look at its proof and approve it, choose another hour, or skip it."),
            *last,
        ],
        button=Button(tell("Read and approve"), url),
        small=[_why_you()],
    )


def mailed_message(
    brand: Brand,
    *,
    subject: str,
    number: int,
    accepted: int,
    left_out: int,
    refused: int,
    uncertain: int,
    url: str,
) -> Message:
    """Tell an editor that an edition has gone out, with the account of its mailing."""
    account = [
        tell_count("The mailer took %(n)s copy.", "The mailer took %(n)s copies.", accepted),
        tell_count(
            "%(n)s reader was left out on purpose.", "%(n)s readers were left out on purpose.", left_out
        )
        if left_out
        else "",
        tell_count("It refused %(n)s address.", "It refused %(n)s addresses.", refused) if refused else "",
        tell_count(
            "Nobody knows whether %(n)s copy left: the edition’s page says what to do.",
            "Nobody knows whether %(n)s copies left: the edition’s page says what to do.",
            uncertain,
        )
        if uncertain
        else "",
    ]
    return Message(
        subject=tell("No. %(number)s has gone out: %(subject)s", number=number, subject=subject),
        heading=tell("No. %(number)s has gone out", number=number),
        paragraphs=[
            tell("“%(subject)s” has gone out to its readers.", subject=subject),
            " ".join(filter(None, account)),
        ],
        button=Button(tell("See the account"), url),
        small=[_why_you()],
    )


def not_mailed_message(brand: Brand, *, subject: str, number: int, why: str, url: str) -> Message:
    """Tell an editor that an edition was skipped automatically, and why."""
    return Message(
        subject=tell("No. %(number)s was skipped: %(subject)s", number=number, subject=subject),
        heading=tell("No. %(number)s will not go out", number=number),
        paragraphs=[
            why,
            tell(
                "Its articles are free for the next edition. To send it after all, take it up again on its "
                "page and approve it."
            ),
        ],
        button=Button(tell("Open the edition"), url),
        small=[_why_you()],
    )


def _why_you() -> str:
    return tell(
        "You get this because you are an editor here. Your account page says what Roundup mails you about."
    )


def alarm_message(
    brand: Brand, *, subject: str, sentences: Sequence[str], url: str, clears_itself: bool = False
) -> Message:
    """Tell an editor what needs a person, or what `clears_itself`.

    `sentences` say what it is and what to do.
    """
    return Message(
        subject=f"{brand.name}: {subject}",
        heading=tell("No action needed") if clears_itself else tell("Action needed"),
        paragraphs=list(sentences),
        button=Button(tell("Open the newsroom"), url),
        small=[
            tell(
                "You get this because you are an editor here. "
                "An alarm that comes and goes is mailed at most once an hour."
            )
        ],
    )
