"""The table of faults: each planted alone in a good edition, and named by the check meant for it."""

from __future__ import annotations

from tests.rendering.checks import faults_of_form, faults_of_links, faults_of_words
from tests.rendering.checks.planting import Fault

FAULTS: tuple[Fault, ...] = (
    *faults_of_words.FAULTS,
    *faults_of_links.FAULTS,
    *faults_of_form.FAULTS,
)
