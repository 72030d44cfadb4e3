"""What is wrong with a proof, in sentences. Adding a check is adding one small function here.

from roundup.rendering.checks import Severity, check

findings = check(content, rendered)
"""

from roundup.rendering.checks import content, links, markup, size  # noqa: F401 - each registers its checks
from roundup.rendering.checks.base import Finding, Proof, Severity, check, registered

__all__ = ["Finding", "Proof", "Severity", "check", "registered"]
