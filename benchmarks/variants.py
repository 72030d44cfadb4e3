"""A thousand variants of one edition, against one variant rendered twenty times from nothing.

`python -m benchmarks variants [--variants N]`. Both do what a mailing does: from the stories' rows to
subject, HTML, text and hash, shortened if they must be. "From nothing" means that no piece is kept from
earlier; the templates are already compiled in both cases.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from benchmarks.databases import new_sqlite

if TYPE_CHECKING:
    from roundup.editions.models import Edition, Story

STORIES = 40
TIMES = 20
LIMIT = 5.0


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks variants")
    parser.add_argument("--variants", type=int, default=1000)
    wanted = parser.parse_args(argv).variants
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data:
        new_sqlite(data)
        edition = _edition()
        single = _from_nothing(edition)
        seconds = _variants(edition, wanted)
    ratio = seconds / (single * TIMES)
    print(f"one variant of {STORIES} stories, from nothing: {single * 1000:.1f} ms")
    print(f"{wanted} distinct variants: {seconds:.2f} s, {seconds / wanted * 1000:.2f} ms each")
    print(f"{ratio:.2f} times as long as one {TIMES} times from nothing (at most {LIMIT:.0f})")
    return int(ratio > LIMIT)


def _edition() -> Edition:
    """Return an edition of pictured stories with blurbs, in two sections."""
    from roundup.editions.assembling import assemble_edition
    from roundup.publications.models import Section
    from tests.making import NOW, make_article, make_publication

    publication = make_publication(max_stories=STORIES)
    Section.objects.update(cap=STORIES)
    for number in range(1, STORIES + 1):
        make_article(publication, number, **_words(number))
    edition = assemble_edition(publication, NOW)
    assert edition.stories.count() == STORIES, edition.stories.count()
    return edition


def _words(number: int) -> dict[str, str]:
    """Return a headline, two sentences and an article of a thousand words, all of them unique."""
    rand = random.Random(number)
    words = ["".join(rand.choices("aeioulmnrst", k=rand.randint(3, 9))) for _ in range(1000)]
    first, second = " ".join(words[:16]).capitalize(), " ".join(words[16:30]).capitalize()
    return {
        "title": " ".join(words[:8]).capitalize(),
        "summary": f"{first}. {second}.",
        "content_html": f"<p>{' '.join(words)}</p>",
    }


def _from_nothing(edition: Edition) -> float:
    """Return the CPU seconds that one variant takes, as the mean of many."""
    from roundup.editions.composing import stories_of
    from roundup.editions.proof import Proofs
    from roundup.rendering import variants

    Proofs(edition).of(stories_of(edition))
    start = time.process_time()
    for _ in range(TIMES):
        variants.forget_presses()
        Proofs(edition).of(stories_of(edition))
    return (time.process_time() - start) / TIMES


def _variants(edition: Edition, wanted: int) -> float:
    """Return the CPU seconds to render this many different mails from subsets of the stories."""
    from roundup.editions.composing import stories_of
    from roundup.editions.proof import Proofs
    from roundup.rendering import variants

    subsets = _subsets(stories_of(edition))
    variants.forget_presses()
    hashes: set[str] = set()
    start = time.process_time()
    proofs = Proofs(edition)
    while len(hashes) < wanted:
        hashes.add(proofs.of(next(subsets)).hash)
    return time.process_time() - start


def _subsets(stories: list[Story]) -> Iterator[list[Story]]:
    """Yield subsets of the stories of all sizes, in the editor's order."""
    rand = random.Random(4)
    while True:
        places = sorted(rand.sample(range(len(stories)), rand.randint(4, len(stories))))
        yield [stories[place] for place in places]
