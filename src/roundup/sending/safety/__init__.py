"""Keeps a mailing from leaving when it must not: from a restored database or a wrongly set up machine.

The `fence` goes up when a database was restored. `installation` says which installation this is and by
which outlet its mail leaves. `stations` are the machines at work; the `heartbeat` shows whether any of them
is working.
"""
