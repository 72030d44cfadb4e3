"""What a check is: a function from a proof to sentences, kept under a stable code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from roundup.core.content import EditionContent, StoryContent
from roundup.rendering.checks.proof import Envelope, Proof
from roundup.rendering.edition import RenderedEdition


class Severity(StrEnum):
    """`error` keeps an edition from being approved; `warning` is for a person to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong. `code` is stable, for programs; `message` is a sentence for the editor.

    `stories` are the ids of the stories that it is about, where it is about any.
    """

    code: str
    severity: Severity
    message: str
    stories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """A sentence about one story, or about several of them."""

    stories: tuple[StoryContent, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One registered check. `reason` says in a sentence why it is one."""

    code: str
    severity: Severity
    reason: str
    function: Check


Check = Callable[[Proof], Iterable[str | About]]
_RULES: dict[str, Rule] = {}


def register_check(code: str, severity: Severity) -> Callable[[Check], Check]:
    """Register a function that yields one sentence for each thing it finds wrong.

    Its docstring is the reason why it is a check; `docs/PREFLIGHT.md` prints it.
    """

    def register(function: Check) -> Check:
        if code in _RULES:
            raise ValueError(f"Two checks have the code {code}; rename one.")
        _RULES[code] = Rule(code, severity, " ".join((function.__doc__ or "").split()), function)
        return function

    return register


def registered_checks() -> dict[str, Rule]:
    """Return every check by its code, in the order in which they run."""
    return dict(_RULES)


def check_proof(
    content: EditionContent, rendered: RenderedEdition, envelope: Envelope | None = None
) -> tuple[Finding, ...]:
    """Return all that is wrong, errors first. None found means an empty tuple.

    Without an envelope nothing is said of sender and headers.
    """
    proof = Proof(content, rendered, envelope)
    found = [finding for each in _RULES.values() for finding in _findings(each, proof)]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ERROR))


def _findings(checked: Rule, proof: Proof) -> Iterable[Finding]:
    for told in dict.fromkeys(checked.function(proof)):
        about = tuple(story.id for story in told.stories) if isinstance(told, About) else ()
        message = told.message if isinstance(told, About) else told
        yield Finding(checked.code, checked.severity, message, about)
