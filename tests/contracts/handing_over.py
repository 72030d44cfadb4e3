"""Handing a batch over in trouble, and comparing what is said of its readers with what they got."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import ProviderDivided, ProviderError, ProviderUncertain
from roundup.providers import Provider
from tests.contracts.provider_case import GOOD, ONE_READER, ProviderCase, ReaderAnswer
from tests.providers.samples import PEOPLE

THE_ONE = PEOPLE.index(ONE_READER)


def handed_over(
    case: ProviderCase, cause: Callable[[], object], batch: OutgoingBatch = GOOD, by: Provider | None = None
) -> ProviderError:
    """Return what the provider raises. Its sentence names no reader."""
    cause()
    with pytest.raises(ProviderError) as raised:
        (by or case.provider).send(batch)
    assert "@" not in str(raised.value)
    return raised.value


def fates_of(batch: OutgoingBatch, error: ProviderError) -> list[ProviderError | None]:
    """Return for each reader the error that concerns this one, or None who was certainly taken."""
    failed = error.failed if isinstance(error, ProviderDivided) else None
    return [error if failed is None else failed.get(place) for place in range(len(batch.recipients))]


def assert_told_truly(case: ProviderCase, batch: OutgoingBatch, error: ProviderError) -> None:
    """Whoever is said to be taken got one copy, whoever surely was not got none, and nobody got two."""
    got, fates = case.counts(), fates_of(batch, error)
    told = {
        reader.email: int(fate is None)
        for reader, fate in zip(batch.recipients, fates, strict=True)
        if not isinstance(fate, ProviderUncertain)
    }
    assert told == {email: got[email] for email in told}
    assert max(got.values(), default=0) <= 1, "nothing is handed over again without being asked"


def tells_readers_apart(case: ProviderCase) -> bool:
    """Say whether the provider tells its readers apart when one of them is refused."""
    refused = case.reader_troubles(ReaderAnswer.REFUSED)[0]
    return isinstance(handed_over(case, lambda: refused.cause(ONE_READER)), ProviderDivided)


def is_called_over_http(case: ProviderCase) -> bool:
    return any(urlsplit(value).scheme in ("http", "https") for value in case.environment.values())
