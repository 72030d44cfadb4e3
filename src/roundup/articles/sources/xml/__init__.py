"""XML from strangers, for any kind of source.

`text` turns bytes into XML that can be parsed, `tree` parses XML however broken it is, and `element` reads an
element however its publisher spells namespaces.
"""
