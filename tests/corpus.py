"""Where the shared corpus of real feeds and pages is, if it is here."""

from __future__ import annotations

import os
from pathlib import Path


def corpus_dir() -> Path | None:
    """Return the folder of the corpus: `ROUNDUP_CORPUS`, else beside the checkout, else None."""
    named = os.environ.get("ROUNDUP_CORPUS")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "corpus"
    return folder if folder.is_dir() else None
