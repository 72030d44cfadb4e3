"""What each field of `Preferences` means in each place: an example of each, which all tests of them use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from roundup.articles.models import Article
from roundup.core.language import Language
from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.subscribers.eligibility import WhyNot
from tests.making import FRIDAY, NOW, make_articles

AWAY = FRIDAY.date() + timedelta(days=14)


@dataclass(frozen=True)
class Meaning:
    """What a field means in each place.

    `chosen` is a value, `typed` what the page sends for it and `shown` what it shows then, and `cell` what a
    file says for it. `called` are the English words beside its field, and `told`
    what the reader's own data says of it in a language. `refused` is what somebody could send
    and the page must not take; a box takes anything. `no_cells` make no sense, and `usual_cells` say the
    same as an empty cell, for a magazine in English with World, Culture and Sport. `another_copy`
    says whether a mailing has other words for it, and `another_greeting` whether what is merged into a copy
    for this reader alone, links aside, is another. With `silence` a reader gets nothing, because of `why`;
    `to_the_last` says whether that counts after the freeze too: at posting, and for a redrive. `beside` are
    other preferences without which the field means nothing.
    """

    chosen: Any
    typed: dict[str, Any]
    shown: str
    called: str
    told: Callable[[Language], str]
    cell: str
    refused: tuple[dict[str, Any], ...]
    no_cells: tuple[str, ...]
    usual_cells: tuple[str, ...]
    another_copy: bool
    another_greeting: bool = False
    silence: Any = None
    why: WhyNot | None = None
    to_the_last: bool = False
    beside: dict[str, Any] = field(default_factory=dict)


# Of those, the edition tells nothing of the last.
WRITERS = ("Ines Falk", "Jo Roe", "Zoë Winter")


def make_told_edition(publication: Publication) -> Edition:
    """Make an edition of World and Culture, all by Ines Falk except for a story of Culture by Jo Roe."""
    make_articles(publication, 4)
    Article.objects.filter(publication=publication, section="Culture", url__endswith="/2").update(
        authors=["Jo Roe"]
    )
    return assemble_edition(publication, NOW)


MEANINGS = {
    # A copy is chosen at the freeze: the page says that a change counts from the next round-up on.
    "sections": Meaning(
        chosen=frozenset({"culture"}),
        typed={"sections": ["culture"]},
        shown='name="sections" value="culture" checked',
        called="What you get",
        told=lambda said: "Culture",
        cell="Culture",
        refused=({"sections": ["atlantis"]}, {"sections": ["culture", "<b>"]}),
        no_cells=("Atlantis", "=1+1"),
        usual_cells=(" ; ", "world, culture, sport"),
        another_copy=True,
        silence=frozenset({"sport"}),
        why=WhyNot.NO_STORIES,
    ),
    "writers": Meaning(
        chosen=frozenset({"Ines Falk"}),
        typed={"writers": ["Ines Falk"]},
        shown='name="writers" value="Ines Falk" checked',
        called="Writers",
        told=lambda said: "Ines Falk",
        cell=" Ines  Falk",
        refused=({"writers": ["Nobody At All"]}, {"writers": ["<b>"]}, {"another_writer": "Nobody At All"}),
        no_cells=("=1+1", "Ines Falk; ?", "x" * 90),
        usual_cells=(" ; ",),
        another_copy=True,
        silence=frozenset({"Zoë Winter"}),
        why=WhyNot.NO_STORIES,
    ),
    "muted_sections": Meaning(
        chosen=frozenset({"world"}),
        typed={"muted_sections": ["world"]},
        shown='name="muted_sections" value="world" checked',
        called="Sections to leave out",
        told=lambda said: "World",
        cell="world",
        refused=({"muted_sections": ["atlantis"]}, {"muted_sections": ["<b>"]}),
        no_cells=("Atlantis", "World; Culture; Sport"),
        usual_cells=(" ; ",),
        another_copy=True,
        silence=frozenset({"world", "culture"}),
        why=WhyNot.NO_STORIES,
    ),
    "muted_writers": Meaning(
        chosen=frozenset({"Jo Roe"}),
        typed={"muted_writers": ["Jo Roe"]},
        shown='name="muted_writers" value="Jo Roe" checked',
        called="Writers to leave out",
        told=lambda said: "Jo Roe",
        cell="Jo Roe",
        refused=({"muted_writers": ["Nobody At All"]}, {"another_muted_writer": "<b>"}),
        no_cells=("=1+1", "Jo Roe; ?"),
        usual_cells=(" ; ",),
        another_copy=True,
        silence=frozenset({"Ines Falk", "Jo Roe"}),
        why=WhyNot.NO_STORIES,
    ),
    # The first mailing of a publication is none of theirs. Which editions come is settled at the freeze.
    "rhythm": Meaning(
        chosen="second",
        typed={"rhythm": "second"},
        shown='name="rhythm" value="second" checked',
        called="How often",
        told=lambda said: said.say("Every second round-up"),
        cell="Every second",
        refused=({"rhythm": "daily"},),
        no_cells=("daily", "1"),
        usual_cells=("every",),
        another_copy=False,
        silence="second",
        why=WhyNot.EVERY_SECOND,
    ),
    "empty_week": Meaning(
        chosen="everything",
        typed={"empty_week": "everything"},
        shown='name="empty_week" value="everything" checked',
        called="If a round-up has nothing for you",
        told=lambda said: said.say("Send me everything that time"),
        cell="Everything",
        refused=({"empty_week": "half"},),
        no_cells=("half",),
        usual_cells=("nothing",),
        another_copy=False,
        silence="",
        why=WhyNot.NO_STORIES,
        beside={"sections": frozenset({"sport"})},
    ),
    "paused_until": Meaning(
        chosen=AWAY,
        typed={"paused_until": AWAY.isoformat()},
        shown=f'value="{AWAY.isoformat()}"',
        called="The last day without mail",
        told=lambda said: said.day(AWAY),
        cell=f"{AWAY:%d.%m.%Y}",
        refused=({"paused_until": "soon"}, {"paused_until": "2099-01-01"}, {"pause": "forever"}),
        no_cells=("soon", "2099-01-01", "03/04/2027"),
        usual_cells=("2020-01-01",),
        another_copy=False,
        silence=AWAY,
        why=WhyNot.PAUSED,
        to_the_last=True,
    ),
    # No language is a reason to get nothing; the words of a copy are those of the freeze.
    "language": Meaning(
        chosen="de",
        typed={"language": "de"},
        shown='value="de" lang="de" selected',
        called="Language of emails and pages",
        told=lambda said: Language("de").name,
        cell="DE_at",
        refused=({"language": "tlh"}, {"language": "de-AT"}),
        no_cells=("tlh", "deutsch"),
        usual_cells=("en", "EN-gb"),
        another_copy=True,
    ),
}
