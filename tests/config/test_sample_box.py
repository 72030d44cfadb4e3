"""The articles of the demo's magazine carry the box, as those of a real one would."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from roundup.config.demo import magazine
from roundup.config.demo.run import new_publication
from roundup.subscribers import sign_ups
from roundup.subscribers.models import Consent
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_whoever_reads_an_article_subscribes_at_its_foot(
    page: Page, live_server: LiveServer, settings: Settings, axe: Axe
) -> None:
    settings.BASE_URL = live_server.url
    now = timezone.now()
    new_publication(now)
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security" in line.text else None)
    address = f"{live_server.url}/sample/{magazine.articles(now)[0].slug}/"
    page.goto(address)
    assert axe(page) == []

    page.get_by_role("textbox").fill("ann@example.org")
    page.get_by_role("button", name="Subscribe").click()

    expect(page.get_by_role("status")).to_contain_text("Press the button in it")
    assert page.url == address
    sign_ups.take_up(now)
    assert Consent.objects.get(act=Consent.Act.ASKED).page == address
    assert axe(page) == []
    assert not refused
