"""Does the archive show every edition that it lists, as it was approved, and do old pictures answer?"""

from __future__ import annotations

import re

from tools.upgrade import roster as r
from tools.upgrade.founder import Before
from tools.upgrade.installation import Installation
from tools.upgrade.letters import edition_of, pictures, shared
from tools.upgrade.verdicts import Verdicts

_MAILED = {r.HARBOUR: {1, 2, 3, 4}, r.HAFEN: {1}}


def judge(house: Installation, before: Before, verdicts: Verdicts) -> None:
    site = house.visitor()
    with verdicts.about("The archive shows every edition that it lists") as problems:
        for publication, mailed in _MAILED.items():
            index = site.get(f"/archive/?publication={publication}").body
            places = sorted(set(re.findall(r'href="(?:http://[^/"]+)?(/archive/\d+/)"', index)))
            pages = {place: site.get(place) for place in places}
            problems += [
                f"{place} answers {page.status}" for place, page in pages.items() if page.status != 200
            ]
            if len(pages) != len(mailed):
                problems.append(f"{publication} lists {len(pages)} of {len(mailed)}")
            feed = site.get(f"/archive/feed.xml?publication={publication}").status
            problems += [f"the feed of {publication} answers {feed}"] if feed != 200 else []
    with verdicts.about("What the archive shows is what was approved, byte for byte") as problems:
        for publication, mailed in _MAILED.items():
            index = site.get(f"/archive/?publication={publication}").body
            shown = {}
            for place in set(re.findall(r'href="(?:http://[^/"]+)?(/archive/\d+/)"', index)):
                body = site.get(place).body
                if named := edition_of(body, house.magazine):
                    shown[named[1]] = shared(body, house.base)
            for edition in mailed:
                wanted = shared(before.approved[publication, edition]["html"], house.base)
                problems += [f"{publication} {edition}"] if shown.get(edition) != wanted else []
    with verdicts.about("The pictures of old mails answer") as problems:
        old = [house.copies(*edition) for edition in r.DUE if edition != (r.HARBOUR, 4)]
        urls = {url for copies in old for url in pictures(next(iter(copies.values()))[0].html, house.base)}
        problems += [f"{site.get(url).status} for a picture" for url in urls if site.get(url).status != 200]
        problems += [] if urls else ["there are none"]
