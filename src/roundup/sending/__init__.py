"""Mailings: one approved edition to a frozen audience, in batches, with an account that adds up.

A mailing goes through three folders: `preparing` writes down who gets what, `handing_over` gives each batch
to the provider, and `settling` finds out what happened to it. A fourth, `safety`, keeps all of them from
mailing when they must not. `tasks` has what the clock and the workers run, `control` what a person can do;
`account` sums a mailing up, and `hindrances` says why one does not go on. `trials` and `proof_files` show an
edition before it leaves; `audience` counts who would get it. `transactions` and `sql` are how this room
writes.
"""
