"""The revisions of an edition: every state after somebody's change, with who changed what, and when.

A revision holds everything that an editor can change. Each revision follows another. Undoing goes back to the
one that the present revision follows, and redoing goes to the newest one that follows the present one, so a
change after an undo never throws anything away. Words typed in one go make one revision.

The functions here change an edition only within `draft_changes.changing_draft`, under its lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from django.db.models import Max

from roundup.articles.models import Article
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.editions.article_ledger import release_articles, reserve_article
from roundup.editions.models import Edition, EditionRevision, Story
from roundup.editions.revision_differences import names_of_changed_fields
from roundup.rendering.plain import shorten

Content = dict[str, Any]

EDITION_FIELDS: Final = (
    "subject",
    "preheader",
    "note",
    "note_signature",
    "layout",
    "left_out",
    "sponsor",
    "cluster_edits",
)
STORY_FIELDS: Final = (
    "id",
    "article_id",
    "place",
    "section_key",
    "section_name",
    "section_style",
    "position",
    "headline",
    "blurb",
    "kicker",
    "byline",
    "image",
    "focus",
    "kept",
)
# Changes by which Roundup itself keeps a draft up to date; all of them since a person's last change are one
# revision.
KEEPING_UP: Final = "news"
# Fields that revisions made by earlier versions do not have, and the values they count as.
_LATER_FIELDS: Final[Content] = {"cluster_edits": {}}
# Words typed with shorter pauses than this belong together.
_ONE_GO: Final = timedelta(minutes=2)
# How many of an edition's revisions are kept, the newest ones. A story's words take about a kilobyte, and an
# edition has up to sixty stories.
MOST_KEPT: Final = 200
LONGEST_WHAT: Final = 200


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does: in words for the history, by whom, and when.

    `about` names a form; everything that one person types into it in one go is one revision. `by` is None for
    the command line and for the schedule.
    """

    what: str
    now: datetime
    by: Any = None
    about: str = ""


def edition_content(edition: Edition) -> Content:
    """Return everything that an editor can change, as a document."""
    stories = edition.stories.order_by("position", "pk").values(*STORY_FIELDS)
    return {name: getattr(edition, name) for name in EDITION_FIELDS} | {"stories": list(stories)}


def is_same(one: Content, other: Content) -> bool:
    """Say whether an editor would see no difference."""
    return _compared(one) == _compared(other)


def _compared(content: Content) -> Content:
    """Return the content without the positions of its stories: only their order counts."""
    stories = [
        {name: value for name, value in story.items() if name != "position"}
        for story in map(_completed, content["stories"])
    ]
    return _LATER_FIELDS | content | {"stories": stories}


def _completed(story: Mapping[str, Any]) -> Content:
    """Return a story with the fields that revisions made before November 2026 did not have."""
    return {"kept": "", **story}


def record_revision(edition: Edition, before: Content, after: Content, act: Act) -> None:
    """Make the state after a change the present revision. The caller saves the edition."""
    present = _present(edition, before)
    if _continues(present, act):
        since = present.follows.content if present.follows else before
        present.content, present.at, present.what = after, act.now, _named(act, since, after)
        present.save(update_fields=["content", "at", "what"])
        return
    edition.revision = _add(edition, present, after, replace(act, what=_named(act, before, after)))
    _forget_oldest(edition)


def _named(act: Act, before: Content, after: Content) -> str:
    """Return what was done and, for words typed into a form, which fields changed."""
    fields = ", ".join(names_of_changed_fields(before, after)) if act.about else ""
    if not fields:
        return act.what
    return tell(
        "%(what)s (%(fields)s)", what=shorten(act.what, LONGEST_WHAT - len(fields) - 3), fields=fields
    )


def _present(edition: Edition, before: Content) -> EditionRevision:
    """Return the revision of the state before a change; the first revision is the draft as assembled."""
    present = edition.revision
    if present is None:
        return _add(edition, None, before, Act(tell("Assembled"), edition.assembled_at))
    if not is_same(present.content, before):
        return _add(edition, present, before, Act(tell("Changed outside the newsroom"), present.at))
    return present


