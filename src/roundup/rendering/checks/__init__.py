"""What is wrong with a proof, in sentences. Adding a check is adding one small function here.

from roundup.rendering.checks import Severity, check

findings = check(content, rendered, envelope)
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
    placeholders,
    sender,
    size,
    spam,
    stories,
    styles,
    subject,
    text,
)
from roundup.rendering.checks.base import Finding, Rule, Severity, check, registered
from roundup.rendering.checks.proof import Envelope, Proof

__all__ = ["Envelope", "Finding", "Proof", "Rule", "Severity", "check", "registered"]
