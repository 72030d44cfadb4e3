"""What the programs may say, and why we accept each sentence. Anything else they say is a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Allowed:
    """A pattern that the whole sentence must match, and why it is not a fault in a mail."""

    says: str
    because: str

    def covers(self, sentence: str) -> bool:
        return re.fullmatch(self.says, sentence) is not None


MARKUP: Final = (
    Allowed(
        r"The “(align|bgcolor|border|cellpadding|cellspacing|valign|width)” attribute on the "
        r"“(table|td)” element is obsolete\. .*",
        "Outlook lays mails out by these attributes and not by style sheets; all are repeated there.",
    ),
    Allowed(
        r"Attribute “xmlns:[vo]” not allowed here\.",
        "They name the tags in Outlook's conditional comments: without them it draws pictures at the wrong "
        "size on dense screens.",
    ),
    Allowed(
        r"CSS: “mso-(hide|padding-alt|table-[lr]space)”: .*",
        "Outlook's own properties: it knows no other way to hide the preheader, to give a button room and "
        "to put tables side by side. All others pass over them.",
    ),
    Allowed(
        r"CSS: “supported-color-schemes”: .*",
        "The older name of `color-scheme`, which Apple Mail before 2020 reads.",
    ),
    Allowed(
        r"Trailing slash on void elements has no effect .*",
        "The engine writes `<meta … />`, always with quotes around the value before: the harm that the "
        "sentence warns of needs a value without.",
    ),
    Allowed(
        r"The “type” attribute for the “style” element is not needed and should be omitted\.",
        "Written by the engine, and harmless: some older mail programs keep styles only with it.",
    ),
)
# A score is the sum of all rules: no single rule needs permission, but the sum must stay below this.
MOST_SPAM: Final = 0.0
