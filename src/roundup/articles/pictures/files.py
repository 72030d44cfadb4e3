"""Keeps our copies: one folder of masters and cuts, each named after its content."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from roundup.articles.pictures.opening import open_picture
from roundup.articles.pictures.shapes import Focus, Kind, Master, Shape

_DIGEST_LETTERS: Final = 32
_NAME: Final = re.compile(
    rf"(?P<digest>[0-9a-f]{{{_DIGEST_LETTERS}}})-(?P<shape>{'|'.join(Shape)})-(?P<focus>{'|'.join(Focus)})"
    r"\.(?P<kind>jpg|png)"
)
# The cuts of a story's picture. Few pictures need a square (for a face): it is cut when first asked for.
DEFAULT_CUTS: Final = tuple((shape, Focus.CENTRE) for shape in (Shape.WIDE, Shape.SMALL))


@dataclass(frozen=True, slots=True)
class CutName:
    """One cut of one picture.

    As text, it is both the last part of the address and the name of the file.
    """

    digest: str
    shape: Shape
    focus: Focus
    kind: Kind

    def __str__(self) -> str:
        return f"{self.digest}-{self.shape}-{self.focus}.{self.kind}"

    @classmethod
    def read(cls, text: str) -> CutName | None:
        """Return the cut that `text` names, or None if it does not have this form."""
        found = _NAME.fullmatch(text)
        if found is None:
            return None
        kind: Kind = "png" if found["kind"] == "png" else "jpg"
        return cls(found["digest"], Shape(found["shape"]), Focus(found["focus"]), kind)


class PictureFiles:
    """The folder of all masters and cuts. Files in it never change; cuts can be made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> tuple[str, Master]:
        """Keep a stranger's picture with its usual cuts; return its digest and the master made from it.

        Raises SourceError if the content cannot be shown as a picture, and OSError if there is no room for
        it.
        """
        result = open_picture(content, DEFAULT_CUTS)
        digest = hashlib.sha256(result.master.content).hexdigest()[:_DIGEST_LETTERS]
        self._write(self._master(digest, result.master.kind), result.master.content)
        for (shape, focus), cut in zip(DEFAULT_CUTS, result.cuts, strict=True):
            self._write(self._cut(CutName(digest, shape, focus, result.master.kind)), cut)
        return digest, result.master

    def kept_cut(self, name: CutName) -> Path | None:
        """Return the file of a cut that has already been made, or None if there is none."""
        path = self._cut(name)
        return path if path.is_file() else None

    def cut(self, name: CutName) -> Path | None:
        """Return the file of a cut, made now if it is missing, or None for an unknown picture."""
        path = self._cut(name)
        if path.is_file():
            return path
        source = self._master(name.digest, name.kind)
        if not source.is_file():
            return None
        self._write(path, open_picture(source.read_bytes(), [(name.shape, name.focus)]).cuts[0])
        return path

    def has(self, digest: str, kind: str) -> bool:
        return self._master(digest, "png" if kind == "png" else "jpg").is_file()

    def _master(self, digest: str, kind: Kind) -> Path:
        return self._folder / "masters" / digest[:2] / f"{digest}.{kind}"

    def _cut(self, name: CutName) -> Path:
        return self._folder / "cuts" / name.digest[:2] / str(name)

    def _write(self, path: Path, content: bytes) -> None:
        """Write a file so that nobody ever sees half of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            fresh.write_bytes(content)
            os.replace(fresh, path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
