"""Faults of what the edition says, and of who sends it."""

from __future__ import annotations

from dataclasses import replace

from roundup.core.content import Briefs, Note, Sponsor, Stories
from roundup.rendering.samples import sample_blocks
from tests.rendering.checks.planting import (
    Case,
    Fault,
    blurb,
    brand,
    content,
    headers,
    lead_of,
    more,
    note,
    rendered_anew,
    second,
    sender,
    story,
    with_block,
)

_SPONSOR = sample_blocks()["sponsor"]
_UNSUBSCRIBE = "https://weekly.example/u/AbCdEfGh/"


def _repeated(case: Case) -> Case:
    return content(preheader=case.content.subject)(case)


def _twice(case: Case) -> Case:
    return more(Briefs("Once more", (lead_of(case.content),)))(case)


def _same_headline(case: Case) -> Case:
    return second(headline=lead_of(case.content).headline)(case)


def _doubled(case: Case) -> Case:
    return story(blurb=f"{lead_of(case.content).headline} – they stayed for twenty years.")(case)


def _front_page(case: Case) -> Case:
    return story(url=case.content.brand.url)(case)


def _unlabelled(case: Case) -> Case:
    old = next(block for block in case.content.blocks if isinstance(block, Sponsor))
    return rendered_anew(case, with_block(case.content, old, replace(old, label=" ")))


def _one_title(case: Case) -> Case:
    first, last = [block for block in case.content.blocks if isinstance(block, Stories)]
    return rendered_anew(case, with_block(case.content, last, replace(last, title=first.title)))


SUBJECT = (
    Fault("subject.empty", "a blank subject", content(subject=" ")),
    Fault("subject.wordless", "a subject of emoji", content(subject="🔥✨")),
    Fault("subject.long", "an endless subject", content(subject="The lighthouse keepers " * 4)),
    Fault("subject.feigned-reply", "Re:", content(subject="Re: your lighthouse")),
    Fault("subject.feigned-reply", "German for a reply", content(subject="AW: Ihr Leuchtturm")),
    Fault("subject.feigned-reply", "a counted forward", content(subject="FWD[2]: the lighthouse")),
    Fault("subject.shouting", "capitals", content(subject="THE LIGHTHOUSE KEEPERS WHO STAYED")),
    Fault("subject.exclamations", "two marks", content(subject="They would not leave! Not ever!")),
    Fault("subject.emoji", "three emoji", content(subject="🔥 The keepers ✨ who stayed 🌊")),
    Fault("subject.control", "a sign that turns the text", content(subject="The keepers \u202ewho stayed")),
    Fault("subject.control", "a line break", content(subject="The keepers\nwho stayed")),
    Fault("subject.garbled", "a lost letter", content(subject="The lighthouse\ufffdkeepers")),
    Fault("preheader.empty", "no preheader", content(preheader="")),
    Fault("preheader.short", "one word", content(preheader="Also: eels.")),
    Fault("preheader.long", "a paragraph", content(preheader="Also this week, a library. " * 7)),
    Fault("preheader.repeats", "the subject again", _repeated),
    Fault("preheader.service", "a link's words", content(preheader="Trouble reading? View in browser now.")),
    Fault("spam.subject", "an order", content(subject="Act now and save the lighthouse")),
    Fault("spam.money", "signs of money", content(subject="Save $$$ at the lighthouse")),
    Fault("spam.money", "a rebate", content(subject="Get 50% off the lighthouse")),
    Fault("spam.spread", "letters apart", content(subject="L i g h t h o u s e keepers stay")),
)

STORIES = (
    Fault("stories.none", "words only", content(blocks=(Note("Only words this week."),))),
    Fault("stories.headline-empty", "a blank headline", story(headline=" ")),
    Fault("stories.headline-long", "an endless headline", story(headline="The keepers who stayed " * 8)),
    Fault("stories.headline-shouting", "capitals", story(headline="THE LIGHTHOUSE KEEPERS WHO STAYED")),
    Fault("stories.headline-doubled", "the headline in the blurb", _doubled),
    Fault("stories.headline-twice", "two stories, one headline", _same_headline),
    Fault("stories.twice", "a story in two places", _twice),
    Fault("stories.front-page", "a link to the front page", _front_page),
    Fault("stories.blurb-missing", "no blurb", story(blurb="")),
    Fault("stories.blurb-long", "a whole article", story(blurb="The keepers stayed on the island. " * 22)),
    Fault("stories.feed-end", "a feed's ending", blurb("They stayed… Continue reading")),
    Fault("stories.feed-end", "a plugin's ending", blurb("The post Keepers first appeared on Harbour.")),
    Fault("sections.empty", "a title alone", more(Stories("Leftovers", ()))),
    Fault("sections.title-twice", "two sections of one name", _one_title),
    Fault("note.empty", "a signature alone", note("  ")),
    Fault("sponsor.unlabelled", "no label", _unlabelled),
    Fault("sponsor.several", "two sponsors", more(_SPONSOR)),
)

