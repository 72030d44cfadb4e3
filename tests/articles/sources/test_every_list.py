"""What a kind says of its list, of each article among others, and of what it cannot read."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.registry import KINDS, is_page_kind, read_here
from roundup.core.articles import FoundArticle, Reading
from roundup.core.errors import SourceError
from tests.articles.sources.feed.feeds import ADDRESS, codes, document
from tests.articles.sources.samples import BROKEN, HOME, KEY, MAGAZINE, SPEAKS, WRITERS, Told

every_kind = pytest.mark.parametrize("kind", KINDS)
LISTS = [name for name in KINDS if not is_page_kind(name)]
every_list = pytest.mark.parametrize("kind", LISTS)

# What a list says of itself, and what each article has of it that says nothing of its own.
OF_THE_LIST = {"title": MAGAZINE, "url": HOME, "language": SPEAKS}
# What the form of a kind has no place for; the reading says something of its own there, or nothing.
LACKING: dict[str, set[str]] = {"wordpress": {"language"}}
# A list repairs what is broken in XML, so nothing of it is left out.
REPAIRS = {"feed"}
# What nobody can read as a list, whatever an editor calls it.
REFUSED: dict[str, bytes] = {
    "words": b"Good day, there is nothing to see here.",
    "half a list": b"[{",
    "an object": b'{"a": {"b": [1, 2, 3]}}',
    "a list of numbers": b"[1, 2, 3]",
    "a page": b"<!doctype html><html><body><h1>Not found</h1><p>Nothing is here.</p></body></html>",
    "zeros and ones": bytes(range(256)) * 9,
}


def written(kind: str, *articles: Told) -> Reading:
    return read_here(document(WRITERS[kind](articles)), kind)


def article(kind: str, told: Told) -> FoundArticle:
    (found,) = written(kind, told).articles
    return found


@every_list
def test_a_list_is_read_with_its_name_its_home_and_its_language(kind: str) -> None:
    found, lacking = written(kind, Told()), LACKING.get(kind, set())

    wanted = {name: said for name, said in OF_THE_LIST.items() if name not in lacking}
    assert {name: getattr(found, name) for name in wanted} == wanted
    for name in OF_THE_LIST.keys() & lacking:
        assert OF_THE_LIST[name].encode() not in WRITERS[kind]([Told(language="")]), (
            f"it has a {name}: read it"
        )


@every_list
def test_an_article_that_names_no_language_has_that_of_its_list(kind: str) -> None:
    found = article(kind, Told(language=""))

    assert found.language == ("" if "language" in LACKING.get(kind, set()) else SPEAKS)


@every_kind
def test_the_magazine_is_no_author(kind: str) -> None:
    wanted = () if "authors" in LACKING.get(kind, set()) else ("Jane Doe",)
    assert article(kind, Told(authors=("Jane Doe", MAGAZINE))).authors == wanted


@every_kind
def test_only_what_is_closed_is_not_free_to_read(kind: str) -> None:
    lacks = "closed" in LACKING.get(kind, set())

    assert not article(kind, Told()).paywalled
    assert article(kind, Told(closed=True)).paywalled is not lacks, "see `paywall.any_closes`"
    assert not lacks or WRITERS[kind]([Told(closed=True)]) == WRITERS[kind]([Told()])


@every_kind
def test_a_date_without_a_zone_is_in_that_of_the_magazine(kind: str) -> None:
    content = WRITERS[kind]([Told(published="2026-02-17T09:30:00")])
    (found,) = read_here(replace(document(content), zone="Asia/Tokyo"), kind).articles

    assert found.published_at == datetime(2026, 2, 17, 0, 30, tzinfo=UTC), "pass on `document.zone`"


@every_kind
@pytest.mark.parametrize(
    ("lacking", "name", "nothing"),
    [
        ({"authors": ()}, "authors", ()),
        ({"tags": ()}, "tags", ()),
        ({"image": "", "alt": "", "caption": "", "credit": ""}, "image", None),
        ({"updated": ""}, "updated_at", None),
        ({"published": "", "updated": ""}, "published_at", None),
        # When an article was last changed is not when it appeared.
        ({"published": ""}, "published_at", None),
    ],
)
def test_what_an_article_does_not_say_is_not_made_up(
    kind: str, lacking: dict[str, Any], name: str, nothing: object
) -> None:
    assert getattr(article(kind, replace(Told(), **lacking)), name) == nothing


@every_list
def test_every_article_of_a_list_keeps_to_its_own(kind: str) -> None:
    first = Told()
    other = Told(
        "quay-2", "https://x.example/quay", "The quay", ("Kit Roe",), "2026-02-19T09:30:00Z", tags=("Quays",)
    )
    alone = [article(kind, told) for told in (first, other)]

    assert list(written(kind, first, other).articles) == alone
    assert list(written(kind, other, first).articles) == alone[::-1], (
        "an editor sees them in the list's order"
    )


@every_kind
def test_what_is_huge_is_cut(kind: str) -> None:
    words = "wave " * 20_000
    many = tuple(f"Ann Mc{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(300))
    told = Told(
        guid="g" * 9000, title=words, summary=words, caption=words, alt=words, authors=many, tags=many
    )
    found = article(kind, told)

    texts = [found.guid, found.title, found.summary, found.dek, *found.authors, *found.tags]
    texts += [found.image.alt, found.image.caption, found.image.credit] if found.image else []
    assert max(map(len, texts)) <= 2000
    assert max(len(found.tags), len(found.authors)) <= 200


@every_list
def test_each_broken_item_is_counted(kind: str) -> None:
    told = {each.code: each.message for each in read_here(document(BROKEN[kind]), kind).problems}

    assert kind in REPAIRS or told["broken-items"] == "1 item is broken, and was left out."
    assert (kind in REPAIRS) is ("broken-items" not in told)


@every_list
@pytest.mark.parametrize("refused", REFUSED)
def test_what_is_no_list_is_refused_in_a_sentence(kind: str, refused: str) -> None:
    with pytest.raises(SourceError, match=r"^[A-Z].{15,}\.$"):
        read_here(document(REFUSED[refused]), kind)
    assert not KINDS[kind].recognises(document(REFUSED[refused]))


@every_list
@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_a_kind_names_no_address_in_what_it_says(kind: str, content: bytes) -> None:
    """It is taken out later, too; but a message that has none needs no care."""
    with pytest.raises(SourceError) as refused:
        KINDS[kind].read(Document(f"{ADDRESS}?key={KEY}", content))

    assert KEY not in str(refused.value)


@every_list
def test_a_key_in_the_address_of_a_list_is_in_nothing_that_it_gives(kind: str) -> None:
    for content in (WRITERS[kind]([Told(), Told(url="/quay")]), BROKEN[kind], WRITERS[kind]([])):
        assert KEY not in repr(KINDS[kind].read(Document(f"{ADDRESS}?key={KEY}", content)))


@every_list
def test_what_is_said_of_one_article_is_said_of_the_list(kind: str) -> None:
    found = written(
        kind, Told(published="31 June"), Told("2", "https://x.example/2", published="2026-02-17T09:30:00")
    )

    assert {"unreadable-date", "no-time-zone"} <= set(codes(found)), "give `gather_problems` all of them"


@every_list
def test_wherever_a_list_is_cut_off_no_half_of_an_article_is_kept(kind: str) -> None:
    told = [Told(), Told("quay-2", "https://x.example/quay", "The quay")]
    content = WRITERS[kind](told)
    whole = {each.url: each for each in read_here(document(content), kind).articles}

    for end in range(0, len(content), 10):
        with suppress(SourceError):
            kept = read_here(document(content[:end]), kind).articles
            assert all(whole[each.url] == each for each in kept), "see the `parts` of `parse_xml`"


@every_kind
def test_the_encoding_that_the_server_names_is_used(kind: str) -> None:
    content = WRITERS[kind]([Told(title="Café au lait")]).replace(b' encoding="UTF-8"', b"")

    (found,) = read_here(document(content.decode().encode("cp1252"), "cp1252"), kind).articles

    assert found.title == "Café au lait", "pass on `document.charset`"


@every_list
@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a_list_that_ends_before_its_end_says_so(kind: str, part: float) -> None:
    content = WRITERS[kind]([Told(), Told("quay-2", "https://x.example/quay", "The quay")])

    with suppress(SourceError):
        found = read_here(document(content[: int(len(content) * part)]), kind)
        assert "truncated" in codes(found), "pass on the problems of the whole document"


@every_kind
def test_no_entity_brings_a_file_in(kind: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(KEY)
    entity = f"<!DOCTYPE a [<!ENTITY secret SYSTEM 'file://{secret}'>]>".encode()
    content = WRITERS[kind]([Told(title="TITLE", body=f"TITLE {Told().body}")])
    content = content.replace(b"TITLE", b"A &secret; word")
    begins = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
    with suppress(SourceError):
        assert KEY not in repr(read_here(document(content[:begins] + entity + content[begins:]), kind))
