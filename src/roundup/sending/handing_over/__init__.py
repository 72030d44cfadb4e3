"""A batch on its way to the provider, never twice.

In this order: `claim` takes a batch if the `gate` lets one leave; `submit` commits that it is posted
(`snapshot` of the mailing, `readers` as they are now, one of the `nonces`), has `message` write it,
asks the provider, and has `results` write what it said, or the `journal` keep it while the database is
away. `rejection` is what becomes of a batch that is refused, `division` of one whose
readers fared differently. `posts_under_way` keeps several posts of a
thread out at once; `provider_reach` stops a worker that has no way to the provider.

A mail to one person goes the same way: `transactional_mail`, and `confirmation_mail` upon it.
"""
