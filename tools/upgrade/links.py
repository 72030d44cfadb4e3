"""Checks that the links in old mails work, each for its own reader and for nobody else."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from tools.upgrade import letters
from tools.upgrade import roster as r
from tools.upgrade.founder import Before
from tools.upgrade.installation import Installation, inside, readers
from tools.upgrade.keeping import differences
from tools.upgrade.pages import Form
from tools.upgrade.verdicts import Verdicts

_LOOKED_AT = (*r.FOLLOWERS, *r.GERMAN, r.RESUMED, r.CHOOSES, r.PAUSES, r.SPEAKS, r.LEAVES_LATER, r.CROWD[1])
# Presses that come sooner are asked once more (decision 76).
_READING_SECONDS = 4
_ONE_CLICK = [("List-Unsubscribe", "One-Click")]
# Who is shown which wishes: sections, days of pause from today, language.
_WISHES = {
    **{name: (frozenset(sections), 0, "en") for name, sections in r.FOLLOWERS.items()},
    r.GERMAN[0]: (frozenset(), 0, "de"),
    r.CHOOSES: (frozenset({"culture"}), 0, "en"),
    r.PAUSES: (frozenset(), 56, "en"),
    r.SPEAKS: (frozenset(), 0, "fr"),
    r.CROWD[1]: (frozenset(), 0, "en"),
}


class Links:
    """The links that readers of the old installation have, by edition, name and letter."""

    def __init__(self, house: Installation, before: Before, verdicts: Verdicts) -> None:
        self.house, self.before, self.verdicts = house, before, verdicts
        self.site = house.visitor()
        self.known = readers(house.new)
        self.held = {
            edition: {name: letters.own_links(mails[0].text, house.base) for name, mails in copies.items()}
            for edition in r.DUE
            if (copies := house.copies(*edition))
        }

    def judge(self) -> None:
        self._judge_looking()
        self._judge_wishes()
        self._judge_copies()
        self._judge_strangers()
        self._judge_acting()

    def _judge_looking(self) -> None:
        """Open every link of a few readers, as mail scanners do."""
        with self.verdicts.about("Looking at any old or new link answers, and changes nothing") as problems:
            census = inside(self.house.new, "census.py")
            for edition, held in self.held.items():
                urls = [url for name in held if name in _LOOKED_AT for url in held[name].values()]
                problems += [
                    f"{edition}: {self._path(url)}" for url in urls if self.site.get(url).status != 200
                ]
            for name in (r.LEFT, r.LATE, *r.SUPPRESSED, r.ERASED):
                statuses = [self.site.get(url).status for url in self.held[r.HARBOUR, 2][name].values()]
                # A reader whose links are void sees the edition for everybody, or a page that says so.
                fine = {200, 302, 404, 410} if name == r.ERASED else {200}
                problems += [f"a link of {name} answers {each}" for each in statuses if each not in fine]
            for name in (*r.ASKING, r.CONFIRMED):
                if self.site.get(self.before.confirmations[name]).status != 200:
                    problems.append(f"the confirmation of {name}")
            problems += self._changes()
            if inside(self.house.new, "census.py")["contents"] != census["contents"]:
                problems.append("a consent, suppression or account has changed")

    def _judge_wishes(self) -> None:
        with self.verdicts.about("Each link to wishes shows its own reader's, and no other's") as problems:
            for edition in ((r.HARBOUR, 1), (r.HARBOUR, 2), (r.HARBOUR, 4)):
                for name in _WISHES.keys() & self.held[edition].keys():
                    problems += self._unlike(name, self.held[edition][name]["p"])

    def _unlike(self, name: str, url: str) -> list[str]:
        page = self.site.get(url)
        sections, pause, language = _WISHES[name]
        ticked = page.form.all("sections")
        today = datetime.now(UTC).date()
        until = page.form.one("paused_until")
        found = [] if r.masked(name) in page.body else ["not the own address"]
        found += [f"the address of {o}" for o in _WISHES if o != name and r.masked(o) in page.body]
        everything = ticked >= set(r.SECTIONS) - {r.REMOVED}
        found += [] if ticked == sections or (not sections and everything) else [f"sections {sorted(ticked)}"]
        days = {str(today + timedelta(days=pause + shift)) for shift in (-1, 0, 1)} if pause else {""}
        found += [] if until in days else [f"a pause until {until!r}"]
        found += [] if page.form.one("language") == language else [f"language {page.form.one('language')}"]
        return [f"{name}: {', '.join(found)}"] if found else []

    def _judge_copies(self) -> None:
        with self.verdicts.about("Each link to the browser shows the copy that was mailed") as problems:
            for edition, held in self.held.items():
                copies = self.house.copies(*edition)
                for name in (*_LOOKED_AT, *r.HAFEN_READERS[:2]):
                    if name in held:
                        mailed = letters.stories(copies[name][0].html, self.house.magazine)
                        shown = letters.stories(self.site.get(held[name]["b"]).body, self.house.magazine)
                        problems += [f"{edition} of {name}"] if not mailed or shown != mailed else []

    def _judge_strangers(self) -> None:
        """Damage a link, and use one for another purpose: neither may affect anybody."""
        with self.verdicts.about("A spoiled link, or one used for something else, leads nowhere") as problems:
            one, other = (
                self.held[r.HARBOUR, 2][name]["u"].rsplit("/", 2)[1] for name in (r.CROWD[2], r.CROWD[3])
            )
            half = len(one) // 2
            for path in (f"u/{one[:-1]}", f"u/{one[:half]}{other[half:]}", f"p/{one}", f"b/{one}"):
                statuses = self.site.get(f"/{path}/").status, self.site.post(f"/{path}/", _ONE_CLICK).status
                problems += [f"{path[0]} answers {each}" for each in statuses if not 400 <= each < 500]
            problems += self._changes()

    def _judge_acting(self) -> None:
        held = self.held[r.HARBOUR, 2]
        with self.verdicts.about("An old link to leave makes its own reader leave") as problems:
            self._act(problems, held[r.LEAVES_LATER]["u"], _ONE_CLICK, r.LEAVES_LATER)
            self._expect(problems, r.HARBOUR, r.LEAVES_LATER, status="unsubscribed")
        with self.verdicts.about("An old link to leave does so for one publication alone") as problems:
            both = r.CROWD[0]
            self._act(problems, self.held[r.HAFEN, 1][both]["u"], _ONE_CLICK, both)
            self._expect(problems, r.HAFEN, both, status="unsubscribed")
            self._expect(problems, r.HARBOUR, both, status="active")
        with self.verdicts.about("Wishes can be changed by an old link") as problems:
            url, name = held[r.CHOOSES_LATER]["p"], r.CHOOSES_LATER
            wished = self._read(url).with_(sections=["sport"], language=["fr"])
            self._act(problems, url, wished, name)
            self._expect(problems, r.HARBOUR, name, sections="sport", language="fr")
        with self.verdicts.about(
            "A pending confirmation is confirmed by its old link, and no other"
        ) as problems:
            first, *others = r.ASKING
            link = self.before.confirmations[first]
            self._act(problems, link, self._read(link).fields, first)
            self._expect(problems, r.HARBOUR, first, status="active")
            for name in others:
                self._expect(problems, r.HARBOUR, name, status="pending")

    def _read(self, url: str) -> Form:
        """Return the form of a page after reading it for as long as people do, if the page asks for that."""
        form = self.site.get(url).form
        if form.all("shown"):
            time.sleep(_READING_SECONDS)
        return form

    def _act(self, problems: list[str], url: str, fields: list[tuple[str, str]], name: str) -> None:
        """Post to a link, which may change nobody but its reader."""
        status = self.site.post(url, fields).status
        problems += [f"{self._path(url)} answers {status}"] if status not in (200, 302, 303) else []
        problems += [change for change in self._changes() if not change.startswith(f"{name} ")]

    def _changes(self) -> list[str]:
        """Return what has changed for any reader since the last call."""
        was, self.known = self.known, readers(self.house.new)
        return [change for each in was for change in differences(was[each], self.known[each])]

    def _expect(self, problems: list[str], publication: str, name: str, **columns: str) -> None:
        reader = self.known[publication][name]
        problems += [f"{name}: {c} is {reader[c]!r}" for c, v in columns.items() if reader[c] != v]

    def _path(self, url: str) -> str:
        """Return a link without its token."""
        return url.removeprefix(self.house.base)[:3]
