"""A letter for everybody: what was mailed, without what was meant for one reader."""

from __future__ import annotations

import pytest

from roundup.archive.letter import public_letter
from roundup.core.language import SPOKEN, Language
from roundup.core.tokens import PersonalTokens

PREFIX = "ru0123456789"
SUBSCRIBE = "https://newsletter.example.org/subscribe/?publication=quay"


def shown(body: str, head: str = "") -> str:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return str(public_letter(page, PREFIX, SUBSCRIBE).markup)


def test_a_link_of_a_reader_goes_with_what_it_leaves_empty() -> None:
    links = " | ".join(f'<a href="-{PREFIX}.{name}-">{name}</a>' for name in ("browser", "unsubscribe"))

    assert shown(f"<div><p>{links}</p></div><p>Ebb.</p>") == "<p>Ebb.</p>"


def test_what_stands_beside_a_link_of_a_reader_stays() -> None:
    body = f'<p><a href="-{PREFIX}.preferences-">Yours</a> <a href="https://quay.example.org">Ours</a></p>'

    assert shown(body) == '<p> <a href="https://quay.example.org">Ours</a></p>'


def test_a_mark_that_is_no_link_becomes_the_way_to_subscribe() -> None:
    body = f'<p title="-{PREFIX}.browser-">At -{PREFIX}.browser- <b>or</b> -{PREFIX}.preferences-</p>'

    assert PREFIX not in shown(body)
    assert shown(body).count(SUBSCRIBE) == 3


@pytest.mark.parametrize("language", SPOKEN)
def test_what_makes_sense_only_in_a_mail_is_left_out(language: str) -> None:
    say = Language(language).say
    why = say("You get this mail because you subscribed to %(name)s.", name="Ink & Salt (weekly)")
    friend = say("Has somebody forwarded this to you?")

    body = f"<p>{why.replace('&', '&amp;')}</p><p>{friend} <a href='{SUBSCRIBE}'>Here</a></p><p>Ebb.</p>"
    assert shown(body) == "<p>Ebb.</p>"


def test_an_inbox_line_a_comment_and_a_script_are_left_out() -> None:
    body = '<div style="display:none;mso-hide:all">Inbox</div><!--[if mso]>Old<![endif]--><script>1</script>'

    assert shown(body + "<p>Ebb.</p>") == "<p>Ebb.</p>"


def test_the_styles_of_a_letter_reach_nothing_else() -> None:
    head = "<style>a{color:red}</style><style media='print'>b{color:red}</style>"

    letter = public_letter(f"<html><head>{head}</head><body></body></html>", PREFIX, SUBSCRIBE)

    assert letter.styles == ".letter{a{color:red}\n@media print{b{color:red}}}"


def test_a_feed_gets_the_words_and_pictures_alone() -> None:
    body = (
        '<table><tr><td style="x"><h2 style="x"><a href="https://quay.example.org/1?a=1&amp;b=2">Ebb</a></h2>'
        '<p style="x">Low &lt;b&gt; <i>tide</i><br>now\x07</p><ul><li>One</li></ul>'
        '<p><img src="https://quay.example.org/1.jpg" alt="A &quot;pier&quot;" width="9"></p>'
        "<p> </p></td></tr></table>"
    )

    letter = public_letter(f"<html><body>{body}</body></html>", PREFIX, SUBSCRIBE)

    assert letter.plain.splitlines() == [
        '<h2><a href="https://quay.example.org/1?a=1&amp;b=2">Ebb</a></h2>',
        "<p>Low &lt;b&gt; <i>tide</i><br>now</p>",
        "<p>• One</p>",
        '<p><img src="https://quay.example.org/1.jpg" alt="A &#34;pier&#34;"></p>',
    ]


@pytest.mark.parametrize(
    "body",
    [
        '<div><p class="dim">-{p}.word-<a href="-{p}.browser-">View in browser</a></p></div>',
        '<div><p class="dim"><b>-{p}.word-</b> <a href="-{p}.browser-">View in browser</a></p></div>',
        "<table><tr><td><p>-{p}.word- &nbsp;<i>-{p}.word-</i></p></td></tr></table>",
    ],
)
def test_words_for_one_reader_leave_nothing_empty_behind(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PersonalTokens, "NAMES", (*PersonalTokens.LINKS, "word"))

    assert shown(f"{body.format(p=PREFIX)}<p>-{PREFIX}.word-Ebb.</p>") == "<p>Ebb.</p>"


def test_what_a_mark_does_not_fill_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PersonalTokens, "NAMES", (*PersonalTokens.LINKS, "word"))
    body = f'<p>-{PREFIX}.word-<img src="/1.jpg"></p><p></p><i title="-{PREFIX}.word-"></i>'

    assert shown(body) == '<p><img src="/1.jpg"></p><p></p><i title=""></i>'
