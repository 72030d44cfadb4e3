"""What the DNS says about a sender's domain, which mail hosts check before they take bulk mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import dns.exception
import dns.resolver

from roundup.core.errors import RoundupError
from roundup.providers.base import ProviderDescription

# Returns the records of one kind at a name; empty if there are none. Raises Silence if nobody answers.
Resolve = Callable[[str, str], list[str]]

_PATIENCE: Final = 3.0


class Silence(RoundupError):
    """Raised if the DNS did not answer."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """What is wrong with a domain, in sentences. `unknown` says why nothing could be learned."""

    domain: str
    problems: tuple[str, ...] = ()
    unknown: str = ""


def alignment_of(domain: str, provider: ProviderDescription, resolve: Resolve) -> Alignment:
    """Return whether mail from `domain`, signed by this provider, is aligned with its DMARC policy."""
    try:
        if not any(resolve(domain, kind) for kind in ("NS", "SOA", "MX", "TXT", "A")):
            return Alignment(domain, unknown="the DNS that this machine asks knows no such domain")
        found = (_dmarc(domain, resolve), *_dkim(domain, provider, resolve), _spf(domain, resolve))
    except Silence as silence:
        return Alignment(domain, unknown=str(silence))
    return Alignment(domain, tuple(filter(None, found)))


def records_to_ask_for(domain: str, provider: ProviderDescription) -> str:
    """Return the records that a person should look up if this machine gets no answer."""
    keys = "".join(f", CNAME of {one}._domainkey.{domain} (DKIM)" for one in provider.dkim_selectors)
    return f"TXT of {domain} (SPF) and of _dmarc.{domain} (DMARC){keys}"


def fault_of_mail(domain: str, hosts: Sequence[str], resolve: Resolve) -> str:
    """Return what is wrong if mail to `domain` goes to none of these hosts, or ''. Raises Silence."""
    # RFC 7505: a lone dot says that the domain takes no mail.
    found = {record.split()[-1].rstrip(".").lower() for record in resolve(domain, "MX")} - {""}
    if found & set(hosts):
        return ""
    goes = f"goes to {', '.join(sorted(found))}" if found else "goes nowhere"
    return f"Mail to {domain} {goes}; publish the MX record {' or '.join(f'10 {host}' for host in hosts)}."


def look_up(name: str, kind: str) -> list[str]:
    """Ask this machine's DNS, for at most three seconds. TXT records come without quotes."""
    try:
        answer = dns.resolver.resolve(name, kind, lifetime=_PATIENCE)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError):
        raise Silence("the DNS does not answer this machine") from None
    if kind == "TXT":
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
    return [record.to_text() for record in answer]


def _dmarc(domain: str, resolve: Resolve) -> str:
    """Return what is wrong with the policy, which is at the domain or at a domain above it."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        name = "_dmarc." + ".".join(labels[start:])
        records = [text for text in resolve(name, "TXT") if text.replace(" ", "").startswith("v=DMARC1")]
        if len(records) > 1:
            return f"{name} has {len(records)} DMARC records, so none counts; keep one."
        if records:
            return ""
    return f"{domain} has no DMARC policy; publish the TXT record v=DMARC1; p=none at _dmarc.{domain}."


def _dkim(domain: str, provider: ProviderDescription, resolve: Resolve) -> Iterator[str]:
    for selector in provider.dkim_selectors:
        name = f"{selector}._domainkey.{domain}"
        if not resolve(name, "CNAME") and not any("p=" in text for text in resolve(name, "TXT")):
            yield (
                f"{name} has no DKIM key; publish the records of {provider.title}'s domain authentication "
                f"for {domain}."
            )


def _spf(domain: str, resolve: Resolve) -> str:
    """Return a fault if there are several SPF records.

    Having none is fine: the provider's return path has one, and DKIM aligns.
    """
    records = [text for text in resolve(domain, "TXT") if text.lower().startswith("v=spf1")]
    if len(records) > 1:
        return f"{domain} has {len(records)} SPF records, so none counts; join them into one."
    return ""
