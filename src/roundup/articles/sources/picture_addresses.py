"""What a picture's address says: whether an article would show it, its size and its type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

_PHOTO: Final = frozenset(("jpg", "jpeg", "jfif", "webp", "avif"))
_PICTURE: Final = _PHOTO | {"png", "gif"}
_OTHER_FILE: Final = re.compile(
    r"svgz?|ico|icns|mp[234]|m4[abv]|m3u8?|mov|avi|wmv|webm|mkv|og[agv]|opus|wav|flac|aac|aiff?|midi?|pdf|epub"
    r"|mobi|docx?|odt|rtf|pptx?|xlsx?|csv|txt|html?|xml|json|js|css|zip|gz|torrent|swf"
)
_STATED_TYPE: Final = re.compile(r"(?:format|output|\bfm|\bf)[=:(_]\(?(webp|avif|jpe?g|png)", re.IGNORECASE)
_SIGNS_LIST: Final = (
    "logo logos favicon avatar avatars gravatar headshot mugshot emoji sprite placeholder spacer"
)
_SIGNS: Final = frozenset(_SIGNS_LIST.split())
_ICONS: Final = frozenset(("icon", "icons"))
# Folders of the pictures that stand beside articles: signs and faces.
_BESIDE_LIST: Final = """
social-icons share-icons badges buttons sprites emojis twemoji smilies placeholders author authors headshots
profile_images profile-pictures
"""
_BESIDE: Final = _SIGNS | _ICONS | frozenset(_BESIDE_LIST.split())
# A file named only with these words and numbers is a stand-in, unless the words only call it a picture.
_STAND_INS_LIST: Final = """
blank pixel grey gray white black clear dot empty transparent trans dummy default fallback load loading loader
preload spinner lazy lazyload no noimage noimg nophoto 1x1
"""
_STAND_INS: Final = frozenset(_STAND_INS_LIST.split())
_CALLS: Final = frozenset(
    ("subscribe", "newsletter", "donate", "signup", "share", "sharing", "tweet", "follow")
)
_FILLING_LIST: Final = """
image img photo picture thumb thumbnail bg background og now here today to us our this button btn banner ad
box cta promo header footer icon facebook twitter email on up
"""
_FILLING: Final = frozenset(_FILLING_LIST.split())
_COUNTERS_LIST: Final = """
pixel pixels beacon track tracker tracking counter count hit hits stat stats analytics matomo piwik open
hitwebcounter statcounter
"""
_COUNTERS: Final = frozenset(_COUNTERS_LIST.split())
_NOT_OF_ARTICLES: Final = re.compile(
    r"feeds\.feedburner\.com/~|feedsportal\.com|pixel\.wp\.com|stats\.wordpress\.com|doubleclick\.net|/~r/|/~ff/"
    r"|pixel\.quantserve|/b\.gif$|scorecardresearch|gravatar\.com/|google-analytics\.com|/b/ss/"
)
# Where pictures and players are kept whose addresses do not end in a file type.
_STORES_LIST: Final = """
img imgs image images photo photos pic pics picture pictures thumb thumbs thumbnail thumbnails
"""
_STORES: Final = frozenset(_STORES_LIST.split())
_PLAYERS: Final = frozenset(("embed", "player", "players", "video", "videos", "watch", "audio", "podcast"))
_NUMBER: Final = re.compile(r"\d+(?:x\d*)?")
_SIZE: Final = re.compile(r"[/_-](\d{2,4})x(\d{2,4})(?=[/._-])")
_DESCRIPTOR: Final = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)([wx])(?:,(.*))?")
_MOST_CANDIDATES: Final = 40
_NOT_FOR_MAIL: Final = ("webp", "avif", "svg+xml", "svg")
# Nearly the width of a mail's column: a narrower picture would look blurred.
WIDE: Final = 560


@dataclass(frozen=True, slots=True)
class Rendition:
    """One address of a picture. `width` is in pixels, if known; `scale` is as stated in a srcset, else 1."""

    url: str
    kind: str
    width: int | None = None
    scale: float = 1

    @property
    def is_for_mail(self) -> bool:
        """Say whether every mail program can show it; only some can show WebP and AVIF."""
        return self.kind not in _NOT_FOR_MAIL

    @property
    def is_wide(self) -> bool:
        """Say whether it fills the column of a mail, as far as we know."""
        return self.width is None or self.width >= WIDE


def best_of(renditions: list[Rendition]) -> Rendition | None:
    """Return the widest rendition that every mail program can show, or else the widest of all."""
    return max(renditions, key=lambda one: (one.is_for_mail, one.width or 0, one.scale), default=None)


def may_be_lead(url: str) -> bool:
    """Say whether an article may open with what is at `url`.

    It may not open with a sign, a face, a counter, a stand-in or some other file.
    """
    path, kind = _path_of(url), stated_type(url)
    place = f"{_parts(url).netloc.lower()}{path}"
    if not path.strip("/") or _OTHER_FILE.fullmatch(kind) or _NOT_OF_ARTICLES.search(place):
        return False
    *folders, name = path.split("/")
    words = re.findall(r"[^\W_]+", name.removesuffix(f".{kind}"))
    if _BESIDE.intersection(folders) or _SIGNS.intersection(words) or _is_no_picture(words, kind):
        return False
    return kind in _PHOTO or not _is_counter(url, kind)


def _is_no_picture(words: list[str], kind: str) -> bool:
    """Say whether a file is named like a sign, a stand-in or an appeal to readers."""
    # A photograph may show an icon of its time.
    if kind not in _PHOTO and _ICONS.intersection([*words[:1], *words[-2:]]):
        return True
    telling = {word for word in words if not _NUMBER.fullmatch(word) or word in _STAND_INS}
    kinds = _STAND_INS | _CALLS
    return bool(kinds & telling) and telling <= kinds | _FILLING


def _is_counter(url: str, kind: str) -> bool:
    """Say whether an address counts visitors. A real picture may be in a folder with such a name."""
    *folders, name = _path_of(url).split("/")
    hosts = (_parts(url).hostname or "").split(".")
    stem = name.partition(".")[0]
    return bool(_COUNTERS.intersection([*hosts, stem, *([] if kind in _PICTURE else folders)]))


def names_picture(url: str) -> bool:
    """Say whether `url` itself names a picture, for a file whose type nobody states."""
    kind = stated_type(url)
    if kind in _PICTURE or _OTHER_FILE.fullmatch(kind):
        return kind in _PICTURE
    words = set(re.findall(r"[^\W_]+", f"{_parts(url).netloc.lower()}{_path_of(url)}"))
    return bool(_STORES & words) and not _PLAYERS & words


def stated_type(url: str) -> str:
    """Return the type that an address gives, such as `jpg`, or ''."""
    parts = _parts(url)
    stated = _STATED_TYPE.search(f"{parts.path}?{parts.query}")
    if stated:
        return stated[1].lower()
    name = parts.path.rpartition("/")[2].lower()
    return name.rpartition(".")[2] if "." in name else ""


def pixels_in(text: str) -> int | None:
    """Return a length in pixels, or None if `text` is not one."""
    found = re.fullmatch(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*", text, re.ASCII)
    return int(found[1]) if found else None


def declared_size(url: str, width: int | None, height: int | None) -> tuple[int | None, int | None]:
    """Return the size of a picture as declared, or else as given in its address (`/60x60/`)."""
    told = _SIZE.search(url) if width is None and height is None else None
    return (int(told[1]), int(told[2])) if told else (width, height)


def candidates_in(srcset: str) -> Iterator[tuple[str, int | None, float]]:
    """Yield the address, width and scale of each candidate; addresses may contain commas, but no spaces."""
    waiting = ""
    for token in srcset.split()[: 4 * _MOST_CANDIDATES]:
        descriptor = _DESCRIPTOR.fullmatch(token)
        if descriptor is None:
            if waiting:
                yield waiting.rstrip(","), None, 1
            waiting = token.lstrip(",")
            continue
        number, unit, rest = descriptor.groups()
        if waiting:
            width, scale = (int(float(number)), 1.0) if unit == "w" else (None, float(number))
            yield waiting, width, scale
        waiting = rest or ""
    if waiting:
        yield waiting.rstrip(","), None, 1


def _path_of(url: str) -> str:
    return unquote(_parts(url).path).lower()


def _parts(url: str) -> SplitResult:
    """Return the parts of an address, however broken it is: strangers send all sorts."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", url, "", "")
