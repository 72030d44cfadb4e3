"""Publications, their sections, and the alarms that editors see."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from roundup.core import sections
from roundup.core.lines import is_line
from roundup.core.newsroom_language import tell, tell_later
from roundup.publications.alarm_calls import AlarmCall as AlarmCall
from roundup.publications.certificate_models import Certificate as Certificate
from roundup.publications.deadline_fields import WithDeadline
from roundup.publications.ping_models import Ping as Ping
from roundup.publications.schedule_fields import Scheduled

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
_LONGEST_BEFORE = 1440
_MOST_LOOKS = 5
_LATELY = timedelta(days=7)


def validate_line(text: str) -> None:
    """Refuse text that would break a header or a line of a mail into two."""
    if not is_line(text):
        raise ValidationError(tell("Write one line of text, without control characters."))


def validate_language(tag: str) -> None:
    if not _LANGUAGE.fullmatch(tag):
        raise ValidationError(
            tell("%(tag)s is not a language tag: use one like en, de or pt-BR.", tag=tag[:40])
        )


def validate_minutes(text: str) -> None:
    """Refuse anything but a list of minutes, such as `60, 5`."""
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    are_minutes = all(
        part.isascii() and part.isdigit() and 1 <= int(part) <= _LONGEST_BEFORE for part in parts
    )
    if not are_minutes or len(parts) > _MOST_LOOKS:
        raise ValidationError(
            tell(
                "Write up to %(most)s numbers of minutes, from 1 to %(longest)s, separated by commas: 60, 5.",
                most=_MOST_LOOKS,
                longest=_LONGEST_BEFORE,
            )
        )


class Publication(Scheduled, WithDeadline):
    """A magazine: its name, voice, hours and looks. One installation can have several."""

    class Welcome(models.TextChoices):
        NONE = "none", tell_later("No email")
        WORDS = "words", tell_later("Your own words")
        NEWEST = "newest", tell_later("The newest edition")

    name = models.CharField(max_length=200, validators=[validate_line])
    slug = models.SlugField(max_length=80, unique=True)
    url = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=16, default="en", validators=[validate_language])

    sender_name = models.CharField(
        max_length=200,
        blank=True,
        validators=[validate_line],
        help_text=tell_later("Empty: the publication's name."),
    )
    sender_email = models.EmailField(default="newsletter@localhost.localdomain")
    reply_to = models.EmailField(blank=True)
    postal_address = models.CharField(max_length=300, blank=True, validators=[validate_line])
    privacy_url = models.URLField(max_length=500, blank=True)
    privacy_text = models.TextField(blank=True, max_length=20_000, help_text="Empty: a text of ours.")
    archive_is_listed = models.BooleanField(
        default=True, help_text="Let search engines list the editions in the archive."
    )
    offers_best_of_month = models.BooleanField(
        default=True, help_text="Readers may choose the best of each month instead of every edition."
    )
    is_offered = models.BooleanField(
        default=False, help_text="Offer it to the readers of the other publications, on their pages."
    )
    mails_leave_notes = models.BooleanField(
        default=True, help_text="Mail a note with an undo to whoever leaves by a page."
    )
    welcome = models.CharField(
        max_length=10,
        choices=Welcome.choices,
        default=Welcome.NONE,
        help_text="What is mailed to whoever has just confirmed.",
    )
    welcome_words = models.TextField(
        max_length=2000, blank=True, help_text="The publication's own words: a paragraph a line."
    )
    leave_domain = models.CharField(
        max_length=190,
        blank=True,
        help_text="The domain whose mail comes to us, so that readers can leave by mail; empty: none.",
    )
    draft_ping_url = models.CharField(
        max_length=500, blank=True, help_text="Asked for after each draft; empty: no monitor waits for it."
    )
    mailing_ping_url = models.CharField(
        max_length=500, blank=True, help_text="Asked for after each mailing; empty: no monitor waits for it."
    )
    brand = models.JSONField(default=dict, blank=True, help_text="Fields of core.content.Brand.")
    layout = models.JSONField(default=list, blank=True, help_text="The usual order of an edition's blocks.")
    left_out = models.JSONField(default=list, blank=True, help_text="The blocks usually left out, by key.")
    severities = models.JSONField(
        default=dict, blank=True, help_text="What blocks or only warns here, by code, unlike usually."
    )

    spread_minutes = models.PositiveSmallIntegerField(
        default=0, help_text="Let a mailing leave evenly over so many minutes; 0: as fast as may be."
    )
    undo_minutes = models.PositiveSmallIntegerField(
        default=2,
        validators=[MaxValueValidator(60)],
        help_text="How long an edition that is about to leave says so and can be stopped; 0: no window.",
    )
    last_looks = models.CharField(
        max_length=60,
        default="60, 5",
        blank=True,
        validators=[validate_minutes],
        help_text="How many minutes before its hour an edition's sources are read again; empty: never.",
    )
    look_policies = models.JSONField(
        default=dict, blank=True, help_text="What a last look does, by kind of finding, unlike usually."
    )
    max_stories = models.PositiveSmallIntegerField(
        default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    max_age_days = models.PositiveSmallIntegerField(
        default=14, help_text="Older articles are never mailed, however late we saw them."
    )
    notice_patterns = models.TextField(
        blank=True,
        help_text="Lines by which notices are known; empty: those that come with Roundup.",
    )
    weights = models.JSONField(
        default=dict, blank=True, help_text="Fields of core.ranking.Weights that differ from theirs."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def undo_window(self) -> timedelta:
        """For how long the newsroom announces that an edition is about to leave, and offers to undo that."""
        return timedelta(minutes=self.undo_minutes)

    @property
    def minutes_of_looks(self) -> tuple[int, ...]:
        """How many minutes before its hour an edition's sources are read again, the earliest look first."""
        parts = [part.strip() for part in self.last_looks.split(",")]
        return tuple(sorted({int(part) for part in parts if part}, reverse=True))

    @property
    def section_keys(self) -> frozenset[str]:
        """The keys of the publication's sections, which readers can follow."""
        return frozenset(self.sections.values_list("key", flat=True))


