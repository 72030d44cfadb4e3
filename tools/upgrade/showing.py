"""Checks that the archive shows every edition it lists as it was approved, and that old pictures answer."""

from __future__ import annotations

import re
from typing import Any

from tools.upgrade import roster as r
from tools.upgrade.founder import Before
from tools.upgrade.installation import Installation
from tools.upgrade.letters import edition_of, for_everybody, pictures
from tools.upgrade.pages import Page, Site
from tools.upgrade.verdicts import Verdicts

_MAILED = {r.HARBOUR: 4, r.HAFEN: 1}


def judge(house: Installation, before: Before, verdicts: Verdicts) -> None:
    site = house.visitor()
    shown: dict[str, list[Page]] = {}
    with verdicts.about("The archive shows every edition that it lists") as problems:
        for publication, mailed in _MAILED.items():
            shown[publication] = _archived(site, publication)
            problems += [f"{publication}: {p.status}" for p in shown[publication] if p.status != 200]
            if len(shown[publication]) != mailed:
                problems.append(f"{publication} lists {len(shown[publication])} of {mailed}")
            feed = site.get(f"/archive/feed.xml?publication={publication}").status
            problems += [f"the feed of {publication} answers {feed}"] if feed != 200 else []
    with verdicts.about("The archive shows what was approved, but for what is one reader's") as problems:
        for page in (page for pages in shown.values() for page in pages):
            edition = edition_of(page.body, house.magazine)
            if edition and for_everybody(page.body, house.base) not in _wanted(house, before, edition):
                problems.append(f"{edition[0]} {edition[1]}")
    with verdicts.about("The pictures of old mails answer") as problems:
        copies = [house.copies(*edition) for edition in r.DUE if edition != (r.HARBOUR, 4)]
        urls = {url for each in copies for url in pictures(next(iter(each.values()))[0].html, house.base)}
        problems += [f"{site.get(url).status} for a picture" for url in urls if site.get(url).status != 200]
        problems += [] if urls else ["there are none"]


def _archived(site: Site, publication: str) -> list[Page]:
    index = site.get(f"/archive/?publication={publication}").body
    places = re.findall(r'href="(?:http://[^/"]+)?(/archive/\d+/)"', index)
    return [site.get(place) for place in dict.fromkeys(places)]


def _wanted(house: Installation, before: Before, edition: tuple[str, int]) -> list[Any]:
    """Return what may be shown: what was approved or, if nobody got all of it, what somebody got."""
    wanted = [before.approved[edition]["html"]]
    if edition == (r.HARBOUR, 1):
        wanted += [mails[0].html for mails in house.copies(*edition).values()]
    return [for_everybody(html, house.base) for html in wanted]
