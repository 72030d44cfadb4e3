"""Readers of the outside: one module a kind of source, none of which knows a framework."""
