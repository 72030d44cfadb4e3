"""`roundup up`, `roundup demo` and `roundup doctor`."""

from __future__ import annotations

import argparse
import os
from urllib.request import urlopen

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

    from roundup.config.supervisor import Supervisor

    database()
    supervisor = Supervisor(settings.DATA, os.environ)
    supervisor.listen()
    try:
        supervisor.start_broker()
        supervisor.start_worker(settings.WORKERS)
        supervisor.start_web(arguments.host, arguments.port, lambda: answers(arguments.port))
        tell(f"roundup is up: http://{arguments.host}:{arguments.port}/newsroom/ (Ctrl-C stops it)")
        failed = supervisor.run()
        tell("Stopping.")
    finally:
        killed = supervisor.stop()
    return failed or killed


def answers(port: int) -> bool:
    """Say whether the web server on this machine answers."""
    with urlopen(f"http://127.0.0.1:{port}/health/", timeout=2) as answer:
        return bool(answer.status == 200)


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
