"""The checks find what is wrong with a proof, say it in a sentence, and find nothing in a good one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roundup.core.articles import Image
from roundup.core.content import EditionContent, Lead, Note
from roundup.rendering.checks import Severity, check, registered
from roundup.rendering.edition import RenderedEdition, render
from roundup.rendering.samples import sample_brand, sample_edition, samples
from tests.rendering.reading import edition_of

GOOD = sample_edition()
RENDERED = render(GOOD)
LEAD = samples()["lead"].story  # type: ignore[union-attr]


def codes(content: EditionContent, rendered: RenderedEdition | None = None) -> set[str]:
    return {finding.code for finding in check(content, rendered or render(content))}


def with_html(old: str, new: str) -> RenderedEdition:
    assert old in RENDERED.html
    return replace(RENDERED, html=RENDERED.html.replace(old, new))


def test_nothing_is_wrong_with_the_sample() -> None:
    assert check(GOOD, RENDERED) == ()


CONTENT = {
    "subject.empty": replace(GOOD, subject=" "),
    "subject.long": replace(GOOD, subject="long " * 20),
    "subject.feigned-reply": replace(GOOD, subject="Re: your story"),
    "preheader.empty": replace(GOOD, preheader=""),
    "preheader.repeats": replace(GOOD, preheader=GOOD.subject),
    "stories.none": edition_of(Note("Only words")),
    "stories.headline-empty": edition_of(Lead(replace(LEAD, headline=" "))),
    "stories.twice": edition_of(Lead(LEAD), Lead(LEAD)),
    "sender.address": replace(GOOD, brand=replace(sample_brand(), postal_address="")),
    "size.large": edition_of(Lead(LEAD), Note("word " * 14_500)),
    "size.clipped-when-tracked": sample_edition(18),
    "size.clipped": sample_edition(26),
    "images.described": edition_of(Lead(replace(LEAD, image=Image("https://p.example/a.jpg")))),
    "links.insecure": edition_of(Lead(replace(LEAD, url="http://a.example/"))),
    "markup.template": replace(GOOD, subject="Hello {{ name }}"),
    "markup.nothing": edition_of(Lead(replace(LEAD, byline="None", minutes=None))),
}
MARK = "-ru5a3391c0de.unsubscribe-"
MARKUP = {
    "size.style": with_html("</head>", "<style>" + "a{}" * 6000 + "</style></head>"),
    "links.scheme": with_html("https://woollens.example/harbour", "javascript:x"),
    "links.silent": with_html("Sable Island Woollens", ""),
    "links.unsubscribe": with_html(MARK, "https://else.example/"),
    "links.marks": with_html(MARK, f"{MARK} -ru5a3391c0de.name-"),
    "markup.mjml": with_html("</body>", "<mj-text></mj-text></body>"),
    "images.alt": with_html('alt="A lighthouse at dusk, one window lit below the lamp"', ""),
    "images.width": with_html('width="216"', 'width="100%"'),
    "images.address": with_html("https://pictures.", "data:pictures."),
    "markup.headings": with_html("<h2", "<h4"),
    "markup.language": with_html(' lang="en"', ""),
    "text.headlines": replace(RENDERED, text=RENDERED.text.replace(LEAD.headline, "")),
    "text.links": replace(RENDERED, text=RENDERED.text.replace(LEAD.url, "")),
}


@pytest.mark.parametrize("code", CONTENT)
def test_a_fault_of_the_content_is_found(code: str) -> None:
    assert code in codes(CONTENT[code])


@pytest.mark.parametrize("code", MARKUP)
def test_a_fault_of_the_message_is_found(code: str) -> None:
    assert code in codes(GOOD, MARKUP[code])


def test_every_check_has_a_fault_that_it_finds() -> None:
    assert set(registered()) == {*CONTENT, *MARKUP}


def test_errors_come_before_warnings_and_each_is_a_sentence() -> None:
    found = check(replace(GOOD, subject="", preheader=""), render(replace(GOOD, subject="", preheader="")))

    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING]
    assert all(finding.message[0].isupper() and finding.message.endswith(".") for finding in found)
