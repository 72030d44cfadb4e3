from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from roundup.articles.models import Source
from roundup.editions.due_drafts import assemble_due_edition
from roundup.editions.models import Edition
from roundup.publications.models import Alarm
from tests.config.commands import Terminal
from tests.config.looks import looked
from tests.making import make_edition, make_publication, make_readers


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def edition(db: None) -> Edition:
    """The Quay's draft, with three readers."""
    publication = make_publication()
    make_readers(publication, ["ada", "bo", "cleo"])
    return make_edition(publication)


@pytest.fixture
def now(db: None, settings: Settings) -> datetime:
    """The moment at which all is well with a magazine."""
    now = timezone.now()
    settings.DATA.mkdir()
    publication = make_edition(make_publication()).publication
    Source.objects.all().delete()
    assemble_due_edition(publication, now)
    Alarm.objects.update(cleared_at=now)
    Edition.objects.update(send_at=now + timedelta(days=1))
    looked(now)
    return now
