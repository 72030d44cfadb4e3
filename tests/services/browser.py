"""A real browser: Chromium, driven by Playwright. `python -m tests.services.browser` installs one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.services.waiting import PATIENCE

# The headless shell is the same engine without windows, on which a third of the time is spent otherwise.
_SHELL = "chromium-headless-shell"
_NAMES = (_SHELL, "chromium", "google-chrome", "chromium-browser")
_MISSING = "no Chromium was found: set ROUNDUP_CHROMIUM to one, or install it and run `make browser`"
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages name images and links of the outside; the tests stay on this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
_MILLISECONDS = PATIENCE * 1000
expect.set_options(timeout=_MILLISECONDS)


def find_chromium(playwright: Playwright) -> str | None:
    """Return the program: what `ROUNDUP_CHROMIUM` names, else one on the path, else Playwright's own."""
    named = os.environ.get("ROUNDUP_CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise FileNotFoundError(f"ROUNDUP_CHROMIUM is {named!r}, but that is no program.")
        return found
    on_path = next(filter(None, map(shutil.which, _NAMES)), None)
    own = playwright.chromium.executable_path
    return on_path or (own if Path(own).is_file() else None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium. One for each module, because Playwright keeps an event loop in this thread
    while it runs, and other tests must not meet it."""
    with pytest.MonkeyPatch.context() as patch, open_chromium() as chromium:
        # Django takes that loop for an asynchronous view and would refuse its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield chromium


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Run a Chromium; without one, a test is skipped, or fails where every test must run."""
    with sync_playwright() as playwright:
        program = find_chromium(playwright)
        if program is None:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(_MISSING)
        arguments = [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        chromium = playwright.chromium.launch(executable_path=program, args=arguments, timeout=_MILLISECONDS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A blank page with cookies of its own. An error in the page's own script fails the test."""
    # People's browsers do not say that they are headless; the readers' pages take those for machines.
    program = f"Mozilla/5.0 (X11; Linux x86_64) Chrome/{browser.version} Safari/537.36"
    context = browser.new_context(user_agent=program)
    context.set_default_timeout(_MILLISECONDS)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors, errors


def _install() -> None:
    """Install a Chromium: Debian's if we may, else Playwright's own. The outcome is looked at afterwards."""
    if _may_use_apt():
        _apt("update")
        _apt("install", "--no-install-recommends", "chromium")
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def _add_shell() -> None:
    """Put the shell beside Debian's Chromium, of the same version, so that nothing else changes.

    Where that fails the tests take longer.
    """
    if os.environ.get("ROUNDUP_CHROMIUM") or shutil.which(_SHELL) or not _may_use_apt():
        return
    asked = ["dpkg-query", "--show", "--showformat=${Version}", "chromium"]
    version = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    if version:
        _apt("install", "--no-install-recommends", f"{_SHELL}={version}")


def _may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(*argv: str) -> None:
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    subprocess.run([*apt, *argv], env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, check=False)


def _found() -> bool:
    with sync_playwright() as playwright:
        return find_chromium(playwright) is not None


def main() -> int:
    if not _found():
        print("Installing Chromium for the browser tests …", file=sys.stderr)
        _install()
    _add_shell()
    if _found():
        return 0
    print(f"The browser tests cannot run: {_MISSING}.", file=sys.stderr)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
