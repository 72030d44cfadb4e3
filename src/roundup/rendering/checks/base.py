"""A check is a function that turns a proof into sentences. It is registered under a stable code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from roundup.core.content import EditionContent, StoryContent
from roundup.rendering.checks.proof import Envelope, Proof
from roundup.rendering.edition import RenderedEdition


class Severity(StrEnum):
    """An `error` keeps an edition from being approved; a `warning` is for a person to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong. `code` is stable, for programs; `message` is a sentence for the editor.

    `stories` holds the ids of the stories it is about, if any.
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
    """One registered check. `reason` says in one sentence why we check this."""

    code: str
    severity: Severity
    reason: str
    function: Check


Check = Callable[[Proof], Iterable[str | About]]
_RULES: dict[str, Rule] = {}


def register_check(code: str, severity: Severity) -> Callable[[Check], Check]:
    """Register a function that yields one sentence for each thing it finds wrong.

    Its docstring says why we check this; `docs/PREFLIGHT.md` prints it.
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
    """Return everything that is wrong, errors first, or an empty tuple.

    Without an envelope, sender and headers are not checked.
    """
    proof = Proof(content, rendered, envelope)
    found = [finding for each in _RULES.values() for finding in _findings(each, proof)]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ERROR))


def _findings(checked: Rule, proof: Proof) -> Iterable[Finding]:
    for told in dict.fromkeys(checked.function(proof)):
        about = tuple(story.id for story in told.stories) if isinstance(told, About) else ()
        message = told.message if isinstance(told, About) else told
        yield Finding(checked.code, checked.severity, message, about)
