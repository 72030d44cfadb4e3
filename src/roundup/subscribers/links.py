"""The links of a reader: each alone says who and what for, is hard to forge, and ends in a slash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.conf import settings

from roundup.core.tokens import IDS, PARTS, LinkClaim, LinkSigner, Purpose

# The slash matters: a mail program's POST must never meet a redirect.
_PATHS = {
    Purpose.UNSUBSCRIBE: "u",
    Purpose.PREFERENCES: "p",
    Purpose.BROWSER: "b",
}


class Links:
    """Writes links under one secret and one address of the installation."""

    def __init__(self, signer: LinkSigner, base_url: str) -> None:
        self._signer = signer
        self._base_url = base_url.rstrip("/")
        self._starts = [f"{self._base_url}/{path}/" for path in _PATHS.values()]
        self._parts = [PARTS[purpose] for purpose in _PATHS]

    def of_reader(self, subscriber_id: int, mailing_id: int) -> dict[str, str]:
        """Return the links by the names of `PersonalTokens.NAMES`."""
        links = next(self.of_readers([subscriber_id], mailing_id))
        return {str(purpose): link for purpose, link in zip(_PATHS, links, strict=True)}

    def of_readers(self, subscriber_ids: Iterable[int], mailing_id: int) -> Iterator[tuple[str, str, str]]:
        """Yield each reader's links in the order of `PersonalTokens.NAMES`."""
        (one, two, three), (first, second, third) = self._starts, self._parts
        for signed in self._signer.signed_all(subscriber_ids, mailing_id):
            ids = signed[IDS]
            yield (
                f"{one}{ids}{signed[first]}/",
                f"{two}{ids}{signed[second]}/",
                f"{three}{ids}{signed[third]}/",
            )

    def to_confirm(self, subscriber_id: int, confirmation_id: int) -> str:
        """Return the link of one confirmation mail. It speaks for this asking, and for no later one."""
        token = self._signer.token(Purpose.CONFIRM, LinkClaim(subscriber_id, confirmation_id))
        return f"{self._base_url}/c/{token}/"


def links() -> Links:
    """Return who writes this installation's links."""
    return _links(settings.SECRET_KEY, settings.BASE_URL)


def reader_links(subscriber_id: int, mailing_id: int) -> dict[str, str]:
    """Return a reader's links in one mailing: unsubscribe, preferences, browser."""
    return links().of_reader(subscriber_id, mailing_id)


def confirm_link(subscriber_id: int, confirmation_id: int) -> str:
    return links().to_confirm(subscriber_id, confirmation_id)


def read_link(purpose: Purpose, token: str) -> LinkClaim | None:
    """Return what a token claims, or None for one that we did not make for this purpose."""
    return _signer(settings.SECRET_KEY).read(purpose, token)


@lru_cache(maxsize=4)
def _signer(secret: str) -> LinkSigner:
    return LinkSigner(secret)


@lru_cache(maxsize=4)
def _links(secret: str, base_url: str) -> Links:
    return Links(_signer(secret), base_url)
