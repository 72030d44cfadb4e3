"""Presses the buttons of an edition's page, as a person who has seen what they change does."""

from __future__ import annotations

from django.test import Client

from roundup.editions.models import Edition
from tests.newsroom.pages import said, tree


def at(edition: Edition, act: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{act}"


def do(client: Client, edition: Edition, act: str, **form: str) -> list[str]:
    page = at(edition, "send/") if act == "send" else at(edition)
    seen = tree(client.get(page)).xpath("//form[input/@name='hash']/input[@name='hash']/@value")
    if act in ("send", "resume") and seen:
        form = {"hash": seen[0]} | form
    found = said(client.post(at(edition, f"{act}/"), form, follow=True))
    edition.refresh_from_db()
    return found
