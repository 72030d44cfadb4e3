"""What every kind of source owes: the same articles, written in the form of each, are read alike."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from roundup.articles.source_address import FOR_GOOD
from roundup.articles.sources.base import Document
from roundup.articles.sources.registry import KINDS, accepted_types, is_page_kind, kinds_in_words, read_here
from roundup.core.articles import FoundArticle, Reading
from roundup.core.errors import SourceError
from tests.articles.sources.feed.feeds import ADDRESS, codes, document
from tests.articles.sources.samples import BROKEN, KEY, REFUSALS, SAMPLES, WRITERS, Told

every_kind = pytest.mark.parametrize("kind", KINDS)
every_list = pytest.mark.parametrize("kind", [name for name in KINDS if not is_page_kind(name)])

AWKWARD = "Why <template> & 1 < 2"
TOLD = Told()
OTHER = Told(guid="tides-2", url="https://x.example/quay", title="The quay")
# What a reader of any kind may find: how it is told, and what is to arrive.
FIELDS: dict[str, tuple[str, Any]] = {
    "guid": (TOLD.guid, TOLD.guid),
    "authors": (TOLD.authors[-1], TOLD.authors),
    "published_at": (TOLD.published, datetime(2026, 2, 17, 9, 30, tzinfo=UTC)),
    "updated_at": (TOLD.updated, datetime(2026, 2, 18, 10, tzinfo=UTC)),
    "language": (TOLD.language, TOLD.language),
    "summary": (TOLD.summary, TOLD.summary),
    "content_html": (TOLD.body, f"<p>{TOLD.body}</p>"),
    "image": (TOLD.image, TOLD.image),
    "alt": (TOLD.alt, TOLD.alt),
    "caption": (TOLD.caption, TOLD.caption),
    "credit": (TOLD.credit, TOLD.credit),
    "tags": (TOLD.tags[-1], TOLD.tags),
}
# What the form of a kind has no place for. An excuse is refused if its documents say such a word.
LACKING: dict[str, set[str]] = {"page": {"guid"}, "jsonfeed": {"alt", "caption", "credit"}}
SIGNS = {
    "guid": r"\bguid\b|\bid\b(?!=)|identifier",
    "authors": r"author|creator|byline|written",
    "published_at": r"date|publi|\b20\d\d-\d\d",
    "summary": r"summary|descr|excerpt|abstract",
    "content_html": r"content|body|text",
    "image": r"image|picture|photo|enclosure|\.(?:jpe?g|png|webp|gif)\b",
    "updated_at": r"updat|modif|chang|revis",
    "language": r"lang|locale",
    "alt": r"\balt|describ",
    "caption": r"caption|legend",
    "credit": r"credit|photograph|copyright",
    "tags": r"tag|categor|keyword|section|subject|topic",
}


def written(kind: str, *articles: Told) -> Reading:
    return read_here(document(WRITERS[kind](articles)), kind)


def article(kind: str, told: Told = TOLD) -> FoundArticle:
    (found,) = written(kind, told).articles
    return found


def value(found: FoundArticle, name: str) -> Any:
    if name in ("alt", "caption", "credit"):
        return getattr(found.image, name) if found.image else ""
    told = getattr(found, name)
    if name == "content_html":
        # A page shows its headline and its picture above the text.
        told = told.removeprefix(f"<h1>{html.escape(found.title)}</h1>")
        return re.sub(r"^<figure>.*?</figure>", "", told)
    return told.url if name == "image" and told else told


def first_to_recognise(content: Document) -> str:
    return next((name for name in KINDS if KINDS[name].recognises(content)), "")


@every_kind
def test_a_kind_reads_every_field_that_its_form_has(kind: str) -> None:
    found = article(kind)
    lacking = LACKING.get(kind, set())

    assert {name: value(found, name) for name in FIELDS if name not in lacking} == {
        name: wanted for name, (_, wanted) in FIELDS.items() if name not in lacking
    }
    assert not [name for name in lacking if value(found, name)], "it is no longer lacking"


@every_kind
def test_an_excuse_is_true(kind: str) -> None:
    documents = [WRITERS[kind]([TOLD]), *SAMPLES[kind]]
    met = "\n".join(content.decode("utf-8", "replace") for content in documents)

    for name in LACKING.get(kind, set()):
        assert FIELDS[name][0] not in met, f"its writer has a place for {name}: read it"
        assert not re.search(SIGNS[name], met, re.IGNORECASE), f"its samples have {name}: read it"


@every_kind
def test_words_arrive_as_they_are_shown(kind: str) -> None:
    asked = f"{AWKWARD} is asked here."
    told = Told(
        title=AWKWARD,
        summary=asked,
        body=f"{TOLD.body} {asked}",
        authors=("Jane <template> Doe",),
        tags=(f"On {AWKWARD}",),
    )
    wanted = {
        "title": AWKWARD,
        "summary": asked,
        "content_html": f"<p>{TOLD.body} {html.escape(asked)}</p>",
        "authors": ("Jane template Doe",),
        "tags": (f"On {AWKWARD}",),
    }
    found = article(kind, told)

    for name in wanted.keys() - LACKING.get(kind, set()):
        assert value(found, name) == wanted[name], (
            "make_article takes HTML: give it plain text through as_html, once"
        )


@every_kind
def test_a_comment_in_a_headline_and_an_and_in_a_label_are_words(kind: str) -> None:
    found = article(kind, Told(title="1 <!-- 2 --> 3", tags=("Europe", "War and peace")))

    assert found.title == "1 <!-- 2 --> 3", "give it through as_html"
    assert "tags" in LACKING.get(kind, set()) or found.tags == ("Europe", "War and peace")


@every_kind
def test_what_is_refused_for_good_is_refused_and_names_what_to_read_instead(kind: str) -> None:
    for refusal in REFUSALS[kind]:
        content = document(refusal.content)
        content = replace(content, url=f"{content.url}?key={KEY}")
        with pytest.raises(SourceError, match=r"^[A-Z].{15,}$") as refused:
            read_here(content)

        assert first_to_recognise(content) == kind
        assert (refused.value.code, refused.value.feeds) == (refusal.code, refusal.feeds)
        assert refusal.code in FOR_GOOD
        assert KEY not in f"{refused.value} {refused.value.feeds}"


@every_kind
def test_an_address_is_taken_from_where_the_document_came(kind: str) -> None:
    found = article(kind, Told(url="/tides", image="/quay.jpg"))

    assert is_page_kind(kind) or found.url == "https://magazine.example/tides"
    assert "image" in LACKING.get(kind, set()) or value(found, "image") == "https://magazine.example/quay.jpg"


@every_kind
def test_controls_in_an_identifier_are_dropped(kind: str) -> None:
    assert article(kind, Told(guid="ti\x7f\u200bdes\u202e 1")).guid in ("tides 1", "")


@every_kind
@pytest.mark.parametrize("damage", [b"\xe9", b"\xc3\x81\x81", b"\x81\x8d"])
def test_letters_of_another_encoding_are_read_or_told(kind: str, damage: bytes) -> None:
    content = WRITERS[kind]([Told(title="Café au lait", body="Plain words. " * 30)])
    damaged = content.replace("é".encode(), damage)
    assert damaged != content, "write letters as they are, in UTF-8"

    try:
        found = read_here(document(damaged), kind)
    except SourceError:
        return
    right = [each.title for each in found.articles] == ["Café au lait"]
    assert right or "wrong-encoding" in codes(found), "decode it by `decode_text`"


@every_kind
def test_a_document_that_quotes_another_kind_still_reaches_its_own(kind: str) -> None:
    others = [
        content for name in KINDS if name != kind for content in [*SAMPLES[name], WRITERS[name]([TOLD])]
    ]
    for opening in (content[:600].decode("utf-8", "replace") for content in others):
        told = Told(title=opening, summary=opening, body=opening, tags=(opening,))
        quoting = document(WRITERS[kind]([told]))
        assert first_to_recognise(quoting) == kind, f"it only quotes {opening[:60]!r}"


@every_kind
def test_a_document_that_quotes_another_kind_unescaped_still_reaches_its_own(kind: str) -> None:
    """XML sets it apart by CDATA; elsewhere it is a comment, or words."""
    content = WRITERS[kind]([Told(body=f"QUOTED {TOLD.body}")])
    for other in (name for name in KINDS if name != kind):
        opening = WRITERS[other]([TOLD])[:600].replace(b'"', b"'").replace(b"]]>", b"")
        aside = b"<![CDATA[%s]]>" if content.startswith(b"<?xml") else b"<!--%s-->"
        quoting = document(content.replace(b"QUOTED", aside % opening.replace(b"\\", b"")))

        assert first_to_recognise(quoting) == kind, f"it only quotes {other}"


@every_list
def test_nothing_is_said_about_a_list_that_is_in_order(kind: str) -> None:
    found = written(kind, TOLD, OTHER)

    assert (len(found.articles), codes(found)) == (2, [])


@every_list
def test_a_list_does_not_call_its_own_address_its_home(kind: str) -> None:
    assert written(kind, TOLD).url != ADDRESS


@every_list
def test_what_is_left_out_of_a_long_list_is_told(kind: str) -> None:
    articles = [Told(guid=f"{n}", url=f"https://x.example/{n}") for n in range(1001)]
    found = written(kind, *articles)

    assert (len(found.articles), codes(found)) == (1000, ["too-many"]), "give `read_newest` all"
    assert codes(written(kind, *articles[:1000])) == []


@every_list
@pytest.mark.parametrize("oldest_first", [True, False])
def test_of_a_long_list_the_newest_are_read_in_whatever_order(kind: str, oldest_first: bool) -> None:
    days = [datetime(2020, 1, 1, 9, 30, tzinfo=UTC) + timedelta(days=number) for number in range(1010)]
    told = [
        Told(guid=f"{day:%F}", url=f"https://x.example/{day:%F}", published=f"{day:%FT%TZ}") for day in days
    ]
    shown = told if oldest_first else [*told[500:], *told[:500]]

    found = [article.url for article in written(kind, *shown).articles]

    assert len(found) == 1000
    assert set(found) == {each.url for each in told[10:]}
    assert found == [each.url for each in shown if each.url in found]


@every_list
def test_what_is_wrong_with_a_list_is_told(kind: str) -> None:
    assert codes(written(kind)) == ["no-articles"]
    assert codes(written(kind, TOLD, Told(guid="tides-2", url=""))) == ["no-link"], "see `problems_of_all`"
    if "guid" not in LACKING.get(kind, set()):
        assert codes(written(kind, TOLD, TOLD)) == ["repeated-guid"]


@every_list
def test_what_is_wrong_with_its_articles_is_told_once(kind: str) -> None:
    undated = [Told(guid=f"{n}", url=f"https://x.example/{n}", published="some day") for n in range(3)]
    (problem,) = written(kind, *undated).problems

    assert problem.code == "unreadable-date"
    assert "3 articles" in problem.message, "see `gather_problems`"


@every_list
def test_a_broken_article_costs_only_itself_and_is_told(kind: str) -> None:
    found = read_here(document(BROKEN[kind]), kind)

    assert len({each.guid or each.url for each in found.articles}) >= 2
    assert found.problems
    assert "too-many" not in codes(found)


@every_list
def test_a_kind_begins_no_article_once_its_time_is_used_up(kind: str) -> None:
    for content in [WRITERS[kind]([TOLD]), *SAMPLES[kind]]:
        assert read_here(document(content), kind, cpu_seconds=0).articles == ()


@every_kind
def test_a_kind_has_words_for_people_and_for_servers(kind: str) -> None:
    called, accepts = KINDS[kind].called, KINDS[kind].accepts.split(", ")

    assert re.fullmatch(r"an? [^%.]+", called), "say it with its article, as in “This is a feed.”"
    assert called in kinds_in_words(with_pages=True)
    assert (called in kinds_in_words(with_pages=False)) is not is_page_kind(kind)
    assert all(re.fullmatch(r"[a-z]+/[a-z0-9.+-]+(;q=0\.[6-9])?", accepted) for accepted in accepts)
    assert set(accepts) < set(accepted_types().split(", "))
    assert is_page_kind(kind) is all(accepted.endswith("q=0.8") for accepted in accepts), "pages come last"


@every_kind
def test_a_kind_has_tests_of_its_own(kind: str) -> None:
    here = Path(__file__).parent
    own = [*here.glob(f"test_{kind}.py"), *here.glob(f"{kind}/test_*.py")]

    assert any("\ndef test_" in path.read_text() for path in own), "what does it read, and what not?"