def _add(edition: Edition, follows: EditionRevision | None, content: Content, act: Act) -> EditionRevision:
    number = edition.revisions.aggregate(n=Max("number"))["n"] or 0
    return EditionRevision.objects.create(
        edition=edition,
        number=number + 1,
        follows=follows,
        content=content,
        at=act.now,
        by=act.by,
        what=act.what[:LONGEST_WHAT],
        about=act.about,
    )


def _continues(present: EditionRevision, act: Act) -> bool:
    """Say whether an act continues the one that led to the present revision."""
    is_one_form = bool(act.about) and (present.about, present.by) == (act.about, act.by)
    is_one_go = act.about == KEEPING_UP or act.now - present.at < _ONE_GO
    return is_one_form and is_one_go and not present.followers.exists()


def _forget_oldest(edition: Edition) -> None:
    kept = edition.revisions.order_by("-number").values_list("number", flat=True)[:MOST_KEPT]
    edition.revisions.filter(number__lt=min(kept)).exclude(pk=edition.revision_id or 0).delete()


def revision_number(edition: Edition) -> str:
    """Return which state the edition is in, as a form carries it: the number of the present revision, with a
    digest of its content. 0 if nobody has changed anything.

    Words that one person types in one go are one revision, so the number alone does not tell two tabs apart.
    """
    if edition.revision is None:
        return "0"
    held = orjson.dumps(edition.revision.content, option=orjson.OPT_SORT_KEYS)
    return f"{edition.revision.number}-{hashlib.sha256(held).hexdigest()[:12]}"


def revision_to_undo_to(edition: Edition) -> EditionRevision | None:
    """Return the revision that undoing leads to, or None."""
    return edition.revision.follows if edition.revision else None


def revision_to_redo_to(edition: Edition) -> EditionRevision | None:
    """Return the revision that redoing leads to, the newest that follows the present one, or None."""
    return edition.revision.followers.order_by("-number").first() if edition.revision else None


def apply_revision(edition: Edition, content: Content) -> list[str]:
    """Make a locked edition what a revision holds, and return what could not be brought back, in words.

    An article that another edition has since taken stays there. The caller saves the edition, and then links
    the pictures.
    """
    if edition.sponsor.get("image_url") != content["sponsor"].get("image_url"):
        edition.sponsor_picture = None
    for name in EDITION_FIELDS:
        setattr(edition, name, (_LATER_FIELDS | content)[name])
    wanted = {story["id"]: story["article_id"] for story in content["stories"]}
    present = dict(edition.stories.values_list("pk", "article_id"))
    # A story that now tells another article comes back like a dropped one.
    gone = dict(present.items() - wanted.items())
    edition.stories.filter(pk__in=gone).delete()
    release_articles(edition, set(gone.values()) - set(wanted.values()))
    return [*filter(None, (_bring_back(edition, fields) for fields in content["stories"]))]


def _bring_back(edition: Edition, fields: Mapping[str, Any]) -> str:
    """Make a story what it was; if that is impossible, return why, in words, or else ''."""
    story = edition.stories.filter(pk=fields["id"]).first()
    is_new = story is None
    if story is None:
        story = Story(edition=edition, pk=fields["id"])
        article = Article.objects.filter(pk=fields["article_id"]).first()
        if article is None:
            return tell("The article of “%(headline)s” was removed.", headline=fields["headline"])
        try:
            reserve_article(edition, article)
        except Refused as error:
            return str(error)
    if story.image != fields["image"]:
        story.picture = None
    for name in STORY_FIELDS[1:]:
        setattr(story, name, _completed(fields)[name])
    story.save(force_insert=is_new)
    return ""


def find_revision(edition: Edition, number: int) -> EditionRevision:
    """Return a revision of an edition. Raises Refused if it is no longer kept."""
    found = edition.revisions.filter(number=number).first()
    if found is None:
        raise Refused(tell("This revision is no longer kept. Reload the page."))
    return found
