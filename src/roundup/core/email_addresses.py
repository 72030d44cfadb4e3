"""Email addresses: which ones we write to, and when two of them are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from roundup.core.errors import Refused

LONGEST = 254

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_TOP_LEVEL = re.compile(r"\.(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})\Z")
# Careful people use these for trials, because mail to them reaches nobody. The package tells its users to
# change this list in place.
SPECIAL_USE_DOMAIN_NAMES[:] = [name for name in SPECIAL_USE_DOMAIN_NAMES if name not in ("test", "invalid")]
_GOOGLE = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True, slots=True)
class Address:
    """An address: `email` is what a message is addressed to; `key` is the same for all of its spellings."""

    email: str
    key: str


def normalise_address(raw: str) -> Address:
    """Return the address in `raw`, without asking the network.

    The local part is kept as written; the domain becomes lower-case ASCII. The key is lower-case throughout:
    the standard lets a host distinguish `Ann@` from `ann@`, but no host does today, and mailing an address
    twice or missing a suppression does more harm than taking two readers for one. Raises Refused with a
    sentence that never repeats the address, so that the sentence may be logged.
    """
    text = raw.strip(" \t\u00a0")
    if not text:
        raise Refused("The e-mail address is missing.")
    if len(text) > LONGEST:
        raise Refused("The e-mail address is longer than an address can be.")
    if _CONTROL.search(text):
        raise Refused("The e-mail address contains an invisible character: type it again.")
    if any(sign in text for sign in ",;<>"):
        raise Refused("Type only one e-mail address, without a name, brackets, commas or semicolons.")
    return _checked(text)


def _checked(text: str) -> Address:
    local, _, _ = text.rpartition("@")
    if not local.isascii():
        raise Refused(
            "The part before the @ contains letters that many mail hosts do not accept, such as é or ü: "
            "use another address."
        )
    try:
        valid = validate_email(
            text,
            check_deliverability=False,
            allow_smtputf8=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
            allow_empty_local=False,
        )
    except (EmailNotValidError, UnicodeError):
        raise Refused("This is not an e-mail address: it should look like name@example.org.") from None
    domain = (valid.ascii_domain or "").lower()
    if not _TOP_LEVEL.search(domain):
        raise Refused("The part after the @ is not a domain that mail can reach: look for a typing error.")
    email = f"{valid.local_part}@{domain}"
    if len(email) > LONGEST:
        raise Refused("The e-mail address is longer than an address can be.")
    return Address(email, email.lower())


def ascii_address(address: str) -> str:
    """Return an address as mail servers expect it: with its domain in ASCII, if possible."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def mailbox_of(key: str) -> str:
    """Return the mailbox behind a key, for limits only: `a.nn+news@gmail.com` and `ann@gmail.com` share one.

    Never compare subscribers by mailbox: the tag is part of the address that the reader chose.
    """
    local, _, domain = key.rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _GOOGLE:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def masked_address(email: str) -> str:
    """Return an address as a page may show it to anybody who has the link: `a…@example.org`."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}" if domain else ""
