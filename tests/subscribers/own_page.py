"""The page on which readers ask for another address or for their data, and the mails that answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from roundup.sending.handing_over.own_request_mail import send_due_own_requests
from roundup.subscribers.journal_reading import catch_up
from roundup.subscribers.links import reader_links, request_link
from roundup.subscribers.models import OwnRequest, Subscriber
from tests.sending.post import Post

BASE = "http://127.0.0.1:8000"
NEW = "ann.new@example.net"
DAY = timedelta(days=1)


def path(reader: Subscriber, name: str = "preferences") -> str:
    return reader_links(reader, 12)[name].removeprefix(BASE)


def kept() -> Subscriber:
    return Subscriber.objects.get(erased_at=None)


def press(client: Client, ann: Subscriber, action: str, **fields: str) -> Any:
    return client.post(f"{path(ann)}you/", {"action": action, **fields}, follow=True)


def mailed() -> Post:
    post = Post()
    catch_up(timezone.now())  # Nothing leaves before that.
    send_due_own_requests(post, timezone.now())
    return post


def asked(client: Client, ann: Subscriber, email: str = NEW) -> str:
    """Ask for a new address; return the path that was mailed there."""
    press(client, ann, "address", email=email)
    return request_link(OwnRequest.objects.latest("pk")).removeprefix(BASE)
