"""Checks, as soon as the new installation is up, that everything in the old one is still there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tools.upgrade import roster as r
from tools.upgrade.founder import ADMIN, EDITOR, PASSWORD, Before, draft
from tools.upgrade.installation import Installation, inside, readers, status
from tools.upgrade.verdicts import Verdicts

# Rows that come and go by themselves.
_PASSING = {"subscribers.Asking", "events.Notice"}
_COUNTED = ("accepted", "excluded", "refused", "uncertain", "candidates")


def judge(house: Installation, before: Before, verdicts: Verdicts) -> None:
    machine = house.new
    with verdicts.about("Every reader is there, with status, wishes and dates") as problems:
        for publication, known in readers(machine).items():
            problems += differences(before.readers[publication], known, but=(r.ORPHAN, "sections"))
    census = inside(machine, "census.py")
    with verdicts.about("Every consent, suppression and account is there, as it was") as problems:
        for label, rows in before.census["contents"].items():
            gone = [row for row in rows if row not in census["contents"][label]]
            problems += [f"{len(gone)} of {len(rows)} rows of {label} are gone or changed"] if gone else []
    with verdicts.about("No row of any model is lost") as problems:
        for label in before.census["keys"].keys() - _PASSING:
            gone = set(before.census["keys"][label]) - set(census["keys"].get(label, ()))
            problems += [f"{len(gone)} rows of {label}"] if gone else []
    with verdicts.about("Publications and drafts are as they were") as problems:
        if machine.json("publication", "list") != before.publications:
            problems.append("the list of publications differs")
        for slug, was in before.drafts.items():
            now = _chosen(draft(machine, slug))
            parts = [part for part, kept in _chosen(was).items() if not holds(now.get(part), kept)]
            problems += [f"the draft of {slug} has other {part}" for part in parts]
    with verdicts.about("Accounts of what was mailed are as they were") as problems:
        for (publication, edition), was in before.status.items():
            if was["status"] == "mailed":
                told = status(machine, publication, edition)
                changed = [word for word in _COUNTED if told["account"][word] != was["account"][word]]
                problems += [f"{publication} {edition}: {word}" for word in changed]


def _chosen(draft: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an editor has chosen; the words that say why may be others in each version."""
    articles = {article["url"]: article["in"] for article in draft["articles"]}
    return {**{name: part for name, part in draft.items() if name != "articles"}, "articles": articles}


def holds(document: Any, was: Any) -> bool:
    """Say whether a document says everything that another said, whatever else it says."""
    if isinstance(was, dict):
        return isinstance(document, dict) and all(holds(document.get(key), was[key]) for key in was)
    if isinstance(was, list):
        return len(document) == len(was) and all(map(holds, document, was))
    return bool(document == was)


def differences(
    was: Mapping[str, Mapping[str, str]],
    known: Mapping[str, Mapping[str, str]],
    but: tuple[str, str] = ("", ""),
) -> list[str]:
    """Return who is gone, or described differently, compared with the old export; `but` may differ."""
    found = [f"{name} is gone" for name in sorted(was.keys() - known.keys())]
    found += [f"{name} is new" for name in sorted(known.keys() - was.keys())]
    for name in sorted(was.keys() & known.keys()):
        columns = [c for c, value in was[name].items() if known[name].get(c) != value and (name, c) != but]
        found += [f"{name} has another {column}" for column in columns]
    return found


def judge_suppressed(house: Installation, verdicts: Verdicts) -> None:
    """Check what an import would do with everybody who must not be mailed, including the erased reader."""
    never = [*r.SUPPRESSED, "bounce", "complain", r.ERASED]
    with verdicts.about("Who is suppressed or erased stays so for an import") as problems:
        file = house.folder / "never.csv"
        file.write_text(r.table({name: {} for name in never}))
        told: dict[str, Any] = house.new.json("import", str(file), "--dry-run", "--publication", r.HARBOUR)
        if told["suppressed"] != len(never):
            problems.append(f"{told['suppressed']} of {len(never)} are suppressed")


def judge_newsroom(house: Installation, verdicts: Verdicts) -> None:
    """Sign in with the old password, and open every edition."""
    site = house.visitor()
    with verdicts.about("The admin signs in, and every edition opens in the newsroom") as problems:
        form = site.get("/newsroom/login/").form
        signed = site.post("/newsroom/login/", form.with_(username=[ADMIN], password=[PASSWORD]))
        if signed.status != 302:
            problems.append(f"signing in answered {signed.status}")
        for publication, count in ((r.HARBOUR, 5), (r.HAFEN, 2)):
            home = site.get(f"/newsroom/publications/{publication}/").body
            places = editions(home)
            if len(places) != count:
                problems.append(f"{publication} lists {len(places)} editions")
            answers = {place: site.get(place) for place in places}
            problems += [f"{place} answers {p.status}" for place, p in answers.items() if p.status != 200]
            if publication == r.HARBOUR and not any(EDITOR in page.body for page in answers.values()):
                problems.append("no page says who approved")


def editions(html: str) -> list[str]:
    """Return the places of the editions that a page of the newsroom leads to."""
    return list(dict.fromkeys(re.findall(r'href="(/newsroom/editions/\d+/)[#"]', html)))
