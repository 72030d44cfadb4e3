"""Run the tests on both databases at once: `python -m tests.services.both make`.

Many tests wait for a browser or for other processes; meanwhile the other run has the cores. What the
run on PostgreSQL says is printed when both are over.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile


def main(make: str) -> int:
    command = [make, "--no-print-directory"]
    with tempfile.TemporaryFile() as said:
        postgres = subprocess.Popen([*command, "tests-postgres"], stdout=said, stderr=subprocess.STDOUT)
        sqlite = subprocess.run([*command, "tests"], check=False)
        postgres.wait()
        said.seek(0)
        shutil.copyfileobj(said, sys.stdout.buffer)
        sys.stdout.flush()
    return sqlite.returncode or postgres.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
