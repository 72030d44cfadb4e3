"""What readers are mailed and told is kept as it was typed."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.publications.models import Publication
from tests.newsroom.filling_in import save

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_the_line_ends_of_a_browser_are_neither_a_change_nor_kept(
    office: Client, publication: Publication
) -> None:
    Publication.objects.update(privacy_text="One.\n\nTwo.")

    save(office, "readers/", privacy_text="One.\r\n\r\nTwo.", welcome_words="Hello.\r\nGood to see you.")
    kept = Publication.objects.get()
    assert (kept.privacy_text, kept.welcome_words) == ("One.\n\nTwo.", "Hello.\nGood to see you.")

    save(office, "readers/", privacy_text="One.\r\n\r\nThree.")
    assert Publication.objects.get().privacy_text == "One.\n\nThree."
