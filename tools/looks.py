"""Take the pictures of the looks: `make screenshots`, or `python -m tools.looks [FOLDER]`.

Each look is shown with the sample edition, on a desktop and on a phone, in light and in dark mode.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from PIL import Image
from playwright.sync_api import Browser

from roundup.config.demo.magazine import articles
from roundup.config.demo.pictures import write_picture
from roundup.rendering.designs import DESIGNS
from roundup.rendering.edition import render_edition
from roundup.rendering.samples import SAMPLE_PICTURES, sample_edition
from tests.services.browser import open_chromium
from tools.screenshots import PICTURES

Light = Literal["light", "dark"]

WIDTHS: Final = (600, 375)
HEIGHT: Final = 2000
GAP: Final = 25
LIGHTS: Final[tuple[Light, ...]] = ("light", "dark")
MOST_BYTES: Final = 250_000
# What a magazine of each kind might choose: an accent for light mode, and one for dark mode.
ACCENTS: Final = {
    "review": ("#8a1c1c", "#f0a8a0"),
    "news": ("#0b4f9e", "#8fc1ff"),
    "letter": ("#9a4a1f", "#f0b48a"),
}
_SURROUND: Final = {"light": "#c9c6c1", "dark": "#000000"}


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="roundup-looks-") as place, open_chromium() as browser:
        painted = _paint(Path(place))
        heavy = [
            target
            for look in DESIGNS
            for light in LIGHTS
            if _weight(target := _sheet(browser, look, light, painted, folder)) > MOST_BYTES
        ]
    for target in heavy:
        print(f"{target} is too large: keep it under {MOST_BYTES:,} bytes.", file=sys.stderr)
    return 1 if heavy else 0


def page(look: str, painted: Path) -> str:
    """Return the sample edition in a look, with the pictures in the folder `painted`."""
    content = sample_edition(4)
    accent, accent_dark = ACCENTS.get(look, ACCENTS["review"])
    brand = replace(content.brand, look=look, accent=accent, accent_dark=accent_dark)
    return render_edition(replace(content, brand=brand)).html.replace(SAMPLE_PICTURES, painted.as_uri())


def _paint(place: Path) -> Path:
    """Paint every picture that the sample edition names; return their folder."""
    names = [
        name.partition(".jpg")[0]
        for name in render_edition(sample_edition(4)).html.split(SAMPLE_PICTURES + "/")[1:]
    ]
    models = [article for article in articles(datetime(2026, 3, 12, tzinfo=UTC)) if article.picture]
    for name, model in zip(names, models, strict=False):
        write_picture(replace(model, slug=name), place)
    return place


def _sheet(browser: Browser, look: str, light: Light, painted: Path, folder: Path) -> Path:
    """Put the desktop and phone pictures side by side."""
    source = painted / f"{look}.html"
    source.write_text(page(look, painted))
    sheet = Image.new("RGB", (sum(WIDTHS) + GAP, HEIGHT), _SURROUND[light])
    across = 0
    for width in WIDTHS:
        with Image.open(_shot(browser, source, width, light)) as shot:
            sheet.paste(shot, (across, 0))
        across += width + GAP
    target = folder / f"look-{look}-{light}.png"
    sheet.quantize(palette=sheet.quantize(128)).save(target, optimize=True)
    return target


def _shot(browser: Browser, source: Path, width: int, light: Light) -> Path:
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=light)
    target = source.with_suffix(".png")
    opened = context.new_page()
    opened.goto(source.as_uri(), wait_until="load")
    opened.screenshot(path=target)
    context.close()
    return target


def _weight(target: Path) -> int:
    size = target.stat().st_size
    print(f"{target}: {size // 1000} kB", file=sys.stderr)
    return size


if __name__ == "__main__":
    sys.exit(main())
