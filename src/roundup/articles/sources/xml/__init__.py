"""XML from strangers, for any kind of source.

`text` turns bytes into XML that can be parsed, `tree` parses it however badly it was broken, and `element`
reads an element however its publisher spells namespaces.
"""
