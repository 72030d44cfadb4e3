"""Decides which events to believe: every webhook of an account gets the events of all its senders.

An event is ours if its attempt is recorded here, or if the attempt's nonce contains our identity, even if a
restored database has forgotten it. Nonces from before there were identities prove nothing; with these, the
address must be that of the reader whom the event names. Another installation's event may still say that mail
to an address bounced or was called spam, as the provider's own lists do; it then concerns only the readers
with that address here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from roundup.events.consequences import in_pages, said_hash
from roundup.events.facts import Fact
from roundup.sending.handing_over.nonces import installation_in
from roundup.sending.models import Trial
from roundup.sending.safety import fence
from roundup.subscribers.models import Confirmation, Leave, OwnRequest, Subscriber, Welcome


def believed_facts(facts: Iterable[Fact], batches: Mapping[str, int]) -> list[Fact]:
    """Return the facts that we believe, in whole or in part; `batches` has the known nonces."""
    identity = fence.installation().identity
    mine: list[Fact] = []
    doubtful: list[Fact] = []
    for fact in facts:
        surely = fact.nonce in batches or (identity and installation_in(fact.nonce) == identity)
        (mine if surely else doubtful).append(fact)
    return mine + _of_ours(doubtful) if doubtful else mine


def _of_ours(doubtful: Sequence[Fact]) -> list[Fact]:
    single, hashes = _single_mails(doubtful), _hashes(doubtful)
    said = {fact: said_hash(fact.email) for fact in doubtful if fact.email}
    here = _readers_at({said[fact] for fact in said if fact.reason})
    found: list[Fact] = []
    for fact in doubtful:
        at = said.get(fact, "")
        fits = bool(at) and hashes.get(fact.subscriber_id) == at and not installation_in(fact.nonce)
        if fits or (fact.nonce and fact.nonce in single):
            found.append(fact)
        elif fact.reason and at in here:
            found.append(_of_an_address(fact))
    return found


def _of_an_address(fact: Fact) -> Fact:
    """Return what remains of another sender's event: a fact about an address, but not about our delivery."""
    return fact._replace(mailing_id=0, subscriber_id=0, nonce="", confirmation_id=0)


def _single_mails(facts: Sequence[Fact]) -> set[str]:
    """Return those of the facts' nonces that belong to transactional mails."""
    found: set[str] = set()
    for page in in_pages(sorted({fact.confirmation_id for fact in facts if fact.confirmation_id})):
        found.update(Confirmation.objects.filter(pk__in=page).values_list("attempt", flat=True))
    for nonces in in_pages(sorted({fact.nonce for fact in facts if fact.nonce and not fact.mailing_id})):
        for kind in (Leave, OwnRequest, Trial, Welcome):
            found.update(kind.objects.filter(attempt__in=nonces).values_list("attempt", flat=True))
    return found


def _hashes(facts: Sequence[Fact]) -> dict[int, str]:
    found: dict[int, str] = {}
    for page in in_pages(sorted({fact.subscriber_id for fact in facts if fact.subscriber_id})):
        found |= dict(Subscriber.objects.filter(pk__in=page).values_list("pk", "email_hash"))
    return found


def _readers_at(hashes: set[str]) -> set[str]:
    found: set[str] = set()
    for page in in_pages(sorted(hashes - {""})):
        found.update(Subscriber.objects.filter(email_hash__in=page).values_list("email_hash", flat=True))
    return found
