"""The magazines of this installation: their names, looks and clocks, and what alarms their editors.

`directory` makes publications and finds the one that somebody means; `alarms` tells editors of what needs
them. `brand` is how a publication looks and which language it speaks, `public_pages` where its pages are,
`headers` what every copy of its newsletter carries. `identifiers` gives numbers to whatever links name,
`transactional_mail` is what every kind of mail to one person has in common, `indexes` is for migrations.
"""
