"""Take the pictures of the documentation: `make screenshots`, or `python -m tools.screenshots`.

Runs the demo in a folder of its own, lets a week pass, and takes pictures with the browser of the tests.
With a folder and `--whole` it takes whole pages, for people to look at.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import django
from PIL import Image
from playwright.sync_api import Browser, StorageState

from roundup.config.demo.magazine import SLUG
from tests.e2e.desk import Desk
from tests.e2e.letters import Letters, link
from tests.e2e.machine import Machine
from tests.services.browser import open_chromium

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WEEK = timedelta(days=7)
_MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which page, how wide and high, and light or dark. `scale` is the pixels for each point."""

    name: str
    address: str
    width: int
    height: int
    light: Literal["light", "dark"] = "light"
    scale: int = 1


def shots(base: str, edition: int, proof: str, preferences: str) -> list[Shot]:
    """Return all pictures to take, given the addresses of what the demo left."""
    desk = f"{base}/newsroom/editions/{edition}/"
    return [
        Shot("proof-desktop", proof, 640, 1280),
        Shot("proof-phone", proof, 375, 1100, scale=2),
        Shot("proof-dark", proof, 640, 1280, "dark"),
        Shot("newsroom", f"{base}/newsroom/", 1280, 560),
        Shot("newsroom-phone", f"{base}/newsroom/", 375, 740, scale=2),
        Shot("edition", desk, 1600, 1000),
        Shot("edition-dark", desk, 1600, 1000, "dark"),
        Shot("edition-laptop", f"{desk}?sheet=sponsor", 1366, 768),
        Shot("edition-tablet", desk, 1024, 768),
        Shot("edition-phone", desk, 390, 844, scale=2),
        Shot("calendar", f"{base}/newsroom/calendar/", 1280, 640),
        Shot("settings", f"{base}/newsroom/publications/{SLUG}/settings/week/", 1366, 768),
        Shot("settings-phone", f"{base}/newsroom/publications/{SLUG}/settings/looks/", 375, 812, scale=2),
        Shot("subscribe", f"{base}/subscribe/", 640, 820),
        Shot("preferences", preferences, 640, 1080),
        Shot("preferences-phone-dark", preferences, 375, 1000, "dark", scale=2),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description="Take the pictures of the documentation.")
    parser.add_argument("folder", nargs="?", type=Path, default=PICTURES)
    parser.add_argument("--whole", action="store_true", help="whole pages, however long")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="roundup-shots-") as data:
        machine = Machine(Path(data), new=True)
        told = machine.json("demo", "--once", "--port", str(machine.port))
        draft = _a_week_later(machine, told["edition"])
        with machine.up(), open_chromium() as browser:
            _take_all(browser, machine, told, draft, arguments)
    return 0 if arguments.whole else _weigh(arguments.folder)


def _take_all(
    browser: Browser, machine: Machine, told: dict[str, Any], draft: int, arguments: argparse.Namespace
) -> None:
    base = machine.environment["ROUNDUP_BASE_URL"]
    proof = (machine.data / "proof" / "edition.html").as_uri()
    preferences = link(Letters(machine.data).all()[0], "p")
    session = _sign_in(browser, base, told)
    for shot in shots(base, draft, proof, preferences):
        _take(browser, shot, session, arguments.folder, whole=arguments.whole)


def _a_week_later(machine: Machine, edition_id: int) -> int:
    """Make the mailed edition last week's and assemble its news again: a draft with a past."""
    os.environ.update(machine.environment, DJANGO_SETTINGS_MODULE="roundup.config.settings")
    django.setup()
    from django.db.models import F
    from django.utils import timezone

    from roundup.config.demo.magazine import editor_words
    from roundup.editions.assembling import assemble_edition, reassemble_edition
    from roundup.editions.editing import set_words
    from roundup.editions.models import Edition, LedgerEntry

    moments = "period period_start period_end news_since dated assembled_at send_at mailed_at"
    Edition.objects.filter(pk=edition_id).update(
        subject="The week the ferries stood still", **{name: F(name) - WEEK for name in moments.split()}
    )
    LedgerEntry.objects.update(state=LedgerEntry.State.RELEASED)
    now = timezone.now()
    draft = reassemble_edition(assemble_edition(Edition.objects.get(pk=edition_id).publication, now), now)
    set_words(draft, now=now, **editor_words(draft.subject, draft.preheader))
    return int(draft.pk)


def _sign_in(browser: Browser, base: str, told: dict[str, Any]) -> StorageState:
    context = browser.new_context()
    Desk(context.new_page(), base).sign_in(told["editor"], told["password"])
    state = context.storage_state()
    context.close()
    return state


def _take(browser: Browser, shot: Shot, session: StorageState, folder: Path, *, whole: bool) -> None:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=shot.scale,
        color_scheme=shot.light,
        storage_state=session,
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(shot.address, wait_until="networkidle")
    target = folder / f"{shot.name}.png"
    page.screenshot(path=target, full_page=whole)
    context.close()
    # A page has few colours: a palette needs a third of the bytes. Dithering keeps skies smooth.
    with Image.open(target) as picture:
        colours = picture.convert("RGB")
        colours.quantize(palette=colours.quantize(256)).save(target, optimize=True)
    print(f"{target}: {target.stat().st_size // 1000} kB", file=sys.stderr)


def _weigh(folder: Path) -> int:
    size = sum(file.stat().st_size for file in folder.glob("*.png"))
    if size > _MOST_BYTES:
        print(f"The pictures weigh {size:,} bytes; keep them under {_MOST_BYTES:,}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
