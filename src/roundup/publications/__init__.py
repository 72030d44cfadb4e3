"""The magazines of this installation: their names, looks and clocks, and their editors' alarms.

`directory` makes publications and finds the one that somebody means; `alarms` tells editors what needs
them. `brand` says how a publication looks and which language it uses, `public_pages` where its pages are,
and `headers` which headers every copy of its newsletter has. `identifiers` gives numbers to everything that
links name, `transactional_mail` is what all kinds of mail to one person have in common, and `indexes` is
for migrations.
"""
