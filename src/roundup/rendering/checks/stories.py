"""Checks of what the edition tells: its stories, sections, note and sponsor."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from roundup.core.article_identity import letters_and_digits
from roundup.core.content import Note, StoryContent
from roundup.core.newsroom_language import tell, tell_count, tell_later, tell_many_later
from roundup.core.urls import url_key
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.naming import in_quotes, names_of
from roundup.rendering.checks.places import in_edition, in_sponsor, in_story
from roundup.rendering.checks.proof import Proof
from roundup.rendering.plain import shorten
from roundup.rendering.rich_text import plain_words

LONG_HEADLINE = 160
LONG_BLURB = 700
# A blurb may well begin with the words of a shorter headline: a name, a place.
_TELLING = 12

_FEED_END = re.compile(
    r"(?:\[(?:…|\.\.\.|&hellip;)\]|\b(?:continue reading|read more|read the full (?:story|article)|"
    r"weiterlesen|lire la suite|leer más|seguir leyendo|leia mais|continuar lendo)\b\W*+|اقرأ المزيد\W*+"
    r"|the post (?:(?!the post ).){1,300}? (?:first )?appeared (?:first )?on (?:(?! on ).){1,120})\s*$",
    re.IGNORECASE,
)


@register_check("stories.none", Severity.ERROR)
def stories_none(proof: Proof) -> Iterator[str]:
    """An edition without stories is probably a mistake in the schedule."""
    if not proof.stories:
        yield tell("The edition has no stories; add some, or skip this week.")


@register_check(
    "stories.headline-empty",
    Severity.ERROR,
    in_story("headline"),
    many=tell_many_later("%(n)s stories have no headline."),
)
def headline_empty(proof: Proof) -> Iterator[About]:
    """A story is found, opened and read aloud by its headline."""
    for story in proof.stories:
        if not story.headline.strip():
            yield About(
                (story,),
                tell("A story has no headline; write one for %(address)s.", address=shorten(story.url, 120)),
            )


@register_check(
    "stories.headline-long",
    Severity.WARNING,
    in_story("headline"),
    many=tell_many_later("%(n)s headlines are too long."),
    choice=tell_later("Very long headlines"),
)
def headline_long(proof: Proof) -> Iterator[About]:
    """A long headline fills a phone's screen, and takes long to listen to."""
    for story in proof.stories:
        if (length := len(story.headline)) > LONG_HEADLINE:
            yield About(
                (story,),
                tell(
                    "The headline %(story)s has %(length)s characters; shorten it.",
                    story=in_quotes(story),
                    length=length,
                ),
            )


@register_check(
    "stories.headline-shouting",
    Severity.WARNING,
    in_story("headline"),
    many=tell_many_later("%(n)s headlines are written in capitals."),
    choice=tell_later("Headlines in capitals"),
)
def headline_shouting(proof: Proof) -> Iterator[About]:
    """Capitals are slow to read, and a screen reader may spell them out."""
    for story in proof.stories:
        said = [sign for sign in story.headline if sign.isalpha() and sign.upper() != sign.lower()]
        if len(said) >= 16 and sum(sign.isupper() for sign in said) > 0.85 * len(said):
            yield About(
                (story,),
                tell(
                    "The headline %(story)s is written in capitals; write it as a sentence.",
                    story=in_quotes(story),
                ),
            )


@register_check(
    "stories.headline-doubled",
    Severity.WARNING,
    in_story("blurb"),
    many=tell_many_later("%(n)s blurbs begin with their headline."),
    choice=tell_later("Blurbs that begin with their headline"),
)
def headline_doubled(proof: Proof) -> Iterator[About]:
    """Many feeds begin the summary with the headline; readers stumble over the repetition."""
    for story in proof.stories:
        headline = letters_and_digits(story.headline)
        if len(headline) >= _TELLING and letters_and_digits(plain_words(story.blurb)).startswith(headline):
            yield About(
                (story,),
                tell(
                    "The blurb of %(story)s begins with its headline; take the headline out of the blurb.",
                    story=in_quotes(story),
                ),
            )


@register_check(
    "stories.headline-twice",
    Severity.WARNING,
    in_story("headline"),
    many=tell_many_later("%(n)s headlines are used more than once."),
    choice=tell_later("Two stories with the same headline"),
)
def headline_twice(proof: Proof) -> Iterator[About]:
    """Two stories with the same headline are often one story from two sources."""
    places: dict[str, dict[str, StoryContent]] = defaultdict(dict)
    for story in proof.stories:
        places[letters_and_digits(story.headline)].setdefault(url_key(story.url), story)
    for key, found in places.items():
        if key and len(found) > 1:
            last = list(found.values())[-1]
            told = tell_count(
                "%(n)s story has the headline %(story)s; keep one or rewrite it.",
                "%(n)s stories have the headline %(story)s; keep one or rewrite it.",
                len(found),
                story=in_quotes(last),
            )
            yield About((last,), told)


@register_check(
    "stories.twice",
    Severity.WARNING,
    many=tell_many_later("%(n)s stories are told more than once."),
    choice=tell_later("A story that is told twice"),
)
def stories_twice(proof: Proof) -> Iterator[About]:
    """Readers find it careless; only a list of the most read stories may repeat one."""
    times = Counter(url_key(story.url) for story in proof.once)
    for story in {url_key(story.url): story for story in proof.once}.values():
        if (count := times[url_key(story.url)]) > 1:
            told = tell_count(
                "The edition tells %(story)s %(n)s time; keep one of them.",
                "%(story)s is in the edition %(n)s times; keep one of them.",
                count,
                story=in_quotes(story),
            )
            yield About((story,), told)


