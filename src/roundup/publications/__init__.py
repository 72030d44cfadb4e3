"""The magazines of this installation: their names, looks and clocks, and their editors' alarms.

`directory` makes publications and finds the one that somebody means; `alarms` tells editors what needs their
attention. `brand` says how a publication looks and which language it uses, `public_pages` where its pages
are, and `headers` which headers every copy of its newsletter has. `identifiers` gives numbers to everything
that links name, `transactional_mail` has what all kinds of mail to one person share, and `indexes` is for
migrations.
"""
