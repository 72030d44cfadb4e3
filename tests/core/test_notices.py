"""Notices and advertising are told from stories, by patterns that an editor can read and change."""

from __future__ import annotations

import pytest

from roundup.core.candidates import Candidate
from roundup.core.errors import Refused
from roundup.core.notices import Pattern, Where, default_patterns, notice_of, read_patterns

NOTICES = [
    "Subscribe to our newsletters",
    "Podcast: The harbour at night",
    "The harbour at night – podcast",
    "Correction: the price of the quay",
    "Fe de errores: el precio del muelle",
    "Rectificatif : le prix du quai",
    "Korrektur: Der Preis des Kais",
    "Correção: o preço do cais",
    "تصحيح: سعر الرصيف",
    "Sponsored: Seven reasons to visit",
    "[Anzeige] Sieben Gründe für eine Reise",
    "Contenido patrocinado | Siete razones",
    "Publi-rédactionnel – sept raisons",
    "Conteúdo patrocinado: sete razões",
    "The floods in pictures",
    "Las inundaciones, en imágenes",
    "England v Pakistan: first day – live!",
    "EN DIRECTO | La sesión de investidura",
    "Wahlabend im Liveticker",
    "50 % off: your discount code for the theatre",
]
STORIES = [
    "Live music returns to the harbour",
    "European elections: tell them where you live",
    "Podcast host arrested in Lisbon",
    "A correction of the river's course costs millions",
    "Why newspapers print corrections on page two",
    "The sponsor of the team goes bankrupt",
    "Video shows police at the bridge",
    "Galleries in Porto open their doors",
    "Deals with the devil: how the port was sold",
    "La imagen del rey cambia",
    "Anzeigenblatt wird eingestellt",
    "Newsletter writers form a union",
]


def candidate(title: str = "Night trains return", **more: object) -> Candidate:
    return Candidate(1, "1", title, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("title", NOTICES)
def test_a_headline_of_a_notice_is_known(title: str) -> None:
    assert notice_of(candidate(title), default_patterns())


@pytest.mark.parametrize("title", STORIES)
def test_a_headline_that_only_speaks_of_such_things_is_a_story(title: str) -> None:
    assert notice_of(candidate(title), default_patterns()) is None


@pytest.mark.parametrize(
    "notice",
    [
        candidate(labels=("Sponsored",)),
        candidate(labels=("Sport", "WERBUNG")),
        candidate(labels=("إعلان",)),
        candidate(authors=("Partner Content",)),
        candidate(authors=("Sponsored by the port",)),
        candidate(url="https://example.org/podcasts/2026/night-trains"),
        candidate(url="https://example.org/galer%C3%ADas/night-trains"),
    ],
)
def test_labels_authors_and_addresses_tell_too(notice: Candidate) -> None:
    assert notice_of(notice, default_patterns())


@pytest.mark.parametrize(
    "story",
    [
        candidate(labels=("Live music", "Sponsors")),
        candidate(authors=("Deal Porter", "Ana Sponsor")),
        candidate(url="https://example.org/culture/podcasts"),  # The last part names the article.
        candidate(url="https://live.example.org/2026/night-trains"),
        candidate(url="https://[broken/podcasts/x"),
    ],
)
def test_what_only_resembles_them_does_not(story: Candidate) -> None:
    assert notice_of(story, default_patterns()) is None


def test_a_publication_s_own_patterns_are_read_line_by_line() -> None:
    text = "headline part: Agenda\n\n  LABEL :  Was  läuft \nlabel: Was läuft\n"

    assert read_patterns(text) == (Pattern(Where.PART, "Agenda"), Pattern(Where.LABEL, "Was läuft"))
    assert read_patterns("\n".join(map(str, default_patterns()))) == default_patterns()


@pytest.mark.parametrize("line", ["sponsored", "title: sponsored", "headline:", "headline: !!!", ": x"])
def test_a_line_that_cannot_be_a_pattern_is_named(line: str) -> None:
    with pytest.raises(Refused, match="Line 2"):
        read_patterns(f"label: deals\n{line}\n")


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(Refused, match="500"):
        read_patterns("\n".join(f"label: word{number}" for number in range(501)))
