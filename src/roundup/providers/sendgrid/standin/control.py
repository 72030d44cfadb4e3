"""The control API under `/_standin/`: another process drives the stand-in, and asks the inbox.

Every call takes and gives JSON and needs the API key. Addresses are in bodies only, never in a path.

    GET  /_standin/state              how much of everything there is
    GET  /_standin/inbox              copies in all, by how many addresses, how many too many
    GET  /_standin/inbox/counts       copies by address
    GET  /_standin/inbox/duplicates   copies too many by address
    POST /_standin/inbox/mails        {"address", "limit"}: the mails of one address, merged
    POST /_standin/faults             {"plan": [{"kind", "times", "status", "wait"}], "latency",
                                       "storm": {"seed", "rates": {kind: share}}, "refuse": [address],
                                       "clear": true}
    POST /_standin/webhook            {"url", "copies", "shuffled", "lost", "late", "whole", "outage",
                                       "release": true, "behave": true, "forget": true}
    POST /_standin/webhook/flush      {"timeout"}: wait until all is told; {"flushed": bool}
    POST /_standin/inbound            {"url", "address"}: have the reader there leave by mail, as the newest
                                       copy says; {"status": what the URL answered}
    POST /_standin/logs               {"delay", "permitted"}
    POST /_standin/suppressions       {"list", "address", "created", "reason"}: put one on a list
    POST /_standin/reset              forget all mails, events, lists and faults
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from roundup.core.errors import Refused
from roundup.providers.sendgrid.standin.answers import Answer, Call, error_answer, json_answer
from roundup.providers.sendgrid.standin.faults import Faults
from roundup.providers.sendgrid.standin.inbound import InboundParse
from roundup.providers.sendgrid.standin.inbox import Inbox, ReceivedMail
from roundup.providers.sendgrid.standin.logs import Logs
from roundup.providers.sendgrid.standin.suppressions import Suppressions
from roundup.providers.sendgrid.standin.webhook import Webhook


class Control:
    """Does what the control API is asked to do."""

    def __init__(
        self,
        inbox: Inbox,
        faults: Faults,
        webhook: Webhook,
        logs: Logs,
        suppressions: Suppressions,
        inbound: InboundParse,
    ) -> None:
        self._inbox = inbox
        self._faults = faults
        self._webhook = webhook
        self._logs = logs
        self._suppressions = suppressions
        self._inbound = inbound

    def answer(self, call: Call) -> Answer:
        serve = _CALLS.get((call.method, call.path.removeprefix("/_standin/")))
        if serve is None:
            return error_answer(404, "The stand-in has no such call.")
        try:
            return json_answer(serve(self, call.document()))
        except Refused as refused:
            return error_answer(400, str(refused))
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            return error_answer(400, f"The stand-in cannot do that: {wrong!r}.")

    def state(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "mails": len(self._inbox),
            "faults": {"planned": self._faults.pending(), "latency": self._faults.latency},
            "webhook": self._webhook.state(),
            "logs": {"delay": self._logs.delay, "permitted": self._logs.permitted},
            "suppressions": self._suppressions.counts(),
        }

    def inbox(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "mails": len(self._inbox),
            "addresses": len(self._inbox.counts()),
            "messages": len(self._inbox.messages()),
            "duplicates": self._inbox.duplicates().total(),
        }

    def counts(self, _: Mapping[str, Any]) -> dict[str, int]:
        return dict(self._inbox.counts())

    def duplicates(self, _: Mapping[str, Any]) -> dict[str, int]:
        return dict(self._inbox.duplicates())

    def mails(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        mails = self._inbox.mails(asked.get("address"))
        return [_shown(mail) for mail in mails[: asked.get("limit", 100)]]

    def misbehave(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        _known(asked, "clear", "plan", "storm", "latency", "refuse")
        if asked.get("clear"):
            self._faults.clear()
        for step in asked.get("plan", []):
            self._faults.plan(**step)
        if "storm" in asked:
            self._faults.storm(asked["storm"]["seed"], asked["storm"]["rates"])
        if "latency" in asked:
            self._faults.latency = float(asked["latency"])
        for address in asked.get("refuse", []):
            self._faults.refuse(address)
        return {"planned": self._faults.pending()}

    def mangle(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        webhook = self._webhook
        _known(asked, *_WEBHOOK)
        for name in ("behave", "forget", "release"):
            if asked.get(name):
                getattr(webhook, name)()
        if "url" in asked:
            webhook.aim(str(asked["url"]))
        if "copies" in asked:
            webhook.duplicate(int(asked["copies"]))
        if "shuffled" in asked:
            webhook.shuffle(bool(asked["shuffled"]))
        if "lost" in asked:
            webhook.lose(float(asked["lost"]), whole=bool(asked.get("whole")))
        if "late" in asked:
            webhook.delay(float(asked["late"]), whole=bool(asked.get("whole")))
        if asked.get("outage"):
            webhook.outage()
        return webhook.state()

    def flush(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {"flushed": self._webhook.flush(float(asked.get("timeout", 60.0))), **self._webhook.state()}

    def write(self, asked: Mapping[str, Any]) -> dict[str, int]:
        _known(asked, "url", "address")
        copies = self._inbox.mails(asked["address"])
        if not copies:
            raise Refused("That reader has got nothing yet.")
        return {"status": self._inbound.leave(asked["url"], copies[-1])}

    def set_logs(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        _known(asked, "delay", "permitted")
        self._logs.delay = float(asked.get("delay", self._logs.delay))
        self._logs.permitted = bool(asked.get("permitted", self._logs.permitted))
        return {"delay": self._logs.delay, "permitted": self._logs.permitted}

    def suppress(self, asked: Mapping[str, Any]) -> dict[str, int]:
        created = int(asked.get("created", time.time()))
        self._suppressions.add(asked["list"], asked["address"], created, asked.get("reason", ""))
        return self._suppressions.counts()

    def reset(self, _: Mapping[str, Any]) -> dict[str, Any]:
        self._faults.clear()
        self._webhook.forget()
        self._webhook.behave()
        self._suppressions.clear()
        self._inbox.clear()
        return {}


_WEBHOOK = (
    "behave",
    "copies",
    "forget",
    "late",
    "lost",
    "outage",
    "release",
    "shuffled",
    "url",
    "whole",
)


def _known(asked: Mapping[str, Any], *names: str) -> None:
    if unknown := sorted(asked.keys() - set(names)):
        raise Refused(f"The stand-in does not know {', '.join(unknown)} here: {', '.join(names)}.")


def _shown(mail: ReceivedMail) -> dict[str, Any]:
    return {
        "message_id": mail.message_id,
        "address": mail.address,
        "received_at": mail.received_at,
        "subject": mail.subject,
        "headers": mail.headers,
        "custom_args": mail.custom_args,
        "text": mail.text,
        "html": mail.html,
    }


_CALLS: Mapping[tuple[str, str], Callable[[Control, Mapping[str, Any]], Any]] = {
    ("GET", "state"): Control.state,
    ("GET", "inbox"): Control.inbox,
    ("GET", "inbox/counts"): Control.counts,
    ("GET", "inbox/duplicates"): Control.duplicates,
    ("POST", "inbox/mails"): Control.mails,
    ("POST", "faults"): Control.misbehave,
    ("POST", "webhook"): Control.mangle,
    ("POST", "webhook/flush"): Control.flush,
    ("POST", "inbound"): Control.write,
    ("POST", "logs"): Control.set_logs,
    ("POST", "suppressions"): Control.suppress,
    ("POST", "reset"): Control.reset,
}
