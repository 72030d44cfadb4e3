"""What most people would write: a Celery task that hands a thousand readers to the `sendgrid` package.

It keeps no account of who was mailed; its links cost as little as roundup's.
"""

from __future__ import annotations

import os

import django
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roundup.config.settings")
django.setup()

from django.conf import settings
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import CustomArg, Header, Mail, Personalization, Substitution, To

from roundup.providers.sendgrid.settings import API_KEY, HOST
from roundup.subscribers.links import reader_links
from roundup.subscribers.models import Subscriber

app = Celery("naive", broker=settings.REDIS_URL, set_as_current=False)
app.conf.update(task_default_queue="naive", task_ignore_result=True, task_acks_late=True)


@app.task(name="naive.send")
def send(ids: list[int], subject: str, text: str, html: str) -> None:
    mail = Mail("weekly@quay.example.org", None, subject, text, html)
    for reader in Subscriber.objects.filter(pk__in=ids).only("pk", "email", "publication", "link_generation"):
        one = Personalization()
        one.add_to(To(reader.email))
        links = reader_links(reader, 1)
        for name, link in links.items():
            one.add_substitution(Substitution(f"-mark.{name}-", link))
        one.add_header(Header("List-Unsubscribe", f"<{links['unsubscribe']}>"))
        one.add_header(Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        one.add_custom_arg(CustomArg("reader", str(reader.pk)))
        mail.add_personalization(one)
    SendGridAPIClient(settings.PROVIDER_SETTINGS[API_KEY], host=settings.PROVIDER_SETTINGS[HOST]).send(mail)
