"""The query language of the Email Logs: conditions joined by AND, without nesting."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import ge, gt, le, lt

from roundup.core.errors import Refused

_CONDITION = re.compile(
    r"""\s*(?:
        (?P<field>sg_message_id|subject|to_email|reason)\s*=\s*(?P<text>'[^']*'|"[^"]*")
      | (?P<set>status|categories)\s+IN\s*\((?P<values>[^()]*)\)
      | sg_message_id_created_at\s*(?P<sign>>=|<=|>|<)\s*TIMESTAMP\s+(?P<moment>'[^']*'|"[^"]*")
    )\s*""",
    re.VERBOSE,
)
_VALUES = re.compile(r"""\s*(?:'[^']*'|"[^"]*")(?:\s*,\s*(?:'[^']*'|"[^"]*"))*\s*""")
_VALUE = re.compile(r"""'([^']*)'|"([^"]*)\"""")
_SIGNS: Mapping[str, Callable[[float, float], bool]] = {">": gt, "<": lt, ">=": ge, "<=": le}


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: texts that must be equal, values one of which must be there, and moments."""

    equal: Mapping[str, str]
    among: Mapping[str, frozenset[str]]
    moments: tuple[tuple[str, float], ...]

    def covers(self, created: float) -> bool:
        """Say whether a message made at `created` (Unix time) is in the range of time."""
        return all(_SIGNS[sign](created, moment) for sign, moment in self.moments)


def parse_query(text: str) -> Query:
    """Return the query. Raises Refused if SendGrid would answer 400."""
    equal: dict[str, str] = {}
    among: dict[str, frozenset[str]] = {}
    moments: list[tuple[str, float]] = []
    for condition in _conditions(text):
        found = condition.groupdict()
        if found["field"]:
            equal[found["field"]] = found["text"][1:-1]
        elif found["set"]:
            among[found["set"]] = _values(found["values"])
        else:
            moments.append((found["sign"], _moment(found["moment"][1:-1])))
    return Query(equal, among, tuple(moments))


def _conditions(text: str) -> list[re.Match[str]]:
    found, place = [], 0
    while text.strip():
        condition = _CONDITION.match(text, place)
        if not condition:
            raise Refused("The query is invalid: use known fields and operators, joined by AND.")
        found.append(condition)
        if (place := condition.end()) == len(text):
            return found
        if not text.startswith("AND", place):
            raise Refused("The query is invalid: only AND joins conditions.")
        place += len("AND")
    return found


def _values(text: str) -> frozenset[str]:
    if not _VALUES.fullmatch(text):
        raise Refused("The query is invalid: IN takes a list of quoted values.")
    return frozenset(one or other for one, other in _VALUE.findall(text))


def _moment(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused("The query is invalid: a TIMESTAMP is an ISO 8601 moment.") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
