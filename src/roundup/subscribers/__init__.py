"""To whom: addresses and their preferences, the links that carry their rights, and whom never to mail.

Readers' pages are `views`, with `forms` and what all `pages` share; `links` says where a link leads. A
form that was sent goes from `sign_ups` (within `sign_up_limits`) to `confirmation_queue`, and
`confirmations` writes the mail. `subscriptions` is what readers may do then: confirm, choose, leave, come
back, be forgotten; `link_renewal` replaces their links.

Whether somebody is mailed is decided in `eligibility`, for one reader and for a query; `audience` reads
readers for a mailing. What keeps mail away stands in `suppressions`, what new consent takes back of it in
`consent_anew` and `clearings`. `consents` keeps the proof, `departures` and `journal_of_leaves` who left;
`journal_reading` tells a restored database. `importers` brings files in and hands readers out.
"""
