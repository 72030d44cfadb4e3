"""Words and rules. Nothing here knows a framework, does I/O or reads a clock."""
