"""What goes wrong is told once: by log, status, doctor, /health/, and a mail without worker or broker."""

from __future__ import annotations

import os
import signal
import urllib.request
from contextlib import suppress
from email import message_from_bytes, policy
from pathlib import Path
from urllib.error import HTTPError

import orjson
import pytest

from roundup.config.processes.silences import web_lives
from roundup.providers.sendgrid.standin import StandIn
from tests.chaos.broker import Broker
from tests.e2e.machine import Machine
from tests.e2e.parts import parts
from tests.e2e.test_rehearsal import prepare
from tests.editors.mailserver import MailHost
from tests.services.waiting import until

pytestmark = pytest.mark.process


def health(machine: Machine, query: str = "") -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{machine.port}/health/{query}") as answer:
            return answer.status, orjson.loads(answer.read())
    except HTTPError as error:
        return error.code, orjson.loads(error.read())


def mails(host: MailHost) -> list[str]:
    """Return what editors were written, in plain text."""
    read = [message_from_bytes(taken.data, policy=policy.default) for taken in host.taken]
    return [" ".join(mail.get_body(("plain",)).get_content().split()) for mail in read]  # type: ignore[union-attr]


def says(machine: Machine, check: str) -> str:
    found = next(verdict for verdict in machine.checks() if verdict["check"] == check)
    return f"{'ok' if found['ok'] else 'BAD'} {found['message']}"


def test_a_refused_key_dead_parts_and_a_frozen_web_server_are_told_to_the_editors(tmp_path: Path) -> None:
    broker = Broker(tmp_path)
    broker.start()
    machine = Machine(tmp_path / "data", ROUNDUP_PROVIDER="sendgrid", REDIS_URL=broker.url)
    with StandIn() as standin, MailHost() as host:
        machine.environment |= {
            "SENDGRID_API_KEY": standin.key,
            "SENDGRID_HOST": standin.url,
            "SENDGRID_WEBHOOK_KEY": standin.webhook_key,
            "ROUNDUP_MAIL_URL": f"smtp://127.0.0.1:{host.server.port}",
            "ROUNDUP_MAIL_FROM": "roundup@quay.example.org",
        }
        standin.faults.answer(401, "The provided authorization grant is invalid", times=1000)
        prepare(machine, tmp_path, ("user", "add", "ana@quay.example.org", "--role", "admin"))
        try:
            with machine.up() as process:
                _a_refused_key(machine, host)
                found = parts(process.pid, machine.data)
                web = [found["web"], found["web's worker"]]
                for pid in web:
                    os.kill(pid, signal.SIGSTOP)
                os.kill(found["worker"], signal.SIGKILL)
                broker.kill()
                for words in (
                    "“worker” ended by itself (SIGKILL)",
                    "The broker does not",
                    "The web server on",
                ):
                    until(lambda words=words: any(words in mail for mail in mails(host)))
                assert any("worker ended by itself (SIGKILL)" in line for line in machine.said)
                for pid in web:
                    with suppress(ProcessLookupError):  # It has been started anew by now.
                        os.kill(pid, signal.SIGCONT)
                assert says(machine, "broker").startswith("BAD")
                until(lambda: web_lives(f"127.0.0.1:{machine.port}"))
                assert health(machine)[0] == 200
        finally:
            broker.kill()
        told = " ".join(mails(host))
        for words in ("Sending has stopped", "ended by itself", "The broker does not answer"):
            assert sum(words in mail.replace("Over since the last mail", "") for mail in mails(host)) >= 1, (
                told
            )
        assert told.count("Sending has stopped") == 1


def _a_refused_key(machine: Machine, host: MailHost) -> None:
    until(lambda: any("Sending has stopped" in mail for mail in mails(host)))
    status = machine.json("status", "latest")
    assert status["status"] == "held"
    assert "SENDGRID_API_KEY" in status["note"]
    assert says(machine, "held").startswith("BAD Held: edition 1 of")
    assert len([line for line in machine.said if "is held" in line]) == 1
    plain, strict = health(machine), health(machine, "?strict")
    assert (plain[0], strict[0]) == (200, 503)
    assert plain[1]["held"] == 1
