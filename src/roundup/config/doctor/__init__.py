"""What `roundup doctor` looks at. `examination` runs every check: one function each, which changes nothing.

`sending_checks`, `ledger_checks` and `mail_checks` contain those that need more than a few lines;
`check_results` says what a check can return.
"""
