"""`docs/PREFLIGHT.md`, written from the registered checks and their faults.

`python -m tests.rendering.checks.page` writes it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from roundup.rendering.checks import Rule, registered_checks
from roundup.rendering.checks.link_answers import SAID
from tests.rendering.checks.faults import FAULTS
from tests.rendering.checks.planting import good

PAGE = Path(__file__).resolve().parents[3] / "docs/PREFLIGHT.md"

_HEAD = """\
# Preflight

These checks run on every proof: in the newsroom, in `roundup proof`, and again when an edition is approved.
An **error** blocks approval, unless a person overrides it with a reason, which is kept
(`roundup approve --override`). A **warning** leaves the decision to a person. A finding about a story names
it. [Decision 27](decisions/0027-what-blocks-and-what-warns.md) says what blocks and what only warns. Where a
severity is “usual”, [each publication chooses](decisions/0063-each-publication-chooses-what-blocks.md),
under Settings, What blocks approval.

The checks look at what goes out: content, HTML, plain text, sender and headers. They calculate colours from
the style sheet and the inline styles for four kinds of screen: light, dark, Outlook's dark mode, and a mail
program that drops the style sheet. A picture counts as its alternative text. The checks do not use the
network: `roundup doctor` looks up the sender's domain, and a worker checks whether the stories can be opened
(see the end).

This page is generated from the code: `python -m tests.rendering.checks.page`. If a sentence depends on the
template, its numbers are left out.
"""
_LIVE = """
## Links that answer

A worker checks every link of a draft, including those in its texts, every twelve hours, and every hour while
a link is in doubt; one round takes at most a minute. `roundup proof EDITION --out DIR --check-links` checks
them all at once. A server that turns programs away counts as answering.

| code | severity | says, for instance | why |
|---|---|---|---|
"""
_DAYS = """
## The sponsor's days

| code | severity | says, for instance | why |
|---|---|---|---|
| `sponsor.absent` | warning | The sponsor “Tea for sailors” is not in the letter, which is dated Thursday 3 December 2026: it runs from Sunday 6 December 2026 on. Change its days, or the hour. | A sponsor who has paid must not be left out unnoticed because the edition moves to another day. |
"""  # noqa: E501
_TITLES = {
    "subject": "Subject",
    "preheader": "Preheader",
    "stories": "Stories",
    "sections": "Sections",
    "note": "The editor's note",
    "sponsor": "Sponsor",
    "placeholders": "Placeholders",
    "words": "Damaged text",
    "links": "Links",
    "images": "Pictures",
    "headings": "Headings",
    "markup": "The HTML",
    "html": "The HTML",
    "styles": "Styles",
    "contrast": "Contrast",
    "size": "Size",
    "text": "The plain text",
    "sender": "Sender",
    "headers": "Headers",
    "spam": "What spam filters count",
}


def written() -> str:
    """Return the page as it should be."""
    order = list(dict.fromkeys(_TITLES.values()))
    rules = sorted(registered_checks().values(), key=lambda rule: order.index(_title(rule)))
    parts = [_HEAD]
    for title, group in groupby(rules, key=_title):
        parts.append(f"\n## {title}\n\n| code | severity | says, for instance | why |\n|---|---|---|---|\n")
        parts += _rows(group)
    parts.append(_LIVE)
    parts += [
        f"| `{said.code}` | {said.severity} | {said.sentence % {'name': 'The keepers'}} | {said.reason} |\n"
        for said in SAID.values()
    ]
    parts.append(_DAYS)
    return "".join(parts)


def _rows(rules: Iterator[Rule]) -> Iterator[str]:
    start = good()
    for rule in rules:
        fault = next(fault for fault in FAULTS if fault.code == rule.code)
        says = _lasting(rule.code, fault.plant(start).findings()[0].message)
        severity = f"{rule.severity} (usual)" if rule.choice else rule.severity
        yield f"| `{rule.code}` | {severity} | {_cell(says)} | {_cell(rule.reason)} |\n"


def _lasting(code: str, says: str) -> str:
    """Leave out what another colour or another word in a template would change."""
    if code.partition(".")[0] not in ("contrast", "size", "spam", "markup", "styles", "images"):
        return says
    return re.sub(r"#[0-9a-f]{6}\b|\d+(?:\.\d+)?", "…", says)


def _title(rule: Rule) -> str:
    return _TITLES[rule.code.partition(".")[0]]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(written())