@register_check(
    "stories.front-page", Severity.WARNING, many=tell_many_later("%(n)s stories lead to the front page.")
)
def front_page(proof: Proof) -> Iterator[About]:
    """A front page shows something else tomorrow."""
    home = url_key(proof.content.brand.url) if proof.content.brand.url else ""
    for story in proof.stories:
        if home and url_key(story.url) == home:
            yield About(
                (story,),
                tell("%(story)s leads to the front page; link to the story itself.", story=in_quotes(story)),
            )


@register_check(
    "stories.blurb-missing",
    Severity.WARNING,
    in_story("blurb"),
    many=tell_many_later("%(n)s stories have no blurb."),
    choice=tell_later("Stories without a blurb"),
)
def blurb_missing(proof: Proof) -> Iterator[About]:
    """A story without a blurb looks unfinished beside the others; one finding covers all stories."""
    bare = tuple(
        story for story in proof.told if story.headline.strip() and not plain_words(story.blurb).strip()
    )
    if bare:
        told = tell_count(
            "%(stories)s has no blurb; write a sentence, or make it a brief.",
            "%(stories)s have no blurb; write a sentence, or make it a brief.",
            len(bare),
            stories=names_of(bare, 80),
        )
        yield About(bare, told)


@register_check(
    "stories.blurb-long",
    Severity.WARNING,
    in_story("blurb"),
    many=tell_many_later("%(n)s blurbs are too long."),
    choice=tell_later("Very long blurbs"),
)
def blurb_long(proof: Proof) -> Iterator[About]:
    """An edition points to stories; long texts push the others out of sight and make the mail larger."""
    for story in proof.stories:
        if (length := len(plain_words(story.blurb))) > LONG_BLURB:
            yield About(
                (story,),
                tell(
                    "The blurb of %(story)s has %(length)s characters; shorten it.",
                    story=in_quotes(story),
                    length=length,
                ),
            )


@register_check(
    "stories.feed-end",
    Severity.WARNING,
    in_story("blurb"),
    many=tell_many_later("%(n)s blurbs end as in a feed."),
    choice=tell_later("Blurbs that end as in a feed, with “read more” for instance"),
)
def feed_end(proof: Proof) -> Iterator[About]:
    """The words that feeds add after a shortened text make no sense in a mail."""
    for story in proof.stories:
        if found := _FEED_END.search(plain_words(story.blurb).rstrip()):
            said = shorten(found[0].strip(), 60)
            yield About(
                (story,),
                tell(
                    "The blurb of %(story)s ends with “%(words)s”, as in a feed; take it out.",
                    story=in_quotes(story),
                    words=said,
                ),
            )


@register_check("sections.empty", Severity.ERROR, many=tell_many_later("%(n)s sections are empty."))
def sections_empty(proof: Proof) -> Iterator[str]:
    """Everybody notices a title with nothing under it."""
    for block in proof.content.blocks:
        if getattr(block, "stories", None) == () and any(proof.stories):
            yield tell(
                "The section “%(section)s” is empty; fill it or take it out.",
                section=shorten(getattr(block, "title", ""), 60),
            )


@register_check(
    "sections.title-twice",
    Severity.WARNING,
    many=tell_many_later("%(n)s titles are used for several sections."),
)
def title_twice(proof: Proof) -> Iterator[str]:
    """A listener cannot tell two sections with the same name apart."""
    titles = [letters_and_digits(getattr(block, "title", "")) for block in proof.content.blocks]
    for block in proof.content.blocks:
        title = getattr(block, "title", "")
        if letters_and_digits(title) and titles.count(letters_and_digits(title)) > 1:
            yield tell(
                "Several sections are called “%(section)s”; merge them, or rename one.",
                section=shorten(title, 60),
            )


@register_check("note.empty", Severity.WARNING, in_edition("note"), choice=tell_later("A note without words"))
def note_empty(proof: Proof) -> Iterator[str]:
    """An editor's note without words leaves a gap at the top, or only a signature."""
    for block in proof.content.blocks:
        if isinstance(block, Note) and not plain_words(block.text).strip():
            yield tell("The editor's note is empty; write it or take it out.")


@register_check("sponsor.unlabelled", Severity.ERROR, in_sponsor("label"))
def sponsor_unlabelled(proof: Proof) -> Iterator[str]:
    """The law demands that paid content is labelled, and readers' trust depends on it."""
    for sponsor in proof.sponsors:
        if not sponsor.label.strip():
            yield tell(
                "The sponsor’s place “%(headline)s” is not labelled; label it as sponsored.",
                headline=shorten(sponsor.headline, 60),
            )


@register_check("sponsor.several", Severity.WARNING, in_sponsor(), choice=tell_later("More than one sponsor"))
def sponsor_several(proof: Proof) -> Iterator[str]:
    """Several sponsors make the mail look like advertising, to filters as well."""
    if (count := len(proof.sponsors)) > 1:
        yield tell_count(
            "The edition has %(n)s sponsor; keep one.", "The edition has %(n)s sponsors; keep one.", count
        )