PLACEHOLDERS = (
    Fault("placeholders.template", "a greeting", content(subject="{{ name }}, the keepers stayed")),
    Fault("placeholders.template", "a merge tag", content(preheader="Dear *|FNAME|*, this week we stay in.")),
    Fault("placeholders.template-in-story", "a template's mark", blurb("Hello {{ name }}.")),
    Fault("placeholders.nothing", "a byline of a program", story(byline="By None")),
    Fault("placeholders.nothing", "a headline of a program", story(headline="undefined")),
    Fault("placeholders.filler", "dummy text", blurb("Lorem ipsum dolor sit.")),
    Fault("placeholders.bracketed", "an order", blurb("[INSERT QUOTE HERE]")),
    Fault("placeholders.bracketed", "a bracket in the note", note("Good morning, [name of the writer].")),
    Fault("placeholders.to-come", "TK", blurb("They are TK people.")),
    Fault("placeholders.to-do", "a note to oneself", blurb("TODO: ask Oren.")),
    Fault("placeholders.crosses", "crosses", blurb("They are xxx people.")),
    Fault("words.entities", "an escape", blurb("Smith &amp; Sons stayed.")),
    Fault("words.markup", "a tag", blurb("They <b>stayed</b>.")),
    Fault("words.formatting", "bold that never ends", blurb("They **stayed.")),
    Fault("words.formatting", "a link to a script", note("See [the pier](javascript:alert).")),
    Fault(
        "words.formatting", "Markdown in a headline", story(headline="The **keepers** who would not leave")
    ),
    Fault("words.garbled", "a wrong encoding", blurb("They met in a cafÃ©.")),
)

SENDER = (
    Fault("sender.address", "no postal address", brand(postal_address="")),
    Fault("sender.unset", "an address that cannot be", sender(sender_email="weekly@localhost.localdomain")),
    Fault("sender.freemail", "a free mailbox", sender(sender_email="harbour.review@gmail.com")),
    Fault("sender.no-reply", "nobody", sender(sender_email="no-reply@harbour-review.example")),
    Fault("sender.name-empty", "no name", sender(sender_name=" ")),
    Fault("sender.name-address", "an address", sender(sender_name="weekly@harbour-review.example")),
    Fault("sender.name-signs", "a tick", sender(sender_name="The Harbour Review ✔")),
)

HEADERS = (
    Fault("headers.unsubscribe", "none", headers(List_Unsubscribe=None)),
    Fault("headers.unsubscribe", "two", headers(List_Unsubscribe=f"<{_UNSUBSCRIBE}>, <{_UNSUBSCRIBE}>")),
    Fault("headers.unsubscribe", "no brackets", headers(List_Unsubscribe=_UNSUBSCRIBE)),
    Fault("headers.unsubscribe-https", "http", headers(List_Unsubscribe="<http://weekly.example/u/A/>")),
    Fault("headers.unsubscribe-local", "here", headers(List_Unsubscribe="<https://localhost/u/A/>")),
    Fault("headers.one-click", "another word", headers(List_Unsubscribe_Post="List-Unsubscribe=OneClick")),
    Fault("headers.one-click", "none", headers(List_Unsubscribe_Post=None)),
    Fault("headers.list-id", "no brackets", headers(List_Id="harbour.weekly.example")),
    Fault("headers.post", "none", headers(List_Post=None)),
    Fault("headers.bulk", "first class", headers(Precedence="first-class")),
    Fault("headers.auto-reply", "an answer", headers(Auto_Submitted="auto-replied")),
    Fault("headers.repeated", "in small letters", headers(list_id="<harbour.weekly.example>")),
    Fault("headers.repeated", "the subject again", headers(Subject="Another one")),
    Fault("headers.characters", "a line break", headers(X_Note="one\r\nBcc: ann@example.org")),
    Fault("headers.lines", "a word without end", headers(X_Note="a" * 1000)),
    Fault(
        "headers.exposed", "an address", headers(List_Unsubscribe="<https://weekly.example/u/ann@e.example/>")
    ),
)

FAULTS = (*SUBJECT, *STORIES, *PLACEHOLDERS, *SENDER, *HEADERS)
