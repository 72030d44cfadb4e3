"""Every word of the newsroom's pages comes from the catalogue."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.newsroom.brackets import untold

pytestmark = pytest.mark.usefixtures("speaks_brackets")


def test_the_page_to_sign_in_is_said_in_the_language_of_the_newsroom(client: Client, db: None) -> None:
    assert untold(client.get("/newsroom/login/").content.decode()) == []
