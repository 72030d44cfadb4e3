"""A stand-in for SendGrid on this machine: as strict as the real one, with an inbox that can be counted.

with StandIn() as sendgrid:
    provider = SendGrid(SendGridOptions(api_key=sendgrid.key, host=sendgrid.url))
    sendgrid.faults.disconnect(accepted=True)
    sendgrid.webhook.duplicate(46)
    …
    assert sendgrid.inbox.counts() == {"ada@example.org": 1}

`run_standin` (or `python -m roundup.providers.sendgrid.standin`) serves it in its own process, which is
driven through the control API (`control.py`).
"""

from roundup.providers.sendgrid.standin.faults import Faults
from roundup.providers.sendgrid.standin.inbox import Inbox, ReceivedMail
from roundup.providers.sendgrid.standin.running import run_standin
from roundup.providers.sendgrid.standin.server import StandIn
from roundup.providers.sendgrid.standin.webhook import Webhook

__all__ = ["Faults", "Inbox", "ReceivedMail", "StandIn", "Webhook", "run_standin"]
