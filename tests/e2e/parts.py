"""The processes of an installation, whoever started them: those that know its data folder."""

from __future__ import annotations

from pathlib import Path


def of(data: Path) -> dict[int, str]:
    """Return the command lines of all living processes of an installation, by their numbers."""
    mark = f"ROUNDUP_DATA={data}\0".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            # Valkey writes its title over its environment, and its socket into the title.
            knows = mark in (folder / "environ").read_bytes() or f"unixsocket:{data}/" in words
            if knows and _state(folder) != "Z":
                found[int(folder.name)] = words
        except OSError:
            continue  # It has just ended, or is not ours to look at.
    return found


def _state(folder: Path) -> str:
    return (folder / "stat").read_text().rpartition(")")[2].split()[0]


def parts(supervisor: int, data: Path) -> dict[str, int]:
    """Return the parts of a running installation: those that `ps` shows, and what these have started."""
    found: dict[str, int] = {}
    everybody = {pid: (words, _parent(pid)) for pid, words in of(data).items()}
    for pid, (words, parent) in everybody.items():
        for name, mark in (("valkey", "valkey-server"), ("worker", "celery"), ("web", "gunicorn")):
            if mark in words and parent == supervisor:
                found[name] = pid
    for pid, (_, parent) in everybody.items():
        for name, of_part in (("beat", "worker"), ("web's worker", "web")):
            if parent == found.get(of_part):
                found[name] = pid
    return found


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def lives(pid: int) -> bool:
    """Say whether a process is there, and not only waiting to be buried."""
    try:
        return _state(Path(f"/proc/{pid}")) != "Z"
    except OSError:
        return False
