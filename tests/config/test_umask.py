"""However we are started, files are for their owner only, because they contain readers' addresses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from roundup.config.doctor.examination import examine_installation

pytestmark = pytest.mark.process

ENTRIES = {
    "the web": "import roundup.config.wsgi",
    "a worker": "import roundup.config.celery",
    "a worker of the checkout": "import worker",
    "django's own commands": "import sys, runpy; sys.argv[1:] = ['check']; "
    "runpy.run_module('roundup.config.manage', run_name='__main__')",
    "a command": "from roundup.config.cli import main; main(['publication', 'list'])",
}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_files_are_for_their_owner_alone(entry: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROUNDUP_")}
    environment |= {"ROUNDUP_DATA": str(tmp_path / "data"), "PYTHONPATH": os.getcwd()}
    begin, end = (
        "import os\nos.umask(0o022)\ntry:\n    ",
        "\nexcept SystemExit:\n    pass\nopen('kept', 'w').close()",
    )
    argv = [sys.executable, "-c", f"{begin}{entry}{end}"]

    subprocess.run(argv, env=environment, cwd=tmp_path, check=True, capture_output=True)

    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "secret-key"])
def test_the_doctor_notes_what_is_open_to_others(name: str) -> None:
    settings.DATA.mkdir(mode=0o700)
    (settings.DATA / "secret-key").write_text("x")
    (settings.DATA / "secret-key").chmod(0o600)
    assert not examine_installation()[0]["note"]

    path = settings.DATA / name
    path.chmod(path.stat().st_mode | 0o004)

    assert examine_installation()[0]["note"]
    assert "chmod go-rwx" in examine_installation()[0]["message"]
