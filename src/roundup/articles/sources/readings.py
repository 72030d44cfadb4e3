"""What is to be said about the articles of one reading taken together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from roundup.core.articles import FoundArticle, Problem


def about_all(articles: tuple[FoundArticle, ...], offered: int) -> tuple[Problem, ...]:
    """Return what an editor should know about the articles of one reading taken together."""
    return tuple(_about_all(articles, offered))


def _about_all(articles: tuple[FoundArticle, ...], offered: int) -> Iterable[Problem]:
    if not offered:
        yield Problem(
            "no-articles", "There is no article in this source. Check that it is the right address."
        )
    if offered > len(articles):
        yield Problem("too-many", f"Only the first {len(articles)} articles were read; there are more.")
    if unlinked := sum(not article.url for article in articles):
        yield Problem("no-link", f"{unlinked} of {len(articles)} articles have no usable address.")
    repeated = sum(count > 1 for guid, count in Counter(article.guid for article in articles).items() if guid)
    if repeated:
        yield Problem("repeated-guid", f"{repeated} identifiers (guid) stand for more than one item each.")


def gathered(per_article: Iterable[tuple[Problem, ...]]) -> tuple[Problem, ...]:
    """Return the problems of many articles, each code once, with the number of articles it concerns."""
    first: dict[str, Problem] = {}
    counts: dict[str, int] = {}
    for problem in (problem for problems in per_article for problem in problems):
        first.setdefault(problem.code, problem)
        counts[problem.code] = counts.get(problem.code, 0) + 1
    return tuple(_counted(problem, counts[problem.code]) for problem in first.values())


def _counted(problem: Problem, count: int) -> Problem:
    if count == 1:
        return problem
    return Problem(problem.code, f"{problem.message} The same holds for {count} articles in all.")
