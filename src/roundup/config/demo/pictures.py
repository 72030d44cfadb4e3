"""Pictures made by code: layered hills under a sky, in colours that belong to the article's section."""

from __future__ import annotations

import math
import os
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from roundup.config.demo.magazine import SampleArticle

SIZE = (1200, 800)
_SKIES = {
    "World": ("#20344a", "#e2b07a"),
    "Cities": ("#3a2f4d", "#f0b49a"),
    "Science": ("#123a40", "#cfe3d2"),
    "Culture": ("#4a1f2e", "#f2cfa8"),
    "Opinion": ("#2f3b2c", "#e9dcb4"),
}


def write_picture(article: SampleArticle, folder: Path) -> None:
    """Write the article's picture as a JPEG, unless it is there or the article has none."""
    path = folder / f"{article.slug}.jpg"
    if not article.picture or path.exists():
        return
    fresh = path.with_suffix(".tmp")
    _paint(article).save(fresh, "JPEG", quality=82, optimize=True)
    os.replace(fresh, path)


def write_portrait(slug: str, folder: Path) -> None:
    """Write a portrait of nobody, head and shoulders, unless it is there."""
    path = folder / f"{slug}.jpg"
    if path.exists():
        return
    chance = random.Random(slug)  # noqa: S311 - the same name, the same portrait
    dark, light = (_rgb(colour) for colour in chance.choice(sorted(_SKIES.values())))
    picture = _sky(light, dark).resize((600, 600))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 400, 540, 900), fill=_mix(dark, light, 0.15))
    draw.ellipse((190, 130, 410, 420), fill=_mix(light, dark, 0.35))
    picture.filter(ImageFilter.SMOOTH).save(path, "JPEG", quality=82, optimize=True)


def _paint(article: SampleArticle) -> Image.Image:
    chance = random.Random(article.slug)  # noqa: S311 - the same article, the same picture
    dark, light = (_rgb(colour) for colour in _SKIES[article.section])
    picture = _sky(dark, light)
    draw = ImageDraw.Draw(picture)
    _sun(draw, chance, light)
    layers = chance.randint(4, 6)
    for layer in range(layers):
        shade = _mix(light, dark, 0.35 + 0.65 * (layer + 1) / layers)
        _ridge(draw, chance, shade, 0.42 + 0.5 * layer / layers)
    return picture.filter(ImageFilter.SMOOTH)


def _sky(dark: tuple[int, ...], light: tuple[int, ...]) -> Image.Image:
    column = Image.new("RGB", (1, SIZE[1]))
    for y in range(SIZE[1]):
        column.putpixel((0, y), _mix(dark, light, min(1.0, (y / SIZE[1]) * 1.5)))
    return column.resize(SIZE)


def _sun(draw: ImageDraw.ImageDraw, chance: random.Random, light: tuple[int, ...]) -> None:
    x, y = chance.uniform(0.2, 0.8) * SIZE[0], chance.uniform(0.2, 0.42) * SIZE[1]
    radius = chance.uniform(40, 90)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_mix(light, (255, 255, 255), 0.6))


def _ridge(draw: ImageDraw.ImageDraw, chance: random.Random, shade: tuple[int, ...], height: float) -> None:
    """Draw one line of hills, or of roofs, from side to side."""
    waves = [(chance.uniform(0.5, 4.0), chance.uniform(0, 6.3), chance.uniform(10, 60)) for _ in range(4)]
    points = [
        (x, height * SIZE[1] + sum(math.sin(x / SIZE[0] * 6.3 * f + p) * a for f, p, a in waves))
        for x in range(0, SIZE[0] + 12, 12)
    ]
    draw.polygon([(0, SIZE[1]), *points, (SIZE[0], SIZE[1])], fill=shade)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _mix(first: tuple[int, ...], second: tuple[int, ...], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue
