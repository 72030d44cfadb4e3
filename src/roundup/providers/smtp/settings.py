"""The settings that sending through a mail server needs from an operator."""

from __future__ import annotations

from roundup.core.mail_servers import mail_server
from roundup.core.settings import Setting

SERVER = "ROUNDUP_SMTP_URL"
# Small enough to be finished before its deadline if a server takes a second for each message.
MAX_BATCH = 50

SETTINGS = (
    Setting(
        SERVER,
        "",
        "The mail server that readers' mail is handed to, like `smtp+tls://user:password@host:587`.",
        mail_server,
        secret=True,
        required=True,
    ),
)
