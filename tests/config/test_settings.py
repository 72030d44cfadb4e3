"""A setting that makes no sense stops the start, with a sentence that names it and never a password."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roundup.config.environment.variables import SETTINGS, read_settings
from roundup.core.mail_servers import MailServer, mail_server
from roundup.core.settings import BadSetting, Setting, access_token, account_key, web_address
from roundup.providers import PROVIDERS
from tests.events.provider import KEY

NONSENSE = {
    "ROUNDUP_TICK": ["0s", "5", "-5s", "9" * 20 + "s", "2h", "٥s", "5 s", "1e3s"],
    "ROUNDUP_UNCERTAIN_AFTER": ["8d", "soon"],
    "ROUNDUP_LATE_AFTER": ["31d", "0h"],
    "ROUNDUP_BATCH_SIZE": ["0", "1001", "9" * 30, "9" * 5000, "ten", "-1", "1.5"],
    "ROUNDUP_WORKERS": ["0", "257"],
    "ROUNDUP_RATE": ["-1", "1000001"],
    "ROUNDUP_DATA": [__file__, "~nobody-of-this-name/x", "x" * 5000],
    "ROUNDUP_PROVIDER": ["pigeon", "SendGrid"],
    "ROUNDUP_DEBUG": ["yes", "1"],
    "ROUNDUP_BASE_URL": [
        "news.example.org",
        "ftp://news.example.org",
        "https://",
        "https://news.example.org/path",
        "https://news.example.org/?a",
        "https://news.example.org?",
        "https://news.example.org#top",
        "https://me:word@news.example.org",
        "https://news .example.org",
        "https://news.example.org\n",
        "https://news.example.org:port",
        "https://news.example.org:99999",
        "https://news.example.org:0",
        "https://a_b.example.org",
        "https://-a.example.org",
        "https://256.1.1.1",
        "https://[::1",
        "https://bücher.example",
    ],
    "ROUNDUP_FETCH_ALLOW": ["*", "*.example.org", "0.0.0.0/0", "::/0", "10.0.0.0/33", "a b*", "http://127.0.0.1"],
    "ROUNDUP_METRICS_TOKEN": ["x", "a" * 60, "too short a one", "long enough, but with spaces in it"],
    "ROUNDUP_TICK_PING_URL": ["hc-ping.com/1", "ftp://hc-ping.com/1", "https://", "https://a b.example/1"],
    "ROUNDUP_SECRET_KEY": ["x", "a" * 60, "too short a one", " " * 40],
    "DATABASE_URL": [
        "postgresql",
        "postgresql://u:p@host:port/name",
        "postgresql://u:p@host:99999/name",
        "postgresql://u:p@[::1/name",
        "postgresql://u:p@host",
        "mysql://u:p@host/name",
        "sqlite:roundup.sqlite3",
        "sqlite://",
        "sqlite://roundup.sqlite3",
        "sqlite:///a%00b",
    ],
    "REDIS_URL": ["redis", "http://h", "redis://h:99999/0", "redis://h/zero", "redis+socket://", "unix:///x"],
    "ROUNDUP_MAIL_URL": [
        "mail.example.org",
        "http://mail.example.org",
        "smtp+tls://",
        "smtp+tls://mail.example.org:0",
        "smtp+tls://mail.example.org:99999",
        "smtp+tls://mail.example.org/inbox",
        "smtp+tls://mail.example.org?tls=no",
        "smtp+tls://user@mail.example.org",
        "smtp+tls://:word@mail.example.org",
        "smtp+tls://u:kéy@mail.example.org",
        "smtp+tls://u:a%0Ab@mail.example.org",
        "smtp+tls://u:p@mail .example.org",
        "smtps://[::1",
        "smtp://user:word@mail.example.org",
    ],
    "ROUNDUP_ALARM_WEBHOOK_URL": [
        "pager.example.org",
        "ftp://pager.example.org",
        "https://user:word@pager.example.org",
        "https://pager.example.org/#here",
        "https://pager.example.org:0/",
        "https://pager .example.org",
        "https:///alarms",
        "https://[::1",
    ],
    "ROUNDUP_ALARM_WEBHOOK_KEY": ["short", "aaaaaaaaaaaaaaaaaaaaaaaa"],
    "ROUNDUP_MAIL_FROM": ["roundup", "Roundup <a@example.org>", "a@x.org,b@x.org", "a@x.org\nBcc: b@x.org"],
    "SENDGRID_INBOUND_KEY": ["x", "AAAA", f"{KEY} AAAA", f"AAAA {KEY}", f"{KEY},{KEY}"],
    "SENDGRID_WEBHOOK_KEY": ["x", "AAAA", f"{KEY} AAAA", f"AAAA {KEY}", f"{KEY},{KEY}", f"{KEY}\u2028é"],
}  # fmt: skip
# For settings that are read alike.
NONSENSE_READ_BY = {
    account_key: ["two words", "line\nfeed", "kéy"],
    mail_server: NONSENSE["ROUNDUP_MAIL_URL"],
    access_token: NONSENSE["ROUNDUP_METRICS_TOKEN"],
    web_address: NONSENSE["ROUNDUP_BASE_URL"],
}
# Settings of providers that take any text at all, and why they may.
ANY_TEXT: Mapping[str, str] = {}


def nonsense_of(setting: Setting) -> list[str]:
    return NONSENSE.get(setting.name) or NONSENSE_READ_BY.get(setting.read, [])


CASES = [(setting.name, value) for setting in SETTINGS for value in nonsense_of(setting)]


@pytest.mark.parametrize(("name", "value"), CASES, ids=lambda text: repr(text)[:40])
def test_nonsense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({name: value})

    said = str(refused.value)
    assert said.startswith(f"{name} is ")
    assert len(said) < 320
    assert said.isprintable()


@pytest.mark.parametrize(
    "setting",
    [setting for provider in PROVIDERS.values() for setting in provider.settings],
    ids=lambda setting: setting.name,
)
def test_a_setting_of_a_provider_refuses_nonsense_or_takes_any_text_for_a_reason(setting: Setting) -> None:
    if setting.name in ANY_TEXT:
        assert ANY_TEXT[setting.name]
        assert not refusal(setting, "two words\nkéy")
    else:
        assert nonsense_of(setting), "add to NONSENSE what it refuses, or to ANY_TEXT why it refuses nothing"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
@given(value=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
@example(value="0\x1f")
def test_no_value_at_all_breaks_the_reading(setting: object, value: str) -> None:
    with suppress(BadSetting):
        read_settings({setting.name: value})  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["ROUNDUP_MAIL_URL", "ROUNDUP_SMTP_URL"])
@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("smtp://mail.example.org", ("smtp", "mail.example.org", 25, "", "")),
        ("smtp://u:p@127.0.0.1:1025", ("smtp", "127.0.0.1", 1025, "u", "p")),
        ("smtp+tls://u%40x.org:p%3A%25@example.org", ("smtp+tls", "example.org", 587, "u@x.org", "p:%")),
        ("smtps://u:p@[::1]:4650/", ("smtps", "::1", 4650, "u", "p")),
    ],
)  # fmt: skip
def test_a_mail_server_is_read_from_one_url(
    typed: str, read: tuple[str, str, int, str, str], name: str
) -> None:
    found = read_settings({name: typed})[name]

    assert found == MailServer(name, *read)
    assert "p:%" not in repr(found)


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(BadSetting, match="ROUNDUP_TIC is not a setting"):
        read_settings({"ROUNDUP_TIC": "5s"})


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS if setting.secret])
def test_what_may_hold_a_password_is_not_repeated(name: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({name: "pass word\x00"})

    assert "pass" not in str(refused.value).replace("password@", "")


# Public keys, which only show that the provider signed something.
PUBLIC = {"SENDGRID_WEBHOOK_KEY", "SENDGRID_INBOUND_KEY"}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_what_is_named_like_a_secret_is_one(setting: Setting) -> None:
    named_so = re.search(r"_(?:KEY|SECRET|PASSWORD|TOKEN|CREDENTIAL)S?$", setting.name)

    assert setting.secret or not named_so or setting.name in PUBLIC, "say `secret=True`"


@pytest.mark.parametrize("scheme", ["https", "http", "smtp", "smtp+tls", "smtps", "redis", "postgresql"])
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_what_takes_an_address_with_a_password_is_a_secret(setting: Setting, scheme: str) -> None:
    with suppress(BadSetting):
        read = setting.read(setting.name, f"{scheme}://me:hunter2@mail.example.org")
        assert setting.secret or isinstance(read, Path), "say `secret=True`"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
@pytest.mark.parametrize(
    "value",
    [
        "https://me:hunter2@mail.example.org",
        "ftp://hunter2@mail.example.org/x",
        "https://me:p@hunter2@mail.example.org",
        "https://me:p/hunter2@mail.example.org",
        "smtp://:hunter2@[::1",
        "://hunter2@",
    ],
)
def test_no_sentence_repeats_a_password_of_an_address(setting: Setting, value: str) -> None:
    assert "hunter2" not in refusal(setting, value)


def refusal(setting: Setting, value: str) -> str:
    """Return the sentence that refuses a value, or nothing if it is taken."""
    try:
        setting.read(setting.name, value)
    except BadSetting as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("HTTPS://News.Example.org:443/", "https://news.example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:80", "http://[::1]"),
        ("http://localhost:8080/", "http://localhost:8080"),
    ],
)
def test_the_base_is_read_as_a_browser_names_it(typed: str, read: str) -> None:
    assert read_settings({"ROUNDUP_BASE_URL": typed})["ROUNDUP_BASE_URL"] == read


def test_sensible_values_are_read() -> None:
    found = read_settings(
        {
            "ROUNDUP_TICK": "1h",
            "ROUNDUP_FETCH_ALLOW": "127.0.0.0/8, feeds.internal ::1 10.0.0.9",
            "REDIS_URL": "rediss://:p%40ss@[::1]:6380/3",
            "SENDGRID_API_KEY": " SG.a-b ",
        }
    )

    assert found["ROUNDUP_TICK"] == timedelta(hours=1)
    assert found["ROUNDUP_FETCH_ALLOW"] == ("127.0.0.0/8", "feeds.internal", "::1", "10.0.0.9")
    assert found["REDIS_URL"] == "rediss://:p%40ss@[::1]:6380/3"
    assert found["SENDGRID_API_KEY"] == "SG.a-b"


def test_two_webhook_keys_are_read_while_one_is_rotated() -> None:
    found = read_settings({"SENDGRID_WEBHOOK_KEY": f" {KEY}\n{KEY} "})

    assert found["SENDGRID_WEBHOOK_KEY"] == f"{KEY} {KEY}"


def test_a_bad_key_among_several_is_named_by_its_place() -> None:
    with pytest.raises(BadSetting, match=r"^SENDGRID_WEBHOOK_KEY is .* Key 2 in SENDGRID_WEBHOOK_KEY"):
        read_settings({"SENDGRID_WEBHOOK_KEY": f"{KEY} AAAA"})


def test_a_database_is_read_with_all_its_parts() -> None:
    url = "postgresql://us%40er:p%2Fw@[2001:db8::1]:5433/na%20me?sslmode=require"

    found = read_settings({"DATABASE_URL": url})["DATABASE_URL"]

    wanted = {"NAME": "na me", "USER": "us@er", "PASSWORD": "p/w", "HOST": "2001:db8::1", "PORT": "5433"}
    assert {name: found[name] for name in wanted} == wanted
    assert found["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(("url", "path"), [("sqlite:///a/b.db", "a/b.db"), ("sqlite:////a/b.db", "/a/b.db")])
def test_a_sqlite_path_may_be_relative_or_absolute(url: str, path: str) -> None:
    assert read_settings({"DATABASE_URL": url})["DATABASE_URL"]["NAME"] == path


def test_a_start_ends_with_the_sentence_and_as_wrong_usage(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "roundup.config.cli", "doctor"],
        env=os.environ | {"ROUNDUP_DATA": str(tmp_path), "ROUNDUP_TICK": "9" * 20 + "s"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert ended.stderr.startswith("roundup: ROUNDUP_TICK is '999")
    assert ended.stderr.count("\n") == 1
