"""A request is whole when its last byte has arrived; whoever has the most connections loses one first."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.config.web.connections import (
    ANSWER_WITHIN,
    BODY_WITHIN,
    HEAD_WITHIN,
    Connection,
    Request,
    Stage,
    TooLong,
    connection_to_drop,
    largest_request,
)

HEAD = b"POST /u/x/ HTTP/1.1\r\nHost: a\r\n%sContent-Length: %d\r\n\r\n"


@given(st.binary(max_size=200), st.lists(st.integers(1, 40), max_size=30), st.booleans())
def test_a_request_is_whole_at_its_last_byte_however_it_is_cut(
    body: bytes, cuts: list[int], asks: bool
) -> None:
    sent = HEAD % (b"EXPECT:100-Continue\r\n" if asks else b"", len(body)) + body
    request, place, whole_at = Request(), 0, None
    for step in [*cuts, *([7] * len(sent))]:
        if place < len(sent):
            piece = sent[place : place + step]
            place += len(piece)
            if request.add(piece) and whole_at is None:
                whole_at = place

    assert whole_at == len(sent)
    assert b"".join(request.pieces) == sent


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_too_long(sent: bytes) -> None:
    request = Request()
    for place in range(0, len(sent), 50):
        request.add(sent[place : place + 50])


@pytest.mark.parametrize("step", [1000, 65_536])
def test_a_head_without_end_is_too_long(step: int) -> None:
    request = Request()

    with pytest.raises(TooLong, match="head"):
        any(request.add(b"x" * step) for _ in range(100_000))
    assert request.size < 200_000


@pytest.fixture
def made() -> Iterator[list[socket.socket]]:
    kept: list[socket.socket] = []
    yield kept
    for each in kept:
        each.close()


def connect(made: list[socket.socket], client: str = "192.0.2.1", now: float = 0.0) -> Connection:
    ours, theirs = socket.socketpair()
    made += [ours, theirs]
    return Connection(ours, (client, 1), ("127.0.0.1", 2), now)


def test_a_deadline_is_for_the_whole_however_steadily_it_drips(made: list[socket.socket]) -> None:
    held = connect(made)
    for second in range(1, 9):
        made[1].send(b"X")
        held.read(second)
    assert held.ends == HEAD_WITHIN

    made[1].send(b"\r\nContent-Length: 90\r\n\r\n")
    held.read(9.0)
    for second in range(10, 30):
        made[1].send(b"X")
        held.read(second)
    assert held.ends == 9 + BODY_WITHIN


def test_an_answer_is_taken_in_pieces_within_its_time_or_not_at_all(made: list[socket.socket]) -> None:
    held = connect(made)
    held.answer(5.0, b"x" * 5_000_000)

    got = 0
    while not held.write(40.0):
        assert held.ends == 5 + ANSWER_WITHIN
        got += len(made[1].recv(1_000_000))
    assert held.stage is Stage.PARTING
    made[1].settimeout(1)
    while piece := made[1].recv(1_000_000):
        got += len(piece)
    assert got == 5_000_000


def test_the_network_that_holds_most_loses_its_oldest(made: list[socket.socket]) -> None:
    honest = connect(made, "203.0.113.5", now=0.0)
    hostile = [connect(made, f"192.0.2.{n}", now=5.0 + n) for n in range(3)]
    more = [connect(made, f"2001:db8:1:{n}::1", now=1.0) for n in range(2)]

    assert connection_to_drop([honest, *more, *hostile]) is hostile[0]
    assert connection_to_drop([honest]) is honest


def test_networks_are_told_apart_where_the_server_listens_on_both_kinds_of_address(
    made: list[socket.socket],
) -> None:
    honest = connect(made, "::ffff:203.0.113.5", now=0.0)
    hostile = [connect(made, f"::ffff:192.0.2.{n}", now=5.0 + n) for n in range(3)]

    assert connection_to_drop([honest, *hostile]) is hostile[0]


def test_what_a_thread_works_on_is_never_dropped(made: list[socket.socket]) -> None:
    at_work = connect(made)
    at_work.work()

    assert connection_to_drop([at_work]) is None
    assert largest_request([at_work]) is None


def test_where_memory_is_short_the_largest_half_goes(made: list[socket.socket]) -> None:
    small, large = connect(made), connect(made)
    small.request.add(b"x")
    large.request.add(b"x" * 100)

    assert largest_request([small, large]) is large
