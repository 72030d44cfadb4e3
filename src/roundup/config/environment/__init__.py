"""What the environment says. `variables` has every setting with its default, its help and its reader.

Readers that need more than a line: `database`, `secret_key`; the others are in `core.settings`.
`config.settings` makes Django's settings of them.
"""
