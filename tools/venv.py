"""Install what a lock names, and roundup itself, in `.venv`: `python3 tools/venv.py runtime` or `dev`.

Runs on any Python 3 and needs no package. Does nothing if everything is there already. The next run notices
if one was cut short, and starts over; if there are two runs at once, one waits for the other.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UNFINISHED = os.path.join(VENV, "unfinished")
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3")
# The former name of this distribution: two that own the same files must not be installed together.
FORMER_NAME = "roundup"
SUITABLE = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"


def main():
    parts = ["runtime"] if sys.argv[1:] == ["runtime"] else ["runtime", "dev"]
    if not stale(parts):
        return
    with open(os.path.join(ROOT, ".venv.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stale(parts):
            install(stale(parts))


def install(parts):
    if os.path.exists(UNFINISHED) or moved() or not works():
        create()
        parts = ["runtime"] + [part for part in parts if part != "runtime"]
    open(UNFINISHED, "w").close()
    for part in parts:
        say(f"Installing what {LOCKS[part]} names ...")
        pip("install", "--require-hashes", "--only-binary", ":all:", "-r", LOCKS[part])
        if part == "runtime":
            pip("uninstall", "--yes", FORMER_NAME)
            pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")
        with open(stamp(part), "w") as file:
            file.write(wanted(part))
    os.remove(UNFINISHED)


def create():
    python = next((name for name in CANDIDATES if shutil.which(name) and quiet(name, "-c", SUITABLE)), None)
    if python is None:
        sys.exit(
            "No Python 3.11 or later with its venv module was found (looked for {}). Install one; "
            "on Debian and Ubuntu: apt-get install python3 python3-venv".format(", ".join(CANDIDATES))
        )
    say(f"Making .venv with {python} ...")
    shutil.rmtree(VENV, ignore_errors=True)
    run(python, "-m", "venv", VENV)


def pip(*arguments):
    # Isolated from PYTHONPATH and the person's own packages, but not from pip's configuration:
    # it may name the index, a proxy or a certificate.
    run(PYTHON, "-I", "-m", "pip", "--disable-pip-version-check", "-qq", *arguments)


def stale(parts):
    """Return those of `parts` that are missing or out of date, or all if .venv's Python is gone."""
    if os.path.exists(UNFINISHED) or not os.access(PYTHON, os.X_OK):
        return parts
    return [part for part in parts if read(stamp(part)) != wanted(part)]


def wanted(part):
    """Return what the stamp of `part` says if it is up to date."""
    digest = hashlib.sha256()
    for name in (LOCKS[part], "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return f"{ROOT}\n{digest.hexdigest()}\n"


def moved():
    """Say whether the checkout has been moved or copied, because the programs in .venv name its old place."""
    return read(stamp("runtime")).partition("\n")[0] not in ("", ROOT)


def works():
    return os.path.exists(PYTHON) and quiet(PYTHON, "-I", "-c", SUITABLE + "; import pip")


def stamp(part):
    return os.path.join(VENV, "installed-" + part)


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except FileNotFoundError:
        return ""


def quiet(*command):
    return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def run(*command):
    code = subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    if code:
        sys.exit("This failed: {}".format(" ".join(command)))


def say(sentence):
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
