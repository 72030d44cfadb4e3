"""Every fault is named by exactly the check meant for it, and a good edition is left in peace."""

from __future__ import annotations

import pytest

from roundup.core.tokens import PersonalTokens
from roundup.rendering.checks import Severity, registered_checks
from tests.rendering.checks.faults import FAULTS
from tests.rendering.checks.page import PAGE, written
from tests.rendering.checks.planting import Fault, appended, content, good

GOOD = good()


def test_nothing_is_found_in_a_good_edition() -> None:
    assert GOOD.findings() == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}: {fault.name}")
def test_a_fault_is_named_by_its_check_alone_in_a_sentence(fault: Fault) -> None:
    faulty = fault.plant(GOOD)

    found = faulty.findings()

    assert faulty != GOOD
    assert {finding.code for finding in found} == {fault.code}, [finding.message for finding in found]
    assert all(finding.message.endswith(".") for finding in found)
    assert not any(finding.message[0].islower() for finding in found)


def test_every_check_has_a_fault_and_every_fault_a_check() -> None:
    assert {fault.code for fault in FAULTS} == set(registered_checks())


def test_every_check_gives_its_reason_in_a_sentence() -> None:
    assert not [code for code, rule in registered_checks().items() if not rule.reason.endswith(".")]


def test_the_page_lists_every_check_as_it_is() -> None:
    assert PAGE.read_text() == written(), "run `python -m tests.rendering.checks.page`"


def test_errors_come_before_warnings_and_each_is_a_sentence() -> None:
    found = content(subject="", preheader="")(GOOD).findings()

    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING]


def test_a_finding_about_a_story_names_the_story() -> None:
    blurbless = next(fault for fault in FAULTS if fault.code == "stories.blurb-missing")

    assert [finding.stories for finding in blurbless.plant(GOOD).findings()] == [("keepers",)]


def test_the_room_that_a_mark_takes_does_not_make_a_line_too_wide() -> None:
    """In most copies nothing stands there."""
    mark = PersonalTokens(GOOD.content.token_prefix).mark("browser")

    assert appended(f"{mark}{'Words of the week. ' * 4}")(GOOD).findings() == ()
