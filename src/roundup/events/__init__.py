"""What the provider tells us afterwards, and what it adds up to.

A webhook's body is kept at the door (`views`, `notices`) and applied later (`applying`): `facts` reads the
events in it, `belief` leaves out those of others, `stored_events` writes each once, and `consequences` ends
the mail to whom they concern. `suppression_lists` reads what the provider keeps itself, and
`provider_clearings` has it take off who came back; `soft_bounces` gives up addresses in time. What editors
see of a mailing: `mailing_totals`, `mailing_alarms`, `loss_limits` (a mailing that holds itself),
`dropped_copies` (mailed once more) and `seen_readers` (what they prove of uncertain batches). `metrics` is
the page for machines.
"""
