"""What is wrong with a proof, in sentences. To add a check, add one small function to a module here.

Each module covers one thing that can be wrong: `subject`, `images`, `links`, `contrast` and so on. `base`
registers and runs the checks, `proof` is what they look at, and `places` says where a finding is fixed.
`link_answers` words the findings about links that were tried, `naming` names what findings are about, and
`found_texts` words the findings in texts. `hosts` judges host names. `stylesheet`, `cascade` and
`visible_text` work out what a reader sees.

from roundup.rendering.checks import Severity, check_proof

findings = check_proof(content, rendered, envelope)
"""

from roundup.rendering.checks import (  # noqa: F401 - each registers its checks
    contrast,
    envelope,
    headings,
    images,
    links,
    linkwords,
    markup,
    personal,
    picture_words,
    placeholders,
    raw_signs,
    residue,
    sender,
    size,
    spam,
    stories,
    styles,
    subject,
    text,
)
from roundup.rendering.checks.base import (
    Finding,
    Rule,
    Severity,
    check_proof,
    registered_checks,
    severities_where,
)
from roundup.rendering.checks.places import Part, Place
from roundup.rendering.checks.proof import Envelope, Proof

__all__ = [
    "Envelope",
    "Finding",
    "Part",
    "Place",
    "Proof",
    "Rule",
    "Severity",
    "check_proof",
    "registered_checks",
    "severities_where",
]
