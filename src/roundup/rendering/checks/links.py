"""Checks of where links lead."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult

from roundup.core.newsroom_language import tell, tell_count, tell_later, tell_many_later
from roundup.core.tokens import ANY_MARK
from roundup.rendering.checks import hosts
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.proof import Proof
from roundup.rendering.plain import shorten
from roundup.rendering.web_addresses import is_mail_address, is_web_address

LONG_ADDRESS = 2000

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@register_check("links.nowhere", Severity.ERROR, many=tell_many_later("%(n)s links lead nowhere."))
def nowhere(proof: Proof) -> Iterator[str]:
    """A link without an address is a button that does nothing."""
    for link, href in proof.links:
        if link.get("name") is None and href.strip() in ("", "#"):
            yield tell(
                "The link “%(words)s” leads nowhere; give it an address or take it out.", words=_said(link)
            )


@register_check(
    "links.relative", Severity.ERROR, many=tell_many_later("%(n)s links have an incomplete address.")
)
def relative(proof: Proof) -> Iterator[str]:
    """A mail has no address of its own that a link could be relative to."""
    for href in _hrefs(proof):
        if href.strip() not in ("", "#") and not _SCHEME.match(href.strip()) and not ANY_MARK.fullmatch(href):
            yield tell(
                "A link leads to “%(address)s”, which is incomplete; start it with https://.",
                address=shorten(href, 120),
            )


@register_check(
    "links.scheme",
    Severity.ERROR,
    many=tell_many_later("%(n)s links lead to something that is not a web address."),
)
def scheme(proof: Proof) -> Iterator[str]:
    """Nobody knows what a mail program does with an address that starts a script or another program."""
    for href in _hrefs(proof):
        if _SCHEME.match(href.strip()) and not is_web_address(href) and not is_mail_address(href):
            yield tell(
                "A link leads to “%(address)s”, which is not an http(s) address; correct it.",
                address=shorten(href, 120),
            )


@register_check(
    "links.insecure",
    Severity.WARNING,
    many=tell_many_later("%(n)s links are not encrypted."),
    choice=tell_later("Links that are not encrypted"),
)
def insecure(proof: Proof) -> Iterator[About]:
    """Anybody along the way can read and change the page; one finding covers all links to a site."""
    plain: dict[str, list[str]] = defaultdict(list)
    for href in dict.fromkeys(_hrefs(proof)):
        parts = hosts.url_parts(href) if is_web_address(href) else None
        if parts and parts.scheme.lower() == "http" and not _own(proof, parts):
            plain[parts.hostname or ""].append(href)
    for host, hrefs in plain.items():
        stories = tuple(proof.by_address[href] for href in hrefs if href in proof.by_address)
        told = tell_count(
            "One link to %(host)s will not be encrypted; use https if the site offers it.",
            "%(n)s links to %(host)s will not be encrypted; use https if the site offers it.",
            len(hrefs),
            host=host,
        )
        yield About(stories, told)


@register_check(
    "links.local", Severity.ERROR, many=tell_many_later("%(n)s links work on one machine or network only.")
)
def local(proof: Proof) -> Iterator[str | About]:
    """The link works on the editor's machine or in the office, and nowhere else."""
    yield from _leading(
        proof,
        lambda parts: hosts.is_local(parts.hostname or "") and not _own(proof, parts),
        tell_later(
            "The address %(address)s works on one machine or network only; "
            "replace it with the public address."
        ),
        tell_later(
            "The address of “%(story)s”, %(address)s, works on one machine or network only; "
            "replace it with the public address."
        ),
    )


@register_check(
    "links.draft", Severity.ERROR, many=tell_many_later("%(n)s links lead to a page that is not public.")
)
def draft(proof: Proof) -> Iterator[str | About]:
    """Readers get a login form, or see something that is not published yet."""
    yield from _leading(
        proof,
        hosts.is_draft,
        tell_later(
            "The address %(address)s leads to a page that is not public; "
            "publish it, and use the address it then has."
        ),
        tell_later(
            "The address of “%(story)s”, %(address)s, leads to a page that is not public; "
            "publish it, and use the address it then has."
        ),
    )


@register_check(
    "links.trial-host",
    Severity.WARNING,
    many=tell_many_later("%(n)s links look like those of a staging site."),
    choice=tell_later("Links that look like those of a staging site"),
)
def trial_host(proof: Proof) -> Iterator[str | About]:
    """Staging hosts come and go, but some hosts that look like one are public."""
    yield from _leading(
        proof,
        lambda parts: hosts.is_trial(parts.hostname or ""),
        tell_later(
            "The address %(address)s looks like a staging site's; make sure that readers can open it."
        ),
        tell_later(
            "The address of “%(story)s”, %(address)s, looks like a staging site's; "
            "make sure that readers can open it."
        ),
    )


