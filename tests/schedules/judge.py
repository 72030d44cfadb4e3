"""Says after each tick whether every promised edition is there or its loss told, and at the end what became
of the articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

from roundup.articles.models import Article
from roundup.core.verdicts import Reason
from roundup.editions.models import Edition, EditionsQuerySet, LedgerEntry, Verdict
from roundup.publications.models import Alarm, Publication
from tests.schedules.by_hand import Promise, Timetable

Status = Edition.Status
# Losses of longer ago are no news.
_LOOKED_BACK = timedelta(weeks=6)
_LEAST_APART = timedelta(hours=12)
# Whoever is told one of these will find no other reason in a later edition.
_FINAL = (
    *(Reason.OVER_CAP, Reason.TOO_OLD, Reason.COPY, Reason.ALSO, Reason.ALREADY_SENT),
    *(Reason.UNDATED, Reason.NOTICE, Reason.NO_SECTION, Reason.DROPPED),
)


class Judge:
    """Compares what the code does with what a timetable promises."""

    def __init__(self, publication: Publication, since: datetime) -> None:
        self._publication, self._since = publication, since
        self.counted: Counter[str] = Counter()
        self.faults: list[str] = []
        # Whoever takes one up sees its hour, and wants it as it is.
        self.taken_up: set[int] = set()
        self._seen_edition = 0
        self._told: set[str] = set()
        self._lost: set[date] = set()

    def new_editions(self) -> list[Edition]:
        """Return the editions that were made since the last time."""
        made = list(self._editions().filter(pk__gt=self._seen_edition).order_by("pk"))
        self._seen_edition = max((each.pk for each in made), default=self._seen_edition)
        return made

    def look(self, made: Iterable[Edition], timetable: Timetable, now: datetime) -> None:
        """Judge a tick, which made these editions."""
        self.counted["ticks"] += 1
        owed = self._owed(timetable, now)
        self._compare_with_promises(made, owed, now)
        self.keep_losses(timetable, now)
        keys = self._keys()
        for each in owed:
            if each.key not in keys and now < each.send_at:
                self._blame(f"{now}: the draft of {each.day} was due at {each.made_at}, and is not there")
        self._compare_alarms(now)
        self._look_at_hours(now)

    def keep_losses(self, timetable: Timetable, now: datetime) -> None:
        """Note what is lost by a timetable: it must be told, even if another one follows."""
        keys = self._keys()
        self._lost |= {
            each.key for each in self._owed(timetable, now) if each.key not in keys and each.send_at <= now
        }

    def look_at_articles(self, until: datetime) -> None:
        """Judge whether every article of the editions up to a moment was told once, or has a reason."""
        first, last = self._editions().first(), self._editions().filter(status=Status.MAILED).last()
        if first is None or last is None:
            return
        mailed = Verdict.objects.filter(edition__publication=self._publication, edition__status=Status.MAILED)
        final = set(mailed.filter(chosen=False, reason__in=_FINAL).values_list("article_id", flat=True))
        # What is too old for an edition is too old for all that follow.
        old = Verdict.objects.filter(edition__publication=self._publication, reason=Reason.TOO_OLD)
        final |= set(old.values_list("article_id", flat=True))
        living = LedgerEntry.objects.filter(edition__publication=self._publication).exclude(state="released")
        taken = set(living.values_list("article_id", flat=True))
        stories = Edition.objects.filter(publication=self._publication, status=Status.MAILED)
        in_mails = Counter(stories.exclude(stories=None).values_list("stories__article_id", flat=True))
        ended = min(last.assembled_at, until)
        articles = Article.objects.filter(publication=self._publication)
        articles = articles.filter(first_seen_at__gt=first.period_start, first_seen_at__lte=ended)
        for article in articles:
            if article.published_at and article.published_at > ended:
                continue
            self.counted["articles"] += 1
            self.counted["told"] += bool(in_mails[article.pk])
            if in_mails[article.pk] > 1:
                self._blame(f"article {article.pk} was told {in_mails[article.pk]} times")
            if not in_mails[article.pk] and article.pk not in taken | final:
                self._blame(
                    f"article {article.pk} of {article.first_seen_at} was lost: {self._story_of(article)}"
                )

    def _owed(self, timetable: Timetable, now: datetime) -> list[Promise]:
        promised = timetable.due(max(self._since, now - _LOOKED_BACK), now)
        keys = self._keys()
        first = min(keys, default=promised[-1].key if promised else date.max)
        return [each for each in promised if each.key >= first]

    def _compare_with_promises(self, made: Iterable[Edition], owed: Iterable[Promise], now: datetime) -> None:
        promised = {(each.key, each.made_at, each.send_at) for each in owed}
        for edition in made:
            self.counted["editions"] += 1
            if (edition.period, edition.period_end, edition.send_at) not in promised:
                self._blame(f"{now}: nobody promised the edition of {edition.period}, {edition.send_at}")

    def _compare_alarms(self, now: datetime) -> None:
        about = Alarm.objects.filter(publication=self._publication, about__startswith="period:")
        told = set(about.values_list("about", flat=True))
        for key in {f"period:{key}" for key in self._lost} ^ told:
            what = "nobody was told of a loss" if key not in told else "a loss was told that is none"
            if key not in self._told:
                self._told.add(key)
                self._blame(f"{now}: {what}: {key}")
        self.counted["lost"] = len(self._lost)

    def _look_at_hours(self, now: datetime) -> None:
        waiting = self._editions().filter(send_at__gt=now - _LOOKED_BACK).exclude(pk__in=self.taken_up)
        alive = waiting.exclude(status__in=(Status.SKIPPED, Status.CANCELLED)).order_by("period")
        for before, after in pairwise(alive):
            if after.send_at - before.send_at < _LEAST_APART and after.send_at > now:
                self._blame(f"{now}: {before.period} leaves {before.send_at}, {after.period} {after.send_at}")

    def _story_of(self, article: Article) -> str:
        verdicts = (
            Verdict.objects.filter(article=article).select_related("edition").order_by("edition__period")
        )
        return f"published {article.published_at}; " + ", ".join(
            f"{each.edition.period} {each.edition.status} (made {each.edition.assembled_at}): {each.reason}"
            for each in verdicts
        )

    def _keys(self) -> set[date]:
        return set(self._editions().values_list("period", flat=True))

    def _editions(self) -> EditionsQuerySet:
        return Edition.objects.of_weeks().filter(publication=self._publication).order_by("period")

    def _blame(self, fault: str) -> None:
        self.faults.append(fault)
