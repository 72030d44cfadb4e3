"""Rows 31 to 35: machines that vanish, or that one other machine cannot reach, while the rest go on working.

The spans that PostgreSQL keeps for us are shortened with all others: a session that is lost in a
transaction ends after three seconds here, after twenty where nobody shortens it.
"""

from __future__ import annotations

import os
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from tests.chaos import routes
from tests.chaos.cables import Cable, to_port, to_socket
from tests.chaos.children import Child
from tests.chaos.house import House
from tests.chaos.row import Row, sent
from tests.chaos.troubles import slow

_IDLE = 3
# Readers a second: a worker's threads have all batches out at once where nothing holds them back.
_PACED = {"ROUNDUP_RATE": "60"}
# Of ten minutes, in the proportion in which a lease of minutes became one of seconds; or PULLED=600.
_LONG = float(os.environ.get("PULLED") or 6.0)


@contextmanager
def _cut_off(house: House, fail: str = "") -> Iterator[tuple[Child, list[Cable]]]:
    """Within the block there is a worker more, on a machine of its own: its cables can be pulled."""
    parts = urlsplit(house.databases.url(house.name))
    socket = Path(parse_qs(parts.query)["host"][0]) / ".s.PGSQL.5432"
    cables = [Cable(to_socket(socket)), Cable(to_port(urlsplit(house.provider.url).port or 0))]
    limit = quote(f"-c idle_in_transaction_session_timeout={_IDLE * house.pace:.0f}s")
    settings = {
        "DATABASE_URL": f"postgresql://{parts.username}@127.0.0.1:{cables[0].port}{parts.path}"
        f"?options={limit}",
        routes.VARIABLE: f"http://127.0.0.1:{cables[1].port}",
        "ROUNDUP_DATA": str(house.folder / "another-machine"),
    }
    try:
        yield house.engine(fail=fail, **settings), cables
    finally:
        for cable in cables:
            cable.close()


@contextmanager
def _the_web_answers(house: House) -> Iterator[None]:
    """Within the block the web, and with it the webhook's door, answer all the time."""
    is_over, silences = threading.Event(), []

    def ask() -> None:
        while not is_over.wait(0.2):
            try:
                urllib.request.urlopen(house.address("/health/"), timeout=20 * house.pace).close()
            except OSError as error:
                silences.append(repr(error))

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        yield
    finally:
        is_over.set()
        asker.join()
    assert not silences, f"the web did not answer: {silences[:3]}"


def _others_go_on(house: House) -> None:
    """Wait until a batch more is sent, and note how long that took."""
    _goes_on(house, time.monotonic(), sent(house))


def _goes_on(house: House, since: float, before: int) -> None:
    """Wait until more readers than `before` have their mail, and note how long that took from `since` on."""
    house.until(lambda: sent(house) > before or not house.ask("states").get("ready"))
    house.paused = max(house.paused, time.monotonic() - since)


def _pulled_in_mid_post(house: House, victim: Child) -> None:
    """Let a machine vanish in the transaction that begins a post: its session stays, with its locks."""
    with _cut_off(house, "advanced:freeze@2") as (cut, cables), _the_web_answers(house):
        house.until(cut.is_stopped)
        for cable in cables:
            cable.pull()
        cut.kill()
        _others_go_on(house)
        house.until_over()


def _pulled_for_long(house: House, victim: Child) -> None:
    """Let a machine be gone for a while with posts under way, and come back."""
    with _cut_off(house) as (cut, cables), _the_web_answers(house):
        house.until(lambda: sent(house) > 90)
        for cable in cables:
            cable.pull()
        _others_go_on(house)
        time.sleep(_LONG * house.pace)
        for cable in cables:
            cable.plug()
        house.until_it_has_looked(cut)
        house.until_over()


def _no_route(house: House, victim: Child) -> None:
    with _the_web_answers(house):
        house.until(lambda: ":unreached" in str(house.ask("facts")["alarms"]))
        house.engine()
        _others_go_on(house)
        house.until_over()


def _postgres_goes(house: House, *, crash: bool) -> None:
    """Let the server go while batches are under way, and come back; the person sits down again."""
    house.until(lambda: sent(house) > 30)
    house.close_desk()
    house.databases.restart(lambda: time.sleep(house.pace), crash=crash)
    back, before = time.monotonic(), sent(house)
    house.open_desk()
    _goes_on(house, back, before)


def _the_brokers_disk_is_full(house: House, victim: Child) -> None:
    house.until(lambda: sent(house) > 0)
    with _the_web_answers(house):
        house.broker.fill_disk()
        house.until(house.broker.refuses_writes)
        time.sleep(house.pace)
        assert victim.lives
        house.broker.free_disk()
        _others_go_on(house)


ROWS = (
    Row("31", "a machine vanishes in mid-post, and its session stays", web=True, only="postgresql",
        before=slow, during=_pulled_in_mid_post),
    Row("32", "a machine is gone for long with posts under way, and comes back", web=True, only="postgresql",
        before=slow, during=_pulled_for_long, long=True),
    Row("33", "a worker without a route to the provider", web=True,
        settings={routes.VARIABLE: routes.NOWHERE}, during=_no_route),
    Row("34", "PostgreSQL is restarted", kind="celery", only="postgresql", apart=True, long=True,
        settings=_PACED, during=lambda house, victim: _postgres_goes(house, crash=False)),
    Row("34b", "PostgreSQL crashes, and reads its log", kind="celery", only="postgresql", apart=True,
        long=True, settings=_PACED, during=lambda house, victim: _postgres_goes(house, crash=True)),
    Row("35", "the broker's disk is full for a while", kind="celery", web=True,
        settings=_PACED, during=_the_brokers_disk_is_full),
)  # fmt: skip
