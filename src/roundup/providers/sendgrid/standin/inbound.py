"""Inbound Parse: what a reader's mail program writes, taken apart and posted as a signed form."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

import httpx2
import orjson

from roundup.core.errors import Refused
from roundup.providers.sendgrid.standin.delivery import ANSWER_WITHIN, Signer
from roundup.providers.sendgrid.standin.inbox import ReceivedMail

_BOUNDARY: Final = "xYzZY"
FORM: Final = f"multipart/form-data; boundary={_BOUNDARY}"
_MAILTO: Final = re.compile(r"<(mailto:[^<>]+)>")


class InboundParse:
    """Posts mails, each once. `key` is the public key of the security policy, as SendGrid shows it."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._signer = Signer()
        self._clock = clock
        self.key = self._signer.public_key

    def leave(self, url: str, copy: ReceivedMail) -> int:
        """Write what a mail program writes for a reader who wants to leave; return the status `url` answers.

        Raises Refused if the copy names no address for that, or if nobody answers at `url`.
        """
        found = _MAILTO.search(copy.headers.get("List-Unsubscribe", ""))
        if found is None:
            raise Refused("That mail names no address for leaving by mail.")
        to = unquote(urlsplit(found[1]).path)
        return self.post(url, form_of_mail(sender=copy.address, to=to, subject="unsubscribe"))

    def post(self, url: str, body: bytes) -> int:
        """Post a form, and return the answer's status. Raises Refused if nobody answers."""
        headers = self._signer.headers(body, self._clock(), FORM)
        try:
            with httpx2.Client(timeout=ANSWER_WITHIN, follow_redirects=False, trust_env=False) as client:
                return client.post(url, content=body, headers=headers).status_code
        except httpx2.HTTPError as error:
            raise Refused(f"Nobody answers there ({type(error).__name__}).") from error


def form_of_mail(*, sender: str, to: str, subject: str = "", head: str = "", **more: str) -> bytes:
    """Return the form that stands for a mail; `head` are more lines of its header.

    `more` are further fields, or replace the usual ones.
    """
    fields = {
        "headers": f"From: {sender}\nTo: {to}\nSubject: {subject}\n{head}",
        "to": to,
        "text": "",
        "from": sender,
        "sender_ip": "192.0.2.1",
        "envelope": orjson.dumps({"to": [to], "from": sender}).decode(),
        "attachments": "0",
        "subject": subject,
        "charsets": '{"to":"UTF-8","from":"UTF-8","subject":"UTF-8"}',
        "SPF": "pass",
    } | more
    return _written(fields)


def _written(fields: Mapping[str, str]) -> bytes:
    parts = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return f"{''.join(parts)}--{_BOUNDARY}--\r\n".encode()
