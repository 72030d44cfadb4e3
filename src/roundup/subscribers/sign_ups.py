"""The forms that readers send to subscribe or to get their link: the next tick handles them.

Nothing is looked up before then, so neither the answer nor the time it takes reveals whom we know.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber

from roundup.core.email_addresses import mailbox_of, normalise_address
from roundup.core.lines import plain_line
from roundup.core.suppression import BY_CONFIRMING
from roundup.publications.models import Publication
from roundup.subscribers import clearings, confirmation_queue, objections, sign_up_limits
from roundup.subscribers.asker_network import keyed_network, wider_network
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.consents import note_consent
from roundup.subscribers.models import Asking, Confirmation, Consent, SignUp, Subscriber
from roundup.subscribers.subscriptions import CONFIRM_WITHIN
from roundup.subscribers.suppressions import hash_of, is_closed, reason_of

log = logging.getLogger(__name__)

_LONGEST_NAME = 100
# After this long, a row that failed every time is deleted, and its address with it.
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who pressed the button, as far as limits and consent need to know.

    `weight` is how much of the network's share the press uses up (`sign_up_limits.HUMAN`). A box also says
    which version of its words it showed, and the page on which it stood.
    """

    channel: str
    wording: str
    network: str = ""
    weight: int = sign_up_limits.HUMAN
    wording_version: str = ""
    page: str = ""


class _NotNow(Exception):
    """Raised to roll back, because this mailbox may not be mailed, or not again yet."""


def receive(
    publication: Publication,
    email: str,
    name: str,
    asker: Asker,
    now: datetime,
    *,
    only_link: bool = False,
) -> None:
    """Record that somebody asked for the newsletter at `email` or, with `only_link`, for that reader's link.

    It does the same work, and returns nothing, whether or not we know the address or may mail it. Raises
    Refused for a bad address and TooOften for a network that asks too much; neither depends on whom we
    know.
    """
    address = normalise_address(email)
    network = keyed_network(asker.network)
    with transaction.atomic():
        sign_up_limits.check_network(network, now)
        asking = Asking.objects.create(
            publication=publication,
            at=now,
            network=network,
            wider=keyed_network(wider_network(asker.network)),
            mailbox_hash=hash_of(mailbox_of(address.key)),
            weight=asker.weight,
        )
        SignUp.objects.create(
            asking=asking,
            email=address.email,
            name=plain_line(name)[:_LONGEST_NAME],
            only_link=only_link,
            channel=asker.channel,
            wording=asker.wording,
            wording_version=asker.wording_version,
            page=asker.page,
            network=asker.network,
        )


def take_up(now: datetime, most: int = 500) -> int:
    """Turn sign-ups into subscribers and confirmations if that is allowed; return how many.

    Safe to run twice, even at once: each sign-up is locked, and deleted when it is done.
    """
    SignUp.objects.filter(asking__at__lte=now - _KEPT).delete()
    return sum(_take_up_one(pk) for pk in list(_in_turn().values_list("pk", flat=True)[:most]))


def _in_turn() -> QuerySet[SignUp]:
    """Let networks take turns, and wider networks too: a flood that is too large for one tick must wait."""
    of_network = Window(RowNumber(), partition_by="asking__network", order_by="pk")
    of_wider = Window(RowNumber(), partition_by="asking__wider", order_by="pk")
    return SignUp.objects.order_by(of_network, of_wider, "pk")


def _take_up_one(pk: int) -> bool:
    try:
        with transaction.atomic():
            rows = SignUp.objects.select_for_update(skip_locked=True, of=("self",))
            row = rows.select_related("asking__publication").filter(pk=pk).first()
            if row is None:
                return False
            if _asked(row):
                Asking.objects.filter(pk=row.asking_id).update(mailed=True)
            row.delete()
    except DatabaseError:
        raise
    except Exception:
        # A sign-up that fails must not hold up the others.
        log.exception("sign-up %s could not be taken up", pk)
        return False
    return True


def _asked(row: SignUp) -> bool:
    """Record the mail that this sign-up asks for, if it is allowed, and return whether it was."""
    key = row.email.lower()
    if is_closed(hash_of(key)):
        return False
    try:
        with transaction.atomic():
            subscriber = _reader_of(row, key)
            _write_down(row, subscriber, key)
            if not row.only_link:
                _note_asking(row, subscriber)
    except (IntegrityError, _NotNow):
        return False
    return True


def _reader_of(row: SignUp, key: str) -> Subscriber:
    """Return the locked subscriber, a new one if need be. A link is only for those who are mailed."""
    publication, rows = row.asking.publication, Subscriber.objects.select_for_update()
    if row.only_link:
        known = rows.filter(publication=publication, email_key=key).first()
        if known is None or not is_mailed(known):
            raise _NotNow
        return known
    subscriber, _ = rows.get_or_create(
        publication=publication,
        email_key=key,
        defaults={"email": row.email, "email_hash": hash_of(key), "created_at": row.asking.at},
    )
    mailbox, asked_at = row.asking.mailbox_hash, row.asking.at
    if not is_mailed(subscriber) and objections.forbids_asking(publication, mailbox, asked_at):
        raise _NotNow
    return subscriber


def _write_down(row: SignUp, subscriber: Subscriber, key: str) -> None:
    asking = row.asking
    # The database refuses this row while another spelling of the mailbox waits or is being written. We check
    # the limit only after that, so that it counts a mail that has left in the meantime.
    Confirmation.objects.create(
        subscriber=subscriber,
        asked_at=asking.at,
        only_link=row.only_link,
        **confirmation_queue.place(asking, key),
    )
    if not sign_up_limits.mailbox_is_due(asking):
        raise _NotNow


def _note_asking(row: SignUp, subscriber: Subscriber) -> None:
    asking = row.asking
    if subscriber.status == Subscriber.Status.PENDING:
        subscriber.name = row.name or subscriber.name
        subscriber.forget_at = asking.at + CONFIRM_WITHIN
        subscriber.save(update_fields=["name", "forget_at"])
    if reason_of(subscriber.email_hash):
        # Otherwise the provider would drop the confirmation. Our own suppression stays for now.
        clearings.want(subscriber, BY_CONFIRMING, asking.at)
    note_consent(
        subscriber,
        Consent.Act.ASKED,
        asking.at,
        row.channel,
        wording=row.wording,
        wording_version=row.wording_version,
        page=row.page,
        network=row.network,
    )
