"""An export holds everybody, runs nothing in a spreadsheet, and can be imported again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.importers import export_subscribers, import_file
from roundup.subscribers.models import Subscriber, Suppression
from roundup.subscribers.suppressions import suppress_subscriber
from tests.making import NOW, make_publication, make_reader


def named(publication: Publication, local: str, name: str) -> Subscriber:
    reader = make_reader(publication, local)
    reader.name = name
    reader.save()
    return reader


def test_an_export_comes_back_as_it_was(publication: Publication, tmp_path: Path) -> None:
    make_reader(publication, "-ann", sections=["world"], paused_until=date(2027, 1, 1))
    named(publication, "=cmd", "=1+1")
    named(publication, "quoted", 'Quote "and", comma; ünd')
    make_reader(publication, "left", status="unsubscribed")
    make_reader(publication, "waits", status="pending")
    suppress_subscriber(make_reader(publication, "bounced").pk, SuppressionReason.BOUNCED, NOW)
    subscriptions.erase(make_reader(publication, "gone"), NOW)
    path = tmp_path / "readers.csv"
    path.write_text("".join(export_subscribers(publication)), encoding="utf-8", newline="")
    other = make_publication(name="The Lane", slug="lane")
    Suppression.objects.all().delete()

    import_file(other, path, now=NOW)

    fields = ("email", "name", "status", "sections", "paused_until", "created_at")
    here = publication.subscribers.filter(erased_at=None).exclude(name="bounced").order_by("email")
    kept = other.subscribers.order_by("email")
    assert list(kept.exclude(name="bounced").values_list(*fields)) == list(here.values_list(*fields))
    # Who may not be mailed comes along, so that the next export tells it too.
    assert kept.get(name="bounced").status == "unsubscribed"
    assert Suppression.objects.get().reason == "bounced"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_an_export_is_a_formula(publication: Publication, sign: str) -> None:
    named(publication, "ann", f"{sign}HYPERLINK(1)")

    (line,) = list(export_subscribers(publication))[1:]

    assert f"'{sign}HYPERLINK(1)" in line


def test_the_forgotten_are_in_no_export(publication: Publication) -> None:
    subscriptions.erase(make_reader(publication, "gone"), NOW)

    assert len(list(export_subscribers(publication))) == 1
