"""Mailings: one approved edition to a frozen audience, in batches, with an account that closes.

A mailing goes through four folders: `preparing` writes down who gets what, `handing_over` gives each
batch to the provider, `settling` finds out what became of it, and `safety` keeps all of them from
mailing where they must not. `tasks` are the wake-ups of the clock and the workers, `control` is what a
person can do, `account` the sum of a mailing, `hindrances` why one does not go on. `trials` and
`proof_files` show an edition before it leaves; `audience` counts who would get it. `transactions` and
`sql` are how this room writes.
"""
