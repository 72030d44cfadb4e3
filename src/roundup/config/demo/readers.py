"""A thousand sample readers with different preferences, as a CSV that the real importer reads."""

from __future__ import annotations

import random
from pathlib import Path

from roundup.config.demo.magazine import SECTIONS
from roundup.core.csv_cells import csv_line

_FIRST = [
    "Ada",
    "Bo",
    "Cleo",
    "Dag",
    "Edda",
    "Finn",
    "Gala",
    "Hugo",
    "Isa",
    "Jun",
    "Kai",
    "Lena",
    "Milo",
    "Nora",
    "Oona",
    "Per",
    "Quinn",
    "Rosa",
    "Sami",
    "Tove",
]
_LAST = (
    "Abara",
    "Berg",
    "Costa",
    "Dahl",
    "Ekman",
    "Farouk",
    "Grau",
    "Holm",
    "Ito",
    "Jansen",
    "Kovac",
    "Lund",
)


def write_readers(path: Path, count: int) -> Path:
    """Write `count` readers, the same at every call: two in five want everything, the rest some sections."""
    chance = random.Random(20)  # noqa: S311 - a sample, not a secret
    keys = [section["key"] for section in SECTIONS if section.get("style") != "briefs"]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(csv_line(["email", "name", "status", "sections"]))
        for number in range(1, count + 1):
            name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
            wished = [] if chance.random() < 0.4 else sorted(chance.sample(keys, chance.randint(1, 3)))
            file.write(csv_line([f"reader{number:04}@example.org", name, "active", ";".join(wished)]))
    return path
