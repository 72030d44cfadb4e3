"""What `roundup doctor` looks at. `examination` runs every check; each is a function that changes nothing.

`sending_checks`, `ledger_checks` and `mail_checks` contain the checks that need more than a few lines;
`check_results` says what a check can return.
"""
