"""What the environment says. `variables` has every setting with its default, its help and its reader.

Readers that need more than a line: `database`, `folders`, `secret_key`. `config.settings` makes Django's
settings of them.
"""
