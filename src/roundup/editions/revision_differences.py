"""Finds what differs between two revisions of an edition, in the order in which a reader meets it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from roundup.core.cluster_edits import ClusterEdits
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.layout import arranged_order
from roundup.editions.models import Story

_EDITION_WORDS: Final = {
    "subject": tell_later("Subject"),
    "preheader": tell_later("Preheader"),
    "note": tell_later("Editor’s note"),
    "note_signature": tell_later("Signature"),
}
_SPONSOR_WORDS: Final = {
    "label": tell_later("Sponsor’s label"),
    "headline": tell_later("Sponsor’s headline"),
    "text": tell_later("Sponsor’s text"),
    "url": tell_later("Sponsor’s address"),
    "image_url": tell_later("Sponsor’s picture"),
    "image_alt": tell_later("What the sponsor’s picture shows"),
    "starts": tell_later("Sponsor’s first day"),
    "ends": tell_later("Sponsor’s last day"),
}
_STORY_WORDS: Final = {
    "headline": tell_later("Headline"),
    "blurb": tell_later("Blurb"),
    "kicker": tell_later("Kicker"),
    "byline": tell_later("Byline"),
}
_IMAGE_WORDS: Final = {
    "url": tell_later("Picture"),
    "alt": tell_later("What the picture shows"),
    "credit": tell_later("Credit"),
    "caption": tell_later("Caption"),
}
_WORD: Final = re.compile(r"\s+|[^\s]+")

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """Some words that both revisions have, or only the earlier one (`out`) or the later one (`in`)."""

    kind: Literal["same", "out", "in"]
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: where it is (`“headline”: Blurb`) and its words or, without words, a sentence."""

    what: str
    runs: tuple[Run, ...] = ()


def differences_between(earlier: Content, later: Content) -> list[Difference]:
    """Return what changed from one revision's content to that of another."""
    return [
        *_words(_EDITION_WORDS, earlier, later),
        *_words(_SPONSOR_WORDS, earlier["sponsor"], later["sponsor"]),
        *_blocks(earlier, later),
        *_stories(earlier["stories"], later["stories"]),
        *_clusters(earlier, later),
    ]


def names_of_changed_fields(earlier: Content, later: Content) -> list[str]:
    """Return the names of the fields whose words changed, each once."""
    before = {story["article_id"]: story for story in earlier["stories"]}
    stories = [(before[key], each) for each in later["stories"] if (key := each["article_id"]) in before]
    found = [
        *_names(_EDITION_WORDS, earlier, later),
        *_names(_SPONSOR_WORDS, earlier["sponsor"], later["sponsor"]),
        *(name for old, new in stories for name in _names(_STORY_WORDS, old, new)),
        *(
            name
            for old, new in stories
            for name in _names(_IMAGE_WORDS, old["image"] or {}, new["image"] or {})
        ),
        *(tell("What must be seen") for old, new in stories if old["focus"] != new["focus"]),
    ]
    return list(dict.fromkeys(found))


def _names(names: Mapping[str, str], earlier: Content, later: Content) -> Iterator[str]:
    for name, label in names.items():
        if str(earlier.get(name) or "") != str(later.get(name) or ""):
            yield tell(label)


def _words(
    names: Mapping[str, str], earlier: Content, later: Content, headline: str | None = None
) -> Iterator[Difference]:
    for name, label in names.items():
        before, after = str(earlier.get(name) or ""), str(later.get(name) or "")
        if before != after:
            what = tell(label)
            if headline is not None:
                what = tell("“%(headline)s”: %(field)s", headline=headline, field=what)
            yield Difference(what, tuple(runs_between(before, after)))


def _blocks(earlier: Content, later: Content) -> Iterator[Difference]:
    before, after = _blocks_in(earlier), _blocks_in(later)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Difference(tell("The order of the blocks changed."))
    if sorted(earlier["left_out"]) != sorted(later["left_out"]):
        yield Difference(tell("The choice of blocks that are left out changed."))


def _blocks_in(content: Content) -> list[str]:
    places = [(story["place"], story["section_key"]) for story in content["stories"]]
    return arranged_order(places, content["layout"])


def _clusters(earlier: Content, later: Content) -> Iterator[Difference]:
    before, after = (ClusterEdits.read(each.get("cluster_edits", {})) for each in (earlier, later))
    if (before.joined, before.parted) != (after.joined, after.parted):
        yield Difference(tell("The grouping of articles by event changed."))


def _stories(earlier: Sequence[Content], later: Sequence[Content]) -> Iterator[Difference]:
    before = {story["article_id"]: story for story in earlier}
    after = {story["article_id"]: story for story in later}
    told_before = {story["id"]: story for story in earlier}
    told_after = {story["id"]: story for story in later}
    for key, story in before.items():
        if key not in after and story["id"] not in told_after:
            yield Difference(tell("“%(headline)s” was dropped.", headline=story["headline"]))
    for key, story in after.items():
        if key not in before and (other := told_before.get(story["id"])):
            yield Difference(
                tell(
                    "“%(headline)s” replaces “%(other)s”.",
                    headline=story["headline"],
                    other=other["headline"],
                )
            )
        elif key not in before:
            yield Difference(tell("“%(headline)s” was brought in.", headline=story["headline"]))
        else:
            yield from _story(before[key], story)
    if _order(before, after) != _order(after, before):
        yield Difference(tell("The order of the stories changed."))


def _story(earlier: Content, later: Content) -> Iterator[Difference]:
    headline = later["headline"]
    if later["place"] == Story.Place.LEAD != earlier["place"]:
        yield Difference(tell("“%(headline)s” became the lead.", headline=headline))
    if earlier["section_key"] != later["section_key"]:
        yield Difference(
            tell("“%(headline)s” moved to %(section)s.", headline=headline, section=later["section_name"])
        )
    yield from _words(_STORY_WORDS, earlier, later, headline)
    yield from _words(_IMAGE_WORDS, earlier["image"] or {}, later["image"] or {}, headline)
    if earlier["focus"] != later["focus"]:
        yield Difference(
            tell("“%(headline)s”: the part of the picture that must be seen changed.", headline=headline)
        )


def _order(stories: Mapping[int, Content], others: Mapping[int, Content]) -> list[int]:
    """Return the articles that both revisions have, in the order of `stories`."""
    return [key for key in stories if key in others]


def runs_between(before: str, after: str) -> Iterator[Run]:
    """Yield two texts as one, word by word: what stayed, what went, what came."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("same", "".join(old[i1:i2]))
            continue
        if i1 < i2:
            yield Run("out", "".join(old[i1:i2]))
        if j1 < j2:
            yield Run("in", "".join(new[j1:j2]))
