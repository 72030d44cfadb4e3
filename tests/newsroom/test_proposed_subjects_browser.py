"""In a browser, one press takes a proposed subject, and the page shows it at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from roundup.editions.models import Edition
from tests.newsroom.visiting import Visit
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_proposed_subject_is_taken_without_loading_the_page_again(
    visit: Visit, axe: Axe, edition: Edition
) -> None:
    page = visit(f"/newsroom/editions/{edition.pk}/")
    page.evaluate("window.isSamePage = true")
    button = page.locator("#other-subjects button").first
    subject = button.inner_text()

    button.click()

    expect(page.get_by_label("Subject", exact=True)).to_have_value(subject)
    expect(page.locator("#bar-title")).to_have_text(subject)
    assert page.evaluate("window.isSamePage")
    edition.refresh_from_db()
    assert edition.subject == subject
    assert axe(page) == []
