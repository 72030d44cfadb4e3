"""`roundup doctor`: is this installation ready to send, and do its accounts add up?"""

from __future__ import annotations

import os
from contextlib import closing
from typing import Any

import redis
from django.conf import settings
from django.db import connection

from roundup.config import tables
from roundup.config.doctor import coming_checks, inbound_checks, ledger_checks, mail_checks, sending_checks
from roundup.config.doctor.check_results import Check, Note, run_check
from roundup.config.environment.secret_key import FILE
from roundup.config.processes import lookout
from roundup.config.processes.supervisor import SOCKET
from roundup.core.batches import OutgoingBatch
from roundup.core.errors import Refused, RoundupError
from roundup.editions.proof import renderer_of
from roundup.providers import ChecksMessages, dns
from roundup.publications.directory import default_publication
from roundup.publications.models import Publication
from roundup.publications.outgoing import Words, compose_transactional_mail, sender_of
from roundup.sending.outlet import build_provider, our_provider


def examine_installation(*, sandbox: bool = False) -> list[dict[str, Any]]:
    """Return every check as `{"check", "ok", "note", "message"}`; none of them changes anything.

    With `sandbox` the provider is asked to check a message without mailing it. While the database does not
    answer, the checks of what is stored in it are left out.
    """
    found = [run_check(name, check) for name, check in _BASE.items()]
    if all(verdict["ok"] for verdict in found if verdict["check"] == "database"):
        found += [run_check(name, check) for name, check in _WRITTEN.items()]
        if sandbox:
            found.append(run_check("sandbox-post", _sandbox_post))
    return found


def _data() -> str:
    if not os.access(settings.DATA, os.W_OK):
        raise RoundupError(f"{settings.DATA} cannot be written to: set ROUNDUP_DATA to a folder that can be.")
    for path in (settings.DATA, settings.DATA / FILE):
        if path.exists() and path.stat().st_mode & 0o077:
            return Note(
                f"{path} is open to others on this machine. It holds addresses, or signs readers' links: "
                f"`chmod go-rwx {path}`, unless it must be shared."
            )
    return str(settings.DATA)


def _database() -> str:
    tables.require_tables()
    return str(connection.vendor)


def _broker() -> str:
    if settings.REDIS_URL:
        return _answers(settings.REDIS_URL, "at REDIS_URL", "start it, or correct REDIS_URL")
    socket = settings.DATA / SOCKET
    if not socket.exists():
        return "none set: `roundup up` starts its own"
    ours = f"redis+socket://{socket}"
    if isinstance(lookout.away(ours), redis.ConnectionError):
        return Note(
            f"nothing is listening on {socket}: `roundup up` is not running, or is just starting its broker"
        )
    return _answers(ours, "of `roundup up`", "it is started again within a minute")


def _answers(broker: str, whose: str, fix: str) -> str:
    if error := lookout.away(broker):
        raise RoundupError(
            f"The broker {whose} does not answer ({lookout.in_brief(error)}): {fix}. Until then no worker "
            "is woken, and nothing leaves."
        )
    return "answers"


def _provider() -> str:
    build_provider().close()
    return str(settings.PROVIDER)


def _templates() -> str:
    for publication in Publication.objects.all():
        renderer_of(publication)
    return f"our own, and those in {settings.OWN_TEMPLATES}" if settings.OWN_TEMPLATES else "ours"


def _addresses() -> str:
    if our_provider().keeps_here:
        return f"{settings.BASE_URL} (nothing leaves the machine)"
    if not settings.BASE_URL.startswith("https://"):
        raise RoundupError(
            "ROUNDUP_BASE_URL must be https; otherwise mail programs cannot unsubscribe anybody."
        )
    for publication in Publication.objects.all():
        if publication.sender_email.endswith("localhost.localdomain"):
            raise RoundupError(f"{publication} has no sender's address: set it in the newsroom's settings.")
        if not publication.postal_address:
            raise RoundupError(f"{publication} has no postal address, which the law requires in every mail.")
    return str(settings.BASE_URL)


def _authentication() -> str:
    """DMARC and DKIM are in the DNS; if it does not answer, say what to ask it for."""
    if our_provider().keeps_here:
        return "not needed: nothing leaves the machine"
    provider, senders = our_provider(), Publication.objects.values_list("sender_email", flat=True)
    domains = sorted({address.rpartition("@")[2] for address in senders})
    found = [dns.alignment_of(domain, provider, dns.look_up) for domain in domains]
    if problems := [problem for each in found for problem in each.problems]:
        raise RoundupError(" ".join(problems))
    if unknown := [each for each in found if each.unknown]:
        return _to_ask_for(unknown)
    return f"{'DMARC and DKIM' if provider.dkim_selectors else 'DMARC'} of {', '.join(domains)} are in place"


def _to_ask_for(unknown: list[dns.Alignment]) -> Note:
    provider, why = our_provider(), unknown[0].unknown
    asked = "; ".join(dns.records_to_ask_for(each.domain, provider) for each in unknown)
    lists = f" {provider.title} lists the records to publish." if provider.dkim_selectors else ""
    return Note(f"not checked, because {why}: ask your DNS for {asked}.{lists}")


def _sandbox_post() -> str:
    with closing(build_provider()) as provider:
        if not isinstance(provider, ChecksMessages):
            raise Refused(
                f"Nothing can be checked: {our_provider().title} cannot check a message without sending it "
                "(ROUNDUP_PROVIDER)."
            )
        provider.check_sandbox(_harmless(default_publication()))
    return f"{our_provider().title} would take a message from this publication"


def _harmless(publication: Publication) -> OutgoingBatch:
    """Return a message to the sender itself: even if it were mailed, nobody else would get it."""
    subject = "Roundup checks whether it may send"
    words = Words(subject, f"<p>{subject}.</p>", f"{subject}.")
    sender = sender_of(publication)
    return compose_transactional_mail(sender, words, sender.email, key="doctor", attempt="doctor")


_BASE: dict[str, Check] = {
    "data": _data,
    "disk": sending_checks.disk,
    "database": _database,
    "broker": _broker,
    "provider": _provider,
}
_WRITTEN: dict[str, Check] = {
    "addresses": _addresses,
    "authentication": _authentication,
    "templates": _templates,
    "worker": sending_checks.tick,
    "sources": coming_checks.sources,
    "editions": coming_checks.coming_editions,
    "provider-answer": coming_checks.provider_answer,
    "certificate": coming_checks.trusted_certificate,
    "pings": coming_checks.monitors,
    "held": sending_checks.held,
    "alarms": sending_checks.alarms,
    "webhook": sending_checks.webhook,
    "leaving-by-mail": inbound_checks.leaving_by_mail,
    "outlet": sending_checks.outlet,
    "restored": sending_checks.restored,
    "left": sending_checks.left,
    "mailed-before": sending_checks.mailed_before,
    "gate": sending_checks.gate,
    "results": sending_checks.results,
    "single-mails": mail_checks.account_of_transactional_mail,
    "editor-mail": mail_checks.editors_are_reachable,
    "alarm-webhook": mail_checks.alarms_are_posted,
    "notices": sending_checks.notices,
    "uncertain": sending_checks.uncertain,
    "twice": sending_checks.twice,
    "dropped": sending_checks.dropped,
    "accounts": ledger_checks.accounts,
    "candidates": ledger_checks.candidates,
    "batches": ledger_checks.batches,
    "exclusive": ledger_checks.exclusive,
    "attempts": ledger_checks.attempts,
    "articles": ledger_checks.articles,
}
