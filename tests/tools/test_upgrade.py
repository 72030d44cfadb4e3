"""What judges an upgrade can tell right from wrong, and the old installation is what it claims to be."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime
from importlib.metadata import distributions
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from roundup.providers.sendgrid.standin import fates
from tools.upgrade import letters, roster
from tools.upgrade.founder import describe
from tools.upgrade.installation import zone_of_noon
from tools.upgrade.keeping import differences, editions, holds
from tools.upgrade.mailed import wrong
from tools.upgrade.pages import read_form
from tools.upgrade.verdicts import Verdicts, shown, until

BASE, MAGAZINE = "http://127.0.0.1:8000", "http://127.0.0.1:9000"


def rows(table: str) -> dict[str, dict[str, str]]:
    return {roster.name_of(row["email"]): row for row in csv.DictReader(io.StringIO(table))}


def test_who_is_due_an_edition_is_in_a_table_or_asked_by_the_form() -> None:
    today = date(2026, 11, 20)
    harbour = rows(roster.first_table()) | rows(roster.second_table(today))

    assert roster.DUE[roster.HARBOUR, 4] <= harbour.keys() | {roster.CONFIRMED}
    assert roster.DUE[roster.HAFEN, 1] == rows(roster.hafen_table()).keys()
    assert all(
        harbour[name]["status"] == "active" for name in roster.DUE[roster.HARBOUR, 2] - {roster.CONFIRMED}
    )


def test_nobody_is_due_who_left_pauses_or_must_not_be_mailed() -> None:
    never = {roster.LEFT, roster.LEFT_BEFORE, roster.ERASED, roster.PAUSED, roster.PAUSES, *roster.PROVIDER}
    never |= {*roster.SUPPRESSED, *roster.IMPORTED_PENDING, *roster.ASKING, roster.LATE}

    assert not roster.DUE[roster.HARBOUR, 3] & never
    assert not roster.DUE[roster.HARBOUR, 4] & never


def test_of_the_suppressed_there_is_one_of_each_reason() -> None:
    assert {row["suppressed"] for row in rows(roster.suppressed_table()).values()} == {
        "unsubscribed",
        "by-editor",
        "invalid",
        "bounced",
        "complained",
    }


def test_no_copy_but_those_of_whom_the_provider_tells_meets_another_fate() -> None:
    everybody = {name for due in roster.DUE.values() for name in due}

    told = {name for name in everybody if fates.told_by(roster.address(name)) != fates.ARRIVES}

    assert told == set(roster.PROVIDER)


@pytest.mark.parametrize("hour", range(24))
def test_in_the_zone_of_a_trial_it_is_about_noon(hour: int) -> None:
    now = datetime(2026, 11, 20, hour, 59, tzinfo=UTC)

    assert now.astimezone(ZoneInfo(zone_of_noon(now))).hour == 12


def test_a_mails_own_links_are_found_by_their_letter() -> None:
    text = f"Leave: {BASE}/u/abc-_1/\nWishes: {BASE}/p/def/\nAgain: {BASE}/u/abc-_1/ {MAGAZINE}/u/other/"

    assert letters.own_links(text, BASE) == {"u": f"{BASE}/u/abc-_1/", "p": f"{BASE}/p/def/"}


def test_two_different_links_to_one_purpose_are_a_fault() -> None:
    with pytest.raises(ValueError, match="two links to unsubscribe"):
        letters.own_links(f"{BASE}/u/abc/ {BASE}/u/def/", BASE)


def test_a_proof_a_copy_and_the_archive_are_alike_but_for_what_is_one_readers() -> None:
    words = '<p><a href="https://quay.example.org/1">Ebb</a></p>'
    proof = f'<p><a href="-ru0123456789.browser-">View</a></p>{words}'
    copy = f'<p><a href="{BASE}/b/abc/">View</a></p>{words}'
    archive = f'<a href="{BASE}/archive/">All</a><div class="letter">{words}</div>'

    everybodys = ("Ebb", ["https://quay.example.org/1"])
    assert [letters.for_everybody(each, BASE) for each in (proof, copy, archive)] == [everybodys] * 3


def test_other_words_are_not_a_difference_of_links() -> None:
    one, other, two = f"One {BASE}/u/abc/", f"One {BASE}/u/def/", f"Two {BASE}/u/abc/"

    assert letters.shared(one, BASE) == letters.shared(other, BASE) != letters.shared(two, BASE)


def test_other_words_and_addresses_are_a_difference() -> None:
    one, two = (f'<p><a href="https://quay.example.org/{n}">Ebb</a></p>' for n in (1, 2))

    assert letters.for_everybody(one, BASE) != letters.for_everybody(two, BASE)
    assert letters.for_everybody(one, BASE) != letters.for_everybody(one.replace("Ebb", "Flow"), BASE)


def test_a_mail_tells_its_edition_and_its_stories_by_their_addresses() -> None:
    story = f"{MAGAZINE}/der-hafen/3/world-1"
    html = f'<a href="{story}"><img></a><a href="{story}">Story</a><a href="{MAGAZINE}/der-hafen/3/sport-2">'

    assert letters.edition_of(html, MAGAZINE) == ("der-hafen", 3)
    assert letters.stories(html, MAGAZINE) == [story, f"{MAGAZINE}/der-hafen/3/sport-2"]
    assert letters.edition_of("<p>Please confirm</p>", MAGAZINE) is None


FORM = """<form><input type=checkbox name=sections value=world checked>
<input type=checkbox name=sections value=culture><input type=radio name=pause value=no checked>
<input type=radio name=pause value=2><input type=date name=paused_until value="">
<select name=language><option value=en><option value=fr selected></select>
<button type=submit name=action value=save></button></form>
<form><button name=action value=leave></button></form>"""


def test_a_form_is_sent_as_it_stands_with_its_first_button() -> None:
    form = read_form(FORM)

    assert form.fields == [
        ("sections", "world"),
        ("pause", "no"),
        ("paused_until", ""),
        ("language", "fr"),
        ("action", "save"),
    ]
    assert ("sections", "culture") in form.with_(sections=["culture"])
    assert ("sections", "world") not in form.with_(sections=["culture"])


def test_a_page_of_the_newsroom_leads_to_each_edition_once() -> None:
    html = '<a href="/newsroom/editions/3/"></a><a href="/newsroom/editions/3/#proof"></a>'

    assert editions(html) == ["/newsroom/editions/3/"]


def test_who_got_no_copy_two_or_one_too_many_is_named() -> None:
    counts = Counter({"ada": 1, "bela": 2, "zita": 1})

    assert wrong(counts, frozenset({"ada", "bela", "cora"})) == [
        "bela got 2 copies",
        "cora got 0 copies",
        "zita was mailed and is not due",
    ]


def test_a_reader_who_is_gone_new_or_another_is_named() -> None:
    was = {"ada": {"status": "active"}, "bela": {"status": "active"}, "cora": {"sections": "science"}}
    known = {
        "bela": {"status": "pending", "added": "later"},
        "cora": {"sections": ""},
        "dana": {"status": "active"},
    }

    assert differences(was, known, but=("cora", "sections")) == [
        "ada is gone",
        "dana is new",
        "bela has another status",
    ]


def test_a_document_may_say_more_than_before_and_nothing_else() -> None:
    was = {"id": 5, "sections": [{"name": "World"}]}

    assert holds({"id": 5, "sections": [{"name": "World", "key": "world"}], "hour": None}, was)
    assert not holds({"id": 5, "sections": []}, was)
    assert not holds({"id": 5, "sections": [{"name": "Welt"}]}, was)


def test_what_is_broken_or_fails_is_told_and_what_was_not_looked_at_shown() -> None:
    one, other = Verdicts(), Verdicts()
    with one.about("Nothing is lost"):
        pass
    with one.about("Nobody twice") as problems:
        problems.append("ada got 2 copies")
    with other.about("Nothing is lost"):
        raise TimeoutError("not within a second")

    lines = shown({"SQLite": one, "PostgreSQL": other}).splitlines()

    assert [line.split()[-2:] for line in lines[1:3]] == [["kept", "BROKEN"], ["BROKEN", "-"]]
    assert lines[3:] == [
        "SQLite: Nobody twice: ada got 2 copies",
        "PostgreSQL: Nothing is lost: TimeoutError: not within a second",
    ]
    assert one.broken
    assert other.broken


def test_what_does_not_come_is_named() -> None:
    with pytest.raises(TimeoutError, match="ada"):
        until(lambda: "ada", seconds=0, every=0)


@pytest.mark.parametrize("name", ["roundup", "roundup-newsletter"])
def test_an_old_checkout_knows_its_version_by_the_name_it_had(name: str, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "{name}"\nversion = "0.0.7"\n')

    describe(tmp_path)

    (found,) = distributions(path=[str(tmp_path / "src")])
    assert (found.name, found.version) == (name, "0.0.7")
