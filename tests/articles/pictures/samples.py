"""Pictures of every kind, made by code."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image


def written(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photograph(width: int = 1600, height: int = 1000) -> Image.Image:
    """Return a picture with thousands of colours: a slope of light, with grain."""
    chance = random.Random(5)
    grain = Image.frombytes("L", (width // 8, height // 8), chance.randbytes((width // 8) * (height // 8)))
    slope = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (slope, grain.resize((width, height)), slope.rotate(180)))


def noise(width: int, height: int) -> Image.Image:
    """Return what no compression makes small."""
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


def chart(width: int = 900, height: int = 600) -> Image.Image:
    """Return a drawing of three colours."""
    drawn = Image.new("RGB", (width, height), "white")
    drawn.paste((20, 60, 120), (100, 200, 300, 500))
    drawn.paste((180, 40, 30), (400, 100, 600, 500))
    return drawn


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))
