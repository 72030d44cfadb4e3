"""The settings of an installation: read from the environment, and refused by name if they make no sense."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roundup.config.environment.database import database_settings
from roundup.core.errors import Refused
from roundup.core.mail_servers import mail_address, mail_server
from roundup.core.settings import (
    BadSetting,
    Setting,
    access_token,
    broker_url,
    link_secret,
    network_list,
    one_of,
    outside_address,
    proxy_list,
    read_existing_folder,
    read_folder,
    time_span,
    true_or_false,
    web_address,
    whole_number,
)
from roundup.providers import PROVIDERS

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "ROUNDUP_DATA",
        "var",
        "Folder for the SQLite file, the secret key, our copies of pictures, the outbox, the markers, the "
        "journal and Valkey's files.",
        read_folder,
    ),
    Setting(
        "DATABASE_URL",
        "",
        "`sqlite:///path` or `postgresql://user:password@host:port/name`; none: SQLite in `ROUNDUP_DATA`.",
        database_settings,
        secret=True,
    ),
    Setting(
        "REDIS_URL",
        "",
        "Redis or Valkey for Celery; none: `roundup up` starts its own.",
        broker_url,
        secret=True,
    ),
    Setting(
        "ROUNDUP_PROVIDER",
        "outbox",
        f"{'; '.join(f'`{name}` {provider.help}' for name, provider in PROVIDERS.items())}.",
        one_of(*PROVIDERS),
    ),
    *(setting for provider in PROVIDERS.values() for setting in provider.settings),
    Setting(
        "ROUNDUP_MAIL_URL",
        "",
        "The mail server for mail to editors, like `smtp+tls://user:password@host:587`; none: the provider.",
        mail_server,
        secret=True,
    ),
    Setting(
        "ROUNDUP_MAIL_FROM",
        "",
        "The address that mail to editors comes from; none: the first publication's sender.",
        mail_address,
    ),
    Setting(
        "ROUNDUP_ALARM_WEBHOOK_URL",
        "",
        "Where each alarm and its end are posted, signed; none: nowhere.",
        outside_address,
        secret=True,
    ),
    Setting(
        "ROUNDUP_ALARM_WEBHOOK_KEY",
        "",
        "Signs what is posted to `ROUNDUP_ALARM_WEBHOOK_URL`; required with it.",
        link_secret,
        secret=True,
    ),
    Setting(
        "ROUNDUP_BASE_URL",
        "http://127.0.0.1:8000",
        "Where readers and editors reach this installation.",
        web_address,
    ),
    Setting(
        "ROUNDUP_SECRET_KEY",
        "",
        "Signs links and sessions; none: made at first run and kept in `ROUNDUP_DATA`.",
        link_secret,
        secret=True,
    ),
    Setting(
        "ROUNDUP_FETCH_ALLOW",
        "",
        "Networks or hosts the fetcher may read although they are private, like `127.0.0.0/8` for trials.",
        network_list,
    ),
    Setting(
        "ROUNDUP_PROXIES",
        "127.0.0.0/8 ::1/128",
        "Networks of the proxies in front, whose `X-Forwarded-For` is trusted.",
        proxy_list,
    ),
    Setting("ROUNDUP_BATCH_SIZE", "1000", "Readers in one batch, at most 1000.", whole_number(1, 1000)),
    Setting(
        "ROUNDUP_UNCERTAIN_AFTER",
        "30m",
        "How long an unanswered batch waits for evidence.",
        time_span("7d"),
    ),
    Setting(
        "ROUNDUP_RATE",
        "0",
        "Messages a second that all workers together hand over; 0: no limit.",
        whole_number(0, 1_000_000),
    ),
    Setting(
        "ROUNDUP_DAILY_CAP",
        "0",
        "Messages a day (UTC), to warm up a domain; 0: no limit.",
        whole_number(0, 100_000_000),
    ),
    Setting(
        "ROUNDUP_TEMPLATES",
        "",
        "Folder of your own mail templates, in a folder for each publication, by its slug; none: ours.",
        read_existing_folder,
    ),
    Setting("ROUNDUP_TICK", "5s", "How often the tick looks for due work.", time_span("1h")),
    Setting(
        "ROUNDUP_TICK_PING_URL",
        "",
        "A monitor's address, asked for once a minute while a worker looks for due work; none: no pings.",
        outside_address,
        secret=True,
    ),
    Setting(
        "ROUNDUP_METRICS_TOKEN",
        "",
        "Lets a Prometheus elsewhere read `/metrics`, as a bearer token; none: only this machine and admins.",
        access_token,
        secret=True,
    ),
    Setting(
        "ROUNDUP_LATE_AFTER",
        "6h",
        "How late an approved edition may still leave by itself; later, a person decides.",
        time_span("30d"),
    ),
    Setting(
        "ROUNDUP_WORKERS",
        "12",
        "Threads of the worker that `roundup up` starts; each has up to four batches on their way at once.",
        whole_number(1, 256),
    ),
    Setting(
        "ROUNDUP_DEBUG", "false", "Django's debug pages; never on a machine that others reach.", true_or_false
    ),
)


def read_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return every setting by name, read and checked. Raises BadSetting for the first that makes no sense."""
    known = {setting.name for setting in SETTINGS}
    for name in environment:
        if name.startswith("ROUNDUP_") and name not in known | _OURS:
            raise Unknown(name)
    return {s.name: s.read(s.name, environment.get(s.name, "") or s.default) for s in SETTINGS}


def provider_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that belong to providers. Raises BadSetting if the chosen one lacks any."""
    chosen = values["ROUNDUP_PROVIDER"]
    for setting in PROVIDERS[chosen].settings:
        if setting.required and not values[setting.name]:
            raise BadSetting(setting.name, "", f"set when ROUNDUP_PROVIDER is {chosen}")
    return {each.name: values[each.name] for one in PROVIDERS.values() for each in one.settings}


class Unknown(BadSetting):
    """A variable whose name looks like that of a setting of ours, but is not."""

    def __init__(self, name: str) -> None:
        Refused.__init__(
            self, f"{name} is not a setting of roundup: see the table in the README, or unset it."
        )


# Read by tests and tools, not by the program.
_OURS = {"ROUNDUP_CHROMIUM", "ROUNDUP_CORPUS", "ROUNDUP_TEST_DATABASE_URL", "ROUNDUP_TEST_REDIS_URL"}
