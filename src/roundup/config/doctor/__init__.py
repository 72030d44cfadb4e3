"""What `roundup doctor` looks at. `examination` runs every check, each one function; none changes anything.

`sending_checks`, `ledger_checks` and `mail_checks` hold those that need more than a few lines;
`check_results` says what a check can come to.
"""
