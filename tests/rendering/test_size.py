"""What a message will weigh counts each link that may be rewritten, and each mark that is replaced."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from roundup.core.tokens import PersonalTokens
from roundup.rendering.size import TRACKED_LINK, Growth, Weight, weigh_html

MARK = PersonalTokens("ru0123456789").mark("browser")
GREETED = f"<p>{MARK}</p>"
OWN_LINK = f'<a href="{MARK}">Yours</a>'
LINK = '<a href="https://x.example/">Everybody’s</a>'
PIECES = {"greeted": GREETED, "own": OWN_LINK, "link": LINK, "other": '<a href="#a">-ru-</a>'}


@given(st.lists(st.sampled_from(sorted(PIECES))))
def test_links_are_rewritten_and_marks_are_replaced_wherever_they_stand(names: list[str]) -> None:
    html = "".join(PIECES[name] for name in names)
    own, links, greeted = (names.count(name) for name in ("own", "link", "greeted"))
    weight = weigh_html(html)

    assert weight == Weight(len(html.encode()), links + own, greeted + own)
    assert Growth(tracked=True, personal=70).expected(weight) == (
        weight.size + (links + own) * TRACKED_LINK + (greeted + own) * 70
    )