class Section(models.Model):
    """A named part of an edition, with its rule for what belongs there.

    An article belongs to the first section (by `position`) whose words include its kicker, its section, one
    of its tags or one of its authors. A section without words takes what no other section takes.
    """

    class Style(models.TextChoices):
        STORIES = sections.Style.STORIES.value, tell_later("Stories with blurbs")
        BRIEFS = sections.Style.BRIEFS.value, tell_later("Briefs: one line a story")
        QUICK = sections.Style.QUICK.value, tell_later("Quick hits: linked headlines alone")
        RANKED = sections.Style.RANKED.value, tell_later("Most read: a numbered list")

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=120, validators=[validate_line])
    position = models.PositiveSmallIntegerField(default=0)
    words = models.JSONField(default=list, blank=True)
    style = models.CharField(max_length=16, choices=Style.choices, default=Style.STORIES)
    cap = models.PositiveSmallIntegerField(default=4)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["publication", "key"], name="one_section_per_key")]

    def __str__(self) -> str:
        return self.name


class Alarms(models.QuerySet["Alarm"]):
    """A query for alarms, which can ask for those that are open."""

    def open(self) -> Alarms:
        """Return the alarms that a person should look after: neither over nor dismissed."""
        return self.filter(cleared_at=None, dismissed_at=None)

    def over_lately(self, now: datetime) -> Alarms:
        """Return the alarms that ended within the last few days."""
        return self.filter(cleared_at__gt=now - _LATELY)


class Alarm(models.Model):
    """Something an editor must know. One for each publication and `about`, until its trouble is over.

    A dismissed alarm is kept until then, so that nobody is told about the same trouble again.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="alarms")
    about = models.CharField(
        max_length=200, help_text="What it concerns, as `source:12` or `edition:3:late`."
    )
    message = models.TextField()
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the editors were written to.")
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person acted on it: if it comes back, that is news."
    )
    dismissed_at = models.DateTimeField(null=True, blank=True, help_text="When a person dismissed it.")
    returned_at = models.DateTimeField(
        null=True, blank=True, help_text="When it last became news again, without becoming another alarm."
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = Alarms.as_manager()

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "about"],
                condition=Q(cleared_at__isnull=True),
                name="one_open_alarm_per_subject",
            )
        ]

    def __str__(self) -> str:
        return self.message
