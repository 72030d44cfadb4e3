"""A check is a function that turns a proof into sentences. It is registered under a stable code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from roundup.core.content import EditionContent
from roundup.rendering.checks.places import Part, Place, Told, place_of
from roundup.rendering.checks.proof import Envelope, Proof
from roundup.rendering.edition import RenderedEdition


class Severity(StrEnum):
    """An `error` keeps an edition from being approved; a `warning` is for a person to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong. `code` is stable, for programs; `message` is a sentence for the editor.

    `places` says where it can be fixed, if an editor can do that. `many` says the same about several such
    things, with `%(n)s` for their number; it is empty if there are no words for that.
    """

    code: str
    severity: Severity
    message: str
    places: tuple[Place, ...] = ()
    many: str = ""

    @property
    def stories(self) -> tuple[str, ...]:
        """The ids of the stories it is about."""
        return tuple(dict.fromkeys(place.story for place in self.places if place.story))


@dataclass(frozen=True, slots=True)
class About:
    """A sentence about stories, the sponsor or the note, or about other `places`.

    `field` is the field that it is about, if that is not the one that the check is registered for.
    """

    told: tuple[Told, ...]
    message: str
    field: str = ""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One registered check. `reason` says in one sentence why we check this.

    `choice` names what it finds, if a publication may choose whether that blocks; `severity` is the usual
    one.
    """

    code: str
    severity: Severity
    reason: str
    function: Check
    at: Place | None = None
    many: str = ""
    choice: str = ""

    def severity_by(self, chosen: Mapping[str, str]) -> Severity:
        """Return the severity for a publication that has `chosen` severities, by code."""
        own = chosen.get(self.code) if self.choice else None
        return Severity(own) if own in list(Severity) else self.severity


Check = Callable[[Proof], Iterable[str | About]]
_RULES: dict[str, Rule] = {}


def register_check(
    code: str, severity: Severity, at: Place | None = None, *, many: str = "", choice: str = ""
) -> Callable[[Check], Check]:
    """Register a function that yields one sentence for each thing it finds wrong.

    `at` is the place where all of these are fixed, and `many` says what is wrong with `%(n)s` of them.
    `choice` names them if a publication may choose the severity. It never may where the law, a mail host or a
    reader's safety asks for the check. The function's docstring says why we check this; `docs/PREFLIGHT.md`
    prints it.
    """

    def register(function: Check) -> Check:
        if code in _RULES:
            raise ValueError(f"Two checks have the code {code}; rename one.")
        reason = " ".join((function.__doc__ or "").split())
        _RULES[code] = Rule(code, severity, reason, function, at, many, choice)
        return function

    return register


def registered_checks() -> dict[str, Rule]:
    """Return every check by its code, in the order in which they run."""
    return dict(_RULES)


def severities_where(blocking: Collection[str]) -> dict[str, str]:
    """Return the severities to keep for a publication where exactly the checks with these codes block.

    Only severities that differ from the usual ones are kept, and only those that the publication may choose.
    """
    chosen = {
        rule: Severity.ERROR if rule.code in blocking else Severity.WARNING
        for rule in _RULES.values()
        if rule.choice
    }
    return {rule.code: severity.value for rule, severity in chosen.items() if severity is not rule.severity}


def check_proof(
    content: EditionContent,
    rendered: RenderedEdition,
    envelope: Envelope | None = None,
    severities: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Return everything that is wrong, errors first, or an empty tuple.

    Without an envelope, sender and headers are not checked. `severities` are those that the publication has
    chosen, by code.
    """
    proof = Proof(content, rendered, envelope)
    chosen = severities or {}
    found = [finding for each in _RULES.values() for finding in _findings(each, proof, chosen)]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ERROR))


def _findings(checked: Rule, proof: Proof, chosen: Mapping[str, str]) -> Iterable[Finding]:
    severity = checked.severity_by(chosen)
    for told in dict.fromkeys(checked.function(proof)):
        about = told if isinstance(told, About) else About((), told)
        places = tuple(dict.fromkeys(_places(checked.at, about)))
        yield Finding(checked.code, severity, about.message, places, checked.many)


def _places(at: Place | None, about: About) -> Iterable[Place]:
    usual = at.field if at and at.part is Part.STORY else ""
    yield from (place_of(each, about.field or usual) for each in about.told)
    yield from about.places
    if at and at.part is not Part.STORY:
        yield at
