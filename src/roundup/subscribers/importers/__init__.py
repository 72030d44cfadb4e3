"""Bringing subscribers in from files and handing them out. A new kind of file is a line in `formats`."""

from roundup.subscribers.importers.base import ImportReport
from roundup.subscribers.importers.exporting import export
from roundup.subscribers.importers.run import import_file

__all__ = ["ImportReport", "export", "import_file"]
