"""A finding says in which field it can be fixed, so that a page can lead there."""

from __future__ import annotations

import pytest

from roundup.core.articles import Image
from roundup.core.content import Sponsor
from roundup.rendering.checks import Part, Place
from tests.rendering.checks.faults import FAULTS
from tests.rendering.checks.planting import (
    Plant,
    blurb,
    content,
    good,
    image,
    more,
    note,
    second,
    sender,
    story,
)

GOOD = good()
LEAD = "keepers"


def sponsored(**changes: str) -> Plant:
    said = {
        "label": "Sponsored",
        "headline": "Wool",
        "text": "Warm.",
        "url": "https://wool.example",
    } | changes
    return more(Sponsor(**said, image=Image("https://wool.example/a.jpg", "A jumper")))


@pytest.mark.parametrize(
    ("plant", "code", "place"),
    [
        (content(subject=""), "subject.empty", Place(Part.EDITION, "subject")),
        (content(subject="{{ x }}"), "placeholders.template", Place(Part.EDITION, "subject")),
        (
            content(preheader="News \u202e of the week, told slowly"),
            "subject.control",
            Place(Part.EDITION, "preheader"),
        ),
        (note("TK"), "placeholders.to-come", Place(Part.EDITION, "note")),
        (note("Good morning.", "TK"), "placeholders.to-come", Place(Part.EDITION, "note_signature")),
        (blurb("TK people."), "placeholders.to-come", Place(Part.STORY, "blurb", LEAD)),
        (story(kicker="TK"), "placeholders.to-come", Place(Part.STORY, "kicker", LEAD)),
        (story(byline="By None"), "placeholders.nothing", Place(Part.STORY, "byline", LEAD)),
        (second(headline="TODO: a headline"), "placeholders.to-do", Place(Part.STORY, "headline", "eels")),
        (image(credit="TK"), "placeholders.to-come", Place(Part.STORY, "image_credit", LEAD)),
        (image(caption="TK"), "placeholders.to-come", Place(Part.STORY, "image_caption", LEAD)),
        (image(alt=""), "images.described", Place(Part.STORY, "image_alt", LEAD)),
        (image(credit=""), "images.credit", Place(Part.STORY, "image_credit", LEAD)),
        (image(url="https://p.example/a b.gif"), "images.animated", Place(Part.STORY, "image_url", LEAD)),
        (sponsored(text="TK"), "placeholders.to-come", Place(Part.SPONSOR, "text")),
        (note("-ru0123456789.browser-"), "text.marks", Place(Part.EDITION, "note")),
        (sponsored(label=""), "sponsor.unlabelled", Place(Part.SPONSOR, "label")),
        (sender(sender_name=""), "sender.name-empty", Place(Part.PUBLICATION, "sender_name")),
    ],
)
def test_a_finding_names_the_field_that_mends_it(plant: Plant, code: str, place: Place) -> None:
    found = [finding for finding in plant(GOOD).findings() if finding.code == code]

    assert [finding.places for finding in found] == [(place,)]


def test_one_finding_about_several_pictures_names_each_and_the_sponsors_too() -> None:
    sponsor = more(
        Sponsor("Sponsored", "Wool", "Warm.", "https://wool.example", Image("https://wool.example/a.jpg"))
    )
    (found,) = (each for each in sponsor(image(alt="")(GOOD)).findings() if each.code == "images.described")

    assert found.places == (Place(Part.STORY, "image_alt", LEAD), Place(Part.SPONSOR, "image_alt"))
    assert found.stories == (LEAD,)


def test_what_only_a_template_can_mend_has_no_place() -> None:
    for code in ("markup.lists", "contrast.light", "links.unsubscribe", "headers.one-click", "text.empty"):
        fault = next(fault for fault in FAULTS if fault.code == code)
        assert [finding.places for finding in fault.plant(GOOD).findings()] == [()], code


def test_what_is_wrong_several_times_is_said_with_its_number() -> None:
    for fault in FAULTS:
        for finding in fault.plant(GOOD).findings():
            assert not finding.many or finding.many.startswith("%(n)s "), finding.code
            if any(place.part is Part.STORY for place in finding.places):
                assert finding.many, f"{finding.code} needs words for several stories"
