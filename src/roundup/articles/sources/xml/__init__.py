"""XML from strangers, for any kind of source.

`text` gets XML that can be parsed from its bytes, `tree` parses it however badly it was broken, and an
`element` is read without minding how its publisher spells namespaces.
"""
