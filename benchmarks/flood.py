"""A minute's flood of sign-ups against `roundup up`: who is mailed, and how long honest readers wait.

Every ask is a connection of its own, from one of thousands of addresses of the loopback network. Exits 1 if
the server answered with an error of its own, if a mailbox got two mails, if more mails left than an hour
allows, or if an honest reader waited for more than ten minutes. A machine that cannot ask so fast is told.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import re
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.e2e.machine import Machine
from tests.services.postgres import running_postgres

# `sign_up_limits.MOST_MAILS_PER_HOUR`, whose room needs Django.
_MOST_AN_HOUR = 300
_WITHIN = 600.0
_HONEST, _ASKERS, _THREADS = 20, 2, 24
_STARTED = re.compile(r'name="started" value="([^"]*)"')
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_JSON = _FORM | {"Accept": "application/json"}


@dataclass
class Told:
    """What the server answered: how often with each status, and how often not at all."""

    statuses: Counter[str] = field(default_factory=Counter)

    def ask(self, port: int, source: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
        try:
            line.request("POST", path, body, headers)
            self.statuses[str(line.getresponse().status)] += 1
        except (OSError, http.client.HTTPException) as error:
            self.statuses[type(error).__name__] += 1
        finally:
            line.close()


def _asks(number: int) -> tuple[str, str, bytes, dict[str, str]]:
    """Return where an ask of the flood comes from, its path, body and headers; ten shapes take turns."""
    source = f"127.{1 + number // 250 % 200}.{number % 250}.{1 + number % 7}"
    shape, page, box = number % 10, "/subscribe/?publication=the-quay", "/subscribe/box/the-quay/"
    address = {
        2: f"victim+{number}@mailbox.example",
        3: f"Victim{'+x' * (number % 3)}@MAILBOX.example",
        4: "".join(chr(33 + (number + place) % 90) for place in range(number % 300)),
    }.get(shape, f"flood{number}@flood{number % 4000}.example")
    typed = {"email": address, "name": "x" * (number % 120)}
    match shape:
        case 5:
            return source, box, urlencode(typed).encode(), _JSON
        case 6:
            return (
                source,
                box,
                urlencode(typed | {"page": "javascript:alert(1)", "wording": "?"}).encode(),
                _FORM,
            )
        case 7:
            return source, page, bytes((number + place) % 256 for place in range(number % 5000)), _FORM
        case 8:
            return "127.201.0.1", page, urlencode(typed).encode(), _FORM
        case 9:
            return source, page, urlencode(typed | {"wants": "link"}).encode(), _FORM
    return source, page, urlencode(typed).encode(), _FORM


def _flood(port: int, first: int, asks: int, seconds: float, answers: multiprocessing.Queue) -> None:
    """Send every `_ASKERS`-th ask, evenly over the seconds or as fast as the server answers."""
    told, began, numbers = Told(), time.monotonic(), iter(range(first, asks, _ASKERS))
    turn = threading.Lock()

    def thread() -> None:
        while True:
            with turn:
                number = next(numbers, None)
            if number is None:
                return
            time.sleep(max(0.0, began + seconds * number / asks - time.monotonic()))
            told.ask(port, *_asks(number))

    threads = [threading.Thread(target=thread) for _ in range(_THREADS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    answers.put((told.statuses, time.monotonic() - began))


def _honest(port: int, number: int) -> tuple[str, str, float]:
    """Sign up as a reader does; return the address, the status, and when it was sent."""
    source, address = f"127.{220 + number}.7.9", f"honest@reader{number}.example"
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    line.request("GET", "/subscribe/?publication=the-quay")
    started = _STARTED.search(line.getresponse().read().decode())
    time.sleep(4)
    told = Told()
    typed = {"email": address, "started": started[1] if started else ""}
    told.ask(port, source, "/subscribe/?publication=the-quay", urlencode(typed).encode(), _FORM)
    return address, next(iter(told.statuses)), time.time()


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks flood", description=__doc__)
    parser.add_argument("--asks", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder, running_postgres() as url:
        machine = Machine(
            Path(folder), new=True, DATABASE_URL=url, ROUNDUP_PROVIDER="outbox", ROUNDUP_TICK="5s"
        )
        machine.run("publication", "add", "The Quay", "--url", "https://quay.example.org")
        with machine.up():
            return _measure(machine, options.asks, options.seconds)


def _measure(machine: Machine, asks: int, seconds: float) -> int:
    answers: multiprocessing.Queue = multiprocessing.Queue()
    askers = [
        multiprocessing.Process(target=_flood, args=(machine.port, first, asks, seconds, answers))
        for first in range(_ASKERS)
    ]
    for asker in askers:
        asker.start()
    honest = []
    for number in range(_HONEST):
        honest.append(_honest(machine.port, number))
        time.sleep(max(0.0, seconds / _HONEST - 4))
    found = [answers.get() for _ in askers]
    for asker in askers:
        asker.join()
    statuses = sum((each for each, _ in found), Counter())
    took = max(each for _, each in found)
    print(f"{statuses.total():,} sign-ups in {took:.0f} s. Honest readers have ten minutes.", flush=True)
    waits = _waits(machine, honest)
    mails = Counter(str(message["to"]).lower() for message in machine.outbox())
    return _judge(statuses, took, waits, mails)


def _waits(machine: Machine, honest: Sequence[tuple[str, str, float]]) -> dict[str, float]:
    """Wait for the honest readers' mails; return how many seconds each took, as far as they came."""
    sent = {address: at for address, _, at in honest}
    ends = max(sent.values()) + _WITHIN
    found: dict[str, float] = {}
    while len(found) < len(sent) and time.time() < ends:
        time.sleep(1)
        for file in (machine.data / "outbox").rglob("*.eml"):
            to = re.search(r"^To:.*?([\w+.-]+@[\w.-]+)", file.read_text(errors="replace"), re.M | re.I)
            if to and to[1] in sent:
                found.setdefault(to[1], file.stat().st_mtime - sent[to[1]])
    return found


def _judge(statuses: Counter[str], took: float, waits: dict[str, float], mails: Counter[str]) -> int:
    asks, errors = statuses.total(), sum(n for code, n in statuses.items() if not code.startswith(("2", "4")))
    victims = sum(n for address, n in mails.items() if "victim" in address)
    print(f"{asks:,} sign-ups in {took:.0f} s: {asks / took:,.0f} a second; {dict(statuses.most_common())}")
    print(f"  {errors} errors of the server, or no answer")
    print(f"  {mails.total()} mails of at most {_MOST_AN_HOUR} an hour, to {len(mails)} addresses")
    print(f"  {victims} of them to the mailbox that a fifth of the flood named")
    longest = max(waits.values(), default=0.0)
    middle = statistics.median(waits.values()) if waits else 0.0
    print(
        f"  {len(waits)} of {_HONEST} honest readers: {middle:.0f} s in the middle, {longest:.0f} s at most"
    )
    is_well = not errors and victims <= 1 and mails.total() <= _MOST_AN_HOUR
    is_well &= len(waits) == _HONEST and max(mails.values(), default=0) <= 1
    return int(not is_well)