@register_check(
    "links.userinfo", Severity.ERROR, many=tell_many_later("%(n)s links contain a user name or a password.")
)
def userinfo(proof: Proof) -> Iterator[str | About]:
    """A name or a password before the host gives a secret away, or is a phishing trick."""
    yield from _leading(
        proof,
        lambda parts: "@" in parts.netloc,
        tell_later("The address %(address)s contains a user name or a password; take it out."),
        tell_later(
            "The address of “%(story)s”, %(address)s, contains a user name or a password; take it out."
        ),
    )


@register_check(
    "links.shortener",
    Severity.WARNING,
    many=tell_many_later("%(n)s links go through a link shortener."),
    choice=tell_later("Links through a link shortener"),
)
def shortener(proof: Proof) -> Iterator[str | About]:
    """A shortener hides where a link leads, so filters and careful readers distrust it."""
    yield from _leading(
        proof,
        lambda parts: hosts.is_shortener(parts.hostname or ""),
        tell_later(
            "The address %(address)s belongs to a link shortener; link directly to the page it leads to."
        ),
        tell_later(
            "The address of “%(story)s”, %(address)s, belongs to a link shortener; "
            "link directly to the page it leads to."
        ),
    )


@register_check(
    "links.disguised",
    Severity.WARNING,
    many=tell_many_later("%(n)s links have look-alike letters in their host name."),
    choice=tell_later("Links with look-alike letters in their host name"),
)
def disguised(proof: Proof) -> Iterator[str | About]:
    """Phishers imitate a name with letters of another script that look like Latin ones."""
    yield from _leading(
        proof,
        lambda parts: hosts.is_disguised(parts.hostname or ""),
        tell_later(
            "The address %(address)s has look-alike letters in its host name; "
            "make sure that it is the right one."
        ),
        tell_later(
            "The address of “%(story)s”, %(address)s, has look-alike letters in its host name; "
            "make sure that it is the right one."
        ),
    )


@register_check(
    "links.number", Severity.WARNING, many=tell_many_later("%(n)s links give their host as a number.")
)
def number(proof: Proof) -> Iterator[str | About]:
    """Reputable sites use names; filters count links to bare IP addresses."""
    yield from _leading(
        proof,
        lambda parts: hosts.is_number(parts.hostname or "") and not hosts.is_local(parts.hostname or ""),
        tell_later("The address %(address)s gives its host as a number; use the site's name."),
        tell_later(
            "The address of “%(story)s”, %(address)s, gives its host as a number; use the site's name."
        ),
    )


@register_check("links.long", Severity.WARNING, many=tell_many_later("%(n)s links have a very long address."))
def long(proof: Proof) -> Iterator[str | About]:
    """Some mail programs cut very long addresses, and each one adds its length to the message three times."""
    for href in _hrefs(proof):
        if len(href) > LONG_ADDRESS:
            yield _about(
                proof,
                href,
                tell_later(
                    "The address %(address)s has %(length)s characters; "
                    "leave out the parts that only count clicks."
                ),
                tell_later(
                    "The address of “%(story)s”, %(address)s, has %(length)s characters; "
                    "leave out the parts that only count clicks."
                ),
            )


@register_check("links.spaces", Severity.ERROR, many=tell_many_later("%(n)s links contain a space."))
def spaces(proof: Proof) -> Iterator[str | About]:
    """Some mail programs end an address at a space, and the link breaks."""
    for href in _hrefs(proof):
        if is_web_address(href) and any(sign.isspace() for sign in href):
            yield _about(
                proof,
                href,
                tell_later("The address %(address)s contains a space; write %%20 instead, or take it out."),
                tell_later(
                    "The address of “%(story)s”, %(address)s, contains a space; "
                    "write %%20 instead, or take it out."
                ),
            )


def _leading(
    proof: Proof, wrong: Callable[[SplitResult], bool], of_link: str, of_story: str
) -> Iterator[str | About]:
    """Yield a sentence once for each address that is `wrong`, however many links share it."""
    for href in dict.fromkeys(_hrefs(proof)):
        parts = hosts.url_parts(href) if is_web_address(href) else None
        if parts and wrong(parts):
            yield _about(proof, href, of_link, of_story)


def _about(proof: Proof, href: str, of_link: str, of_story: str) -> str | About:
    """Return what is wrong with an address: `of_story` if it is a story's, `of_link` for any other."""
    address, length = shorten(href, 120), len(href)
    if story := proof.by_address.get(href):
        headline = shorten(story.headline, 80)
        return About((story,), tell(of_story, story=headline, address=address, length=length))
    return tell(of_link, address=address, length=length)


def _own(proof: Proof, parts: SplitResult) -> bool:
    """Say whether it is our own link in a trial on one machine, which has no certificate or readers."""
    return proof.trial and hosts.is_loopback(parts.hostname or "")


def _hrefs(proof: Proof) -> Iterator[str]:
    return (href for _, href in proof.links)


def _said(link: object) -> str:
    return shorten(" ".join("".join(link.itertext()).split()), 60)  # type: ignore[attr-defined]
