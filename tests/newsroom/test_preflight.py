"""What the checks found, told in the newsroom: in words, grouped, with the way to each field and its fix."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.articles.models import Article
from roundup.editions.models import Edition, Story
from roundup.newsroom.preflight import Group, Preflight, preflight_of
from roundup.rendering.checks import Finding, Part, Place, Severity
from tests.making import approved
from tests.newsroom.pages import hidden, said, text, tree

SETTINGS = "/newsroom/publications/quay/settings/"


@pytest.fixture
def edition(edition: Edition) -> Edition:
    """A draft in which the checks find nothing."""
    for story in edition.stories.all():
        story.image = (story.image or {}) | {"alt": f"A crane, seen from pier {story.pk}"}
        story.save()
    return edition


def page(edition: Edition) -> str:
    return f"/newsroom/editions/{edition.pk}/"


def bare(edition: Edition, count: int) -> list[Story]:
    """Take away the descriptions of the first stories, and return these."""
    stories = list(edition.stories.order_by("position")[:count])
    for place, story in enumerate(stories):
        url = f"https://quay.example.org/x.jpg?{place}"
        story.image = {"url": url, "alt": "", "credit": "A. Lens", "caption": ""}
        story.save()
    return stories


def proposed(story: Story, alt: str) -> None:
    Article.objects.filter(pk=story.article_id).update(image=(story.image or {}) | {"alt": alt})


def told(edition: Edition, *findings: Finding) -> tuple[Group, ...]:
    return preflight_of(edition, list(edition.stories.order_by("position")), findings).groups


def finding(code: str, *places: Place, severity: Severity = Severity.WARNING, many: str = "") -> Finding:
    return Finding(code, severity, f"The sentence of {code}.", places, many)


def sentences(client: Client, edition: Edition) -> list[str]:
    found = tree(client.get(page(edition))).xpath("//section[@id='preflight']//summary")
    return [" ".join(each.text_content().split()) for each in found]


def presses(client: Client, edition: Edition, words: str) -> dict[str, str]:
    """Return what the form sends if the button with these words is pressed, and where to."""
    (button,) = [
        each
        for each in tree(client.get(page(edition))).xpath("//section[@id='preflight']//button")
        if each.text_content().startswith(words)
    ]
    (form,) = button.xpath("ancestor::form")
    sent = {"to": button.get("formaction") or form.get("action")}
    if button.get("name"):
        return sent | {button.get("name"): button.get("value")}
    return sent | {"chosen": form.xpath(".//input[@name='chosen'][@checked]/@value")}


def press(client: Client, edition: Edition, words: str) -> list[str]:
    sent = presses(client, edition, words)
    return said(client.post(sent.pop("to"), sent, follow=True))


def test_what_one_check_found_is_one_sentence_with_its_number(desk: Client, edition: Edition) -> None:
    bare(edition, 5)

    assert sentences(desk, edition) == ["error 5 pictures have no description."]
    assert "1 error" in text(desk.get(page(edition)))


def test_each_thing_leads_to_its_field(desk: Client, edition: Edition) -> None:
    first, second = bare(edition, 2)

    links = tree(desk.get(page(edition))).xpath("//section[@id='preflight']//li//a")

    assert [link.get("href") for link in links] == [
        f"{page(edition)}?sheet=story-{first.pk}#image_alt",
        f"{page(edition)}?sheet=story-{second.pk}#image_alt",
    ]
    assert [" ".join(link.text_content().split()) for link in links] == [
        f"“{first.headline}”: What the picture shows",
        f"“{second.headline}”: What the picture shows",
    ]


def test_the_way_leads_to_edition_sponsor_and_settings_too(edition: Edition) -> None:
    groups = told(
        edition,
        finding("subject.long", Place(Part.EDITION, "subject")),
        finding("sponsor.unlabelled", Place(Part.SPONSOR, "label")),
        finding("sponsor.several", Place(Part.SPONSOR)),
        finding("sender.unset", Place(Part.PUBLICATION, "sender_email")),
        finding("stories.twice", Place(Part.STORY, "", "7")),
    )

    assert [point.href for group in groups for point in group.points] == [
        f"{page(edition)}?sheet=opening#subject",
        f"{page(edition)}?sheet=sponsor#sponsor-label",
        f"{page(edition)}?sheet=sponsor#sponsor-headline",
        f"{SETTINGS}sender/#id_sender_email",
        f"{page(edition)}?sheet=story-7",
    ]


def test_a_finding_of_a_template_has_a_sentence_and_no_way(edition: Edition) -> None:
    (group,) = told(edition, finding("markup.lists"))

    assert (group.sentence, group.points, group.advice) == ("The sentence of markup.lists.", (), ())


def test_several_sentences_of_one_check_stand_beside_what_they_are_about(edition: Edition) -> None:
    first, second = edition.stories.all()[:2]
    places = [Place(Part.STORY, "headline", str(story.pk)) for story in (first, second)]
    many = "%(n)s headlines are too long."
    (group,) = told(edition, *(finding("x.y", place, many=many) for place in places))

    assert group.sentence == "2 headlines are too long."
    assert [point.message for point in group.points] == ["The sentence of x.y."] * 2
    assert group.advice == ()


def test_one_sentence_about_several_things_is_said_once_with_what_to_do(edition: Edition) -> None:
    places = [Place(Part.STORY, "image_credit", str(story.pk)) for story in edition.stories.all()[:3]]
    (group,) = told(edition, finding("images.credit", *places, many="%(n)s pictures have no credit."))

    assert group.sentence == "3 pictures have no credit."
    assert group.advice == ("The sentence of images.credit.",)
    assert [point.message for point in group.points] == ["", "", ""]


def test_what_has_no_words_for_several_says_how_many_more_there_are(edition: Edition) -> None:
    (group,) = told(edition, finding("markup.lists"), finding("markup.lists"), finding("markup.lists"))

    assert group.sentence == "The sentence of markup.lists. And 2 more like this."


def test_errors_come_first_and_are_counted_by_sentence(edition: Edition) -> None:
    found = preflight_of(
        edition,
        [],
        [finding("a.b"), finding("c.d", severity=Severity.ERROR), finding("a.b"), finding("e.f")],
    )

    assert [group.code for group in found.groups] == ["c.d", "a.b", "e.f"]
    assert found.in_words == "1 error and 2 warnings"
    assert Preflight().in_words == ""


def test_a_clean_proof_says_so(desk: Client, edition: Edition) -> None:
    assert "The checks found nothing to fix." in text(desk.get(page(edition)))


def test_errors_are_unfolded_and_warnings_folded_in_sight(desk: Client, edition: Edition) -> None:
    edition.stories.update(blurb="")
    edition.note = "TK"
    edition.save()

    folds = tree(desk.get(page(edition))).xpath("//section[@id='preflight']//details")

    assert [fold.get("open") is not None for fold in folds] == [True, False]


def test_whoever_approves_sees_every_sentence_before_the_button(desk: Client, edition: Edition) -> None:
    edition.stories.update(blurb="")

    (card,) = tree(desk.get(page(edition))).xpath("//div[@id='bar-approve']")
    words = " ".join(card.text_content().split())

    assert "The checks found 1 warning" in words
    assert words.index("stories have no blurb") < words.index("Approve this proof")
    assert card.xpath(".//details[@id='preflight-summary'][not(@open)]")


def test_an_override_says_its_reason_before_and_after(desk: Client, edition: Edition) -> None:
    bare(edition, 2)
    shown = text(desk.get(page(edition)))
    assert "The checks found 1 error" in shown
    digest = hidden(desk, page(edition), f"{page(edition)}approve/")["hash"]

    desk.post(f"{page(edition)}approve/", {"hash": digest, "override": "The photographer is at sea."})

    assert "because: The photographer is at sea." in text(desk.get(page(edition)))


def test_pictures_without_proposals_are_decorative_by_one_press(desk: Client, edition: Edition) -> None:
    stories = bare(edition, 4)
    proposed(stories[0], "A crane at night")

    assert "Marked as decoration." in press(desk, edition, "Mark the ticked ones")

    assert [bool((each.image or {}).get("decorative")) for each in edition.stories.all()[:4]] == [
        *(False, True, True, True)
    ]
    assert sentences(desk, edition)[0].startswith("error 1 picture has no description")


def test_a_proposal_is_shown_with_its_source_and_taken_by_one_press(desk: Client, edition: Edition) -> None:
    first, _ = bare(edition, 2)
    proposed(first, "A <b>crane</b>")
    assert "“A <b>crane</b>” from the article’s own description" in text(desk.get(page(edition)))

    assert "Described." in press(desk, edition, "Take it")

    assert [(each.image or {})["alt"] for each in edition.stories.all()[:2]] == [
        "A <b>crane</b>",
        "",
    ]


def test_all_proposals_are_taken_by_one_press(desk: Client, edition: Edition) -> None:
    for number, story in enumerate(bare(edition, 3)[:2]):
        proposed(story, f"Crane {number}")

    press(desk, edition, "Take all 2 proposals")

    assert [(each.image or {})["alt"] for each in edition.stories.all()[:3]] == ["Crane 0", "Crane 1", ""]


def test_a_press_says_that_it_takes_an_approval_back(desk: Client, edition: Edition) -> None:
    (story,) = bare(edition, 1)
    proposed(story, "A crane")
    sent = presses(desk, edition, "Take it")
    Edition.objects.get().publication.__class__.objects.update(severities={"images.described": "warning"})
    approved(Edition.objects.get())

    told = said(desk.post(sent.pop("to"), sent, follow=True))

    assert any("voided the approval" in sentence for sentence in told)


@pytest.mark.parametrize(
    "hostile", ["", "1", ":x", "x:y", "-1:x", "١:x", "1" * 20 + ":x", "1:", "1:x 2:", "1:x' OR 1=1", "9:\x00"]
)
@pytest.mark.parametrize("way", ["take", "decorate"])
def test_what_no_form_of_ours_sends_changes_nothing(
    way: str, hostile: str, desk: Client, edition: Edition
) -> None:
    bare(edition, 1)

    answer = desk.post(f"{page(edition)}descriptions/{way}/", {"only": hostile}, follow=True)

    assert answer.status_code == 200
    assert len(said(answer)) == 1
    assert (edition.stories.all()[0].image or {}).get("decorative", False) is False


def test_two_editors_who_decide_at_once_are_told(desk: Client, edition: Edition) -> None:
    bare(edition, 2)
    sent = presses(desk, edition, "Mark the ticked ones")
    where = sent.pop("to")
    desk.post(where, sent, follow=True)

    (refused,) = said(desk.post(where, sent, follow=True))

    assert "Somebody else has changed one of these pictures" in refused


def test_only_an_admin_is_led_to_the_settings(desk: Client, office: Client, edition: Edition) -> None:
    edition.publication.postal_address = ""
    edition.publication.save()

    assert "An admin can fix this under Settings." in text(desk.get(page(edition)))
    assert tree(office.get(page(edition))).xpath("//section[@id='preflight']//a/@href") == [
        f"{SETTINGS}sender/#id_postal_address"
    ]


def test_an_edition_on_its_way_has_no_preflight(desk: Client, edition: Edition) -> None:
    Edition.objects.update(status=Edition.Status.MAILED)

    assert not tree(desk.get(page(edition))).xpath("//section[@id='preflight']")
