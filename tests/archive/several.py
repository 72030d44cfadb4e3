"""Earlier editions of a publication, as if they had been mailed in the weeks before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from roundup.editions.models import Approval, Edition


def mail_earlier(
    edition: Edition, count: int, subject: str = "An earlier week", headlines: Sequence[str] = ()
) -> list[Edition]:
    """Return `count` editions like this one, each a week before the next, with stories of these headlines."""
    approval, stories = Approval.objects.get(edition=edition), list(edition.stories.all())
    made = []
    for weeks in range(1, count + 1):
        before = timedelta(weeks=weeks)
        earlier = Edition.objects.get(pk=edition.pk)
        earlier.pk = None
        earlier.number, earlier.subject = 100 + weeks, subject
        earlier.period, earlier.dated = edition.period - before, edition.dated - before
        earlier.send_at, earlier.mailed_at = edition.send_at - before, edition.send_at - before
        earlier.save()
        approval.pk, approval.edition = None, earlier
        approval.save()
        for story, headline in zip(stories, headlines, strict=False):
            story.pk, story.edition, story.headline = None, earlier, headline
            story.save()
        made.append(earlier)
    return made
