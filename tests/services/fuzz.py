"""Search for what breaks a property: `python -m tests.services.fuzz MINUTES`, on SQLite.

Round after round with another seed, until the time is over or something is found.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_FOUND = """
Found with seed {seed}. The same search again:
  {again}
Keep what it found as an @example of the test, then fix the fault."""


def main(minutes: float) -> int:
    until = time.time() + minutes * 60
    rounds = 0
    while time.time() < until:
        rounds += 1
        seed = random.SystemRandom().randrange(2**32)
        print(f"Round {rounds}, seed {seed}", flush=True)
        if code := _search(seed, until):
            return code
    print(f"Nothing was found in {rounds} rounds of {minutes:g} minutes in all.")
    return 0


def _search(seed: int, until: float) -> int:
    options = ["-m", "hypothesis", "--hypothesis-profile=fuzz", f"--hypothesis-seed={seed}"]
    command = [sys.executable, "-m", "pytest", "-n", "2", "-q", "-r", "fE", *options, f"--until={until:.0f}"]
    code = subprocess.run([*command, *_files(seed)], cwd=_ROOT, env=_on_sqlite(), check=False).returncode
    if code:
        again = f".venv/bin/python -m pytest {' '.join(options)} TEST"
        print(_FOUND.format(seed=seed, again=again))
    return code


def _files(seed: int) -> list[str]:
    """Return the files with property tests in an order of this round's own: the last ones may be cut off."""
    found = [str(path) for path in sorted(_ROOT.glob("tests/**/test_*.py")) if "@given" in path.read_text()]
    random.Random(seed).shuffle(found)
    return found


def _on_sqlite() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "ROUNDUP_TEST_DATABASE_URL"}


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
