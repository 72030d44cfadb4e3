"""Editors hear at once if other templates make something else of what they approved."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from roundup.editions import editing, tasks, watching
from roundup.editions.models import Edition
from roundup.publications.models import Alarm
from tests.making import NOW, approved, make_edition, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition(make_publication())


def told() -> set[str]:
    return {
        about.rpartition(":")[2]
        for about in Alarm.objects.filter(cleared_at=None).values_list("about", flat=True)
    }


def test_other_templates_are_told_of_before_the_hour_until_it_is_approved_again(
    edition: Edition, tmp_path: Path, settings: Any
) -> None:
    approved(edition)
    tasks.run(NOW)
    assert "changed" not in told()
    usual = settings.TEMPLATE_FOLDER
    shutil.copytree(usual, tmp_path / "templates")
    frame = tmp_path / "templates" / "email" / "edition.mjml.j2"
    frame.write_text(frame.read_text().replace("</mj-text>", " changed</mj-text>"))
    settings.TEMPLATE_FOLDER = tmp_path / "templates"

    tasks.run(NOW)
    assert "changed" in told()
    assert edition.approval, "Nothing is taken back: another machine may have the old templates."
    settings.TEMPLATE_FOLDER = usual
    tasks.run(NOW)
    assert "changed" not in told()
    settings.TEMPLATE_FOLDER = tmp_path / "templates"
    tasks.run(NOW)
    approved(edition)
    tasks.run(NOW)
    assert "changed" not in told()


def test_an_approval_is_compared_with_the_templates_only_once(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.set_words(edition, note="Not in any other test.", now=NOW)
    approved(edition)
    compared: list[Edition] = []
    monkeypatch.setattr(watching, "still_renders", lambda each: compared.append(each) or True)
    for _ in range(3):
        tasks.run(NOW)

    assert compared == [edition]
