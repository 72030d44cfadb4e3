"""The links of a reader: each link itself says for whom and for what it is, and ends in a slash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from django.conf import settings

from roundup.core.old_tokens import OldTokens
from roundup.core.tokens import IDS, PARTS, LinkClaim, LinkSigner, Purpose
from roundup.publications.models import Publication
from roundup.subscribers.models import Confirmation, Leave, OwnRequest, Subscriber

Mail = TypeVar("Mail", Confirmation, Leave, OwnRequest)

# No subscriber has this number.
_NOBODY = 0
# The slash matters: a mail program's POST must never get a redirect.
_PATHS = {
    Purpose.UNSUBSCRIBE: "u",
    Purpose.PREFERENCES: "p",
    Purpose.BROWSER: "b",
}
_REQUESTED = {Purpose.ADDRESS: "a", Purpose.DATA: "d"}


class LinkWriter:
    """Writes links with the installation's secret and its address."""

    def __init__(self, signer: LinkSigner, base_url: str) -> None:
        self._signer = signer
        self._base_url = base_url.rstrip("/")
        self._starts = [f"{self._base_url}/{path}/" for path in _PATHS.values()]
        self._parts = [PARTS[purpose].letters for purpose in _PATHS]

    def of_readers(
        self, readers: Iterable[tuple[int, int]], mailing_id: int, publication_id: int
    ) -> Iterator[tuple[str, str, str]]:
        """Yield the links of each reader (id, generation) in the order of `PersonalTokens.LINKS`."""
        (one, two, three), (first, second, third) = self._starts, self._parts
        for signed in self._signer.signed_all(readers, mailing_id, publication_id):
            ids = signed[IDS]
            yield (
                f"{one}{ids}{signed[first]}/",
                f"{two}{ids}{signed[second]}/",
                f"{three}{ids}{signed[third]}/",
            )

    def of_reader(self, claim: LinkClaim) -> dict[str, str]:
        """Return the links by the names of `PersonalTokens.LINKS`."""
        reader = (claim.subscriber_id, claim.generation)
        links = next(self.of_readers([reader], claim.mailing_id, claim.publication_id))
        return {str(purpose): link for purpose, link in zip(_PATHS, links, strict=True)}

    def to_undo(self, claim: LinkClaim) -> str:
        """Return the link that undoes one leave, and no later one."""
        return f"{self._base_url}/r/{self._signer.token(Purpose.UNDO, claim)}/"

    def of_request(self, purpose: Purpose, claim: LinkClaim) -> str:
        """Return the link that does what a reader asked for on their own page, once."""
        return f"{self._base_url}/{_REQUESTED[purpose]}/{self._signer.token(purpose, claim)}/"

    def to_confirm(self, claim: LinkClaim) -> str:
        """Return the link of one confirmation mail.

        It works for this confirmation only, not for a later one.
        """
        return f"{self._base_url}/c/{self._signer.token(Purpose.CONFIRM, claim)}/"


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """Where a link leads: to its publication, and to its reader, if they still exist.

    A link that we did not make leads nowhere. A link that is not `current` has an earlier generation, and can
    only unsubscribe. A link `of_a_test` belongs to nobody: it came with a proof that was mailed to an editor.
    """

    publication: Publication | None = None
    subscriber: Subscriber | None = None
    mailing_id: int = 0
    generation: int = 0
    of_a_test: bool = False

    @property
    def is_current(self) -> bool:
        # A generation later than the reader's was given out before a restore.
        return bool(self.subscriber and self.generation >= self.subscriber.link_generation)


def link_writer() -> LinkWriter:
    """Return the writer of this installation's links."""
    return _links(settings.SECRET_KEY, settings.BASE_URL)


def reader_links(subscriber: Subscriber, mailing_id: int = 0) -> dict[str, str]:
    """Return a reader's links in one mailing: unsubscribe, preferences, browser."""
    return link_writer().of_reader(_claim(subscriber, mailing_id))


def nobodys_links(publication_id: int) -> dict[str, str]:
    """Return links that are as well formed and as long as a reader's, but are marked as those of a test."""
    return link_writer().of_reader(LinkClaim(_NOBODY, publication_id=publication_id))


def confirm_link(confirmation: Confirmation) -> str:
    return link_writer().to_confirm(_claim(confirmation.subscriber, confirmation.pk))


def confirm_path(confirmation: Confirmation) -> str:
    """Return the path of the page that confirms, for a browser that is on our pages already."""
    return confirm_link(confirmation).removeprefix(settings.BASE_URL)


def not_me_link(confirmation: Confirmation) -> str:
    """Return the link for somebody who did not ask. It has the same token as the link that confirms."""
    return f"{confirm_link(confirmation)}not-me/"


def undo_link(leave: Leave) -> str:
    return link_writer().to_undo(_claim(leave.subscriber, leave.pk))


def request_link(request: OwnRequest) -> str:
    """Return the link of a request, whose kind and purpose are the same word."""
    return link_writer().of_request(Purpose(request.kind), _claim(request.subscriber, request.pk))


def undo_path(leave: Leave) -> str:
    """Return the path of the page of a leave, for a browser that is on our pages already."""
    return undo_link(leave).removeprefix(settings.BASE_URL)


def read_link(purpose: Purpose, token: str) -> LinkClaim | None:
    """Return what a token of the current or the first format claims, or None if we did not make it."""
    secret = settings.SECRET_KEY
    return _signer(secret).read(purpose, token) or _old_tokens(secret).read(purpose, token)


def open_link(purpose: Purpose, token: str) -> OpenedLink:
    """Return where a link leads. It never leads to another reader, whatever numbers were given out since."""
    claim = read_link(purpose, token)
    if claim is None:
        return OpenedLink()
    found = Subscriber.objects.select_related("publication").filter(pk=claim.subscriber_id).first()
    # Links of the first format name no publication.
    if found and claim.publication_id in (0, found.publication_id):
        return OpenedLink(found.publication, found, claim.mailing_id, claim.generation)
    publication = Publication.objects.filter(pk=claim.publication_id).first()
    return OpenedLink(publication, of_a_test=claim.subscriber_id == _NOBODY)


def mail_behind(opened: OpenedLink, table: type[Mail]) -> Mail | None:
    """Return the row of the mail to one person that a link came with, if it is still there."""
    row = table.objects.filter(pk=opened.mailing_id, subscriber=opened.subscriber or 0).first()
    if row and opened.subscriber:
        row.subscriber = opened.subscriber
    return row


def _claim(subscriber: Subscriber, came_with: int) -> LinkClaim:
    return LinkClaim(subscriber.pk, came_with, subscriber.publication_id, subscriber.link_generation)


@lru_cache(maxsize=4)
def _signer(secret: str) -> LinkSigner:
    return LinkSigner(secret)


@lru_cache(maxsize=4)
def _old_tokens(secret: str) -> OldTokens:
    return OldTokens(secret)


@lru_cache(maxsize=4)
def _links(secret: str, base_url: str) -> LinkWriter:
    return LinkWriter(_signer(secret), base_url)
