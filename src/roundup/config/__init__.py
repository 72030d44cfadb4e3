"""Settings, the command line and the process entries. Knows every room; known by none."""
