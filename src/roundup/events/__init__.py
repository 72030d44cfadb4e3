"""What the provider reports afterwards, and what follows from it.

A webhook's body is stored when it arrives (`views`, `notices`) and applied later (`applying`): `facts` reads
the events in it, `belief` leaves out those of other senders, `stored_events` writes each event once, and
`consequences` ends the mail to the readers concerned. `suppression_lists` reads the provider's own lists, and
`provider_clearings` gets readers who came back taken off them; `soft_bounces` gives up addresses that keep
bouncing. Editors learn about a mailing from `mailing_totals`, `mailing_alarms`, `loss_limits` (a mailing that
holds itself), `dropped_copies` (which can be mailed again) and `seen_readers` (evidence about uncertain
batches). `metrics` is the page for machines.
"""
