"""Imports subscribers from files and exports them. A new kind of file is one line in `formats`.

`run` imports a file: `csv_table` reads its rows, `row_standing` finds out what each row says about mailing
(with the words of `word_lists`), the file's format says who the row is about, `deciding` plans what to do,
and `writing` does it. `exporting` writes the file that `plain_csv` reads back.
"""

from roundup.subscribers.importers.base import ImportReport
from roundup.subscribers.importers.exporting import export_subscribers
from roundup.subscribers.importers.run import import_file

__all__ = ["ImportReport", "export_subscribers", "import_file"]
