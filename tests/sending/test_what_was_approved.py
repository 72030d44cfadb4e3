"""What was approved is what arrives, and what the archive shows, whatever field or file changes on the way.

A new field fails until `what_changes` names it as one that a mail shows, or one that it does not.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client, override_settings

from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from tests.sending.approved_way import Way, expected_of, is_as_approved_or_told, undone
from tests.sending.what_changes import FIELDS, SHOWN, UNREAD, UNSEEN, change, row_of, unlike

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_steps"), pytest.mark.one_database]


def test_every_field_that_rendering_might_read_is_named_here() -> None:
    for room in ("publications", "articles", "editions"):
        for model in apps.get_app_config(room).get_models():
            if model.__name__ not in UNREAD:
                named = SHOWN.get(model, {}).keys() | UNSEEN[model]
                assert {field.name for field in model._meta.concrete_fields} == named, model


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=[f"{m.__name__}.{n}" for m, n in FIELDS])
def test_what_is_said_to_be_shown_changes_the_proof(model: Any, name: str, full_edition: Edition) -> None:
    before = full_edition.approval
    assert before

    change(full_edition, model, name)

    assert proof_of(Edition.objects.get(pk=full_edition.pk)).hash != before.hash


@pytest.mark.parametrize("model", UNSEEN, ids=lambda model: model.__name__)
def test_what_is_said_to_be_unseen_changes_no_proof(model: Any, full_edition: Edition) -> None:
    before = full_edition.approval
    assert before
    for name in sorted(UNSEEN[model]):
        field = model._meta.get_field(name)
        if field.is_relation or field.primary_key or field.unique or name in ("token_prefix", "month"):
            continue
        row = row_of(Edition.objects.get(pk=full_edition.pk), model)
        value = unlike(field, getattr(row, name))
        with undone():
            model._default_manager.filter(pk=row.pk).update(**{name: value})

            assert proof_of(Edition.objects.get(pk=full_edition.pk)).hash == before.hash, name


@pytest.mark.parametrize("step", Way.STEPS)
def test_whatever_field_changes_the_approved_bytes_arrive_or_nothing_does(
    step: str, full_edition: Edition, client: Client
) -> None:
    expected = expected_of(full_edition)
    for model, name in FIELDS:
        with undone():
            found = Edition.objects.get(pk=full_edition.pk)
            post = Way(found, lambda m=model, n=name: change(full_edition, m, n), step).go()  # type: ignore[misc]

            is_as_approved_or_told(found, post, expected, client)


TEMPLATES = settings.TEMPLATE_FOLDER / "email"
FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.j2"))


def changed_templates(folder: Path, name: str) -> Path:
    """Return a folder of templates in which one file says something else."""
    shutil.copytree(settings.TEMPLATE_FOLDER, folder / "templates")
    path = folder / "templates" / "email" / name
    text = path.read_text()
    path.write_text(
        text.replace("</mj-text>", " changed</mj-text>") if ".mjml" in name else f"{text}changed\n"
    )
    return folder / "templates"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("step", ["started", "freezing"])
def test_whatever_template_changes_the_approved_bytes_arrive_or_nothing_does(
    step: str, name: str, full_edition: Edition, client: Client, tmp_path: Path
) -> None:
    expected = expected_of(full_edition)
    folder = changed_templates(tmp_path, name)

    with override_settings():
        post = Way(full_edition, lambda: setattr(settings, "TEMPLATE_FOLDER", folder), step).go()
        is_as_approved_or_told(full_edition, post, expected, client)
