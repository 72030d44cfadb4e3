"""What every provider owes to `sending`, over all that are registered.

A new provider writes a `Post` for itself here: how to build it, how to see what its readers got,
and how to bring about each trouble that it can tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from roundup.config.env import read_settings
from roundup.core.batches import OutgoingBatch
from roundup.core.errors import (
    ProviderBusy,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.core.settings import BadSetting
from roundup.providers import PROVIDERS, Provider
from roundup.providers.outbox import Outbox
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.standin import StandIn
from tests.providers.samples import MARK, PEOPLE, batch, many, reader
from tests.services.waiting import PATIENCE, until

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
GOOD = batch()
TWICE = batch((reader("ada@example.org", 1), reader("Ada@example.org", 2)))


@dataclass(frozen=True)
class Copy:
    """What one reader got. `subject` is as a mail program shows it, encoded words decoded."""

    address: str
    subject: str
    headers: Mapping[str, str]
    text: str
    html: str


@dataclass(frozen=True)
class Trouble:
    """How to bring it about, the batch to hand over then, and whether readers got it all the same.

    `by` hands it over where the usual provider would not: one that does not wait long for an answer.
    """

    error: type[ProviderError]
    cause: Callable[[], object] = lambda: None
    batch: OutgoingBatch = GOOD
    taken: bool = False
    by: Provider | None = None


@dataclass(frozen=True)
class Post:
    provider: Provider
    copies: Callable[[], list[Copy]]
    count: Callable[[], int]
    troubles: Mapping[str, Trouble]

    def counts(self) -> Counter[str]:
        return Counter(copy.address for copy in self.copies())


@contextmanager
def outbox_post(data: Path) -> Iterator[Post]:
    def copies() -> list[Copy]:
        files = sorted(data.rglob("*.eml"))
        return [_copy(message_from_bytes(file.read_bytes(), policy=policy.default)) for file in files]

    yield Post(
        provider=Outbox(data),
        copies=copies,
        count=lambda: len(list(data.rglob("*.eml"))),
        troubles={
            "a folder in which nothing can be written": Trouble(
                ProviderHalted, lambda: (data / "outbox").write_text("in the way")
            ),
            "one address twice": Trouble(ProviderRefused, batch=TWICE),
        },
    )


def _copy(message: Any) -> Copy:
    text, html = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    subject = str(message["Subject"])
    return Copy(
        str(message["To"]), subject, {name: str(value) for name, value in message.items()}, text, html
    )


def _decoded(subject: str) -> str:
    """Return what becomes of a subject that is passed on as it is."""
    return str(message_from_bytes(f"Subject: {subject}\n\n".encode(), policy=policy.default)["Subject"])


@contextmanager
def sendgrid_post(data: Path) -> Iterator[Post]:
    with StandIn() as standin:
        faults = standin.faults
        options = SendGridOptions(api_key=standin.key, host=standin.url, read_timeout=PATIENCE)
        provider = SendGrid(options)
        hasty = SendGrid(replace(options, read_timeout=0.2))
        yield Post(
            provider=provider,
            copies=lambda: [
                Copy(mail.address, _decoded(mail.subject), mail.headers, mail.text, mail.html)
                for mail in standin.inbox.mails()
            ],
            count=lambda: len(standin.inbox),
            troubles={
                "too many requests": Trouble(ProviderBusy, faults.rate_limit),
                "one address twice": Trouble(ProviderRefused, batch=TWICE),
                "an address that only SendGrid dislikes": Trouble(
                    ProviderRefused, lambda: faults.refuse("ben@example.org")
                ),
                "too large for an edge": Trouble(ProviderRefused, lambda: faults.answer(413)),
                "a used-up quota": Trouble(
                    ProviderHalted, lambda: faults.answer(401, "Maximum credits exceeded")
                ),
                "sandbox mode": Trouble(ProviderHalted, lambda: faults.answer(200)),
                "silence after taking it": Trouble(
                    ProviderUncertain, lambda: faults.hang(accepted=True), taken=True, by=hasty
                ),
                "silence": Trouble(ProviderUncertain, lambda: faults.hang(accepted=False), by=hasty),
                "the line cut after taking it": Trouble(
                    ProviderUncertain, lambda: faults.disconnect(accepted=True), taken=True
                ),
                "the line cut": Trouble(ProviderUncertain, lambda: faults.disconnect(accepted=False)),
                "an error page after taking it": Trouble(
                    ProviderUncertain, lambda: faults.server_error(accepted=True, status=502), taken=True
                ),
                "an error page": Trouble(ProviderUncertain, lambda: faults.server_error(accepted=False)),
            },
        )
        provider.close()
        hasty.close()


POSTS: Mapping[str, Callable[[Path], AbstractContextManager[Post]]] = {
    "outbox": outbox_post,
    "sendgrid": sendgrid_post,
}
TROUBLES = {
    "outbox": ("a folder in which nothing can be written", "one address twice"),
    "sendgrid": (
        "too many requests",
        "one address twice",
        "an address that only SendGrid dislikes",
        "too large for an edge",
        "a used-up quota",
        "sandbox mode",
        "silence after taking it",
        "silence",
        "the line cut after taking it",
        "the line cut",
        "an error page after taking it",
        "an error page",
    ),
}


@pytest.fixture(params=sorted(PROVIDERS))
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Post]:
    with POSTS[request.param](tmp_path) as made:
        yield made


def test_every_registered_provider_is_held_to_this_contract() -> None:
    assert POSTS.keys() == TROUBLES.keys() == PROVIDERS.keys()


def test_a_provider_that_is_not_there_is_refused_by_the_settings_name() -> None:
    with pytest.raises(BadSetting, match=f"ROUNDUP_PROVIDER is 'pigeon', .* one of {', '.join(PROVIDERS)}"):
        read_settings({"ROUNDUP_PROVIDER": "pigeon"})


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_a_provider_knows_its_own_name_and_takes_batches_of_a_thousand(name: str, tmp_path: Path) -> None:
    with POSTS[name](tmp_path) as post:
        assert (post.provider.name, post.provider.max_batch) == (name, 1000)


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_a_provider_shows_all_the_troubles_that_are_written_down_for_it(name: str, tmp_path: Path) -> None:
    with POSTS[name](tmp_path) as post:
        assert tuple(post.troubles) == TROUBLES[name]


def test_an_accepted_batch_reaches_each_reader_once(post: Post) -> None:
    receipt = post.provider.send(batch())
    assert receipt.accepted == 3
    assert receipt.provider_id
    assert post.counts() == dict.fromkeys(PEOPLE, 1)


# What a stranger can write above a story, and an editor sees as these very signs in the proof.
LOOKS_ENCODED = [
    "=?utf-8?b?WW91IGhhdmUgd29u?=",
    "=?utf-8?q?A=0D=0ABcc:all@example.org?=",
    "Rain, =?iso-8859-1?Q?at=20last?= and more",
    "=?=?utf-8?q?x?=",
    "=?utf-8?q?a?= =?utf-8?q?b?=",
    "Why 1 =? 2",
]


@pytest.mark.parametrize("subject", LOOKS_ENCODED)
def test_a_strangers_word_that_looks_encoded_is_shown_as_it_stands(post: Post, subject: str) -> None:
    post.provider.send(batch(subject=subject))

    # A joiner between two signs is not seen.
    assert {copy.subject.replace("\u2060", "") for copy in post.copies()} == {subject}


def test_a_thousand_readers_go_in_one_batch(post: Post) -> None:
    assert post.provider.send(batch(many(1000))).accepted == 1000
    assert post.count() == 1000


def test_more_than_the_largest_batch_is_refused_as_too_large(post: Post) -> None:
    with pytest.raises(ProviderRefused) as refused:
        post.provider.send(batch(many(1001)))
    assert refused.value.too_large
    assert post.copies() == []


def test_each_reader_gets_own_links_and_nobody_elses(post: Post) -> None:
    post.provider.send(batch())
    for number, copy in enumerate(sorted(post.copies(), key=lambda copy: copy.address), start=1):
        own = f"https://weekly.example.org/u/token{number}/"
        assert own in copy.text
        assert f'href="{own}"' in copy.html
        assert copy.headers["List-Unsubscribe"] == f"<{own}>"
        assert copy.text.count("token") == copy.html.count("token") == 1
        assert MARK not in copy.text + copy.html


def test_every_copy_carries_the_headers_of_a_list(post: Post) -> None:
    post.provider.send(batch())
    for copy in post.copies():
        assert copy.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert copy.headers["List-Id"] == "The Weekly <weekly.example.org>"
        assert copy.headers["List-Archive"] == "<https://weekly.example.org/archive/>"
        assert copy.headers["Precedence"] == "bulk"


def test_no_copy_tells_of_another_reader(post: Post) -> None:
    post.provider.send(batch())
    for copy in post.copies():
        whole = f"{copy.headers}{copy.text}{copy.html}"
        assert not [email for email in PEOPLE if email != copy.address and email in whole]


@pytest.mark.parametrize(
    ("name", "trouble"), [(name, trouble) for name, known in TROUBLES.items() for trouble in known]
)
def test_busy_refused_halted_and_uncertain_are_told_apart(name: str, trouble: str, tmp_path: Path) -> None:
    with POSTS[name](tmp_path) as post:
        case = post.troubles[trouble]
        case.cause()
        with pytest.raises(ProviderError) as raised:
            (case.by or post.provider).send(case.batch)
        assert type(raised.value) is case.error
        if case.taken:
            until(post.copies)
        else:
            assert post.copies() == []
        assert "@" not in str(raised.value)


def test_a_reader_who_cannot_be_mailed_is_named_by_place_and_nobody_gets_anything(post: Post) -> None:
    with pytest.raises(ProviderRefused) as refused:
        post.provider.send(batch((reader("ada@example.org", 1), reader("not an address", 2))))
    assert refused.value.index == 1
    assert "not an address" not in str(refused.value)
    assert post.copies() == []


def test_the_others_can_be_mailed_once_that_reader_is_out(post: Post) -> None:
    good, bad = reader("ada@example.org", 1), reader("not an address", 2)
    with pytest.raises(ProviderRefused):
        post.provider.send(batch((good, bad)))
    post.provider.send(batch((good,), attempt="second"))
    assert post.counts() == {"ada@example.org": 1}


def test_a_second_attempt_is_another_one(post: Post) -> None:
    post.provider.send(batch(attempt="first"))
    post.provider.send(batch(attempt="second"))
    assert set(post.counts().values()) == {2}


def test_a_probe_never_says_no_about_what_was_taken(post: Post) -> None:
    post.provider.send(batch())
    assert post.provider.probe("m7-b1", "4f0c9a", NOW, PEOPLE) is not False


def test_a_probe_never_says_yes_about_what_was_never_handed_over(post: Post) -> None:
    assert post.provider.probe("m7-b1", "never", NOW, PEOPLE) is not True
