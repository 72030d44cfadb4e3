"""Takes a batch to the provider, never twice.

First, `claim` takes a batch if the `gate` lets one leave. Then `submit` commits that it is being posted (with
a `snapshot` of the mailing, the `readers` as they are now and one of the `nonces`), has `message` write it,
asks the provider, and has `results` record the answer, or the `journal` keep it while the database is away.
`rejection` deals with a batch that is refused, and `division` with one whose readers had different outcomes.
`posts_under_way` lets a thread have several posts out at once; `provider_reach` stops a worker that cannot
reach the provider.

A mail to one person goes the same way: `transactional_mail`. `reader_mail` builds on it, and
`confirmation_mail`, `leave_mail`, `own_request_mail` and `welcome_mail` build on `reader_mail`.
"""
