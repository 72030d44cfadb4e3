"""An edition that is too large is shortened by fixed steps, and no further than it must be."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from roundup.core.content import Block, Briefs, EditionContent, Lead, Stories, StoryContent
from roundup.core.story_text import first_sentence
from roundup.rendering.edition import edition_weight, render_edition
from roundup.rendering.samples import sample_blocks, sample_edition
from roundup.rendering.shortening import Cut, Step, possible_cuts, shorten_to_fit, with_cuts
from roundup.rendering.shortening import steps_in_words as sentences
from roundup.rendering.size import CLIP, ROOM, Growth, Weight, forecast_size
from tests.rendering.reading import edition_of, said, tree_of

LARGE = sample_edition(40)
RICH = "They [never left](https://e.example) the **lighthouse. And *more*.**\n\n- One\n- two"
SIGNS = [
    "**",
    "*",
    "Thirty letters are one sentence. ",
    "[a](https://e.example) ",
    "\n- ",
    "\n\n",
    "\\",
    "word ",
]
TOLD = [story for block in LARGE.blocks if isinstance(block, Stories) for story in block.stories]


def measure(content: EditionContent) -> int:
    return Growth(tracked=True).expected(edition_weight(content))


def sections(content: EditionContent) -> list[tuple[StoryContent, ...]]:
    return [block.stories for block in content.blocks if isinstance(block, Stories | Briefs)]


stories = st.builds(
    replace,
    st.sampled_from(TOLD),
    headline=st.text(min_size=1, max_size=40),
    blurb=st.text(max_size=60)
    | st.sampled_from(["Only one, but a long one it is.", TOLD[0].blurb, RICH])
    | st.lists(st.sampled_from(SIGNS), max_size=12).map("".join),
    image=st.sampled_from([None, TOLD[0].image, TOLD[3].image]),
)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Stories, st.sampled_from(["", "Science"]), st.lists(stories, max_size=8).map(tuple)),
    st.builds(Briefs, st.just("In brief"), st.lists(stories, max_size=8).map(tuple)),
    st.sampled_from([*sample_blocks().values()]),
)
editions = st.lists(blocks, max_size=5).map(lambda found: edition_of(*found))


@settings(deadline=None, max_examples=40)
@given(editions)
def test_every_cut_makes_the_message_smaller(content: EditionContent) -> None:
    every = possible_cuts(content)
    sizes = [measure(with_cuts(content, every[:count])) for count in range(len(every) + 1)]

    assert all(less <= more for more, less in pairwise(sizes))


@settings(deadline=None, max_examples=40)
@given(editions, st.integers(0, 60_000))
def test_what_is_made_to_fit_fits_and_one_cut_fewer_would_not(content: EditionContent, room: int) -> None:
    every = possible_cuts(content)
    fewest = next(
        (n for n in range(len(every)) if measure(with_cuts(content, every[:n])) <= room), len(every)
    )

    found = shorten_to_fit(content, measure, room)

    assert found.content == with_cuts(content, every[:fewest])
    assert measure(found.content) <= room or fewest == len(every)


@settings(deadline=None, max_examples=40)
@given(editions, st.integers(0, 60_000))
def test_what_stays_is_in_the_editors_order_and_what_is_sacred_is_untouched(
    content: EditionContent, room: int
) -> None:
    found = shorten_to_fit(content, measure, room).content

    assert [type(block) for block in found.blocks] == [type(block) for block in content.blocks]
    for old, new in zip(content.blocks, found.blocks, strict=True):
        if isinstance(old, Stories | Briefs) and isinstance(new, Stories | Briefs):
            assert [s.id for s in new.stories] == [s.id for s in old.stories][: len(new.stories)]
            assert new.more == len(old.stories) - len(new.stories)
            assert bool(new.stories) == bool(old.stories)
            assert [s.headline for s in new.stories] == [s.headline for s in old.stories][: len(new.stories)]
        else:
            assert new == old


@given(editions)
def test_an_edition_that_fits_is_left_alone(content: EditionContent) -> None:
    found = shorten_to_fit(content, lambda _: 100, 100)

    assert (found.content, found.steps) == (content, ())


def test_the_same_edition_is_shortened_in_the_same_way() -> None:
    assert shorten_to_fit(LARGE, measure, ROOM) == shorten_to_fit(replace(LARGE), measure, ROOM)


def test_the_steps_are_taken_in_their_order_and_from_the_end() -> None:
    steps = [cut.step for cut in possible_cuts(LARGE)]

    assert list(dict.fromkeys(steps)) == list(Step)
    for step in (Step.SENTENCE, Step.BLURB, Step.PICTURE):
        places = [(cut.block, cut.place) for cut in possible_cuts(LARGE) if cut.step is step]
        assert places == sorted(places, reverse=True)


def test_the_first_story_of_a_section_keeps_its_first_sentence_and_its_picture() -> None:
    found = shorten_to_fit(LARGE, lambda _: 1, 0).content

    for old, new in zip(sections(LARGE), sections(found), strict=True):
        assert len(new) == 1
        assert new[0].image == old[0].image
        assert new[0].blurb.startswith(first_sentence(old[0].blurb))


def test_stories_are_dropped_from_the_fullest_section_two_at_first() -> None:
    content = edition_of(Stories("A", tuple(TOLD[:3])), Briefs("B", tuple(TOLD[:4])), Lead(TOLD[0]))

    drops = [cut for cut in possible_cuts(content) if cut.step is Step.STORY]

    assert drops == [
        Cut(Step.STORY, 1, 2),
        Cut(Step.STORY, 0, 1),
        Cut(Step.STORY, 1, 1),
    ]


def test_the_steps_say_how_many_stories_each_has_touched() -> None:
    one = TOLD[0]
    content = edition_of(Stories("A", (one, replace(one, id="b"), replace(one, id="c"))))
    every = possible_cuts(content)

    rooms = [measure(with_cuts(content, every[:count])) for count in range(len(every))]
    after = [shorten_to_fit(content, measure, room).steps for room in rooms]

    assert after[1] == ((Step.SENTENCE, 1),)
    assert after[4] == ((Step.SENTENCE, 2), (Step.BLURB, 1))
    assert after[6] == ((Step.SENTENCE, 1), (Step.BLURB, 2), (Step.PICTURE, 1))


def test_every_step_is_told_in_a_sentence() -> None:
    one, several = (sentences([(step, count) for step in Step]) for count in (1, 7))

    assert all(" one " in sentence for sentence in one)
    assert all(" 7 " in sentence for sentence in several)
    assert sentences(()) == ()


def test_a_line_says_how_many_more_are_on_the_site_and_leads_there() -> None:
    block = Stories("A", tuple(TOLD[:1]), more=7)
    rendered = render_edition(edition_of(block, Briefs("B", tuple(TOLD[:1]), more=3)))

    links = {said(link): link.get("href") for link in tree_of(rendered.html).iter("a")}

    assert links["7 more on our site"] == links["3 more on our site"] == LARGE.brand.url
    assert f"7 more on our site\n{LARGE.brand.url}\n" in rendered.text
    assert f"* 3 more on our site\n  {LARGE.brand.url}\n" in rendered.text


def test_without_a_site_the_line_leads_to_the_archive_or_nowhere() -> None:
    block, homeless = Stories("A", tuple(TOLD[:1]), more=7), replace(LARGE.brand, url="")

    archived = render_edition(edition_of(block, brand=homeless))
    alone = render_edition(edition_of(block, brand=homeless, archive_url=""))

    assert f'href="{LARGE.archive_url}"' in archived.html
    assert "7 more on our site" in said(tree_of(alone.html).body)


def test_forty_pictured_stories_are_made_to_fit() -> None:
    rendered = render_edition(shorten_to_fit(LARGE, measure, ROOM).content)

    assert forecast_size(render_edition(LARGE).html) > ROOM
    assert ROOM - 5_000 < forecast_size(rendered.html) <= ROOM


@given(st.builds(Weight, st.integers(0, 120_000), st.integers(0, 100), st.integers(0, 9)), st.booleans())
def test_what_fits_arrives_below_the_room_and_rewritten_below_the_clip(weight: Weight, tracked: bool) -> None:
    growth = Growth(tracked, personal=80)

    fits = growth.over(weight) <= 0

    assert fits == (growth.expected(weight) <= ROOM and Growth(True, 80).expected(weight) <= CLIP)


def test_twelve_pictured_stories_and_the_rest_of_an_edition_are_left_alone() -> None:
    content = sample_edition(11)  # and the lead

    assert shorten_to_fit(content, lambda each: Growth().over(edition_weight(each)), 0).steps == ()
