"""One message for each reader: most answers concern only that reader, but some concern everybody."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roundup.core.deadlines import Deadline
from roundup.core.errors import (
    ProviderBusy,
    ProviderDivided,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
    Refused,
)
from roundup.providers import stays_here
from roundup.providers.smtp import connections
from roundup.providers.smtp.client import Smtp
from roundup.providers.smtp.description import DESCRIPTION
from tests.providers.samples import batch, many, reader, readers
from tests.services.smtp_host import VANISH, SmtpHost
from tests.services.waiting import PATIENCE, until

WAYS = [True, False]


@pytest.fixture
def host() -> Iterator[SmtpHost]:
    with SmtpHost() as made:
        yield made


@pytest.fixture
def smtp(host: SmtpHost, tmp_path: Path) -> Iterator[Smtp]:
    made = Smtp(tmp_path, host.server, answer_within=PATIENCE)
    yield made
    made.close()


def divided(smtp: Smtp, count: int = 5) -> ProviderDivided:
    with pytest.raises(ProviderDivided) as raised:
        smtp.send(batch(many(count)))
    return raised.value


def kinds(error: ProviderDivided) -> dict[int, type[ProviderError]]:
    return {index: type(each) for index, each in error.failed.items()}


def to(host: SmtpHost) -> list[str]:
    return [taken.to.partition("@")[0] for taken in host.taken]


def test_many_batches_go_by_one_connection(host: SmtpHost, smtp: Smtp) -> None:
    for attempt in "abc":
        smtp.send(batch(many(20), attempt=attempt))

    assert (host.connections, len(host.taken)) == (1, 60)


def test_a_connection_that_the_server_has_ended_meanwhile_is_opened_again(host: SmtpHost, smtp: Smtp) -> None:
    host.limit = 3
    smtp.send(batch(attempt="a"))
    smtp.send(batch(attempt="b"))

    assert (host.connections, len(host.taken)) == (2, 6)


def test_a_connection_that_nobody_wants_is_ended(
    host: SmtpHost, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_KEPT_FOR", 0.01)
    smtp.send(batch())

    until(lambda: all(transport.is_closing() for transport in host.transports))


@pytest.mark.parametrize("pipelining", WAYS)
def test_a_server_that_takes_few_messages_a_connection_gets_all_of_them(
    pipelining: bool, tmp_path: Path
) -> None:
    with SmtpHost(pipelining=pipelining, limit=3) as host:
        smtp = Smtp(tmp_path, host.server)
        smtp.send(batch(many(10)))
        smtp.close()

    assert (host.connections, len(host.taken)) == (4, 10)


@pytest.mark.parametrize("pipelining", WAYS)
@pytest.mark.parametrize("step", ["rcpt", "unfinished"])
def test_a_refused_reader_is_the_only_one(step: str, pipelining: bool, tmp_path: Path) -> None:
    with SmtpHost(pipelining=pipelining) as host:
        smtp = Smtp(tmp_path, host.server)
        host.answers[f"{step} reader2@example.org"] = "550 5.1.1 <reader2@example.org> is unknown"
        error = divided(smtp)
        smtp.close()

    assert (kinds(error), error.ended_by) == ({2: ProviderRefused}, None)
    assert "@" not in str(error)
    assert to(host) == ["reader0", "reader1", "reader3", "reader4"]


@pytest.mark.parametrize(
    "said", ["<reader2@example.org>", "reader2", "READER2@example.org", '"Reader2"', "(reader2)"]
)
def test_no_sentence_names_a_reader(said: str, host: SmtpHost, smtp: Smtp) -> None:
    host.answers["rcpt reader2@example.org"] = f"550 5.1.1 There is no {said} here"

    assert "reader2" not in str(divided(smtp).failed[2]).lower()


def test_a_reader_who_is_put_off_keeps_nobody_waiting(host: SmtpHost, smtp: Smtp) -> None:
    host.answers["rcpt reader2@example.org"] = "450 4.2.0 Greylisted, try again"

    error = divided(smtp)

    assert (kinds(error), error.ended_by) == ({2: ProviderBusy}, None)
    assert isinstance(put_off := error.failed[2], ProviderBusy)
    assert put_off.retry_after
    assert len(host.taken) == 4


def test_after_a_lost_answer_only_that_reader_is_uncertain(host: SmtpHost, smtp: Smtp) -> None:
    host.answers["content reader2@example.org"] = VANISH

    error = divided(smtp)

    assert kinds(error) == {2: ProviderUncertain, 3: ProviderBusy, 4: ProviderBusy}
    assert isinstance(error.ended_by, ProviderUncertain)
    assert to(host) == ["reader0", "reader1", "reader2"]


@pytest.mark.parametrize("answer", ["what?", "199 Hm", "300 Hm", "25", "2500 Ok"])
def test_what_is_not_an_answer_to_a_message_is_uncertain(answer: str, host: SmtpHost, smtp: Smtp) -> None:
    host.answers["content"] = answer

    error = divided(smtp)

    assert kinds(error)[0] is ProviderUncertain


def test_a_server_that_closes_early_has_asked_all_to_wait(host: SmtpHost, smtp: Smtp) -> None:
    host.answers["rcpt reader2@example.org"] = "421 4.7.0 Enough for now"

    error = divided(smtp)

    assert kinds(error) == dict.fromkeys([2, 3, 4], ProviderBusy)
    assert isinstance(error.ended_by, ProviderBusy)
    assert error.ended_by.retry_after


@pytest.mark.parametrize(
    ("step", "answer", "kind"),
    [
        ("rcpt", "554 5.7.1 Relay access denied", ProviderHalted),
        ("unfinished", "550 5.7.1 Looks like spam", ProviderHalted),
        ("rcpt", "452 4.3.1 The disk is full", ProviderBusy),
        ("mail", "452 4.3.1 The disk is full", ProviderBusy),
        ("mail", "550 5.7.1 This account is closed", ProviderHalted),
    ],
)
def test_a_server_that_takes_nobody_means_us_and_no_reader_is_refused(
    step: str, answer: str, kind: type[ProviderError], host: SmtpHost, smtp: Smtp
) -> None:
    host.answers[step] = answer

    with pytest.raises(kind) as raised:
        smtp.send(batch(many(30)))

    assert type(raised.value) is kind
    assert answer[:3] in str(raised.value)
    assert host.taken == []
    assert len([step for step in host.seen if step == "mail"]) <= 10


def test_ten_dead_addresses_among_others_are_ten_refused_readers(host: SmtpHost, smtp: Smtp) -> None:
    for number in range(0, 20, 2):
        host.answers[f"rcpt reader{number}@example.org"] = "550 5.1.1 Unknown"

    assert kinds(divided(smtp, 20)) == dict.fromkeys(range(0, 20, 2), ProviderRefused)


def test_a_batch_whose_time_is_over_hands_nothing_over(host: SmtpHost, smtp: Smtp) -> None:
    with pytest.raises(ProviderBusy):
        smtp.send(batch(deadline=Deadline(time.monotonic() - 1)))

    assert host.taken == []


def test_what_does_not_fit_into_the_time_has_surely_not_left(
    host: SmtpHost, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadline = Deadline(time.monotonic() + 1000)

    def be_slow(taken: object) -> None:
        if len(host.taken) == 2:
            # The deadline's clock only: the conversation waits for its answers by the real one.
            clock = SimpleNamespace(monotonic=lambda: deadline.monotonic + 1, time=time.time)
            monkeypatch.setattr("roundup.core.deadlines.time", clock)

    host.when_taken = be_slow
    with pytest.raises(ProviderDivided) as raised:
        smtp.send(batch(many(5), deadline=deadline))
    monkeypatch.undo()

    assert kinds(raised.value) == dict.fromkeys([2, 3, 4], ProviderBusy)
    assert len(host.taken) == 2


def test_whoever_finds_every_connection_in_use_waits_no_longer_than_there_is_time(
    smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = smtp._connections._free
    for _ in range(connections.MOST):
        free.acquire()
    with pytest.raises(ProviderBusy, match="in use"):
        smtp.send(batch(deadline=Deadline(time.monotonic() + 0.05)))
    for _ in range(connections.MOST):
        free.release()


HOSTILE = [
    "a>b@example.org",
    "a@example.org>SIZE=1",
    "<a@example.org",
    "a@example.org\r\nRCPT TO:<b@example.org>",
    "a b@example.org",
    "a@exämple.org",
    "a@example.org\x00",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_no_address_says_a_command(address: str, host: SmtpHost, smtp: Smtp) -> None:
    with pytest.raises(ProviderRefused) as refused:
        smtp.send(batch((reader("ada@example.org", 1), reader(address, 2))))

    assert refused.value.index == 1
    assert host.seen == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.sampled_from([".", "..", ".\r", "QUIT", "é", "", "DATA\r\n.\r\n", "x" * 1200])))
def test_no_text_ends_its_message_early(lines: list[str], host: SmtpHost, smtp: Smtp) -> None:
    host.taken.clear()
    text = "\n".join(lines)
    smtp.send(batch(readers("ada@example.org"), text=text))

    (taken,) = host.taken
    part = taken.message.get_body(("plain",))
    assert part
    assert part.get_content().split() == text.split()


FATES = {
    "taken": "",
    "refused": "550 5.1.1 Unknown",
    "put off": "450 4.2.0 Later",
    "lost": VANISH,
    "closing": "421 4.7.0 Later",
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fates=st.lists(st.sampled_from(sorted(FATES)), min_size=1, max_size=14),
    step=st.sampled_from(["rcpt", "unfinished", "content"]),
    pipelining=st.booleans(),
    limit=st.sampled_from([None, 1, 3]),
)
def test_whoever_was_taken_is_accepted_or_uncertain_and_nobody_else_is_accepted(
    fates: list[str], step: str, pipelining: bool, limit: int | None, tmp_path: Path
) -> None:
    """Whatever answers a server gives, in whatever order."""
    answers = {f"{step} reader{n}@example.org": FATES[fate] for n, fate in enumerate(fates)}
    with SmtpHost(pipelining=pipelining, limit=limit, answers=answers) as host:
        smtp = Smtp(tmp_path, host.server, answer_within=PATIENCE)
        failed: dict[int, ProviderError] = {}
        try:
            smtp.send(batch(many(len(fates))))
        except ProviderDivided as error:
            failed = dict(error.failed)
        except ProviderError as error:
            failed = dict.fromkeys(range(len(fates)), error)
        smtp.close()

    counts = Counter(taken.to for taken in host.taken)
    # A server that has the message and answers with a refusal has thrown it away.
    had = {n for n in range(len(fates)) if counts[f"reader{n}@example.org"]}
    refused = {n for n in had if step == "content" and fates[n] in ("refused", "put off", "closing")}
    unsure = {n for n, error in failed.items() if isinstance(error, ProviderUncertain)}
    assert max(counts.values(), default=1) == 1
    assert set(range(len(fates))) - failed.keys() == had - refused - unsure
    assert unsure <= {n for n, fate in enumerate(fates) if fate == "lost"}
    assert len(unsure) <= 1


def test_a_mail_server_on_this_machine_is_a_way_out() -> None:
    assert not stays_here("smtp smtp://127.0.0.1:25")


def test_the_outlet_tells_no_password(host: SmtpHost) -> None:
    said = DESCRIPTION.outlet({"ROUNDUP_SMTP_URL": host.server})

    assert said == f"smtp smtp://127.0.0.1:{host.port}"


def test_without_a_mail_server_it_is_not_built(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ROUNDUP_SMTP_URL"):
        DESCRIPTION.build({"ROUNDUP_DATA": tmp_path, "ROUNDUP_SMTP_URL": None})
