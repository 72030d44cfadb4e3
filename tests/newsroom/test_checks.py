"""A publication chooses which checks keep its editions from being approved."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.core.errors import Refused
from roundup.editions.lifecycle import approve_edition
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.publications.models import Publication
from tests.making import NOW, approved
from tests.newsroom.pages import said, text, tree

PAGE = "/newsroom/publications/quay/settings/checks/"
TK, CREDIT = "placeholders.to-come", "images.credit"


@pytest.fixture
def unfinished(edition: Edition) -> Edition:
    edition.note = "More TK."
    edition.save()
    return edition


def version_of(office: Client) -> str:
    (seen,) = tree(office.get(PAGE)).xpath("//main//form//input[@name='version']/@value")
    return str(seen)


def choose(office: Client, *codes: str, version: str | None = None) -> list[str]:
    """Tick exactly these, and return what the page says then."""
    seen = version or version_of(office)
    return said(office.post(PAGE, {"blocks": codes, "version": seen}, follow=True))


def ticked(office: Client) -> set[str]:
    return set(tree(office.get(PAGE)).xpath("//input[@name='blocks'][@checked]/@value"))


def errors(edition: Edition) -> list[str]:
    return [finding.code for finding in proof_of(Edition.objects.get(pk=edition.pk)).errors]


def test_at_first_tk_and_undescribed_pictures_block_and_all_else_that_can_be_chosen_warns(
    office: Client, publication: Publication
) -> None:
    assert ticked(office) == {TK, "images.described"}


def test_tk_blocks_unless_the_publication_lets_it_warn(office: Client, unfinished: Edition) -> None:
    assert errors(unfinished) == [TK]

    assert choose(office, "images.described") == [
        "Saved. It takes effect now; approved editions stay approved."
    ]

    assert errors(unfinished) == []
    assert TK in [finding.code for finding in proof_of(unfinished).findings]
    assert "Usually this blocks." in text(office.get(PAGE))


def test_a_warning_blocks_where_the_publication_wants_that(office: Client, edition: Edition) -> None:
    image = {"url": "https://quay.example.org/x.jpg", "alt": "A quay", "credit": "", "caption": ""}
    edition.stories.update(image=image)

    choose(office, TK, "images.described", CREDIT)

    assert errors(edition) == [CREDIT]
    with pytest.raises(Refused, match="no credit"):
        approve_edition(edition, proof_of(edition).hash, None, NOW)


def test_an_approval_stands_whatever_is_chosen(office: Client, edition: Edition) -> None:
    image = {"url": "https://quay.example.org/x.jpg", "alt": "A quay", "credit": "", "caption": ""}
    edition.stories.update(image=image)
    before = approved(edition).approval

    choose(office, CREDIT)

    edition = Edition.objects.get(pk=edition.pk)
    assert edition.status == Edition.Status.APPROVED
    assert edition.approval == before


@pytest.mark.parametrize(
    "code",
    ["links.unsubscribe", "links.marks", "text.sender", "subject.empty", "sponsor.unlabelled", "nonsense"],
)
def test_what_is_not_a_choice_stays_as_it_is(code: str, office: Client, edition: Edition) -> None:
    choose(office, TK, "images.described", code)

    assert Publication.objects.get().severities == {}
    assert f'value="{code}"' not in office.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "kept",
    [
        {"links.unsubscribe": "warning"},
        {"subject.feigned-reply": "warning"},
        {"no.such-check": "error"},
        {TK: "nonsense"},
        {TK: ["error"]},
        {TK: None},
    ],
)
def test_a_row_that_says_what_nobody_may_choose_changes_nothing(
    kept: dict[str, object], unfinished: Edition
) -> None:
    Edition.objects.update(subject="Re: the quay")
    before = errors(unfinished)

    Publication.objects.update(severities=kept)

    assert errors(unfinished) == before == [TK, "subject.feigned-reply"]


def test_two_admins_do_not_undo_each_other_unseen(office: Client, publication: Publication) -> None:
    seen = version_of(office)
    choose(office, TK, "images.described", CREDIT, version=seen)

    (refused,) = choose(office, TK, version=seen)

    assert "Somebody else has changed which checks block approval" in refused
    assert ticked(office) == {TK, "images.described", CREDIT}


def test_a_form_without_its_version_is_refused(office: Client, publication: Publication) -> None:
    (refused,) = said(office.post(PAGE, {"blocks": []}, follow=True))

    assert "not complete" in refused
    assert ticked(office) == {TK, "images.described"}


def test_it_is_for_admins_and_the_settings_lead_there(
    desk: Client, office: Client, publication: Publication
) -> None:
    assert desk.get(PAGE).status_code == 403
    assert PAGE in office.get("/newsroom/publications/quay/settings/").content.decode()
