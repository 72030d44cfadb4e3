"""An editor uploads a picture for a story or the sponsor, and says what it shows."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from roundup.articles.pictures.uploading import MOST_UPLOADED
from roundup.config.web.connections import LONGEST_BODY
from roundup.editions import ending
from roundup.editions.arranging import set_sponsor
from roundup.editions.form_versions import story_words, version_of
from roundup.editions.models import Edition, Story
from roundup.editions.proof import proof_of
from tests.articles.pictures.samples import chart, photograph, written
from tests.making import NOW, approved
from tests.newsroom.pages import said, text, tree
from tests.newsroom.visiting import Visit
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
JPEG = written(photograph(), "JPEG")


def file(content: bytes = JPEG) -> SimpleUploadedFile:
    return SimpleUploadedFile("quay.jpg", content, "image/jpeg")


def upload(client: Client, edition: Edition, story: Story, **form: object) -> HttpResponse:
    fields = {"version": version_of(story_words(story)), "picture": file(), "image_alt": "A quay"} | form
    return client.post(
        f"/newsroom/editions/{edition.pk}/stories/{story.pk}/picture/",
        {name: value for name, value in fields.items() if value is not None},
        follow=True,
    )


@pytest.fixture
def story(edition: Edition) -> Story:
    return edition.stories.all()[1]


def test_a_story_shows_the_uploaded_picture_from_our_own_address(
    desk: Client, edition: Edition, story: Story
) -> None:
    assert said(upload(desk, edition, story, image_credit="Ana Lind")) == ["The picture is shown."]

    story.refresh_from_db()
    assert story.picture
    assert story.picture.url == story.image["url"]
    assert (story.image["alt"], story.image["credit"]) == ("A quay", "Ana Lind")
    html = proof_of(edition).rendered.html
    assert f"/pictures/{story.picture.digest}-small-c.jpg" in html
    assert 'alt="A quay"' in html


def test_what_it_shows_is_asked_for_and_stays_a_finding_until_it_is_said(
    desk: Client, edition: Edition, story: Story
) -> None:
    answer = upload(desk, edition, story, image_alt="")

    assert "Now say what it shows" in said(answer)[0]
    story.refresh_from_db()
    assert story.image["alt"] == ""
    assert "1 picture has no description" in text(answer)
    assert "Missing: say what it shows." in text(answer)


def test_the_words_of_the_picture_before_may_be_typed_again(
    desk: Client, edition: Edition, story: Story
) -> None:
    upload(desk, edition, story, image_alt=story.image["alt"])
    before = story.image["alt"]

    story.refresh_from_db()
    assert before
    assert story.image["alt"] == before


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (file(b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>"), "of a type that mail"),
        (file(JPEG[:3000]), "damaged"),
        (file(b""), "No picture arrived."),
        (None, "No picture arrived."),
        ("a word instead of a file", "No picture arrived."),
        (file(b"\xff" * 7_600_000), "larger than 7.5 MB"),
        (file(b"\xff" * 8_100_000), "larger than 7.5 MB"),
    ],
)
def test_what_is_refused_is_asked_for_again_with_what_was_typed(
    picture: object, words: str, desk: Client, edition: Edition, story: Story
) -> None:
    before = dict(story.image)

    answer = upload(desk, edition, story, picture=picture, image_alt="A quay at night", image_credit="Ana")

    assert answer.status_code == 422
    found = tree(answer)
    assert words in " ".join(found.xpath("//*[@role='alert']//text()"))
    assert found.xpath("//input[@name='image_alt']/@value") == ["A quay at night"]
    assert found.xpath("//input[@name='image_credit']/@value") == ["Ana"]
    story.refresh_from_db()
    assert story.image == before


def test_a_second_try_from_the_page_of_a_refusal_works(desk: Client, edition: Edition, story: Story) -> None:
    again = tree(upload(desk, edition, story, picture=file(b"no picture")))
    seen = again.xpath("//input[@name='version']/@value")[0]

    assert said(upload(desk, edition, story, version=seen)) == ["The picture is shown."]


def test_two_editors_do_not_replace_each_others_picture_unseen(
    desk: Client, office: Client, edition: Edition, story: Story
) -> None:
    upload(office, edition, story, picture=file(written(chart(), "PNG")))
    saved = Story.objects.get(pk=story.pk).image

    answer = upload(desk, edition, story)

    assert answer.status_code == 422
    assert "Somebody else has changed this picture" in text(answer)
    assert Story.objects.get(pk=story.pk).image == saved


def test_an_upload_takes_an_approval_back(desk: Client, edition: Edition, story: Story) -> None:
    assert "voided the approval" in " ".join(said(upload(desk, approved(edition), story)))


def test_nothing_is_kept_for_an_edition_that_can_no_longer_be_changed(
    desk: Client, edition: Edition, story: Story
) -> None:
    ending.skip_edition(edition, NOW)

    assert "can no longer be changed" in text(upload(desk, edition, story))


def test_for_a_story_that_is_gone_no_file_is_asked_for_again(
    desk: Client, edition: Edition, story: Story
) -> None:
    pk, story.pk = story.pk, 999_999
    answer = upload(desk, edition, story)

    assert "no longer in the edition" in text(answer)
    assert not tree(answer).xpath("//input[@type='file']")
    assert pk


def test_the_sponsor_gets_a_picture_in_the_same_way(desk: Client, edition: Edition) -> None:
    set_sponsor(edition, label="Sponsor", headline="Ropes", url="https://ropes.example", now=NOW, seen=None)
    place = f"/newsroom/editions/{edition.pk}/sponsor/picture/"
    page = tree(desk.get(f"/newsroom/editions/{edition.pk}/?sheet=sponsor"))
    seen = page.xpath("//form[@action=$place]//input[@name='version']/@value", place=place)[0]

    answer = desk.post(place, {"version": seen, "picture": file(), "image_alt": "Ropes"}, follow=True)

    assert said(answer) == ["The picture is shown."]
    edition.refresh_from_db()
    assert edition.sponsor_picture
    assert edition.sponsor["image_alt"] == "Ropes"


def test_strangers_upload_nothing(edition: Edition, story: Story) -> None:
    assert Client(enforce_csrf_checks=True).post(
        f"/newsroom/editions/{edition.pk}/stories/{story.pk}/picture/", {"picture": file()}
    ).status_code in (401, 403)


def test_another_site_cannot_have_a_picture_uploaded(edition: Edition, story: Story, desk: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies

    answer = strict.post(
        f"/newsroom/editions/{edition.pk}/stories/{story.pk}/picture/",
        {"version": version_of(story_words(story)), "picture": file()},
    )

    assert answer.status_code == 403


def test_no_upload_is_written_to_the_disk_before_it_is_looked_at(settings: Settings) -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE == LONGEST_BODY


def test_a_session_that_ended_loses_the_file_alone(
    desk: Client, edition: Edition, story: Story, editor: User
) -> None:
    desk.logout()
    asked = tree(upload(desk, edition, story, image_alt="A quay at night"))
    kept = {field.get("name"): field.text_content().strip() for field in asked.xpath("//textarea[@hidden]")}
    assert kept["image_alt"] == "A quay at night"

    desk.force_login(editor)
    answer = upload(desk, edition, story, picture=None, image_alt=kept["image_alt"])
    assert "Choose the file again" in text(answer)
    assert tree(answer).xpath("//input[@name='image_alt']/@value") == ["A quay at night"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_of_a_refusal_keeps_nobody_out(
    visit: Visit, axe: Axe, edition: Edition, story: Story
) -> None:
    page = visit(f"/newsroom/editions/{edition.pk}/?sheet=story-{story.pk}", 375)
    card = page.locator("#sheet")
    card.locator("summary").filter(has_text="Upload a picture").click()
    card.get_by_label("File").set_input_files({"name": "a.heic", "mimeType": "image/heic", "buffer": b"ftyp"})
    card.get_by_role("button", name="Upload").click()
    page.get_by_role("alert").get_by_text("of a type that mail programs cannot show").wait_for()

    assert axe(page) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_too_large_is_told_before_it_is_sent(
    visit: Visit, edition: Edition, story: Story
) -> None:
    page = visit(f"/newsroom/editions/{edition.pk}/?sheet=story-{story.pk}")
    card = page.locator("#sheet")
    card.locator("summary").filter(has_text="Upload a picture").click()
    field = card.get_by_label("File")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))

    field.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x" * (MOST_UPLOADED + 1)})
    card.get_by_label("What the picture shows").last.fill("A quay at night")
    card.get_by_role("button", name="Upload").click()

    assert field.evaluate("field => field.validationMessage") == (
        "This file is larger than 7.5 MB. Save a smaller copy."
    )
    assert card.get_by_label("What the picture shows").last.input_value() == "A quay at night"
    assert "POST" not in asked
    field.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": JPEG})
    card.get_by_role("button", name="Upload").click()
    page.get_by_text("The picture is shown.").wait_for()
