"""The marks that publishers put before a text that they have changed: "UPDATE –", "[Mis à jour]"."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = (
    r"(?:updated?|actualizaci[óo]n|actualizad[oa]|atualizaç[ãa]o|atualizad[oa]|mise? à jour"
    r"|aktualisier(?:t|ung)|تحديث|محد[ّ]?ث)"
)
_LAST: Final = r"(?:last|latest|última|dernière|letzte|zuletzt|آخر)"
# A day or a time. The colon in a time does not end the mark.
_WHEN: Final = r"(?:[ ,(]{1,2}(?:\d{1,2}:\d\d|[^\s:|–—()\[\]]{1,12})\)?){0,7}"
_MARK: Final = re.compile(
    rf"(?:[\[(]{_WORD}[^\])\n]{{0,40}}[\])]\s*[:–—|-]?"
    rf"|(?:\+{{3}}|\*{{3}})\s?{_WORD}[^+*\n]{{0,40}}(?:\+{{3}}|\*{{3}})"
    rf"|{_WORD}(?=[^\n]{{0,40}}\d){_WHEN}\s?[:：|–—](?!\d)"
    rf"|{_WORD}\s?(?:[:：|–—]|\s-(?=\s))"
    rf"|{_LAST}\s{_WORD}\s?[:：]?(?=[^\n]{{0,40}}\d)[^\n.!?]{{0,40}}[.|])\s*",
    re.IGNORECASE,
)


def without_update_mark(line: str) -> str:
    """Return a line without a leading mark that says only that the text was changed, or when."""
    found = _MARK.match(line)
    return line[found.end() :] if found else line
