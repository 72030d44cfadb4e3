"""What an editor may do to a draft. Every change voids an approval, because that was for other bytes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from roundup.articles.models import Article
from roundup.core.block_order import section_of_block
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.placing import Placed
from roundup.core.sections import SectionRule
from roundup.editions.article_ledger import reserve_article
from roundup.editions.assembling import new_story
from roundup.editions.draft_changes import (
    changing_draft,
    find_article,
    find_story,
    ordered_stories,
    short_line,
    take_out,
)
from roundup.editions.form_versions import (
    STORIES_CHANGED,
    STORY_CHANGED,
    changed_fields,
    drop_version,
    edition_words,
    order_version,
    require_version,
    story_words,
)
from roundup.editions.layout import blocks_of
from roundup.editions.models import Edition, Story
from roundup.editions.pictures import link_pictures, show_picture
from roundup.editions.revisions import Act
from roundup.editions.story_sections import rule_of
from roundup.publications.alarms import clear_alarm

BYLINE_MOST = 500
_WORDS_MOST = {"subject": 300, "preheader": 300, "note_signature": 200, "kicker": 200, "byline": BYLINE_MOST}
# Fields that may have paragraphs and lists.
_RICH = {"note", "blurb"}
_MOVED = tell_later("Moved “%(headline)s”")
_REWROTE = tell_later("Rewrote “%(headline)s”")
_DROPPED = tell_later("Dropped “%(headline)s”")
_MADE_LEAD = tell_later("Made the lead: “%(headline)s”")
_TEXTS = {"headline", "blurb", "kicker", "byline"}


def set_words(
    edition: Edition,
    *,
    subject: str | None = None,
    preheader: str | None = None,
    note: str | None = None,
    note_signature: str | None = None,
    now: datetime,
    by: Any = None,
    seen: str | None = None,
) -> None:
    """Set the edition's own words: subject, preheader and note. None leaves a field as it is.

    Here and below, `by` is the person who makes the change, for the history. `seen` is the version of the
    words that the editor was looking at. Raises Refused without a subject, and StaleForm if somebody else has
    changed the same words since.
    """
    if subject is not None and not subject.strip():
        raise Refused(tell("An edition needs a subject."))
    typed = {"subject": subject, "preheader": preheader, "note": note, "note_signature": note_signature}
    act = Act(tell("Rewrote the opening"), now, by, "words")
    with changing_draft(edition, act) as locked:
        for name, text in changed_fields(edition_words(locked), typed, seen).items():
            setattr(locked, name, _tidied(name, text))


def _require_order(edition: Edition, seen: str | None) -> None:
    """Raise StaleForm if the stories or their order are not what the editor saw."""
    require_version(seen, order_version(ordered_stories(edition)), STORIES_CHANGED)


def move_story(
    edition: Edition, story_id: int, step: int, now: datetime, *, by: Any = None, seen: str | None = None
) -> None:
    """Move a story up (-1) or down (+1); at the edge of its section, it moves on into the next one.

    At either end of all sections it stays where it is, and so does the lead. Here and below, `seen` is the
    version of the order that the editor was looking at; raises StaleForm if that has changed since.
    """
    with changing_draft(edition, _about(edition, story_id, _MOVED, now, by)) as locked:
        _require_order(locked, seen)
        story = find_story(locked, story_id)
        if story.place == Story.Place.LEAD:
            return
        peers = _stories_in(locked, story.section_key)
        place = [s.pk for s in peers].index(story.pk) + step
        if 0 <= place < len(peers):
            before = peers[place] if step < 0 else None
            _reposition(locked, story, before=before, after=peers[place])
        elif section := _neighbour(locked, story.section_key, step):
            _put_into(locked, story, section, 0 if step > 0 else len(_stories_in(locked, section)))


def _stories_in(edition: Edition, section_key: str) -> list[Story]:
    """Return the stories of a section in their order, without the lead."""
    told = [story for story in ordered_stories(edition) if story.place == Story.Place.SECTION]
    return [story for story in told if story.section_key == section_key]


def _neighbour(edition: Edition, section_key: str, step: int) -> str:
    """Return the key of the section shown before or after another one; '' at either end."""
    keys = [*filter(None, map(section_of_block, blocks_of(edition)))]
    place = keys.index(section_key) + step
    return keys[place] if 0 <= place < len(keys) else ""


def place_story(
    edition: Edition,
    story_id: int,
    section_key: str,
    position: int,
    now: datetime,
    *,
    by: Any = None,
    seen: str | None = None,
) -> None:
    """Put a story into a section at `position` among its stories (from 0; beyond the end: last)."""
    with changing_draft(edition, _about(edition, story_id, _MOVED, now, by)) as locked:
        _require_order(locked, seen)
        story = find_story(locked, story_id)
        _put_into(locked, story, section_key, position)


def _put_into(edition: Edition, story: Story, section_key: str, position: int) -> None:
    _enter_section(story, rule_of(edition, section_key))
    story.place = Story.Place.SECTION
    story.save()
    peers = [peer for peer in _stories_in(edition, section_key) if peer.pk != story.pk]
    before = peers[position] if 0 <= position < len(peers) else None
    _reposition(edition, story, before=before, after=peers[-1] if peers else None)


def make_lead(
    edition: Edition, story_id: int, now: datetime, *, by: Any = None, seen: str | None = None
) -> None:
    """Open the edition with this story; the previous lead becomes the first story of its own section."""
    with changing_draft(edition, _about(edition, story_id, _MADE_LEAD, now, by)) as locked:
        _require_order(locked, seen)
        story = find_story(locked, story_id)
        locked.stories.filter(place=Story.Place.LEAD).update(place=Story.Place.SECTION)
        story.place = Story.Place.LEAD
        story.save()
        first = ordered_stories(locked)[0]
        if first.pk != story.pk:
            _reposition(locked, story, before=first, after=None)


def drop_story(
    edition: Edition, story_id: int, now: datetime, *, by: Any = None, seen: str | None = None
) -> None:
    """Take out a story; its article and the article's copies become free for other editions.

    `seen` is the version of the order and of the story, so that words somebody has just written are not
    thrown away unseen.
    """
    with changing_draft(edition, _about(edition, story_id, _DROPPED, now, by)) as locked:
        story = find_story(locked, story_id)
        require_version(seen, drop_version(ordered_stories(locked), story), STORY_CHANGED)
        take_out(locked, story)


def bring_in(
    edition: Edition,
    article_id: int,
    section_key: str,
    now: datetime,
    *,
    by: Any = None,
    seen: str | None = None,
) -> Story:
    """Add an article as the last story of a section. Raises Refused if another edition has it."""
    article = find_article(edition, article_id)
    with changing_draft(edition, Act(tell("Brought in “%(title)s”", title=article.title), now, by)) as locked:
        _require_order(locked, seen)
        if locked.stories.filter(article=article).exists():
            raise Refused(tell("This article is already in the edition."))
        return add_last(locked, article, section_key, now)


def add_last(locked: Edition, article: Article, section_key: str, now: datetime) -> Story:
    """Add an article to a locked draft, as the last story of a section. Raises Refused as `bring_in` does."""
    reserve_article(locked, article)
    placed = Placed(article.pk, rule_of(locked, section_key))
    story = new_story(locked, article, placed, locked.stories.count() + 1)
    story.save()
    peers = [s for s in ordered_stories(locked) if s.section_key == section_key and s.pk != story.pk]
    _reposition(locked, story, before=None, after=peers[-1] if peers else None)
    if locked.stories.count() >= locked.publication.least_stories:
        clear_alarm(locked.publication, f"edition:{locked.pk}:thin", now)
    return story


def rewrite_story(
    edition: Edition,
    story_id: int,
    *,
    headline: str | None = None,
    blurb: str | None = None,
    kicker: str | None = None,
    byline: str | None = None,
    image_url: str | None = None,
    image_alt: str | None = None,
    image_decorative: str | None = None,
    image_credit: str | None = None,
    image_caption: str | None = None,
    focus: str | None = None,
    now: datetime,
    by: Any = None,
    seen: str | None = None,
) -> None:
    """Tell a story in the editor's words; the article stays as it was found. None leaves a field as it is.

    An empty `image_url` removes the picture. A different one replaces it, and the words about the first
    picture go, too. `image_decorative` is `form_versions.DECORATIVE` or empty: a picture is either described
    or decorative, and a description takes precedence. `seen` is the version of the story's words that the
    editor was looking at. Raises Refused without a headline or for a bad address, and StaleForm if somebody
    else has changed the same words since.
    """
    if headline is not None and not headline.strip():
        raise Refused(tell("A story needs a headline."))
    typed = {
        "headline": headline,
        "blurb": blurb,
        "kicker": kicker,
        "byline": byline,
        "image_url": image_url,
        "image_alt": image_alt,
        "image_decorative": image_decorative,
        "image_credit": image_credit,
        "image_caption": image_caption,
        "focus": focus,
    }
    with changing_draft(edition, _about(edition, story_id, _REWROTE, now, by, f"story:{story_id}")) as locked:
        story = find_story(locked, story_id)
        wanted = changed_fields(story_words(story), typed, seen)
        said = {name: _tidied(name, text) for name, text in wanted.items()}
        for name in said.keys() & _TEXTS:
            setattr(story, name, said[name])
        show_picture(story, said)
        story.save()
    link_pictures(edition)


def _about(edition: Edition, story_id: int, act: str, now: datetime, by: Any, about: str = "") -> Act:
    """Return an act on a story; `act` says what is done to its `%(headline)s`."""
    return Act(tell(act, headline=find_story(edition, story_id).headline), now, by, about)


def _tidied(name: str, text: str) -> str:
    return text.strip() if name in _RICH else short_line(text, _WORDS_MOST.get(name))


def _reposition(edition: Edition, story: Story, *, before: Story | None, after: Story | None) -> None:
    """Renumber the stories, with `story` just before `before`, just after `after`, or last."""
    others = [s for s in ordered_stories(edition) if s.pk != story.pk]
    keys = [s.pk for s in others]
    if before is not None:
        place = keys.index(before.pk)
    else:
        place = keys.index(after.pk) + 1 if after is not None else len(others)
    others.insert(place, story)
    for position, each in enumerate(others, start=1):
        each.position = position
    Story.objects.bulk_update(others, ["position"])


def _enter_section(story: Story, rule: SectionRule) -> None:
    story.section_key, story.section_name = rule.key, rule.name
    story.section_style = rule.style.value
