"""Subscribers: their addresses and preferences, the links that carry their rights, and whom never to mail.

Readers' pages are in `views`, with `forms` and what all `pages` share; `links` says where a link leads. A
submitted form goes from `sign_ups` (within `sign_up_limits`) to `confirmation_queue`, and `confirmations`
writes the mail: a question or, for those who subscribe already, their link. `subscriptions` has what readers
may do next: confirm, choose, leave, come back, be forgotten; `link_renewal` replaces their links.

`box_views` has the page of the box that a magazine puts on its own pages, and `box_snippets` what is pasted
there; `box_wording` keeps every wording that it showed, and `box_places` says where it stood.

`eligibility` decides whether somebody is mailed, both for one reader and for a query; `audience` reads the
readers of a mailing. `suppressions` keeps mail away; `consent_anew` and `clearings` lift what new consent
can lift. `consents` keeps the proof, `departures` and `journal_of_leaves` record who left, and
`journal_reading` tells a restored database. `importers` reads and writes files of readers.
"""
