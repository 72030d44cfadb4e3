"""Checks of the words: subject, preheader, and what each story says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from roundup.rendering.addresses import web
from roundup.rendering.checks.base import Proof, Severity, rule
from roundup.rendering.plain import shorten

LONG_SUBJECT = 70


@rule("subject.empty", Severity.ERROR)
def subject_empty(proof: Proof) -> Iterator[str]:
    if not proof.rendered.subject.strip():
        yield "The subject is empty; write one."


@rule("subject.long", Severity.WARNING)
def subject_long(proof: Proof) -> Iterator[str]:
    if (length := len(proof.rendered.subject)) > LONG_SUBJECT:
        yield f"The subject has {length} characters; mail programs cut it at {LONG_SUBJECT} or sooner."


@rule("subject.feigned-reply", Severity.ERROR)
def subject_feigned(proof: Proof) -> Iterator[str]:
    if proof.rendered.subject.lower().startswith(("re:", "fwd:", "fw:", "aw:")):
        yield "The subject feigns a reply or a forwarded mail; begin it with a word of its own."


@rule("preheader.empty", Severity.WARNING)
def preheader_empty(proof: Proof) -> Iterator[str]:
    if not proof.rendered.preheader.strip():
        yield "The preheader is empty; write a sentence that adds to the subject."


@rule("preheader.repeats", Severity.WARNING)
def preheader_repeats(proof: Proof) -> Iterator[str]:
    said = proof.rendered.preheader.strip().casefold()
    if said and said == proof.rendered.subject.strip().casefold():
        yield "The preheader repeats the subject; let it add something."


@rule("stories.none", Severity.ERROR)
def stories_none(proof: Proof) -> Iterator[str]:
    if not any(True for _ in proof.stories):
        yield "The edition holds no story; add some or skip this week."


@rule("stories.headline-empty", Severity.ERROR)
def headline_empty(proof: Proof) -> Iterator[str]:
    for story in proof.stories:
        if not story.headline.strip():
            yield f"A story has no headline; write one for {shorten(story.url, 120)}."


@rule("stories.twice", Severity.WARNING)
def stories_twice(proof: Proof) -> Iterator[str]:
    for url, times in Counter(story.url for story in proof.stories).items():
        if times > 1:
            yield f"The edition links {times} times to {shorten(url, 120)}; keep one of them."


@rule("sender.address", Severity.WARNING)
def sender_address(proof: Proof) -> Iterator[str]:
    if not proof.content.brand.postal_address.strip():
        yield "The publication has no postal address, which the law asks for; enter it in its settings."


@rule("text.headlines", Severity.ERROR)
def text_headlines(proof: Proof) -> Iterator[str]:
    said = "".join(proof.rendered.text.split())
    for story in proof.stories:
        if "".join(story.headline.split()) not in said:
            yield f"The plain text lacks the headline “{shorten(story.headline, 80)}”; correct its template."


@rule("text.links", Severity.ERROR)
def text_links(proof: Proof) -> Iterator[str]:
    for story in proof.stories:
        if web(story.url) not in proof.rendered.text:
            yield f"The plain text lacks the link of “{shorten(story.headline, 80)}”; correct its template."
