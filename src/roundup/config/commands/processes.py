"""`roundup up`, `roundup demo` and `roundup doctor`."""

from __future__ import annotations

import argparse
import logging
import os
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from roundup.config.commands.argument_types import read_host, read_port, read_seconds, read_webhook_url
from roundup.config.commands.output import Commands, add_command, print_answer, tell_progress
from roundup.config.tables import update_tables


def register(commands: Commands) -> None:
    demo = add_command(commands, "demo", _demo, "run the main job on a sample publication", json=True)
    demo.add_argument("--once", action="store_true", help="stop when the outbox is filled")
    demo.add_argument(
        "--port", type=read_port(), default=None, help="the port to serve on; by default 8000, or a free one"
    )
    demo.set_defaults(before=_before_demo)
    up = add_command(commands, "up", _up, "run everything on one machine: web, worker, broker")
    up.add_argument("--port", type=read_port(), default=8000, help="the port to serve on; by default 8000")
    up.add_argument("--host", type=read_host, default="127.0.0.1", help="the address to listen on")
    sandbox = add_command(
        commands, "sandbox", _sandbox, "run a stand-in for SendGrid, to rehearse a whole send"
    )
    sandbox.add_argument(
        "--port", type=read_port(0), default=0, help="the port to listen on; 0: any free one"
    )
    sandbox.add_argument(
        "--webhook",
        type=read_webhook_url,
        default="",
        metavar="URL",
        help="where its events go, like …/hooks/sendgrid/",
    )
    sandbox.add_argument(
        "--latency",
        type=read_seconds,
        default=0.0,
        metavar="SECONDS",
        help="how long to wait before each answer",
    )
    doctor = add_command(commands, "doctor", _doctor, "check the configuration and the ledger", json=True)
    doctor.add_argument("--quiet", action="store_true", help="say only what is wrong")
    doctor.add_argument(
        "--accept-restore",
        action="store_true",
        help="unsubscribe everybody who has left since the backup, and let a restored database send again",
    )
    doctor.add_argument(
        "--accept-provider",
        action="store_true",
        help="from now on, send mail with this machine's settings",
    )
    doctor.add_argument(
        "--sandbox-post", action="store_true", help="have the provider check a message without mailing it"
    )


def _up(arguments: argparse.Namespace) -> int:
    from django.conf import settings

    from roundup.config.processes import ports, silences
    from roundup.config.processes.lookout import Lookout
    from roundup.config.processes.supervisor import Supervisor, host_and_port
    from roundup.config.processes.watchdog import build_watchdog

    supervisor, lookout = Supervisor(settings.DATA, os.environ), None
    try:
        ports.require_free_port(arguments.host, arguments.port)
        # Not earlier: a start that is refused must not change what running workers rely on.
        update_tables()
        # The alarms that the lookout raises and clears are worth a line.
        logging.getLogger().setLevel(logging.INFO)
        state_outlet()
        supervisor.listen()
        supervisor.start_broker()
        supervisor.start_worker(settings.WORKERS)
        supervisor.start_web(
            arguments.host, arguments.port, lambda: web_answers(arguments.host, arguments.port)
        )
        where = host_and_port(arguments.host, arguments.port)
        tell_progress(f"roundup is up: http://{where}/newsroom/ (Ctrl-C stops it)")
        replace = (lambda: supervisor.replace("valkey")) if supervisor.has_own_broker else None
        lookout = Lookout(
            supervisor.environment["REDIS_URL"],
            replace,
            lambda: silences.web_lives(where),
            lambda: supervisor.replace("web"),
        )
        lookout.start()
        supervisor.run(build_watchdog(supervisor.restart_worker).look, lookout.fell)
        tell_progress("Stopping.")
    finally:
        if lookout:
            lookout.stop()
        killed = supervisor.stop()
    return killed


def state_outlet() -> None:
    """Record the outlet by which our mail leaves; if only a person may decide that, say so."""
    from django.utils import timezone

    from roundup.sending.safety import fence, installation, stations

    now, was = timezone.now(), fence.installation()
    row = installation.state_installation(now, others_at_work=stations.others_at_work(now))
    if (was.outlet, was.base_url) != (row.outlet, row.base_url):
        stations.forget_former()
    if not installation.is_at_home():
        tell_progress(
            f"This installation sends through {row.outlet}, for {row.base_url}; here ROUNDUP_PROVIDER, "
            "its settings or ROUNDUP_BASE_URL say otherwise. Nothing is handed over from here. If you "
            "meant to change them, run `roundup doctor --accept-provider`."
        )


_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - not bound here


def web_answers(host: str, port: int) -> bool:
    """Say whether the web server that listens on `host` answers, whatever it reports about its health."""
    from roundup.config.processes.supervisor import host_and_port

    # The name is one that every installation allows.
    where = f"http://{host_and_port(_ANY.get(host, host), port)}/health/"
    # A proxy set in this shell would not lead back to this machine.
    opener = build_opener(ProxyHandler({}))
    try:
        opener.open(Request(where, headers={"Host": "localhost"}), timeout=2).close()
    except HTTPError as error:
        error.close()
        return error.code == 503
    return True


def _sandbox(arguments: argparse.Namespace) -> int:
    """Serve until told to stop. The first line on standard output gives the URL and the keys to set."""
    from roundup.providers.sendgrid.standin.running import run_standin

    tell_progress("A stand-in for SendGrid: nothing that is sent to it leaves this machine. Ctrl-C stops it.")
    run_standin(port=arguments.port, webhook_url=arguments.webhook, latency=arguments.latency)
    return 0


def _before_demo(arguments: argparse.Namespace) -> None:
    from roundup.config.demo.settings import choose_demo_settings

    choose_demo_settings(arguments)


def _demo(arguments: argparse.Namespace) -> int:
    from roundup.config.demo.run import run_demo

    return run_demo(once=arguments.once, port=arguments.port, as_json=arguments.json)


def _doctor(arguments: argparse.Namespace) -> int:
    from roundup.config.doctor.examination import examine_installation

    if arguments.accept_restore:
        update_tables()
        _accept_restore()
    if arguments.accept_provider:
        _accept_provider()
    found = examine_installation(sandbox=arguments.sandbox_post)
    shown = [f for f in found if not (arguments.quiet and f["ok"])]
    lines = [f"{_mark(f)} {f['check']}: {f['message']}" for f in shown]
    print_answer(arguments, {"ok": all(f["ok"] for f in found), "checks": found}, "\n".join(lines))
    return 0 if all(f["ok"] for f in found) else 1


def _mark(verdict: dict[str, Any]) -> str:
    return "BAD" if not verdict["ok"] else "see" if verdict["note"] else "ok "


def _accept_restore() -> None:
    """Unsubscribe the readers who left since the backup, hold what must be held, then lift the fence."""
    from django.utils import timezone

    from roundup.core.moments_and_counts import count_words
    from roundup.sending.safety import fence
    from roundup.subscribers.journal_reading import catch_up

    if gone := catch_up(timezone.now()):
        tell_progress(f"{count_words(gone, 'reader', 'readers')} left since the backup: unsubscribed again.")
    fence.check(timezone.now())
    fence.lift(timezone.now())
    tell_progress("Accepted. What was held stays held: resume each edition and settle each batch separately.")


def _accept_provider() -> None:
    from roundup.config import tables
    from roundup.sending.safety import installation

    tables.require_tables()
    row = installation.accept_outlet()
    tell_progress(
        f"Accepted. Mail leaves through {row.outlet}; open mailings keep their provider until they are held "
        "and resumed."
    )
