"""Faults of links and pictures."""

from __future__ import annotations

from dataclasses import replace

from roundup.core.articles import Image
from tests.rendering.checks.planting import (
    Case,
    Fault,
    Plant,
    html,
    image,
    inserted,
    lead_of,
    linked,
    note,
    pictured,
    second,
    with_text,
)

_FINE = "https://harbour-review.example/archive"


def _mark_lost(name: str) -> Plant:
    return lambda case: html(f"-{case.content.token_prefix}.{name}-", "https://else.example/")(case)


def _mark_lost_in_text(case: Case) -> Case:
    mark = f"-{case.content.token_prefix}.preferences-"
    return with_text(case, case.rendered.text.replace(mark, ""))


def _unknown_mark(case: Case) -> Case:
    return inserted(f"<p>Dear -{case.content.token_prefix}.name-</p>")(case)


def _mark_typed(case: Case) -> Case:
    return note(f"[Win](https://else.example/-{case.content.token_prefix}.unsubscribe-)")(case)


def _mark_in_subject(case: Case) -> Case:
    subject = f"The keepers -{case.content.token_prefix}.browser-"
    return replace(case, rendered=replace(case.rendered, subject=subject))


def _same_picture(case: Case) -> Case:
    shown = lead_of(case.content).image
    assert isinstance(shown, Image)
    return second(image=shown)(case)


def _blown_up(case: Case) -> Case:
    return html('width="300"', 'width="600"')(image(width=300)(case))


LINKS = (
    Fault("links.nowhere", "a hash", linked("#")),
    Fault("links.nowhere", "nothing", linked("")),
    Fault("links.relative", "a path", linked("/archive/41")),
    Fault("links.relative", "no scheme", linked("harbour-review.example/archive")),
    Fault("links.scheme", "a script", linked("javascript:alert(1)")),
    Fault("links.scheme", "a file", linked("file:///etc/hosts")),
    Fault("links.insecure", "http", linked("http://harbour-review.example/archive")),
    Fault("links.local", "this machine", linked("https://localhost:8000/archive")),
    Fault("links.local", "a private network", linked("https://192.168.1.20/archive")),
    Fault("links.local", "a name of the house", linked("https://intranet/archive")),
    Fault("links.draft", "a staging host", linked("https://staging.harbour-review.example/archive")),
    Fault("links.draft", "a preview", linked("https://harbour-review.example/?p=7&amp;preview=true")),
    Fault("links.draft", "an editor's page", linked("https://harbour-review.example/wp-admin/post.php")),
    Fault("links.trial-host", "a host for trials", linked("https://dev.harbour-review.example/archive")),
    Fault("links.userinfo", "a password", linked("https://ann:secret@harbour-review.example/")),
    Fault("links.shortener", "a shortener", linked("https://bit.ly/3xYz")),
    Fault("links.disguised", "a Cyrillic a", linked("https://h\u0430rbour-review.example/")),
    Fault("links.disguised", "the same in punycode", linked("https://xn--hrbour-review-w1k.example/")),
    Fault("links.number", "a number", linked("https://8.8.8.8/archive")),
    Fault("links.long", "an endless address", linked(f"{_FINE}?{'a' * 2001}")),
    Fault("links.spaces", "a space", linked("https://harbour-review.example/the archive")),
    Fault("links.silent", "no words", linked(_FINE, "")),
    Fault("links.silent", "a mute picture", linked(_FINE, f'<img src="{_FINE}.jpg" alt="" width="90">')),
    Fault("links.untelling", "click here", linked(_FINE, "Click here!")),
    Fault("links.untelling", "Spanish", linked(_FINE, "Leer más »")),
    Fault("links.untelling", "French", linked(_FINE, "Lire la suite…")),
    Fault("links.untelling", "German", linked(_FINE, "Hier klicken")),
    Fault("links.untelling", "Portuguese", linked(_FINE, "Saiba mais")),
    Fault("links.untelling", "Arabic", linked(_FINE, "اقرأ المزيد")),
    Fault("links.wordless", "an arrow", linked(_FINE, "→")),
    Fault("links.mismatch", "another bank", linked(_FINE, "https://bank.example/login")),
    Fault("links.mismatch", "another host", linked(_FINE, "www.bank.example")),
    Fault("links.nested", "a link in a link", linked(_FINE, f'The <a href="{_FINE}">archive</a>')),
    Fault("links.unsubscribe", "no way out", _mark_lost("unsubscribe")),
    Fault("links.preferences", "no preferences", _mark_lost("preferences")),
    Fault("links.preferences", "none in the plain text", _mark_lost_in_text),
    Fault("links.browser", "no way to the browser", _mark_lost("browser")),
    Fault("links.marks", "an invented mark", _unknown_mark),
    Fault("links.typed-mark", "a reader's link in a link of the note", _mark_typed),
    Fault("links.subject-mark", "a reader's link in the subject", _mark_in_subject),
)

_PICTURE = "https://pictures.example/boat"

IMAGES = (
    Fault("images.alt", "no alternative text", inserted(f'<p><img src="{_PICTURE}.jpg" width="90"></p>')),
    Fault("images.described", "an empty description", image(alt="")),
    Fault("images.alt-file-name", "a file's name", image(alt="keepers_final-2.jpg")),
    Fault("images.alt-file-name", "a camera's name", image(alt="IMG_2041")),
    Fault("images.alt-long", "a whole story", image(alt="A lighthouse at dusk with a window lit. " * 8)),
    Fault("images.credit", "no credit", image(credit="")),
    Fault("images.width", "no width", inserted(f'<p><img src="{_PICTURE}.jpg" alt="A boat"></p>')),
    Fault("images.address", "embedded", pictured('src="data:image/png;base64,AAAA"')),
    Fault("images.address", "a path", pictured('src="/boat.jpg"')),
    Fault("images.insecure", "http", pictured('src="http://pictures.example/boat.jpg"')),
    Fault("images.local", "this machine", pictured('src="https://localhost/boat.jpg"')),
    Fault("images.local", "a staging host", pictured('src="https://staging.pictures.example/boat.jpg"')),
    Fault("images.format", "SVG", pictured(f'src="{_PICTURE}.svg"')),
    Fault("images.webp", "WebP", pictured(f'src="{_PICTURE}.webp?w=90"')),
    Fault("images.animated", "GIF", pictured(f'src="{_PICTURE}.gif"')),
    Fault("images.small", "blown up", _blown_up),
    Fault("images.heavy", "a poster", image(width=6000)),
    Fault("images.twice", "one picture, two stories", _same_picture),
    Fault("images.many", "an album", pictured(f'src="{_PICTURE}.jpg"', times=20)),
    Fault("images.pixels", "a hidden one", inserted(f'<p><img src="{_PICTURE}.png" alt="" width="1"></p>')),
)

FAULTS = (*LINKS, *IMAGES)
