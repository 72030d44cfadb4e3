"""What keeps a mailing from leaving where it should not: another database, another machine, nobody at work.

The `fence` goes up on a database that was restored. `installation` says which installation this is and
by which outlet its mail leaves. `stations` are the machines at work; the `heartbeat` tells whether any
of them is.
"""
