"""Do the accounts add up? The sums and rules that hold for every mailing, checked one by one.

Only open mailings and the newest ones are checked, because each check reads all of their rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Sum

from roundup.core.errors import RoundupError
from roundup.editions.models import LedgerEntry
from roundup.sending.account import account_of
from roundup.sending.models import Batch, Delivery, Exclusion, Mailing

_NEWEST = 12
_ENDED = (Mailing.Status.DONE, Mailing.Status.CANCELLED)


def looked_at() -> list[Mailing]:
    """Return the open mailings and the newest, newest first."""
    newest = Mailing.objects.order_by("-pk").values_list("pk", flat=True)[:_NEWEST]
    going = Mailing.objects.exclude(status__in=_ENDED).values_list("pk", flat=True)
    chosen = {*newest, *going}
    return list(Mailing.objects.filter(pk__in=chosen).select_related("edition").order_by("-pk"))


def accounts() -> str:
    """Each mailing's account adds up."""
    mailings = looked_at()
    for mailing in mailings:
        sums = account_of(mailing.edition)["account"]
        parts = sum(sums["excluded"].values()) + sum(
            sums[word] for word in ("accepted", "refused", "uncertain", "pending")
        )
        if parts != sums["candidates"]:
            raise RoundupError(
                f"{_name(mailing)}: {sums['candidates']} candidates, but {parts} are accounted for."
            )
    return f"the accounts of {len(mailings)} mailings add up"


def candidates() -> str:
    """Once a mailing is prepared, everybody is recorded: candidates = deliveries + exclusions."""
    prepared = [mailing for mailing in looked_at() if mailing.prepared_at]
    for mailing in prepared:
        deliveries, exclusions = mailing.deliveries.count(), mailing.exclusions.count()
        if mailing.candidates != deliveries + exclusions:
            raise RoundupError(
                f"{_name(mailing)}: {mailing.candidates} candidates, but {deliveries} deliveries and "
                f"{exclusions} exclusions."
            )
    return "every candidate is recorded once"


def batches() -> str:
    """A batch has the readers it was planned for: its own deliveries, and those moved into its halves."""
    for mailing in looked_at():
        for batch, held in _held(mailing):
            if batch.planned != held:
                raise RoundupError(
                    f"{_name(mailing)}, batch {batch.seq}: planned for {batch.planned}, but it has {held}."
                )
    return "every batch contains the readers it was planned for"


def _held(mailing: Mailing) -> Iterator[tuple[Batch, int]]:
    own = dict(mailing.deliveries.values_list("batch_id").annotate(n=Count("subscriber_id")).order_by())
    gone_on = dict(
        mailing.batches.exclude(parent=None).values_list("parent_id").annotate(n=Sum("planned")).order_by()
    )
    for batch in mailing.batches.order_by("seq"):
        yield batch, own.get(batch.pk, 0) + gone_on.get(batch.pk, 0)


def exclusive() -> str:
    """Nobody is both delivered and excluded, or in a batch of another mailing."""
    for mailing in looked_at():
        same = Delivery.objects.filter(
            mailing_id=OuterRef("mailing_id"), subscriber_id=OuterRef("subscriber_id")
        )
        both = Exclusion.objects.filter(Exists(same), mailing=mailing).count()
        astray = mailing.deliveries.exclude(batch__mailing_id=F("mailing_id")).count()
        if both or astray:
            raise RoundupError(
                f"{_name(mailing)}: {both} readers are both delivered and excluded, and {astray} are in a "
                "batch of another mailing."
            )
    return "no reader is counted twice"


def attempts() -> str:
    """Every batch that was handed over has an attempt on record."""
    for mailing in looked_at():
        bare = mailing.batches.filter(posted__gt=0, attempts=None).order_by("seq").first()
        if bare:
            raise RoundupError(f"{_name(mailing)}, batch {bare.seq}: it was handed over without an attempt.")
    return "every batch that was handed over has its attempt"


def articles() -> str:
    """Only mailings that went out have spent articles."""
    wrong = LedgerEntry.objects.filter(state=LedgerEntry.State.SPENT, edition__mailed_at=None).count()
    if wrong:
        raise RoundupError(f"{wrong} articles are spent by editions that have not been mailed.")
    return "only mailed editions have spent articles"


def _name(mailing: Mailing) -> str:
    return f"Edition {mailing.edition.publication.slug} {mailing.edition.number}"
