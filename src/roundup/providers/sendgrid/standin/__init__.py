"""A stand-in for SendGrid on this machine: as strict as the real one, with an inbox that can be counted.

with StandIn() as sendgrid:
    provider = build("sendgrid", ProviderOptions(data=…, api_key=sendgrid.key, host=sendgrid.url))
    sendgrid.faults.disconnect(accepted=True)
    …
    assert sendgrid.inbox.counts() == {"ada@example.org": 1}
"""

from roundup.providers.sendgrid.standin.faults import Faults
from roundup.providers.sendgrid.standin.inbox import Inbox, ReceivedMail
from roundup.providers.sendgrid.standin.server import StandIn

__all__ = ["Faults", "Inbox", "ReceivedMail", "StandIn"]
