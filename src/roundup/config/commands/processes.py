"""`roundup up`, `roundup demo` and `roundup doctor`."""

from __future__ import annotations

import argparse
import os
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from roundup.config.commands.output import Commands, command, database, show, tell


def register(commands: Commands) -> None:
    demo = command(commands, "demo", _demo, "the main job on a sample publication", json=True)
    demo.add_argument("--once", action="store_true", help="stop when the outbox is filled")
    demo.add_argument("--port", type=int, default=None, help="where to serve; else 8000, or a free one")
    demo.set_defaults(before=_before_demo)
    up = command(commands, "up", _up, "run everything on one machine: web, worker, broker")
    up.add_argument("--port", type=int, default=8000)
    up.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    sandbox = command(commands, "sandbox", _sandbox, "run a stand-in for SendGrid, to rehearse a whole send")
    sandbox.add_argument("--port", type=int, default=0, help="where to listen; 0: any free port")
    sandbox.add_argument(
        "--webhook", default="", metavar="URL", help="where its events go, as …/hooks/sendgrid/"
    )
    sandbox.add_argument("--latency", type=float, default=0.0, metavar="SECONDS", help="before each answer")
    doctor = command(commands, "doctor", _doctor, "check the configuration and the ledger", json=True)
    doctor.add_argument("--quiet", action="store_true", help="say only what is wrong")


def _up(arguments: argparse.Namespace) -> int:
    from django.conf import settings

    from roundup.config.supervisor import Supervisor, netloc
    from roundup.config.watchdog import watchdog

    database()
    supervisor = Supervisor(settings.DATA, os.environ)
    supervisor.listen()
    try:
        supervisor.start_broker()
        supervisor.start_worker(settings.WORKERS)
        supervisor.start_web(arguments.host, arguments.port, lambda: answers(arguments.host, arguments.port))
        tell(f"roundup is up: http://{netloc(arguments.host, arguments.port)}/newsroom/ (Ctrl-C stops it)")
        failed = supervisor.run(watchdog(supervisor.restart_worker).look)
        tell("Stopping.")
    finally:
        killed = supervisor.stop()
    return failed or killed


_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - not bound here


def answers(host: str, port: int) -> bool:
    """Say whether the web server that listens on `host` answers, whatever it has to say of its health."""
    from roundup.config.supervisor import netloc

    # Under a name that every installation allows.
    where = f"http://{netloc(_ANY.get(host, host), port)}/health/"
    try:
        urlopen(Request(where, headers={"Host": "localhost"}), timeout=2).close()
    except HTTPError as error:
        error.close()
        return error.code == 503
    return True


def _sandbox(arguments: argparse.Namespace) -> int:
    """Serve until told to stop. The first line on standard output tells the URL and the keys to set."""
    from roundup.providers.sendgrid.standin import run

    tell("A stand-in for SendGrid: nothing that is sent to it leaves this machine. Ctrl-C stops it.")
    run(port=arguments.port, webhook_url=arguments.webhook, latency=arguments.latency)
    return 0


def _before_demo(arguments: argparse.Namespace) -> None:
    from roundup.config.demo.settings import choose

    choose(arguments)


def _demo(arguments: argparse.Namespace) -> int:
    from roundup.config.demo.run import run

    return run(once=arguments.once, port=arguments.port, as_json=arguments.json)


def _doctor(arguments: argparse.Namespace) -> int:
    from roundup.config.doctor import examine

    database()
    found = examine()
    lines = [f"{'ok ' if f['ok'] else 'BAD'} {f['check']}: {f['message']}" for f in found]
    wanted = [line for line, f in zip(lines, found, strict=True) if not (arguments.quiet and f["ok"])]
    show(arguments, {"ok": all(f["ok"] for f in found), "checks": found}, "\n".join(wanted))
    return 0 if all(f["ok"] for f in found) else 1
